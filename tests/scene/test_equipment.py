"""What the person sits on, carries and pulls: solids where they are, of their size."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.records.attachments import (
    ElasticBand,
    Push,
    Weight,
    attached_as_text,
    attached_from_text,
)
from iliopsoas.scene.bones.solids import Mesh, block
from iliopsoas.scene.colours import BAND_COLOURS, hex_rgb
from iliopsoas.scene.equipment import BOARD, drawn_equipment
from iliopsoas.scene.pose_scene import Scene, scene_in_pose
from iliopsoas.scene.supports import support_plane, support_planes

CUFF = Weight("cuff", "tibia_r", (0.0, -0.36, 0.0), 2.0)
BAND = ElasticBand("band", "femur_r", (0.03, -0.35, 0.0), (0.09, -0.01, 0.0), 0.4, "red", "calcn_l")
PUSH = Push("hand", "femur_r", (0.0, 0.0, 0.0), (1.0, 0.0, 0.0))
number = st.floats(-1.0, 1.0)


@pytest.fixture(scope="module")
def standing(body: Body) -> Scene:
    return scene_in_pose(body, body.map.pose(pelvis_ty=0.95)[0])


def volume(mesh: Mesh) -> float:
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    return float(np.einsum("fi,fi->", a, np.cross(b, c))) / 6.0


@given(st.tuples(number, number, number), st.permutations([0, 1, 2]))
def test_a_block_is_closed_outward_and_as_large_as_it_says(
    centre: tuple[float, float, float], order: list[int]
) -> None:
    """Whatever the order of its axes: 2a x 2b x 2c."""
    axes = np.diag([0.3, 0.2, 0.1])[order]
    box = block(centre, *axes)
    assert volume(Mesh(box.vertices - centre, box.faces)) == pytest.approx(0.6 * 0.4 * 0.2)
    np.testing.assert_allclose(np.ptp(box.vertices, axis=0), [0.6, 0.4, 0.2])


def test_a_cuff_is_around_the_shank(standing: Scene) -> None:
    ((cuff, colour),) = drawn_equipment([CUFF], [], standing, 0.0)
    at = standing.place("tibia_r", CUFF.place)
    np.testing.assert_allclose(cuff.vertices.mean(axis=0), at, atol=0.005)
    assert np.linalg.norm(cuff.vertices - at, axis=1).max() < 0.1
    assert colour.max() < 0.3


def test_a_band_runs_between_its_ends_in_its_colour(standing: Scene) -> None:
    ((cord, colour),) = drawn_equipment([BAND], [], standing, 0.0)
    ends = standing.place("femur_r", BAND.place), standing.place("calcn_l", BAND.anchor)
    for end in ends:
        assert np.linalg.norm(cord.vertices - end, axis=1).min() < 0.02
    assert np.linalg.norm(np.ptp(cord.vertices, axis=0)) == pytest.approx(np.linalg.norm(ends[0] - ends[1]), abs=0.03)
    assert colour.tolist() == hex_rgb(BAND_COLOURS["red"]).tolist()


def test_two_hands_hold_one_box_and_one_hand_a_ball(standing: Scene) -> None:
    both = [Weight(f"load_{s}", f"hand_{s}", (0.0, -0.07, 0.0), 5.0) for s in "rl"]
    ((box, _),) = drawn_equipment(both, [], standing, 0.0)
    middle = np.mean([standing.place(w.body, w.place) for w in both], axis=0)
    np.testing.assert_allclose(box.vertices.mean(axis=0), middle, atol=1e-9)
    assert len(box.faces) == 12
    ((ball, _),) = drawn_equipment(both[:1], [], standing, 0.0)
    assert len(ball.faces) > 12


def test_a_seat_has_its_face_where_the_plane_is_and_stands_on_the_floor(standing: Scene) -> None:
    seat = support_plane("seat", [0.1, 0.45, 0.0], [0, 1, 0], [0.44, 0.40])
    ((mesh, _),) = drawn_equipment([], [seat], standing, 0.0)
    low, high = mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)
    np.testing.assert_allclose([low, high], [[-0.12, 0.0, -0.2], [0.32, 0.45, 0.2]], atol=1e-9)
    assert volume(mesh) < 0.3 * 0.44 * 0.40 * 0.45  # legs, no block


def test_a_step_is_solid_a_wall_stands_behind_and_a_floor_is_not_drawn(standing: Scene) -> None:
    step = support_plane("step 2", [0.3, 0.34, 0.0], [0, 1, 0], [0.29, 0.8])
    ((mesh, _),) = drawn_equipment([], [step], standing, 0.0)
    assert volume(mesh) == pytest.approx(0.29 * 0.8 * 0.34)
    wall = support_plane("wall", [-0.2, 1.0, 0.0], [1, 0, 0], [1.0, 1.0])
    ((mesh, _),) = drawn_equipment([], [wall], standing, 0.0)
    assert mesh.vertices[:, 0].max() == pytest.approx(-0.2)
    assert mesh.vertices[:, 0].min() == pytest.approx(-0.2 - 2 * BOARD)
    assert drawn_equipment([], [support_plane("floor", [0, 0, 0], [0, 1, 0])], standing, 0.0) == []


def test_a_result_says_what_is_attached_and_how_large_a_seat_is(body: Body) -> None:
    motion = movement("seated_march_resisted", body, band="red")
    result = analyze(body, motion, rate_hz=10)
    found = attached_from_text(result.attrs["attached"])
    assert [thing.name for thing in found] == [thing.name for thing in motion.attached if not isinstance(thing, Push)]
    (seat,) = [p for p in support_planes(result) if p.name == "seat"]
    assert 2 * np.linalg.norm(seat.u) == pytest.approx(0.44)  # half a seat is 0.22 m in the library


def test_what_is_written_is_read() -> None:
    read = attached_from_text(attached_as_text([CUFF, BAND, PUSH]))
    assert [attached_as_text([thing]) for thing in read] == [attached_as_text([thing]) for thing in (CUFF, BAND)]
    assert attached_from_text("") == ()
    assert json.loads(attached_as_text([CUFF]))[0]["what"] == "weight"


@pytest.mark.parametrize("text", ["{", '[{"what": "weight"}]', '[{"what": "anvil"}]', "[1]"])
def test_a_damaged_list_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="'attached' cannot be read"):
        attached_from_text(text)
