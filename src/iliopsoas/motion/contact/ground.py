"""The floor a recorded person stood on, and the seat, found from how low feet and buttocks come.

Fitted feet end some millimetres above or below the true floor, heel and toe not alike. Every contact point of a foot
therefore gets the level at which it is found when it is slow and low, within reach of its foot's lowest point.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.body.contact_points import ContactPoints, contact_points
from iliopsoas.body.kinematics.segment_poses import point_paths
from iliopsoas.motion.records.supports import Support

SLOW = 0.4
"""Speed below which a point may be standing [m/s]; estimated."""
LOW = 20.0
"""Percentile of a slow point's heights that is its level (technical)."""
BELT = 0.3
"""Speed of the standing feet from which the floor is a treadmill's belt [m/s]; estimated."""
REACH = 0.03
"""How far above its foot's lowest point another one may have its level [m]; estimated."""
SEAT_REACH = 0.06
"""The same for a soft seat [m]; estimated."""
SITTING = ("seat", "thigh_back_r", "thigh_back_l")
"""What rests on a seat."""


STRETCHES, STRETCH_FRAMES = 32, 512
"""A record with more frames than these stretches is looked at in so many of them, evenly spread (technical)."""


class EstimatedSupports(NamedTuple):
    """Planes that push on single contact points with unknown forces, and a sentence about where they are."""

    supports: tuple[Support, ...]
    note: str


def looked_at(frames: int) -> list[slice]:
    """Frames that tell where floor and seat are: all of them, or stretches of a long record."""
    if frames <= STRETCHES * STRETCH_FRAMES:
        return [slice(0, frames)]
    begins = np.linspace(0, frames - STRETCH_FRAMES, STRETCHES).astype(int).tolist()
    return [slice(begin, begin + STRETCH_FRAMES) for begin in begins]


def estimate_floor(body: Body, time: Array, q: Array) -> EstimatedSupports:
    """One support for each contact point of the feet, at the level it stands on, and a sentence.

    Args:
        time: (frames,) [s].
        q: coordinates, (frames, n).
    """
    sides = {"r": "right", "l": "left"}
    points = {s: contact_points(body, [f"foot_{s}"]) for s in sides}
    place = {s: lowest_points(body, points[s], q) for s in sides}
    velocity = {s: np.gradient(place[s], time, axis=0) for s in sides}
    belt = _belt(place, velocity)
    supports, words = [], []
    for s, name in sides.items():
        level = _levels(place[s][:, :, 1], np.linalg.norm(velocity[s] - belt, axis=2))
        words.append(f"the {name} sole at {1000 * level.min():+.0f} mm")
        supports += [
            Support("floor", (point,), (0.0, float(y), 0.0), velocity=(float(belt[0]), 0.0, float(belt[2])))
            for point, y in zip(points[s].names, level, strict=True)
        ]
    sentence = f"Forces of the floor on the feet are unknowns; it is where the feet stand: {' and '.join(words)}."
    if belt.any():
        sentence += f" It is a treadmill whose belt runs at {np.linalg.norm(belt):.2f} m/s."
    return EstimatedSupports(tuple(supports), sentence)


def _belt(place: dict[str, Array], velocity: dict[str, Array]) -> Array:
    """Velocity of the floor, (3) [m/s]: that of the feet's points while they are lowest; zero unless it is a belt's."""
    slides = []
    for s, at in place.items():
        for k in range(at.shape[1]):
            low = at[:, k, 1] <= np.percentile(at[:, k, 1], LOW)
            slides.append(velocity[s][low, k] * [1.0, 0.0, 1.0])
    every = np.concatenate(slides)
    common: Array = np.median(every, axis=0)
    alike = np.linalg.norm(every - common, axis=1) < 0.25 * np.linalg.norm(common)
    return common if np.linalg.norm(common) > BELT and alike.mean() > 0.6 else np.zeros(3)


def _levels(height: Array, speed: Array, reach: float = REACH) -> Array:
    """Level of each point, (k) [m], from heights and speeds against the floor (frames, k)."""
    slow = np.where(speed < SLOW, height, np.nan)
    seen = np.isfinite(slow).sum(axis=0) > 3
    if not seen.any():
        slow, seen = height, np.ones(height.shape[1], dtype=bool)
    level = np.full(height.shape[1], np.nan)
    level[seen] = np.nanpercentile(slow[:, seen], LOW, axis=0)
    lowest = float(np.nanmin(level))
    out: Array = np.clip(np.where(np.isnan(level), lowest, level), lowest, lowest + reach)
    return out


def estimate_seat(body: Body, time: Array, q: Array) -> EstimatedSupports:
    """One support for each contact point under pelvis and thighs, at the level it sits on, and a sentence."""
    points = contact_points(body, SITTING)
    place = lowest_points(body, points, q)
    level = _levels(place[:, :, 1], np.linalg.norm(np.gradient(place, time, axis=0), axis=2), reach=SEAT_REACH)
    supports = tuple(
        Support("seat", (point,), (0.0, float(y), 0.0)) for point, y in zip(points.names, level, strict=True)
    )
    note = f"A seat carries pelvis and thighs with unknown forces; it is {100 * level.mean():.0f} cm high."
    return EstimatedSupports(supports, note)


def lowest_points(body: Body, points: ContactPoints, q: Array) -> Array:
    """Lowest points of the contact spheres, (frames, k, 3) [m]."""
    out = point_paths(body, q, points.bodies, points.centre).points
    out[:, :, 1] -= points.radius
    return out
