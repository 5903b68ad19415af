"""The pose in which landmarks decide: each segment mainly by its own, upper segments before lower ones.

The pelvis follows its spines, the thigh the knee, the shank the malleoli; a standing person's feet are flat on the
floor. Markers on soft tissue count little, those without a place on the body nothing.
"""

from __future__ import annotations

import numpy as np

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.body.body import Body
from iliopsoas.body.kinematics.pose_goals import PoseGoals
from iliopsoas.motion.markers.model_markers import ModelMarkers
from iliopsoas.motion.markers.pose_search import fit_from_several_poses, starting_poses

GUESS_M = 0.030
"""How far a marker on soft tissue may be from the place the atlas guesses [m]; estimated."""
DECIDES_M = {"pelvis": 0.002, "femur": 0.004, "tibia": 0.008, "calcn": 0.015}
"""Spread of bony landmarks while placing [m]: upper segments decide before lower ones; technical."""
SOLE = np.array([[0.0, 0.0, 0.0], [0.18, 0.0, -0.03], [0.15, 0.0, 0.04]])
"""Points of the foot that a floor holds level, in the calcaneus of the generic body [m]; estimated."""
SOLE_M = 0.001
"""Spread of their height [m]; technical."""
RAISED_HEEL_RAD = np.radians(15.0)
"""Slope from heel to forefoot beyond which a foot does not stand flat [rad]; estimated."""


def pose_from_landmarks(
    body: Body, model: ModelMarkers, positions: Array, *, standing: bool = False, guess: Array | None = None
) -> Array:
    """Poses (frames, coordinates) from the landmarks."""
    seen = np.isfinite(positions).all(axis=2) & model.known
    weight = np.where(seen, 1.0 / _spread(model) ** 2, 0.0)
    offsets, target = np.nan_to_num(model.offsets), np.nan_to_num(positions)
    start = starting_poses(body, model.with_offsets(offsets), target, weight)
    goals = PoseGoals(model.bodies, offsets, target, np.repeat(weight[:, :, None], 3, axis=2))
    if standing:
        goals = _with_flat_soles(body, goals, model, seen)
    columns = body.map.columns("root", "free", "rhythm", "driven")
    return fit_from_several_poses(body, goals, start, columns, guess=guess).q


def _spread(model: ModelMarkers) -> Array:
    soft = np.isin(model.roles, ("skin", "loose"))
    out = np.where(soft, np.maximum(model.spread, GUESS_M), model.spread)
    for k, (name, role) in enumerate(zip(model.bodies, model.roles, strict=True)):
        part = name.removesuffix("_r").removesuffix("_l")
        if role == "bony" and part in DECIDES_M:
            out[k] = DECIDES_M[part]
    return out


def _with_flat_soles(body: Body, goals: PoseGoals, model: ModelMarkers, seen: BoolArray) -> PoseGoals:
    """Soles that are level at the height which the foot's markers give in the mean; those then count sideways only."""
    bodies, offsets = list(goals.bodies), [goals.offsets]
    target, weight = [goals.target], [goals.weight.copy()]
    for side in flat_feet(model, np.where(seen[0][:, None], goals.target[0], np.nan)):
        foot = f"calcn_{side}"
        mine = [k for k, name in enumerate(model.bodies) if name == foot and model.roles[k] == "bony" and seen[0, k]]
        floor = float((goals.target[0, mine, 1] - goals.offsets[mine, 1]).mean())
        every = [k for k, name in enumerate(model.bodies) if name == foot]
        weight[0][:, every, 1] = 0.0
        mirror = np.array([1.0, 1.0, 1.0 if side == "r" else -1.0])
        bodies += [foot] * len(SOLE)
        offsets.append(body.factors[foot] * SOLE * mirror)
        target.append(np.full((1, len(SOLE), 3), floor))
        weight.append(np.broadcast_to([0.0, 1.0 / SOLE_M**2, 0.0], (1, len(SOLE), 3)))
    return PoseGoals(tuple(bodies), np.vstack(offsets), np.concatenate(target, axis=1), np.concatenate(weight, axis=1))


def flat_feet(model: ModelMarkers, middle: Array) -> list[str]:
    """Sides whose heel and forefoot are about as high above each other as on a flat foot."""
    flat = []
    for side in "rl":
        heel = [k for k, name in enumerate(model.landmarks) if name == f"heel_{side}"]
        front = [k for k, name in enumerate(model.bodies) if name == f"calcn_{side}" and k not in heel]
        front = [k for k in front if model.roles[k] == "bony" and np.isfinite(middle[k]).all()]
        if not heel or not front or not np.isfinite(middle[heel[0]]).all():
            continue
        there = middle[front].mean(axis=0) - middle[heel[0]]
        rise = there[1] - (model.offsets[front, 1].mean() - model.offsets[heel[0], 1])
        if abs(np.arctan2(rise, np.hypot(there[0], there[2]))) < RAISED_HEEL_RAD:
            flat.append(side)
    return flat
