"""What the columns of a force plate mean: millimetres or metres, moments about the centre of pressure or elsewhere, and
where a centre of pressure means nothing.

A force plate can push, slide and twist, but not tilt a foot: about the centre of pressure p the moment is vertical. So
a moment M with horizontal parts is about another point c, and the free moment is

    T = M - (p - c) x F,    where c = 0 or, if that leaves horizontal parts, the c of least squares

The same test tells N mm from N m. Only firm load counts: where a foot lands or leaves, p is a quotient of small
numbers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, BoolArray, IndexArray

FIRM_SHARE, FIRM_FORCE_N = 0.2, 50.0
"""Loads above this share of a plate's largest [-] and this force [N] have a centre of pressure to trust; technical."""
FARTHEST_M = 10.0
"""A centre of pressure farther from the origin is in millimetres [m]; technical."""
WANDER_M = 0.4
"""A centre of pressure under little load that is farther from that of the next firm load is noise [m]; technical."""
EXPLAINED = 0.05
"""Share of horizontal moments that may be left where the point they are about is found [-]; technical."""
NEAR_ENOUGH, NOISE_NM = 1.5, 0.5
"""The origin is believed if it leaves no more than so many times [-] what the best point leaves, or so little [N m];
technical."""
ARMS_NM = 5.0
"""Horizontal moments below this say nothing about the point they are about [N m]; technical."""
LARGEST_ARM_M = 0.2
"""Free moment over force beyond which it must be in N mm [m]; real ones stay below 0.05; technical."""


class PressureCentre(NamedTuple):
    """Points (samples, 3) [m], and what was done to them."""

    point: Array
    notes: tuple[str, ...]


class FreeMoment(NamedTuple):
    """Moments about the centre of pressure (samples, 3) [N m], and what was done to them."""

    torque: Array
    notes: tuple[str, ...]


def firm_load(force: Array) -> BoolArray:
    """Samples whose centre of pressure can be trusted, by force (samples, 3) [N]; the strongest where none is firm."""
    strength = np.linalg.norm(force, axis=1)
    most = float(strength.max())
    return np.asarray(strength >= min(max(FIRM_SHARE * most, FIRM_FORCE_N), most))


def pressure_centre(force: Array, point: Array, loaded: BoolArray, name: str) -> PressureCentre:
    """Points in metres, without those that mean nothing.

    Args:
        force: (samples, 3) [N].
        point: (samples, 3), in metres or millimetres; finite where the load is firm.
        loaded: samples with more than noise, (samples).
    """
    notes = []
    firm = firm_load(force)
    if float(np.median(np.abs(point[firm]).max(axis=1))) > FARTHEST_M:
        point = point / 1000.0
        notes.append(f"The points of plate '{name}' are millimetres: divided by 1000.")
    point, lost = steady_edges(force, point, loaded)
    if lost:
        notes.append(
            f"The centre of pressure of plate '{name}' means nothing in {lost} samples where the foot lands or leaves: "
            "that of the next firm load was taken."
        )
    return PressureCentre(point, tuple(notes))


def steady_edges(force: Array, point: Array, loaded: BoolArray) -> tuple[Array, int]:
    """Points (samples, 3) [m] with those under little load that run away put where the next firm load was, and how many
    of the `loaded` samples those are. Without load and without a value a point is zero."""
    firm = np.flatnonzero(firm_load(force))
    nearest = point[firm[_nearest(firm, len(point))]]
    finite: BoolArray = np.asarray(np.isfinite(point).all(axis=1))
    edge: BoolArray = np.asarray(loaded & ~(np.linalg.norm(point - nearest, axis=1) <= WANDER_M))
    edge[firm] = False
    wild: BoolArray = np.asarray(edge | (~loaded & finite & (np.abs(point).max(axis=1) > FARTHEST_M)))
    moved = np.where(wild[:, None], nearest, point)
    return np.where(~loaded[:, None] & ~finite[:, None], 0.0, moved), int(edge.sum())


def _nearest(firm: IndexArray, count: int) -> IndexArray:
    """For every sample the number of the firm one next in time, (count)."""
    samples = np.arange(count)
    after = np.clip(np.searchsorted(firm, samples), 0, len(firm) - 1)
    before = np.maximum(after - 1, 0)
    return np.where(np.abs(firm[after] - samples) <= np.abs(samples - firm[before]), after, before)


def free_moment(force: Array, point: Array, moment: Array, name: str) -> FreeMoment:
    """Moments about the centre of pressure in N m.

    Args:
        force: (samples, 3) [N], y up.
        point: (samples, 3) [m].
        moment: (samples, 3), about the centre of pressure or any fixed point, in N m or N mm.
    """
    firm = firm_load(force)
    pushed, turned = force[firm], moment[firm]
    arms = np.cross(point[firm], pushed)[:, [0, 2]]
    for scale, unit in ((1.0, ""), (1e-3, " in N mm")):
        level = scale * turned[:, [0, 2]]
        about = _centre(pushed, arms, level)
        left = _size(level - arms + np.cross(about, pushed)[:, [0, 2]])
        if _size(level - arms) <= max(NEAR_ENOUGH * left, NOISE_NM):
            about, left = np.zeros(3), _size(level - arms)
        if _size(level) > ARMS_NM and left < EXPLAINED * _size(level) and np.abs(about).max() < FARTHEST_M:
            place = ", ".join(f"{x:.2f}" for x in about)
            where = f"the point ({place}) m" if about.any() else "the laboratory's origin"
            note = (
                f"The moments of plate '{name}' are{unit} about {where}: the free moment is what is left at the "
                "centre of pressure."
            )
            twist = scale * moment - np.cross(point - about, force)
            likely = np.linalg.norm(twist, axis=1) <= LARGEST_ARM_M * np.linalg.norm(force, axis=1) + ARMS_NM
            return FreeMoment(np.where(likely[:, None], twist, 0.0), (note,))
    strongest, push = float(np.abs(turned).max()), float(np.linalg.norm(pushed, axis=1).max())
    if strongest <= LARGEST_ARM_M * push:
        return FreeMoment(moment, ())
    if 1e-3 * strongest <= LARGEST_ARM_M * push and _size(turned[:, [0, 2]]) <= _size(turned[:, [1]]):
        return FreeMoment(1e-3 * moment, (f"The free moment of plate '{name}' is in N mm: it was divided by 1000.",))
    note = (
        f"The free moment of plate '{name}' reaches {strongest:.0f} N m, far above the usual 30, and no fixed point "
        "explains it: the plate's columns do not fit together."
    )
    return FreeMoment(moment, (note,))


def _size(values: Array) -> float:
    return float(np.sqrt(np.mean(values**2)))


def _centre(force: Array, arms: Array, level: Array) -> Array:
    """The point c with the horizontal parts of (p - c) x F nearest to those of the moments, (3) [m]."""
    x, y, z = force.T
    zero = np.zeros(len(force))
    rows = np.vstack([np.column_stack([zero, z, -y]), np.column_stack([y, -x, zero])])  # c x F, parts x and z
    found: Array = np.linalg.lstsq(rows, (arms - level).T.ravel(), rcond=1e-6)[0]
    return found
