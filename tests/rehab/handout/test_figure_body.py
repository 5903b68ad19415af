"""The plain figure: it has the body's proportions and posture, and left and right are alike."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.rehab.handout.figure_body import FigureBody, figure_in_pose

PARTS = {"leg_r", "leg_l", "arm_r", "arm_l", "trunk"}


@pytest.fixture(scope="module")
def standing(body: Body) -> FigureBody:
    return figure_in_pose(body, np.zeros(len(body.map.names)))


def _points(figure: FigureBody, part: str) -> np.ndarray:
    return np.array([end for tube in figure.parts[part] for end in (tube.first, tube.last)])


def test_it_has_all_parts(standing: FigureBody) -> None:
    assert set(standing.parts) == PARTS
    assert all(standing.parts.values())
    for joint in ("hip", "knee", "ankle", "wrist", "toes"):
        assert {f"{joint}_r", f"{joint}_l"} <= set(standing.joints)


def test_standing_its_joints_are_in_their_order(standing: FigureBody) -> None:
    height = {name: float(at[1]) for name, at in standing.joints.items()}
    assert height["head"] > height["pelvis"] > height["knee_r"] > height["ankle_r"]
    assert height["head"] > height["wrist_r"] > height["knee_r"]
    assert standing.joints["toes_r"][0] > standing.joints["ankle_r"][0]


@pytest.mark.parametrize("part", ["leg", "arm"])
def test_left_mirrors_right(standing: FigureBody, part: str) -> None:
    right, left = _points(standing, f"{part}_r"), _points(standing, f"{part}_l")
    assert right * [1, 1, -1] == pytest.approx(left, abs=1e-9)


def test_every_tube_joins_the_next(standing: FigureBody) -> None:
    for side in "rl":
        for part in (f"leg_{side}", f"arm_{side}"):
            tubes = standing.parts[part]
            gaps = [np.linalg.norm(a.last - b.first) for a, b in pairwise(tubes)]
            assert max(gaps) < 0.08


def test_radii_are_those_of_a_person(standing: FigureBody) -> None:
    radii = [r for part in standing.parts.values() for tube in part for r in (tube.first_radius, tube.last_radius)]
    assert 0.015 < min(radii) < max(radii) < 0.13


def test_a_small_person_is_drawn_small() -> None:
    small, tall = (Body.build(Subject(height, 60.0)) for height in (1.5, 1.9))
    a, b = (figure_in_pose(body, np.zeros(len(body.map.names))) for body in (small, tall))
    assert a.size / b.size == pytest.approx(1.5 / 1.9)
    high = [float(f.joints["head"][1] - f.joints["ankle_r"][1]) for f in (a, b)]
    assert high[0] / high[1] == pytest.approx(1.5 / 1.9, abs=0.02)


@pytest.mark.parametrize("degrees", [30.0, 60.0, 90.0])
def test_a_bent_hip_is_drawn_bent(body: Body, degrees: float) -> None:
    """The thigh turns forward by as much as the hip is flexed."""
    pose = np.zeros(len(body.map.names))
    pose[body.map.names.index("hip_flexion_r")] = np.radians(degrees)
    figure = figure_in_pose(body, pose)
    thigh = figure.joints["knee_r"] - figure.joints["hip_r"]
    still = figure.joints["knee_l"] - figure.joints["hip_l"]
    turn = np.degrees(np.arctan2(thigh[0], -thigh[1]) - np.arctan2(still[0], -still[1]))
    assert turn == pytest.approx(degrees, abs=2.0)
