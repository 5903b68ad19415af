"""The averaged walk on a body: what bovi2011 and Newton say of it, whoever walks."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.atlas.walking.gait_cycle import gait_cycle
from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.mechanics.solution import Solution
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.trajectory import Trajectory


@pytest.fixture(scope="module")
def walk(average_walk: Motion) -> Motion:
    return average_walk


@pytest.fixture(scope="module")
def trajectory(average_trajectory: Trajectory) -> Trajectory:
    return average_trajectory


@pytest.fixture(scope="module")
def solution(average_solution: Solution) -> Solution:
    return average_solution


@pytest.fixture(scope="module")
def result(body: Body, walk: Motion) -> xr.Dataset:
    third = walk.duration / 3
    return analyze(body, walk, start=third, end=2 * third)


def test_the_ground_carries_the_person_over_a_cycle(body: Body, walk: Motion) -> None:
    third = walk.frames // 3
    mean = sum(load.force[:third].mean(axis=0) for load in walk.loads)
    assert mean[1] == pytest.approx(body.subject.weight, rel=0.01)
    assert abs(mean[0]) < 0.01 * body.subject.weight
    assert abs(mean[2]) < 0.01 * body.subject.weight


def test_newton_the_centre_of_mass_follows_the_ground(body: Body, trajectory: Trajectory, solution: Solution) -> None:
    """What force is left at the pelvis is below 2 % of body weight (RMS)."""
    left = solution.constraint_forces[:, [body.map.row(f"pelvis_t{x}") for x in "xyz"]]
    assert np.sqrt((left**2).sum(axis=1).mean()) < 0.02 * body.subject.weight


def test_the_left_leg_does_what_the_right_did_half_a_cycle_ago(walk: Motion) -> None:
    half = walk.frames // 6
    for joint in ("hip_flexion", "knee_angle", "ankle_angle"):
        right, left = walk.coordinates[f"{joint}_r"], walk.coordinates[f"{joint}_l"]
        assert left[half:] == pytest.approx(right[:-half], abs=1e-12)


def test_bovi2011_joint_angles_are_kept(walk: Motion) -> None:
    """Hip and knee swing through the table's range; a constant offset and the fastest harmonics may go."""
    table = gait_cycle().columns
    for joint, slack in (("hip_flexion", 2.0), ("knee_angle", 3.0), ("ankle_angle", 3.0)):
        swing = np.ptp(np.degrees(walk.coordinates[f"{joint}_r"]))
        assert swing == pytest.approx(np.ptp(table[f"{joint}_deg"]), abs=slack)


def test_feet_stand_still_where_the_ground_holds_them(walk: Motion) -> None:
    """In mid-stance the centre of pressure stays within a foot's length and moves forward."""
    force, point = walk.loads[0].force[:, 1], walk.loads[0].point[:, 0]
    third = walk.frames // 3
    held = np.flatnonzero(force[:third] > 0.5 * force.max())
    assert 0.0 < point[held[-1]] - point[held[0]] < 0.3


@pytest.mark.parametrize(("height", "mass"), [(1.55, 50.0), (1.90, 95.0)])
def test_froude_taller_people_stride_longer_and_slower(height: float, mass: float) -> None:
    """Equal Froude number: stride time and speed go with the square root of stature."""
    body = Body.build(Subject(height=height, mass=mass))
    motion = movement("walk_average", body)
    factor = np.sqrt(height / 1.71)
    cycle = gait_cycle()
    assert motion.duration / 3 == pytest.approx(cycle.stride_time * factor)
    travelled = np.ptp(motion.coordinates["pelvis_tx"][[0, -1]])
    assert travelled == pytest.approx(cycle.speed * factor * motion.duration, rel=0.01)


def test_hip_flexion_moment_turns_from_extension_to_flexion_in_stance(result: xr.Dataset) -> None:
    """Winter 2009: extensor moment at loading, flexor moment before toe-off."""
    moment = result["joint_moment"].sel(coordinate="hip_flexion_r").values
    frames = len(moment)
    assert moment[int(0.08 * frames)] < 0
    assert moment[int(0.52 * frames)] > 0


def test_the_record_warns_that_this_is_nobodys_walk(walk: Motion) -> None:
    assert find_movement("textbook_walk").about.count("Nobody's walk") == 1
    assert any("do not belong to one stride" in note for note in walk.notes)


def test_the_two_halves_of_the_averaged_walk_are_mirror_images(body: Body, solution: Solution) -> None:
    """bovi2011's mean curves stand for both legs: half a cycle later the left does what the right did."""
    half = len(solution.tendon_force) // 2
    swapped = [body.muscles.names.index(name[:-1] + {"r": "l", "l": "r"}[name[-1]]) for name in body.muscles.names]
    here, later = solution.tendon_force[:half], solution.tendon_force[half : 2 * half, swapped]
    assert np.abs(here - later).max() <= 1e-3 * here.max()
