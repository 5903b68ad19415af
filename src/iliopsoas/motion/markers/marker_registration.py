"""Marker registration: every marker put where it really is on its segment.

A static trial says where or, without one, the movement itself.

1. The pose is fitted to the landmarks whose place the atlas knows, each segment mainly by its own (`landmark_pose`).
2. In that pose each marker is looked up in its segment's frame. A marker on soft tissue moves there; one on a bone
   moves too, but by no more than 40 mm; a joint centre stays.

So registration cannot tilt the pelvis: zero tilt remains what the atlas' landmarks say it is. Nor does it bend a knee
that the landmarks find straight. The torsion of a person's shank, which the body does not have, ends up in the places
of the foot's markers. With a movement instead of a standing trial, the medians over its frames are taken, nothing is
known about the feet, and both steps are repeated a few times.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.body.body import Body
from iliopsoas.body.kinematics.segment_poses import segment_frames
from iliopsoas.motion.markers.landmark_pose import flat_feet, pose_from_landmarks
from iliopsoas.motion.markers.model_markers import ModelMarkers, in_segment_frames
from iliopsoas.motion.records.markers import Markers
from iliopsoas.motion.signals.checks import listed

BONY_LIMIT_M = 0.040
"""Farthest that a bony landmark is moved [m]; estimated: markers on wide knees lie 30 mm off the narrow generic one."""
RAISED_RAD = np.radians(45.0)
"""Upper arms further from hanging are raised [rad]; estimated."""
ROUNDS, FRAMES = 4, 40
"""Repetitions, and frames looked at, where a movement has to do; technical."""


_NAMES = {"r": "right", "l": "left"}


class MarkerRegistration(NamedTuple):
    """Markers on their segments.

    Attributes:
        places: where they are.
        missing: markers that the trial could not place, (markers).
        notes: what was done.
    """

    model: ModelMarkers
    missing: BoolArray
    notes: list[str]


def register_by_static_trial(body: Body, model: ModelMarkers, standing: Markers) -> MarkerRegistration:
    """Places by a trial in which the person stands still, in our axes; its medians are taken.

    Raised arms lift the shoulder girdle: then the markers of that arm and shoulder keep the atlas' places, or none.
    """
    middle = _still(model, standing)
    q = pose_from_landmarks(body, model, middle[None], standing=True)
    found = in_segment_frames(body, model, q, middle[None])[0]
    raised = _raised(body, model, q)
    found[raised] = np.nan
    flat = flat_feet(model, middle)
    notes = [f"In the standing trial the {_NAMES[side]} foot was taken as flat on the floor." for side in flat]
    if len(flat) == 2:
        notes = ["In the standing trial both feet were taken as flat on the floor."]
    notes += _one_sided(model, middle)
    if raised.any():
        names = [label for label, up in zip(model.labels, raised, strict=True) if up]
        notes.append(f"The arms are raised in the standing trial: the movement itself places {listed(names)}.")
    now = model.with_offsets(_moved(model, found))
    missing = ~np.isfinite(found).all(axis=1) & (np.array(model.roles) != "centre")
    return MarkerRegistration(now, np.asarray(missing), [*notes, *_report(model, now.offsets)])


def register_by_movement(
    body: Body, model: ModelMarkers, moving: Markers, which: BoolArray | None = None
) -> MarkerRegistration:
    """Places by the movement itself: the median over some frames, a few times.

    which: the markers to place, (markers); default all.
    """
    some = np.unique(np.linspace(0, moving.frames - 1, FRAMES).round().astype(int))
    columns = [moving.labels.index(label) if label in moving.labels else -1 for label in model.labels]
    positions = np.where((np.array(columns) >= 0)[None, :, None], moving.positions[some][:, columns], np.nan)
    chosen = np.ones(len(columns), dtype=bool) if which is None else which
    now, q = model, None
    for _ in range(ROUNDS):
        q = pose_from_landmarks(body, now, positions, guess=q)
        local = in_segment_frames(body, now, q, positions)
        there = np.isfinite(local).all(axis=2).any(axis=0) & chosen
        found = np.full(model.offsets.shape, np.nan)
        found[there] = np.nanmedian(local[:, there], axis=0)
        now = now.with_offsets(_moved(model, found))
    return MarkerRegistration(now, np.asarray(~now.known), _report(model, now.offsets))


def _raised(body: Body, model: ModelMarkers, q: Array) -> BoolArray:
    """Markers of arms and shoulders of a side whose upper arm is away from hanging, (markers)."""
    turns = segment_frames(body, ["humerus_r", "humerus_l"], q).rotations[0]
    up = {side: bool(turn[1, 1] < np.cos(RAISED_RAD)) for side, turn in zip("rl", turns, strict=True)}
    arms = [
        name[:-2] in ("humerus", "ulna", "radius") or role == "loose"
        for name, role in zip(model.bodies, model.roles, strict=True)
    ]
    sides = [name[-1] if name[-2:] in ("_r", "_l") else mark[-1:] for name, mark in
             zip(model.bodies, model.landmarks, strict=True)]  # fmt: skip
    return np.array([arm and up.get(side, False) for arm, side in zip(arms, sides, strict=True)], dtype=bool)


def _still(model: ModelMarkers, standing: Markers) -> Array:
    """Median place of each marker, (markers, 3) [m]; NaN if it was not seen."""
    out = np.full((len(model.labels), 3), np.nan)
    for k, label in enumerate(model.labels):
        if label in standing.labels:
            path = standing.path(label)
            good = path[np.isfinite(path).all(axis=1)]
            if len(good):
                out[k] = np.median(good, axis=0)
    return out


def _one_sided(model: ModelMarkers, middle: Array) -> list[str]:
    """Joints whose axis rests on the lateral marker alone."""
    seen = {name for name, at in zip(model.landmarks, middle, strict=True) if np.isfinite(at).all()}
    joints = {"knee": ("epicondyle_medial", "knee_centre"), "ankle": ("malleolus_medial", "ankle_centre")}
    bare = [
        joint for joint, names in joints.items() if not any(f"{name}_{side}" in seen for name in names for side in "rl")
    ]
    if not bare:
        return []
    return [
        f"The standing trial has no medial markers at {' and '.join(bare)}: rotations of thigh and shank rest on the "
        "lateral ones alone."
    ]


def _moved(model: ModelMarkers, found: Array) -> Array:
    """New offsets (markers, 3): all the way on soft tissue, a limited one on bone, none for a joint centre."""
    seen, known = np.isfinite(found).all(axis=1), model.known
    step = np.where((seen & known)[:, None], found - model.offsets, 0.0)
    reach = np.linalg.norm(step, axis=1)
    bony = np.array(model.roles) == "bony"
    share = np.where(bony, np.minimum(1.0, BONY_LIMIT_M / np.maximum(reach, 1e-9)), 1.0)
    share = np.where(np.array(model.roles) == "centre", 0.0, share)
    placed = model.offsets + share[:, None] * step
    return np.where((seen & ~known)[:, None], found, placed)


def _report(before: ModelMarkers, offsets: Array) -> list[str]:
    notes = []
    new = [label for label, old, at in zip(before.labels, before.known, offsets, strict=True)
           if not old and np.isfinite(at).all()]  # fmt: skip
    if new:
        notes.append(f"Markers placed on their segment by the trial alone: {listed(new)}.")
    bony = np.array(before.roles) == "bony"
    reach = 1000.0 * np.linalg.norm(offsets - before.offsets, axis=1)
    far = [f"{label} ({r:.0f} mm)" for label, r, b in zip(before.labels, reach, bony, strict=True)
           if b and r >= 999.0 * BONY_LIMIT_M]  # fmt: skip
    if far:
        notes.append(f"Bony markers moved as far as allowed ({1000 * BONY_LIMIT_M:.0f} mm): {listed(far)}.")
    return notes
