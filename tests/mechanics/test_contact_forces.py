"""Forces that nobody measured: floors push and do not pull, friction stays in its cone, and the body is carried."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.contact_points import contact_points
from iliopsoas.errors import InputError, UnknownName
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.mechanics.contact_forces import ContactForces, contact_resultants, shear_rows
from iliopsoas.mechanics.contact_model import FULL_HEIGHT, NO_HEIGHT, ContactState, _smooth_step, contact_model
from iliopsoas.mechanics.equation import solve
from iliopsoas.mechanics.solution import Solution
from iliopsoas.motion.contact.ground import lowest_points
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.records.supports import Support, floor, without_loaded
from iliopsoas.motion.trajectory import Trajectory, prepare_trajectory
from iliopsoas.results.contact_loads import contact_peaks
from iliopsoas.results.muscle_forces import whole_muscle_force

FRAMES = 61


def sway(body: Body, amplitude: float = 0.02, supports: tuple[Support, ...] | None = None) -> Motion:
    """Standing on both feet, bending and stretching knees, hips and ankles a little so that the feet stay."""
    time = np.linspace(0.0, 3.0, FRAMES)
    bend = amplitude * (1.0 - np.cos(2 * np.pi * time / 3.0))
    angles = {
        f"{name}_{s}": k * bend for s in "rl" for name, k in (("hip_flexion", 1), ("knee_angle", 2), ("ankle_angle", 1))
    }
    q = body.map.pose(FRAMES, **angles)
    points = contact_points(body, ["foot_r", "foot_l"])
    sole = lowest_points(body, points, q)
    heels = [i for i, name in enumerate(points.names) if name.startswith("heel")]
    angles["pelvis_ty"] = -sole[:, heels, 1].mean(axis=1)
    angles["pelvis_tx"] = -sole[:, heels, 0].mean(axis=1) + sole[0, heels, 0].mean()
    return Motion("sway", time, angles, supports=(floor(),) if supports is None else supports)


@pytest.fixture(scope="module")
def standing(body: Body) -> tuple[Trajectory, Solution]:
    trajectory = prepare_trajectory(body, sway(body))
    return trajectory, solve(body, trajectory)


def touching(solution: Solution) -> ContactForces:
    assert solution.contacts is not None
    return solution.contacts


def test_the_floor_carries_weight_and_inertia(body: Body, standing: tuple[Trajectory, Solution]) -> None:
    """Free body: the sum of contact forces is m (a - g)."""
    solution = standing[1]
    total = touching(solution).force.sum(axis=1)
    assert np.abs(total[:, 1].mean() - body.subject.weight) < 0.01 * body.subject.weight
    root = body.map.columns("root")
    assert np.abs(solution.constraint_forces[:, root]).max() < 1e-3 * body.subject.weight


def test_the_floor_pushes_and_friction_stays_in_its_cone(standing: tuple[Trajectory, Solution]) -> None:
    force = touching(standing[1]).force
    assert force[..., 1].min() >= 0.0
    assert np.all(np.hypot(force[..., 0], force[..., 2]) <= 0.6 * force[..., 1] + 1e-9)


def test_both_feet_of_a_symmetric_stance_carry_alike(standing: tuple[Trajectory, Solution]) -> None:
    contacts = touching(standing[1])
    each = {s: contacts.force[:, [r == f"foot_{s}" for r in contacts.state.model.regions]].sum(axis=1) for s in "rl"}
    assert np.allclose(each["r"], each["l"] * [1.0, 1.0, -1.0], atol=1e-4)


def test_generalised_forces_are_those_of_the_engine(body: Body, standing: tuple[Trajectory, Solution]) -> None:
    """J^T f summed over points equals `mj_applyFT` with each region's resultant, centre of pressure and free moment."""
    import mujoco

    trajectory, solution = standing
    contacts = touching(solution)
    loads = [r.load for r in contact_resultants(contacts, trajectory.time)]
    u = body.map.expand(trajectory.q, 0 * trajectory.q, 0 * trajectory.q)[0]
    data = mujoco.MjData(body.model)
    t = FRAMES // 2
    data.qpos[:] = u[t]
    mujoco.mj_fwdPosition(body.model, data)
    out = np.zeros(body.model.nv)
    for load in loads:
        mujoco.mj_applyFT(
            body.model, data, load.force[t], load.torque[t], load.point[t], body.body_id(load.body or ""), out
        )
    rows = [body.map.row(n) for n in ("pelvis_tx", "pelvis_ty", "pelvis_tilt", "hip_flexion_r", "knee_angle_l")]
    assert np.allclose(out[rows], contacts.generalised[t, rows], atol=1e-6 * body.subject.weight)


def test_pressing_into_one_foot_less_leaves_the_other_more(body: Body) -> None:
    """Only what can reach the floor carries: without the left foot the right one has everything."""
    result = analyze(body, sway(body, supports=(floor("foot_r"),)))
    peaks = contact_peaks(result)
    assert set(peaks) == {"foot_r"}
    assert peaks["foot_r"] > 0.6


def test_nothing_is_carried_out_of_reach(body: Body) -> None:
    result = analyze(body, sway(body, supports=(floor(height=-0.2),)))
    assert contact_peaks(result) == {"foot_r": 0.0, "foot_l": 0.0}
    assert np.abs(result["residual"].sel(pelvis="pelvis_ty").values).min() > 0.9 * body.subject.weight


