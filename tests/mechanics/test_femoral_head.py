"""The push on the femoral head, against the points at which the engine's strands touch their guide."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.evidence.basis.static_postures import lying
from iliopsoas.mechanics.femoral_head import ILIOPSOAS, femoral_head_force
from iliopsoas.mechanics.joint_reactions import bursa_force
from iliopsoas.mechanics.kinetics import kinetics

from .engine import at, path_of, pulls, random_poses

TENSION = 250.0
SIDES = ("r", "l")


def _poses(body: Body) -> np.ndarray:
    """All over the hips' ranges, with the pelvis turned in space too: the push is given in its axes."""
    q = random_poses(body, 30, seed=21, share=1.0)
    for name, angle in (("pelvis_tilt", -0.7), ("pelvis_list", 0.2), ("pelvis_rotation", -2.0)):
        q[:, body.map.column(name)] = angle
    return q


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("group", ILIOPSOAS)
@pytest.mark.parametrize("height", [1.70, 1.95])
def test_push_on_the_head_is_that_of_the_guides_two_points(height: float, group: str, side: str) -> None:
    """Where the engine's strand touches the cylinder: tension times the sum of the directions in which it leaves;
    the rest of the whole push is what its points on the brim get."""
    body = Body.build(Subject(height=height, mass=75.0))
    q = _poses(body)
    kin = kinetics(body, *body.map.expand(q, 0 * q, 0 * q), [])
    touched = 0
    for strand in body.muscles.select(f"{group}_{side}"):
        force = np.zeros((len(q), len(body.muscles)))
        force[:, strand] = TENSION
        head, whole = femoral_head_force(body, kin, force), bursa_force(body, kin, force)
        assert np.all(head[:, 1 - SIDES.index(side)] == 0.0)
        for t, pose in enumerate(q):
            data = at(body, pose)
            path = path_of(body, data, strand)
            pelvis = body.body_id("pelvis")
            first = data.ten_wrapadr[strand]
            on_guide = data.wrap_obj.reshape(-1)[first : first + len(path.bodies)] >= 0
            on_brim = (path.bodies == pelvis) & ~on_guide
            on_brim[0] = False
            touched += on_guide.any()
            axes = data.xmat[pelvis].reshape(3, 3)
            pull = TENSION * pulls(path)
            assert head[t, SIDES.index(side)] == pytest.approx(pull[on_guide].sum(axis=0) @ axes, abs=1e-9 * TENSION)
            brim = whole[t, SIDES.index(side)] - head[t, SIDES.index(side)]
            assert brim == pytest.approx(pull[on_brim].sum(axis=0) @ axes, abs=1e-9 * TENSION)
    assert (
        10 < touched < 0.9 * len(q) * len(body.muscles.select(f"{group}_{side}"))
    )  # the poses hold both strands that touch and strands that do not


def test_the_tendon_holds_an_extended_head_back(body: Body) -> None:
    """It presses backward at 20 degrees of extension, less at 0, and leaves the head in flexion."""
    q = body.map.pose(3)
    q[:, body.map.column("hip_flexion_r")] = np.radians([-20.0, 0.0, 90.0])
    kin = kinetics(body, *body.map.expand(q, 0 * q, 0 * q), [])
    force = np.zeros((3, len(body.muscles)))
    force[:, [*body.muscles.select("psoas_major_r"), *body.muscles.select("iliacus_r")]] = 50.0
    push = femoral_head_force(body, kin, force)[:, 0]
    assert push[0, 0] < push[1, 0] < 0.0
    assert np.all(push[2] == 0.0)


def test_acetabulum_and_tendon_share_what_a_prosthesis_measures(body: Body) -> None:
    """Force on the acetabulum is that of the hip plus the push on the head, which is backward: less is forward."""
    scene = lying(body, lifted="r", hip_flexion_r=np.radians([0.0, 60.0]))
    push = femoral_head_force(body, scene.solution.kinetics, scene.solution.tendon_force)[:, 0]
    assert scene.acetabular_force("r") - scene.hip_contact_force("r") == pytest.approx(push)
    assert push[0, 0] < -50.0
    assert np.all(push[1] == 0.0)


@pytest.mark.parametrize(("with_tendon", "sign"), [(False, 1.0), (True, -1.0)])
def test_weak_iliopsoas_and_the_forward_force_at_lift_off(body: Body, with_tendon: bool, sign: float) -> None:
    """Lewis 2007: the forward force on the acetabulum rises. It falls when the tendon's pressure is counted too."""

    def forward(person: Body) -> float:
        scene = lying(person, lifted="r", hip_flexion_r=np.zeros(2))
        return float((scene.hip_contact_force("r") if with_tendon else scene.acetabular_force("r"))[0, 0])

    weak = body
    for muscle in ILIOPSOAS:
        weak = weak.with_muscles(weak.muscles.scaled(f"{muscle}_r", fmax=0.5))
    assert sign * (forward(weak) - forward(body)) > 10.0
