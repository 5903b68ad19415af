"""Paths that are right everywhere: smooth, never inside the femoral head."""

from __future__ import annotations

from collections.abc import Callable

import mujoco
import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.function.muscle_geometry import geometry_over_angles
from iliopsoas.function.posture import sweep

from .paths import distance_to, sampled

SWEEPS = {
    "hip_flexion_r": (-30, 130),
    "hip_adduction_r": (-40, 40),
    "hip_rotation_r": (-40, 40),
    "lumbar_extension": (-60, 30),
}
MUSCLES = ("psoas_major_r", "iliacus_r", "psoas_minor_r")
LEVELS = ("L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "T12_L1")
ABOUT = (
    *("hip_flexion_r", "hip_adduction_r", "hip_rotation_r"),
    *("lumbar_extension", "lumbar_bending", "lumbar_rotation"),
    *(f"{level}_{axis}" for level in LEVELS for axis in ("extension", "bending", "rotation")),
)
Record = Callable[[str, object], None]
HEAD = 0.0235
"""Radius of the femoral head [m], design section 5."""


@pytest.mark.parametrize("muscle", MUSCLES)
@pytest.mark.parametrize("coordinate", SWEEPS)
def test_arms_are_smooth(
    body: Body, muscle: str, coordinate: str, record_property: Callable[[str, object], None]
) -> None:
    """No arm jumps by more than 0.5 mm beyond its trend in a step of 1 deg."""
    arms = 1e3 * geometry_over_angles(body, coordinate, sweep(body, coordinate, *SWEEPS[coordinate], 1.0)).arms(*ABOUT)
    chosen = body.muscles.select(muscle)
    arms = arms[:, chosen]
    step, bend = np.abs(np.diff(arms, axis=0)), np.abs(np.diff(arms, 2, axis=0))
    t, s, k = np.unravel_index(int(bend.argmax()), bend.shape)
    record_property("largest_step_mm_per_deg", float(step.max()))
    where = f"{body.muscles.names[chosen[s]]} about {ABOUT[k]} near {SWEEPS[coordinate][0] + 1 + t} deg of {coordinate}"
    assert bend.max() <= 0.5, f"{where}: {bend.max():.2f} mm beyond the trend; largest step {step.max():.2f} mm"


@pytest.mark.parametrize("muscle", ["psoas_major_r", "iliacus_r"])
def test_always_a_hip_flexor(body: Body, muscle: str) -> None:
    """gait2392's psoas becomes an extensor beyond 99 deg (design, section 1); ours never does."""
    arms = geometry_over_angles(body, "hip_flexion_r", sweep(body, "hip_flexion_r", -30, 130, 1.0)).arms(
        "hip_flexion_r"
    )
    assert arms[:, body.muscles.select(muscle), 0].min() > 0.0


@pytest.mark.parametrize("height", [1.70, 1.90])
def test_no_strand_enters_the_femoral_head(height: float) -> None:
    """Radius 23.5 mm times the body's scale, less 0.1 mm; hip flexion -30..130, also adducted and rotated."""
    body = Body.build(Subject(height=height))
    data = mujoco.MjData(body.model)
    hip = body.body_id("femur_r")
    least = HEAD * body.factors["femur_r"] - 1e-4
    for other in (
        {},
        {"hip_adduction_r": -0.4, "hip_rotation_r": 0.4},
        {"hip_adduction_r": 0.4, "hip_rotation_r": -0.4},
    ):
        pose = geometry_over_angles(body, "hip_flexion_r", sweep(body, "hip_flexion_r", -30, 130, 10.0), other)
        for angle, position in zip(range(-30, 131, 10), pose.u, strict=True):
            data.qpos[:] = position
            mujoco.mj_fwdPosition(body.model, data)
            for muscle in ("psoas_major_r", "iliacus_r"):
                for i in body.muscles.select(muscle):
                    near = distance_to(sampled(body.model, data, i), data.xpos[hip])
                    assert near >= least, f"{body.muscles.names[i]} at {angle} deg {other}: {1e3 * near:.1f} mm"
