"""The psoas: counted once, from where each strand comes, across every joint between, and around the head."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.mechanics.kinetics import kinetics

FROM_BELOW = ("L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "T12_L1")
MOTIONS = ("extension", "bending", "rotation")


def _arms(body: Body, names: list[str], **pose: float) -> np.ndarray:
    q = body.map.pose(**{n: np.radians(v) for n, v in pose.items()})
    kin = kinetics(body, *body.map.expand(q, 0 * q, 0 * q), [])
    return kin.moment_arms(body.map.projection(q, [body.map.column(n) for n in names]))[0]


def _crossed(strand: str) -> tuple[str, ...]:
    """Levels below the vertebra a strand comes from: 'psoas_major_L3_L4_IVD_r' comes from L3's lower edge."""
    vertebra = int(strand.removeprefix("psoas_major_L")[0])
    return FROM_BELOW[: 6 - vertebra]


def test_rajagopal2016_strength_of_the_psoas_is_counted_once(body: Body) -> None:
    """1426.79 N a side in Rajagopal2016, shared among the strands: no second psoas anywhere."""
    for side in "rl":
        assert body.muscles.fmax[body.muscles.select(f"psoas_major_{side}")].sum() == pytest.approx(1426.79, abs=0.01)
    assert sum("psoas" in group for group in set(body.muscles.groups)) == 2


def test_bogduk1992_eleven_strands_from_five_vertebrae(body: Body) -> None:
    names = [body.muscles.names[i] for i in body.muscles.select("psoas_major_r")]
    assert len(names) == 11
    assert {int(n.removeprefix("psoas_major_L")[0]) for n in names} == {1, 2, 3, 4, 5}
    assert sum("_TP_" in n for n in names) == 5


@pytest.mark.parametrize("side", ["r", "l"])
def test_every_strand_acts_on_the_hip_and_on_each_level_it_crosses(body: Body, side: str) -> None:
    levels = [f"{level}_{m}" for level in FROM_BELOW for m in MOTIONS]
    hips = [f"hip_{m}_{side}" for m in ("flexion", "adduction", "rotation")]
    arms = _arms(body, levels + hips)
    for i in body.muscles.select(f"psoas_major_{side}"):
        name = body.muscles.names[i]
        by_level = np.abs(arms[i, :18]).reshape(6, 3)
        crossed = len(_crossed(name))
        assert (by_level[:crossed].max(axis=1) > 0.001).all(), name
        assert arms[i, 18] > 0.001, name  # flexes the hip
        assert np.all(by_level[crossed:] == 0.0), name  # nothing above its origin


def test_no_strand_pulls_on_bones_above_its_origin(body: Body) -> None:
    """Nor on the other leg: not even on held degrees of freedom."""
    q = body.map.pose(lumbar_extension=-0.3, hip_flexion_r=0.5)
    kin = kinetics(body, *body.map.expand(q, 0 * q, 0 * q), [])
    for i in body.muscles.select("psoas_major_r"):
        name = body.muscles.names[i]
        force = np.zeros((1, len(body.muscles)))
        force[0, i] = 100.0
        acts = {body.map.dofs[k] for k in np.flatnonzero(kin.generalised_forces(force)[0])}
        allowed = ("pelvis_", "hip_r", "hip_flexion_r", "hip_adduction_r", "hip_rotation_r", *_crossed(name))
        assert {dof for dof in acts if not dof.startswith(allowed)} == set(), name


def test_bogduk1992_psoas_extends_the_upper_lumbar_spine_and_flexes_the_lower_upright(body: Body) -> None:
    """Weighted by strength: extension at L1/2 and L2/3, flexion at L4/5 and L5/S1 (L3/4 may go either way)."""
    strands = body.muscles.select("psoas_major_r")
    arms = _arms(body, [f"{x}_extension" for x in FROM_BELOW])[strands]
    moment = dict(zip(FROM_BELOW, body.muscles.fmax[strands] @ arms, strict=True))
    assert moment["L1_L2"] > 0
    assert moment["L2_L3"] > 0
    assert moment["L4_L5"] < 0
    assert moment["L5_S1"] < 0


def test_bogduk1992_psoas_flexes_every_level_of_a_bent_spine(body: Body) -> None:
    strands = body.muscles.select("psoas_major_r")
    arms = _arms(body, [f"{x}_extension" for x in FROM_BELOW[:5]], lumbar_extension=-40.0)
    assert (body.muscles.fmax[strands] @ arms[strands] < 0).all()


def test_blemker2005_hip_flexion_arm_lies_within_the_fibres_range(body: Body) -> None:
    """Fibres have arms of 1.7 to 3.0 cm between -10 and 60 deg (psoas) and of 1.9 to 5.1 cm (iliacus)."""
    for group, low, high in (("psoas_major_r", 1.7, 3.0), ("iliacus_r", 1.9, 5.1)):
        strands = body.muscles.select(group)
        weight = body.muscles.fmax[strands] / body.muscles.fmax[strands].sum()
        for angle in range(-10, 61, 10):
            arm = 100 * weight @ _arms(body, ["hip_flexion_r"], hip_flexion_r=angle)[strands, 0]
            assert low <= arm <= high, f"{group} at {angle} deg: {arm:.2f} cm"
