"""The picture shows the simulated posture and the right side."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.rehab.handout.exercise_drawing import DARK, ExerciseDrawing, draw_exercise, key_frames
from iliopsoas.rehab.handout.felt_places import felt_places, place_on_figure
from iliopsoas.rehab.handout.figure_body import figure_in_pose

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def raises(body: Body) -> dict[str, ExerciseDrawing]:
    """The straight leg raise of each side."""
    return {
        s: draw_exercise(body, "straight_leg_raise", side=s, felt="the front of the hip") for s in ("right", "left")
    }


def _leg(body: Body, pose: np.ndarray, side: str) -> float:
    """How high the ankle is above the hip, over the leg's length [-]."""
    joints = figure_in_pose(body, pose).joints
    line = joints[f"ankle_{side}"] - joints[f"hip_{side}"]
    return float(line[1] / np.linalg.norm(line))


def test_the_poses_are_those_of_the_movement(body: Body, raises: dict[str, ExerciseDrawing]) -> None:
    """Straight leg raise: flat at first, then about 45 degrees up, knee straight; the other leg stays."""
    for side, drawn in raises.items():
        s, o = side[0], "l" if side == "right" else "r"
        assert abs(_leg(body, drawn.start_pose, s)) < 0.15
        assert _leg(body, drawn.end_pose, s) == pytest.approx(np.sin(np.radians(45)), abs=0.12)
        assert _leg(body, drawn.end_pose, o) == pytest.approx(_leg(body, drawn.start_pose, o), abs=0.05)
        knee = body.map.names.index(f"knee_angle_{s}")
        assert abs(drawn.end_pose[knee]) < np.radians(10)


def test_each_side_is_drawn_on_its_own_side(raises: dict[str, ExerciseDrawing]) -> None:
    assert raises["right"].side == "r"
    assert raises["left"].side == "l"


def test_left_and_right_are_mirror_images(raises: dict[str, ExerciseDrawing]) -> None:
    """Seen from the exercised side, so that one picture is the other turned round."""

    def dark(drawn: ExerciseDrawing) -> np.ndarray:
        root = ET.fromstring(drawn.end)
        group = next(g for g in root.iter(f"{SVG}g") if g.get("fill") == DARK)
        points = [p.get("d", "")[1:-1].split("L") for p in group]
        xy = np.array([[float(v) for v in point.split()] for part in points for point in part])
        return np.array([xy[:, 0].mean() / float(root.get("width", "1")), xy[:, 1].mean()])

    right, left = dark(raises["right"]), dark(raises["left"])
    assert right[0] == pytest.approx(1.0 - left[0], abs=0.01)
    assert right[1] == pytest.approx(left[1], abs=2.0)
    assert right[0] > 0.5, "lying, the head is to the left of somebody seen from the right"


def test_only_greys_are_used(raises: dict[str, ExerciseDrawing]) -> None:
    for element in ET.fromstring(raises["right"].end).iter():
        for colour in (element.get("fill"), element.get("stroke")):
            if colour not in (None, "none"):
                assert colour is not None
                digits = colour.lstrip("#")
                parts = [digits[i : i + len(digits) // 3] for i in range(0, len(digits), len(digits) // 3)]
                assert len(set(parts)) == 1, colour


def test_a_movement_has_an_arrow_and_a_position_has_none(body: Body, raises: dict[str, ExerciseDrawing]) -> None:
    assert raises["right"].moves
    still = draw_exercise(body, "rest_90_90")
    assert not still.moves
    assert still.side == ""
    assert DARK not in still.end, "both legs do the same"


def test_a_cuff_is_drawn(drawings: dict[tuple[object, ...], ExerciseDrawing]) -> None:
    with_cuff = next(d for key, d in drawings.items() if key[0] == "slr_cuff")
    assert "<rect" in with_cuff.end
    assert "<rect" not in next(d for key, d in drawings.items() if key[0] == "bridge").end


def test_both_pictures_have_one_scale(raises: dict[str, ExerciseDrawing]) -> None:
    first, last = (ET.fromstring(text) for text in (raises["left"].start, raises["left"].end))
    assert first.get("viewBox") == last.get("viewBox")


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("the front of the hip", ("groin",)),
        ("the front of the hip, most on the way back", ("groin",)),
        ("the belly and the front of both hips", ("groin", "belly")),
        ("the low back lets go", ("loin",)),
        ("thighs and buttocks, a pull at the front of the rear hip", ("thigh", "buttock")),
        ("nothing", ()),
    ],
)
def test_words_are_places(words: str, places: tuple[str, ...]) -> None:
    assert felt_places(words) == places


def test_every_exercise_is_felt_somewhere() -> None:
    from iliopsoas.atlas.rehabilitation.catalogue import prescriptions

    assert [p.name for p in prescriptions() if not felt_places(p.felt)] == []


def test_places_lie_where_they_are_called(body: Body) -> None:
    figure = figure_in_pose(body, np.zeros(len(body.map.names)))
    hip = figure.joints["hip_r"]
    assert place_on_figure(figure, "groin", "r")[0] > hip[0] + 0.05
    assert place_on_figure(figure, "buttock", "r")[0] < hip[0] - 0.05
    assert place_on_figure(figure, "belly", "r")[0] > place_on_figure(figure, "loin", "r")[0]
    assert place_on_figure(figure, "flank", "r")[2] > 0 > place_on_figure(figure, "flank", "l")[2]
    assert place_on_figure(figure, "thigh", "r")[1] < hip[1] - 0.1


def test_the_end_is_where_the_exercised_side_is_farthest() -> None:
    names = ("hip_flexion_r", "hip_flexion_l")
    poses = np.array([[0.0, 0.0], [0.5, 0.0], [1.0, 0.0], [0.0, 1.4], [0.0, 0.0]])
    assert key_frames(poses, names, "r") == (0, 2)
    assert key_frames(poses, names, "l") == (0, 3)


def test_somebody_who_does_not_move_is_shown_in_the_middle() -> None:
    assert key_frames(np.zeros((9, 2)), ("hip_flexion_r", "hip_flexion_l"), "r") == (0, 4)
