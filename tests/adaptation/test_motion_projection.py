"""The nearest movement within limits: what is kept, what may give, and that nothing happens without need."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from iliopsoas.adaptation.foot_contacts import FootContacts, foot_contacts
from iliopsoas.adaptation.motion_projection import TOLERANCE, LimitFunction, ProjectedMotion, project_motion
from iliopsoas.body.body import Body
from iliopsoas.body.kinematics.segment_poses import point_paths
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.signals.periodic import repetition_period
from iliopsoas.motion.trajectory import coordinate_values

Array = NDArray[np.float64]
Solve = Callable[..., ProjectedMotion]
STEP = slice(100, 200)
"""The middle stride of the averaged walk."""


@pytest.fixture(scope="module")
def person() -> Body:
    return Body.build()


@pytest.fixture(scope="module")
def walk(person: Body) -> Motion:
    return movement("walk_average", person)


@pytest.fixture(scope="module")
def poses(person: Body, walk: Motion) -> Array:
    return coordinate_values(person, walk)


@pytest.fixture(scope="module")
def contacts(person: Body, walk: Motion, poses: Array) -> FootContacts:
    return foot_contacts(person, walk, walk.time, poses)


def least_hip_flexion(body: Body, columns: list[int], degrees: float, sides: str = "rl") -> LimitFunction:
    """Hips must stay flexed by at least so much."""
    at = [columns.index(body.map.column(f"hip_flexion_{s}")) for s in sides]

    def limits(q: Array) -> tuple[Array, Array]:
        slope = np.zeros((len(q), len(at), len(columns)))
        slope[:, np.arange(len(at)), at] = -1.0
        return np.radians(degrees) - q[:, [columns[k] for k in at]], slope

    return limits


@pytest.fixture(scope="module")
def solve(person: Body, walk: Motion, poses: Array, contacts: FootContacts) -> Solve:
    columns = person.map.columns("root", "free", "rhythm")

    def run(degrees: float, sides: str = "rl", stride: float | None = None) -> ProjectedMotion:
        limits = least_hip_flexion(person, columns, degrees, sides)
        part = contacts.frames(STEP)
        return project_motion(
            person, walk.time[STEP], poses[STEP], part, limits, columns=columns, periodic=True, stride=stride
        )

    return run


def test_the_period_of_the_textbook_walk_is_found_and_a_single_stride_has_none(person: Body, poses: Array) -> None:
    assert repetition_period(poses) == 100
    assert repetition_period(poses[:151]) is None


def test_a_limit_that_is_not_reached_changes_nothing_at_all(solve: Solve, poses: Array, person: Body) -> None:
    lowest = np.degrees(poses[:, person.map.column("hip_flexion_r")].min())
    found = solve(lowest - 0.01)
    assert not found.deviation.any()
    assert found.stride == 1.0
    assert found.steps == 0


def test_limits_are_kept_in_every_frame_and_standing_feet_stay(solve: Solve, contacts: FootContacts) -> None:
    found = solve(-3.0)
    assert found.excess.max() <= TOLERANCE
    assert found.slip[contacts.frames(STEP).touching].max() < 0.002
    assert (found.multiplier >= 0.0).all()
    assert not found.multiplier[found.excess < -np.radians(2.0)].any(), "a limit far away costs nothing"


def test_less_extension_costs_stride_and_tilts_the_pelvis_forward_the_more_the_less_there_is(
    solve: Solve, person: Body
) -> None:
    tilt, lumbar, stride = [], [], []
    for degrees in (-8.0, -3.0, 2.0):
        found = solve(degrees)
        late = found.multiplier.max(axis=1).argmax()
        tilt.append(found.deviation[late, person.map.column("pelvis_tilt")])
        lumbar.append(found.deviation[late, person.map.column("lumbar_extension")])
        stride.append(found.stride)
    assert (np.diff([0.0, *tilt]) < 0.0).all()  # negative is forward
    assert (np.diff([0.0, *lumbar]) > 0.0).all()
    assert (np.diff([1.0, *stride]) < 0.0).all()


def test_both_sides_alike_give_strides_that_mirror_each_other(solve: Solve, person: Body) -> None:
    found = solve(-3.0)
    right, left = (found.deviation[:, person.map.column(f"hip_flexion_{s}")] for s in "rl")
    assert np.degrees(np.abs(right - np.roll(left, 50)).max()) < 0.2


def test_the_stiff_side_gives_way_more_than_the_other(solve: Solve, person: Body) -> None:
    found = solve(0.0, "r")
    right, left = (np.abs(found.deviation[:, person.map.column(f"hip_flexion_{s}")]).max() for s in "rl")
    assert right > left


def test_the_deviation_runs_smoothly_over_the_seam_of_the_period(solve: Solve) -> None:
    d = solve(-3.0).deviation
    inside = np.abs(np.diff(d, axis=0)).max(axis=0)
    assert (np.abs(d[0] - d[-1]) <= inside + 1e-9).all()


def test_a_given_stride_is_kept_and_moves_the_landings(
    solve: Solve, person: Body, poses: Array, contacts: FootContacts
) -> None:
    found = solve(-30.0, stride=0.9)
    assert found.stride == 0.9
    part = contacts.frames(STEP)
    q = poses[STEP] + found.deviation
    seen = point_paths(person, q, part.bodies, part.offsets).points
    moved = np.where(part.touching, (seen - part.path) @ part.direction, np.nan)
    wanted = np.where(part.touching, -0.1 * part.ahead, np.nan)  # towards the body, in front as behind
    assert np.nanmax(np.abs(moved - wanted)) < 0.003
    assert np.nanmax(np.abs(wanted)) > 0.02


def test_a_limit_that_cannot_be_kept_is_told_by_its_excess(
    person: Body, walk: Motion, poses: Array, contacts: FootContacts
) -> None:
    columns = person.map.columns("root", "free", "rhythm")
    k = columns.index(person.map.column("knee_angle_r"))

    def contradiction(q: Array) -> tuple[Array, Array]:
        slope = np.zeros((len(q), 2, len(columns)))
        slope[:, 0, k], slope[:, 1, k] = 1.0, -1.0
        knee = q[:, columns[k]]
        return np.stack([knee - 0.2, 0.4 - knee], axis=1), slope  # below 0.2 and above 0.4 rad at once

    found = project_motion(
        person, walk.time[STEP], poses[STEP], contacts.frames(STEP), contradiction, columns=columns, periodic=True
    )
    assert found.excess.max() == pytest.approx(0.1, abs=0.01)
