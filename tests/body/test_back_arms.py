"""Arms of the back's extensors beside a model whose muscles lie where computed tomography shows them (bruno2015)."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.mechanics.kinetics import static_geometry

EXTENSORS = ("longissimus", "iliocostalis", "multifidus")
ARMS_MM = {"L1_L2": 55.0, "L2_L3": 56.5, "L3_L4": 58.6, "L4_L5": 55.4, "L5_S1": 41.9}
"""Mean extension arms, weighted by strength, computed from a public descendant of the model of bruno2015."""


def mean_arm_mm(body: Body, level: str, flexion_deg: float) -> float:
    """Mean extension arm of the extensors that cross a level, weighted by strength [mm]."""
    _, geometry = static_geometry(body, body.map.pose(1, lumbar_extension=-np.radians(flexion_deg)))
    strands, slope = geometry.entries_of(body.map.row(f"{level}_extension"))
    mine = [i for name in EXTENSORS for i in body.muscles.select(name)]
    arms = dict(zip(strands.tolist(), -slope[0], strict=True))
    crossing = [i for i in mine if abs(arms.get(i, 0.0)) > 1e-5]
    force = body.muscles.fmax[crossing]
    return 1e3 * float(force @ np.array([arms[i] for i in crossing]) / force.sum())


@pytest.mark.parametrize("level", ARMS_MM)
def test_bruno2015_extensors_lie_behind_every_disc_as_images_show(level: str) -> None:
    body = Body.build(Subject(height=1.75, mass=75.0))
    assert mean_arm_mm(body, level, 0.0) == pytest.approx(ARMS_MM[level], abs=1.5)


def test_macintosh1993_bending_costs_less_than_a_fifth_of_the_arm() -> None:
    body = Body.build(Subject(height=1.75, mass=75.0))
    assert 0.82 < mean_arm_mm(body, "L4_L5", 50.0) / mean_arm_mm(body, "L4_L5", 0.0) < 1.0


def test_moved_muscles_keep_a_tendon() -> None:
    assert (Body.build().muscles.lslack > 0.0).all()
