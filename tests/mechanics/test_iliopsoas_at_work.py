"""The iliopsoas in daily movement and at rest, beside published figures."""

from __future__ import annotations

from pathlib import Path

import mujoco
import numpy as np
import pytest
import xarray as xr
from scipy.optimize import least_squares

from iliopsoas.body.body import Body
from iliopsoas.body.passive_moments import passive_forces
from iliopsoas.body.subject import Subject
from iliopsoas.function.muscle_geometry import geometry_over_angles
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.motion import read_loads, read_motion
from iliopsoas.results.gait_events import main_stance

TRIALS = Path(__file__).resolve().parents[3] / "shared" / "trials"
ILIOPSOAS = ("psoas_major", "iliacus")
WINDOW = {"start": 0.52, "end": 1.98, "rate_hz": 100.0}
RECORDED = {
    "walk": ("walk_gait2392_subject01/subject01_walk1", Subject(1.80, 72.6), WINDOW),
    "squats": ("opencap_subject4/squats1", Subject(1.70, 62.6), {}),
    "sit to stand": ("opencap_subject4/STS1", Subject(1.70, 62.6), {}),
}


@pytest.fixture(scope="module")
def results() -> dict[str, tuple[Body, xr.Dataset]]:
    if not TRIALS.exists():
        pytest.skip(f"the recorded trials are not at {TRIALS.name}/ beside the repository")
    out = {}
    for name, (stem, subject, options) in RECORDED.items():
        body = Body.build(subject)
        motion = read_motion(TRIALS / f"{stem}_ik.mot").with_loads(read_loads(TRIALS / f"{stem}_grf.mot"))
        out[name] = (body, analyze(body, motion, **options))  # type: ignore[arg-type]
    return out


@pytest.mark.parametrize("name", RECORDED)
@pytest.mark.parametrize("group", ILIOPSOAS)
def test_fibres_work_between_half_and_1_4_optimal_lengths(
    results: dict[str, tuple[Body, xr.Dataset]], name: str, group: str
) -> None:
    """Walking, squats to 109 degrees and rising from a chair."""
    body, result = results[name]
    strands = body.muscles.select(group)
    normal = result["fibre_length"].values[:, strands] / body.muscles.lopt[strands]
    assert normal.min() >= 0.5
    assert normal.max() <= 1.4


def test_passive_iliopsoas_is_small_in_standing() -> None:
    """Below 60 N a side in neutral."""
    body = Body.build()
    state = geometry_over_angles(body, "hip_flexion_r", np.zeros(1), {}).fibres()
    for side in "rl":
        assert sum(state.passive[0, body.muscles.select(f"{g}_{side}")].sum() for g in ILIOPSOAS) < 60.0


def test_walking_iliopsoas_is_silent_in_midstance_and_bursts_around_toe_off(
    results: dict[str, tuple[Body, xr.Dataset]],
) -> None:
    """andersson1997: hip flexor activity around toe-off; below 10 % activation in early and middle stance; psoas
    carries at least a quarter of the iliopsoas' force at its peak."""
    body, result = results["walk"]
    stance = main_stance(result, "r")
    assert stance is not None
    phase = (np.arange(result.sizes["time"]) - stance.first) / (stance.last - stance.first)
    strands = [i for g in ILIOPSOAS for i in body.muscles.select(f"{g}_r")]
    volume = body.muscles.volume[strands]
    activation = result["activation"].values[:, strands] @ volume / volume.sum()
    assert activation[(phase >= 0.0) & (phase <= 0.5)].max() < 0.10
    peak = activation.argmax()
    assert 0.65 < phase[peak] < 1.35
    psoas, iliacus = (result["muscle_force"].values[:, body.muscles.select(f"{g}_r")].sum(axis=1) for g in ILIOPSOAS)
    top = (psoas + iliacus).argmax()
    assert psoas[top] / (psoas + iliacus)[top] >= 0.25


def test_riener1999_and_anderson2007_enclose_the_passive_moment_which_stiffens() -> None:
    """Hip angle against the pelvis at -20, -10, 0 degrees, knee straight, man of 1.78 m and 76 kg (table t05)."""
    body = Body.build(Subject(1.78, 76.0))
    pose = geometry_over_angles(body, "hip_flexion_r", np.radians([-20.0, -10.0, 0.0]), {})
    arms, state = pose.arms("hip_flexion_r"), pose.fibres()
    moment = (arms[:, :, 0] * state.passive).sum(axis=1) + pose.passive_structures("hip_flexion_r")[:, 0]
    assert np.all(moment >= [11.0, 3.5, 0.7])
    assert np.all(moment <= [25.4, 14.4, 8.6])
    assert moment[0] - moment[1] > moment[1] - moment[2] > 0.0


@pytest.mark.parametrize(("sex", "height", "mass", "roll"), [("male", 1.75, 75.0, 17.0), ("female", 1.65, 62.0, 15.0)])
def test_modified_thomas_position_of_a_young_adult(sex: str, height: float, mass: float, roll: float) -> None:
    """ferber2010, harvey1998: the thigh rests 7 to 12 degrees below the horizontal; the other thigh rolls the pelvis.

    The leg hangs where its weight equals the passive moments at hip and knee.
    """
    body = Body.build(Subject(height, mass, sex, 25.0))  # type: ignore[arg-type]
    hip, knee = (body.map.column(f"{c}_r") for c in ("hip_flexion", "knee_angle"))
    data = mujoco.MjData(body.model)

    def imbalance(x: np.ndarray) -> np.ndarray:
        thigh_below, knee_angle = x
        posture = {"pelvis_tilt": np.radians(90.0 + roll), "knee_angle_r": np.radians(knee_angle)}
        pose = geometry_over_angles(body, "hip_flexion_r", np.radians([-thigh_below - roll]), posture)
        u = body.map.expand(pose.q, 0 * pose.q, 0 * pose.q)[0]
        data.qpos[:], data.qvel[:], data.qacc[:] = u[0], 0.0, 0.0
        mujoco.mj_inverse(body.model, data)
        projection = body.map.projection(pose.q, [hip, knee])
        needed = projection.forces(np.array(data.qfrc_inverse)[None] - passive_forces(body, u))[0]
        stretched = (pose.arms("hip_flexion_r", "knee_angle_r") * pose.fibres().passive[:, :, None]).sum(axis=1)[0]
        return needed - stretched

    rest = least_squares(imbalance, [10.0, 60.0], bounds=([-60.0, 5.0], [60.0, 130.0]))
    assert np.abs(rest.fun).max() < 1e-3
    assert 7.0 <= rest.x[0] <= 12.0
