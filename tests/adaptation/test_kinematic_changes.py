"""What gives way: signs, sides, and sentences."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.adaptation.kinematic_changes import (
    Distance,
    Instant,
    change_phrases,
    changes_sentence,
    kinematic_changes,
)
from iliopsoas.body.body import Body

INSTANT = Instant({"r": 1, "l": 2}, "in late stance")


def test_the_same_poses_differ_in_nothing(body: Body) -> None:
    q = body.map.pose(4, hip_flexion_r=0.3)
    same = kinematic_changes(body, q, q, instant=INSTANT)
    assert all(c.difference == 0.0 and not c.noticed for c in same)
    assert changes_sentence(same, INSTANT.text) == "Nothing gives way by half a degree or more."


def test_each_side_is_read_at_its_own_instant(body: Body) -> None:
    bent = np.radians([0.0, -10.0, -20.0, 0.0])
    before, after = body.map.pose(4), body.map.pose(4, hip_flexion_r=bent, hip_flexion_l=bent)
    found = {(c.name, c.side): c for c in kinematic_changes(body, before, after, instant=INSTANT)}
    assert found["hip_extension", "r"].difference == pytest.approx(10.0)
    assert found["hip_extension", "l"].difference == pytest.approx(20.0)
    assert found["hip_extension", "r"].peak_adapted == pytest.approx(20.0)


def test_what_both_sides_do_alike_is_said_once(body: Body) -> None:
    before, after = body.map.pose(4), body.map.pose(4, knee_angle_r=0.2, knee_angle_l=0.2, pelvis_tilt=-0.1)
    distance = Distance("stride", 1.4, 1.3)
    found = kinematic_changes(body, before, after, instant=INSTANT, distance=distance, period=1.1)
    assert change_phrases(found) == [
        "stride length -0.10 m",
        "knee flexion +11 deg on both sides",
        "anterior pelvic tilt +6 deg",
        "forward trunk lean +6 deg",
    ]
    assert "knee flexion +11 deg (0 to 11) on both sides" in changes_sentence(found, INSTANT.text)
    assert next(c for c in found if c.name == "step_time").recorded == pytest.approx(0.55)
