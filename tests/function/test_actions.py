"""Actions and side-bending: signs that anatomy gives, shares that add up."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.function.actions import actions, muscle_shares
from iliopsoas.function.muscle_geometry import geometry_in_posture
from iliopsoas.function.side_bend import side_bend

ANGLES = np.radians([0.0, 30.0, 60.0, 90.0])


def test_signs_of_well_known_muscles(body: Body) -> None:
    """Textbook actions in the upright posture."""
    arm = actions(body)["arm"]
    for muscle, coordinate, sign in (
        ("psoas_major_r", "hip_flexion_r", 1),
        ("iliacus_r", "hip_flexion_r", 1),
        ("gluteus_maximus_r", "hip_flexion_r", -1),
        ("rectus_femoris_r", "knee_angle_r", -1),
        ("semitendinosus_r", "knee_angle_r", 1),
        ("soleus_r", "ankle_angle_r", -1),
        ("gluteus_medius_r", "hip_adduction_r", -1),
        ("rectus_abdominis_r", "lumbar_extension", -1),
        ("multifidus_r", "lumbar_extension", 1),
        ("quadratus_lumborum_r", "lumbar_bending", 1),
        ("quadratus_lumborum_l", "lumbar_bending", -1),
    ):
        assert np.sign(float(arm.sel(muscle=muscle, coordinate=coordinate))) == sign, (muscle, coordinate)


def test_muscles_act_only_on_what_they_cross(body: Body) -> None:
    arm = actions(body)["arm"]
    assert float(np.abs(arm.sel(muscle="soleus_r").sel(coordinate=["hip_flexion_r", "knee_angle_r"])).max()) < 1e-12
    assert float(np.abs(arm.sel(muscle="psoas_major_l", coordinate="hip_flexion_r"))) < 1e-12


def test_shares_add_up(body: Body) -> None:
    data = actions(body, {"hip_flexion_r": 0.5, "knee_angle_r": 0.3})
    total = data["share"].sum("muscle").values
    moves = data["moment"].sum("muscle").values > 1e-9
    np.testing.assert_allclose(total[moves], 1.0)
    np.testing.assert_allclose(total[~moves], 0.0)


def test_iliopsoas_is_the_major_hip_flexor(body: Body) -> None:
    """Facts 1: the largest share of what can flex the hip, at 60 deg and beyond with the knee straight."""
    movers = muscle_shares(body, "hip_flexion_r", ANGLES)
    share = dict(zip(movers.muscles, movers.share[:, :, 0].T, strict=True))
    iliopsoas = share["psoas_major_r"] + share["iliacus_r"]
    others = np.max([s for m, s in share.items() if m not in ("psoas_major_r", "iliacus_r")], axis=0)
    assert np.all(iliopsoas[2:] > others[2:])


def test_who_moves_agrees_with_actions(body: Body) -> None:
    movers = muscle_shares(body, "hip_flexion_r", ANGLES[[1]], {"knee_angle_r": 0.3})
    data = actions(body, {"hip_flexion_r": float(ANGLES[1]), "knee_angle_r": 0.3}).sel(coordinate="hip_flexion_r")
    for k, muscle in enumerate(movers.muscles):
        np.testing.assert_allclose(movers.moment[0, k], data["moment"].sel(muscle=muscle).values, atol=1e-9)


def test_one_side_bends_to_its_own_side(body: Body) -> None:
    """Facts 12: one side alone assists side-bending; + bends to the right."""
    result = side_bend(body)
    assert result.rows[-1] == "lumbar_bending"
    assert np.all(result.one_side > 0.0)
    np.testing.assert_allclose(result.other_side, -result.one_side, rtol=1e-6)
    np.testing.assert_allclose(result.both, 0.0, atol=1e-6)
    np.testing.assert_allclose(result.compression_both, 2 * result.compression_one, rtol=1e-6)
    assert np.all((result.share > 0.0) & (result.share < 1.0))


def test_side_bend_wants_no_side(body: Body) -> None:
    with pytest.raises(InputError, match="write psoas_major, not psoas_major_r"):
        side_bend(body, muscle="psoas_major_r")
    with pytest.raises(InputError, match="soleus does not reach the lumbar spine"):
        side_bend(body, muscle="soleus")


@pytest.mark.parametrize("flexion_deg", [-20.0, 0.0, 20.0, 45.0])
def test_front_of_the_abdominal_wall_flexes_the_trunk(body: Body, flexion_deg: float) -> None:
    """Anatomy: both obliques acting together bend the trunk forward, bent or not. A model whose linea alba turned with
    the whole lumbar spine had the upper external oblique extend it."""
    pose = geometry_in_posture(body, {"lumbar_extension": -np.radians(flexion_deg)})
    arm = pose.arms("lumbar_extension")[0, :, 0]
    wall = [i for i, n in enumerate(body.muscles.names) if n[:3] in ("EO1", "EO2", "EO3", "EO4", "IO1", "IO2", "IO3")]
    assert len(wall) == 14
    assert (arm[wall] < -0.01).all()


def test_a_sling_is_one_line_with_the_same_force_at_both_ends(body: Body) -> None:
    """External oblique and the other side's internal oblique lie in series on one line."""
    pose = geometry_in_posture(body)
    for upper, lower in (("EO1_r", "IO1_l"), ("EO2_l", "IO2_r"), ("EO3_r", "IO3_l")):
        i, j = body.muscles.names.index(upper), body.muscles.names.index(lower)
        assert pose.kinetics.length[0, i] == pytest.approx(pose.kinetics.length[0, j], abs=1e-9)
        assert body.muscles.lopt[i] == pytest.approx(body.muscles.lopt[j], rel=1e-4)