def test_a_grip_holds_in_every_direction(body: Body) -> None:
    """Hanging from the hands, the whole weight is pulled up there."""
    bar = Support("bar", ("hand_r", "hand_l"), grip=True)
    result = analyze(body, sway(body, amplitude=0.0, supports=(bar,)))
    up = result["contact_force"].values[:, :, 1].sum(axis=1)
    left = result["residual"].sel(pelvis="pelvis_ty").values
    assert np.allclose(up + left, body.subject.weight, rtol=1e-9)
    assert np.abs(left).max() < 0.01 * body.subject.weight


def test_the_own_hands_on_a_knee_are_no_outside_force(body: Body) -> None:
    """Held by the trunk, the knee takes load off the hip's muscles, and the floor still carries the whole weight."""
    hands = Support("own hands", ("knee_r",), grip=True, held_by="torso")
    lifted = {"hip_flexion_r": np.full(FRAMES, 1.5), "knee_angle_r": np.full(FRAMES, 1.5)}
    base = sway(body, amplitude=0.0)
    alone = Motion("knee up", base.time, {**base.coordinates, **lifted}, supports=(floor("foot_l"),))
    held = Motion("knee up", base.time, alone.coordinates, supports=(floor("foot_l"), hands))
    without, result = analyze(body, alone), analyze(body, held)
    assert list(result["load"].values) == ["foot_l on floor"]
    up = result["contact_force"].values[:, 0, 1] + result["residual"].sel(pelvis="pelvis_ty").values
    assert np.allclose(up, body.subject.weight, rtol=1e-9)
    force = [whole_muscle_force(r, "psoas_major_r").max() for r in (without, result)]
    assert force[1] < 0.5 * force[0]


def test_a_seat_without_friction_gives_no_shear(body: Body) -> None:
    ice = floor(friction=0.0)
    result = analyze(body, sway(body, supports=(ice,)))
    assert np.abs(result["contact_force"].values[:, :, [0, 2]]).max() < 1e-9


def test_the_gate_is_one_in_the_plane_zero_away_and_smooth_between() -> None:
    x = np.linspace(-0.01, 0.05, 2001)
    gate = _smooth_step(x, FULL_HEIGHT, NO_HEIGHT)
    assert (gate[0], gate[-1]) == (1.0, 0.0)
    slope = np.gradient(gate, x)
    assert np.all(slope <= 1e-12)
    assert np.abs(np.diff(slope)).max() < 0.02 * np.abs(slope).max()


def test_a_measured_foot_is_not_predicted_too(body: Body) -> None:
    zero = np.zeros((5, 3))
    plate = ExternalLoad("plate", "calcn_r", np.arange(5.0), zero, zero, zero)
    left = without_loaded([floor()], [plate])
    assert len(left) == 1
    assert all(name.endswith("_l") for name in left[0].regions)


def test_an_unknown_region_is_named(body: Body) -> None:
    with pytest.raises(UnknownName, match=r"no region of the body .* 'foot'\. Did you mean 'foot_[rl]'"):
        contact_model(body, (floor("foot"),))


def test_a_support_without_regions_or_with_a_crooked_normal_is_refused() -> None:
    with pytest.raises(InputError, match="acts on no region"):
        Support("floor", ())
    with pytest.raises(InputError, match="must have unit length"):
        Support("floor", ("foot_r",), normal=(0.0, 2.0, 0.0))


def test_a_trial_without_plates_gets_a_floor(body: Body) -> None:
    """The floor is found where the feet stand, and the note says so."""
    result = analyze(body, sway(body, supports=()))
    assert "Forces of the floor on the feet are unknowns" in result.attrs["notes"]
    up = result["contact_force"].values[:, :, 1].sum(axis=1)
    assert np.allclose(up, body.subject.weight, rtol=0.02)


def test_a_treadmill_is_recognised(body: Body) -> None:
    """The same sway carried backwards at 1.2 m/s stands on a belt."""
    motion = sway(body, supports=())
    moved = dict(motion.coordinates)
    moved["pelvis_tx"] = moved["pelvis_tx"] - 1.2 * motion.time
    result = analyze(body, Motion("belt", motion.time, moved))
    assert "belt runs at 1.20 m/s" in result.attrs["notes"]
    assert np.allclose(result["contact_force"].values[:, :, 1].sum(axis=1), body.subject.weight, rtol=0.02)


def test_feet_hardly_press_apart(body: Body, standing: tuple[Trajectory, Solution]) -> None:
    """Standing, the sideways push of the floor on a foot stays below a tenth of the weight on it, as
    on plates (uhlrich2023), though friction would bear six tenths; what a limb feels is the sum of its rays."""
    contacts = touching(standing[1])
    mine = [r == "foot_r" for r in contacts.state.model.regions]
    foot = contacts.force[:, mine].sum(axis=1)
    assert (np.abs(foot[:, 2]) / foot[:, 1]).max() < 0.1
    assert shear_rows(contacts.state).shape[1] == 4  # two legs, two directions
    grip = contact_model(body, (Support("bar", ("hand_r",), grip=True),))
    assert grip is not None
    one = np.ones((1, len(grip)))
    held = ContactState(grip, np.zeros((1, len(grip), 3)), np.zeros((1, len(grip), 3, body.model.nv)), one)
    assert shear_rows(held).shape[1] == 0  # a grip is there to pull
