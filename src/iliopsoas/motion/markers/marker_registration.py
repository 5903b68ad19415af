"""Put every marker where it really is on its segment: by a standing trial or, without one, by the movement itself.

1. The pose is fitted to the landmarks whose place the atlas knows, each segment mainly by its own: the pelvis by its
   spines, the thigh by the knee, the shank by the malleoli. A standing person's feet are flat on the floor.
2. In that pose each marker is looked up in its segment's frame. A marker on soft tissue moves there; one on a bone
   moves too, but by no more than 40 mm; a joint centre stays.

So the placing cannot tilt the pelvis: zero tilt remains what the atlas' landmarks say it is. Nor does it bend a knee
that the landmarks find straight. The torsion of a person's shank, which the body does not have, ends up in the places
of the foot's markers. With a movement instead of a standing trial, the medians over its frames are taken, nothing is
known about the feet, and both steps are repeated a few times.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.body.body import Body
from iliopsoas.body.kinematics.pose_goals import PoseGoals
from iliopsoas.body.kinematics.segment_poses import segment_frames
from iliopsoas.motion.markers.inverse_kinematics import fit_from_several_poses, starting_poses
from iliopsoas.motion.markers.model_markers import ModelMarkers, in_segment_frames
from iliopsoas.motion.records.markers import Markers
from iliopsoas.motion.signals.checks import listed

BONY_LIMIT_M = 0.040
"""Farthest that a bony landmark is moved [m]; estimated: markers on wide knees lie 30 mm off the narrow generic one."""
GUESS_M = 0.030
"""How far a marker on soft tissue may be from the place the atlas guesses [m]; estimated."""
DECIDES_M = {"pelvis": 0.002, "femur": 0.004, "tibia": 0.008, "calcn": 0.015}
"""Spread of bony landmarks while placing [m]: upper segments decide before lower ones; technical."""
SOLE = np.array([[0.0, 0.0, 0.0], [0.18, 0.0, -0.03], [0.15, 0.0, 0.04]])
"""Points of the foot that a floor holds level, in the calcaneus of the generic body [m]; estimated."""
SOLE_M = 0.001
"""Spread of their height [m]; technical."""
RAISED_RAD = np.radians(45.0)
"""Upper arms further from hanging are raised [rad]; estimated."""
RAISED_HEEL_RAD = np.radians(15.0)
"""Slope from heel to forefoot beyond which a foot does not stand flat [rad]; estimated."""
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

    places: ModelMarkers
    missing: BoolArray
    notes: list[str]


def register_by_static_trial(body: Body, places: ModelMarkers, standing: Markers) -> MarkerRegistration:
    """Places by a trial in which the person stands still, in our axes; its medians are taken.

    Raised arms lift the shoulder girdle: then the markers of that arm and shoulder keep the atlas' places, or none.
    """
    middle = _still(places, standing)
    q = _pose(body, places, middle[None], standing=True)
    found = in_segment_frames(body, places, q, middle[None])[0]
    raised = _raised(body, places, q)
    found[raised] = np.nan
    flat = _flat_feet(places, middle)
    notes = [f"In the standing trial the {_NAMES[side]} foot was taken as flat on the floor." for side in flat]
    if len(flat) == 2:
        notes = ["In the standing trial both feet were taken as flat on the floor."]
    notes += _one_sided(places, middle)
    if raised.any():
        names = [label for label, up in zip(places.labels, raised, strict=True) if up]
        notes.append(f"The arms are raised in the standing trial: the movement itself places {listed(names)}.")
    now = places.with_offsets(_moved(places, found))
    missing = ~np.isfinite(found).all(axis=1) & (np.array(places.roles) != "centre")
    return MarkerRegistration(now, np.asarray(missing), [*notes, *_report(places, now.offsets)])


def register_by_movement(
    body: Body, places: ModelMarkers, moving: Markers, which: BoolArray | None = None
) -> MarkerRegistration:
    """Places by the movement itself: the median over some frames, a few times.

    which: the markers to place, (markers); default all.
    """
    some = np.unique(np.linspace(0, moving.frames - 1, FRAMES).round().astype(int))
    columns = [moving.labels.index(label) if label in moving.labels else -1 for label in places.labels]
    positions = np.where((np.array(columns) >= 0)[None, :, None], moving.positions[some][:, columns], np.nan)
    chosen = np.ones(len(columns), dtype=bool) if which is None else which
    now, q = places, None
    for _ in range(ROUNDS):
        q = _pose(body, now, positions, guess=q)
        local = in_segment_frames(body, now, q, positions)
        there = np.isfinite(local).all(axis=2).any(axis=0) & chosen
        found = np.full(places.offsets.shape, np.nan)
        found[there] = np.nanmedian(local[:, there], axis=0)
        now = now.with_offsets(_moved(places, found))
    return MarkerRegistration(now, np.asarray(~now.known), _report(places, now.offsets))


def _raised(body: Body, places: ModelMarkers, q: Array) -> BoolArray:
    """Markers of arms and shoulders of a side whose upper arm is away from hanging, (markers)."""
    turns = segment_frames(body, ["humerus_r", "humerus_l"], q).rotations[0]
    up = {side: bool(turn[1, 1] < np.cos(RAISED_RAD)) for side, turn in zip("rl", turns, strict=True)}
    arms = [
        name[:-2] in ("humerus", "ulna", "radius") or role == "loose"
        for name, role in zip(places.bodies, places.roles, strict=True)
    ]
    sides = [name[-1] if name[-2:] in ("_r", "_l") else mark[-1:] for name, mark in
             zip(places.bodies, places.landmarks, strict=True)]  # fmt: skip
    return np.array([arm and up.get(side, False) for arm, side in zip(arms, sides, strict=True)], dtype=bool)


def _still(places: ModelMarkers, standing: Markers) -> Array:
    """Median place of each marker, (markers, 3) [m]; NaN if it was not seen."""
    out = np.full((len(places.labels), 3), np.nan)
    for k, label in enumerate(places.labels):
        if label in standing.labels:
            path = standing.path(label)
            good = path[np.isfinite(path).all(axis=1)]
            if len(good):
                out[k] = np.median(good, axis=0)
    return out


def _pose(
    body: Body, places: ModelMarkers, positions: Array, *, standing: bool = False, guess: Array | None = None
) -> Array:
    """Poses (frames, coordinates) from the landmarks."""
    seen = np.isfinite(positions).all(axis=2) & places.known
    weight = np.where(seen, 1.0 / _spread(places) ** 2, 0.0)
    offsets, target = np.nan_to_num(places.offsets), np.nan_to_num(positions)
    start = starting_poses(body, places.with_offsets(offsets), target, weight)
    goals = PoseGoals(places.bodies, offsets, target, np.repeat(weight[:, :, None], 3, axis=2))
    if standing:
        goals = _on_the_floor(body, goals, places, seen)
    columns = body.map.columns("root", "free", "rhythm", "driven")
    return fit_from_several_poses(body, goals, start, columns, guess=guess).q


def _spread(places: ModelMarkers) -> Array:
    soft = np.isin(places.roles, ("skin", "loose"))
    out = np.where(soft, np.maximum(places.spread, GUESS_M), places.spread)
    for k, (name, role) in enumerate(zip(places.bodies, places.roles, strict=True)):
        part = name.removesuffix("_r").removesuffix("_l")
        if role == "bony" and part in DECIDES_M:
            out[k] = DECIDES_M[part]
    return out


def _on_the_floor(body: Body, goals: PoseGoals, places: ModelMarkers, seen: BoolArray) -> PoseGoals:
    """Soles that are level at the height which the foot's markers give in the mean; those then count sideways only."""
    bodies, offsets = list(goals.bodies), [goals.offsets]
    target, weight = [goals.target], [goals.weight.copy()]
    for side in _flat_feet(places, np.where(seen[0][:, None], goals.target[0], np.nan)):
        foot = f"calcn_{side}"
        mine = [k for k, name in enumerate(places.bodies) if name == foot and places.roles[k] == "bony" and seen[0, k]]
        floor = float((goals.target[0, mine, 1] - goals.offsets[mine, 1]).mean())
        every = [k for k, name in enumerate(places.bodies) if name == foot]
        weight[0][:, every, 1] = 0.0
        mirror = np.array([1.0, 1.0, 1.0 if side == "r" else -1.0])
        bodies += [foot] * len(SOLE)
        offsets.append(body.factors[foot] * SOLE * mirror)
        target.append(np.full((1, len(SOLE), 3), floor))
        weight.append(np.broadcast_to([0.0, 1.0 / SOLE_M**2, 0.0], (1, len(SOLE), 3)))
    return PoseGoals(tuple(bodies), np.vstack(offsets), np.concatenate(target, axis=1), np.concatenate(weight, axis=1))


