"""The belly's pressure: two opposite forces on thorax and pelvis, as large as measured, none without extension."""

from __future__ import annotations

import mujoco
import numpy as np
import pytest

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.mechanics.abdominal_pressure import (
    CAVITY_AREA,
    FULL_PRESSURE,
    abdominal_line,
    engine_line,
    line_pose,
    line_slope,
    note_pose,
    pressure_forces,
)
from iliopsoas.mechanics.equation import solve
from iliopsoas.mechanics.solution import Solution
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.trajectory import Trajectory, prepare_trajectory


def slope_of(body: Body, data: mujoco.MjData) -> Array:
    """dl/du of one pose, (nv)."""
    line = abdominal_line(body)
    pose = line_pose(line, 1)
    note_pose(pose, 0, line, engine_line(data))
    out: Array = line_slope(line, pose, body.model.nv)[0]
    return out


def solved(body: Body, name: str) -> Solution:
    return solve(body, prepare_trajectory(body, movement(name, body)))


@pytest.fixture(scope="module")
def lift(body: Body) -> Solution:
    return solved(body, "lift_round_back")


def holding(body: Body, load: float) -> Solution:
    """Standing upright with a load in both hands, the arms stretched forward [N]."""
    q = body.map.pose(2, arm_flex_r=1.2, arm_flex_l=1.2)
    data = body.at(q[0])
    loads, still = [], np.zeros((2, 3))
    for side in "rl":
        place = np.tile(data.xpos[body.body_id(f"hand_{side}")], (2, 1))
        down = np.tile([0.0, -0.5 * load, 0.0], (2, 1))
        loads.append(ExternalLoad(f"load_{side}", f"hand_{side}", np.array([0.0, 0.01]), down, place, still))
    return solve(body, Trajectory(np.array([0.0, 0.01]), q, 0.0 * q, 0.0 * q, tuple(loads), ()))


def test_it_pushes_thorax_and_pelvis_apart_and_nothing_else(body: Body) -> None:
    """Generalised forces beside those of two forces p A e drawn at the two points of a bent and twisted body."""
    pose = body.map.pose(1, lumbar_extension=-0.5, lumbar_bending=0.2, lumbar_rotation=0.2, pelvis_tilt=0.3)
    data, line = body.at(pose[0]), abdominal_line(body)
    ends = [data.xpos[s] + data.xmat[s].reshape(3, 3) @ p for s, p in zip(line.segments, line.points, strict=True)]
    push = FULL_PRESSURE * CAVITY_AREA * (ends[1] - ends[0]) / np.linalg.norm(ends[1] - ends[0])
    drawn = np.zeros(body.model.nv)
    for segment, end, force in zip(line.segments, ends, (-push, push), strict=True):
        mujoco.mj_applyFT(body.model, data, force, np.zeros(3), end, segment, drawn)
    found = pressure_forces(slope_of(body, data)[None], np.ones(1))[0]
    assert found == pytest.approx(drawn, abs=1e-8)
    lumbar = [i for i, name in enumerate(body.map.dofs) if name.startswith(("L", "T12"))]
    assert np.abs(np.delete(found, lumbar)).max() < 1e-9  # nor does the pelvis in space feel it


def test_every_disc_is_relieved_of_it(body: Body, lift: Solution) -> None:
    """Without the pressure's two forces on the same muscles, each disc would carry about p A more."""
    k = int(lift.abdominal_pressure.argmax())
    force = CAVITY_AREA * lift.abdominal_pressure[k]
    rows = [body.map.row(f"{level.level}_ty") for level in body.levels]
    forces = pressure_forces(lift.kinetics.abdomen, lift.abdominal_pressure / FULL_PRESSURE)[k, rows]
    assert force > 200.0
    assert (forces > 0.7 * force).all()


def test_arm_lies_half_way_to_the_abdominal_wall(body: Body) -> None:
    pose = body.at(body.map.pose(1)[0])
    slope = slope_of(body, pose)
    arms = slope[[body.map.row(f"{level.level}_extension") for level in body.levels]]
    assert ((arms > 0.035) & (arms < 0.07)).all()
    assert np.abs(slope[body.map.row("L4_L5_bending")]) < 1e-9


@pytest.mark.parametrize("load", [100.0, 150.0, 200.0, 250.0])
def test_mairiaux1984_it_grows_with_the_extension_moment(body: Body, load: float) -> None:
    """0.079 kPa/(N m) less 1.1 kPa in upright men who hold loads; ours has no threshold and is up to 1 kPa off."""
    held = holding(body, load)
    moment = float(held.kinetics.tau[0, body.map.row("L4_L5_extension")])
    assert 60.0 < moment < 200.0
    assert held.abdominal_pressure[0] / 1e3 == pytest.approx(0.079 * moment - 1.127, abs=1.0)


def test_stokes2010_five_kilopascals_take_a_fifth_off_the_compression_at_60_newton_metres(body: Body) -> None:
    """21 % from 5 to 10 kPa, with 340 N of weight; the extensors give up what the pressure takes over."""
    slope = slope_of(body, body.at(body.map.pose(1)[0]))
    arm, back = slope[body.map.row("L4_L5_extension")], 0.054
    five, ten = (340.0 + 60.0 / back - p * CAVITY_AREA * (1.0 + arm / back) for p in (5e3, 10e3))
    assert 1.0 - ten / five == pytest.approx(0.21, abs=0.02)


@pytest.mark.parametrize("name", ["lie", "sit_up_bent"])
def test_who_needs_no_extension_makes_none(body: Body, name: str) -> None:
    solution = solved(body, name)
    asked = solution.muscle_moment[:, solution.coordinates.index("lumbar_extension")]
    assert asked.min() < -5.0
    assert solution.abdominal_pressure[asked < -5.0].max() < 1.0


def test_it_comes_and_goes_without_jumps(lift: Solution) -> None:
    pressure = lift.abdominal_pressure
    assert 3e3 < pressure.max() < 15e3
    assert np.abs(np.diff(pressure)).max() < 0.05 * pressure.max()


def test_muscles_and_pressure_share_the_moment(body: Body, lift: Solution) -> None:
    """What muscles are asked and what the pressure gives add up to the moment less the passive part."""
    k, column = int(lift.abdominal_pressure.argmax()), lift.coordinates.index("lumbar_extension")
    given = (lift.moment_arms[k, :, column] * lift.recruitment.activation[k] * lift.fibres.active[k]).sum()
    assert given == pytest.approx(lift.muscle_moment[k, column], abs=0.05)