def _flat_feet(places: ModelMarkers, middle: Array) -> list[str]:
    """Sides whose heel and forefoot are about as high above each other as on a flat foot."""
    flat = []
    for side in "rl":
        heel = [k for k, name in enumerate(places.landmarks) if name == f"heel_{side}"]
        front = [k for k, name in enumerate(places.bodies) if name == f"calcn_{side}" and k not in heel]
        front = [k for k in front if places.roles[k] == "bony" and np.isfinite(middle[k]).all()]
        if not heel or not front or not np.isfinite(middle[heel[0]]).all():
            continue
        there = middle[front].mean(axis=0) - middle[heel[0]]
        rise = there[1] - (places.offsets[front, 1].mean() - places.offsets[heel[0], 1])
        if abs(np.arctan2(rise, np.hypot(there[0], there[2]))) < RAISED_HEEL_RAD:
            flat.append(side)
    return flat


def _one_sided(places: ModelMarkers, middle: Array) -> list[str]:
    """Joints whose axis rests on the lateral marker alone."""
    seen = {name for name, at in zip(places.landmarks, middle, strict=True) if np.isfinite(at).all()}
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


def _moved(places: ModelMarkers, found: Array) -> Array:
    """New offsets (markers, 3): all the way on soft tissue, a limited one on bone, none for a joint centre."""
    seen, known = np.isfinite(found).all(axis=1), places.known
    step = np.where((seen & known)[:, None], found - places.offsets, 0.0)
    reach = np.linalg.norm(step, axis=1)
    bony = np.array(places.roles) == "bony"
    share = np.where(bony, np.minimum(1.0, BONY_LIMIT_M / np.maximum(reach, 1e-9)), 1.0)
    share = np.where(np.array(places.roles) == "centre", 0.0, share)
    placed = places.offsets + share[:, None] * step
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
