"""Which label is which landmark, and the axes of the laboratory."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from iliopsoas.atlas.marker_sets import marker_sets, normalized_label
from iliopsoas.atlas.mirror import mirrored_landmarks
from iliopsoas.body.body import Body
from iliopsoas.errors import InputError, UnknownName
from iliopsoas.motion.markers.labels import recognise_marker_set
from iliopsoas.motion.markers.laboratory_axes import align_axes
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.markers import Markers

from ..dressed import dress, labels_of, moving, places_on, standing


@pytest.mark.parametrize("name", marker_sets())
def test_every_set_is_recognised_by_its_own_labels(name: str) -> None:
    """Another set may list the same labels; they must mean the same."""
    found, wanted = recognise_marker_set(labels_of(name)), recognise_marker_set(labels_of(name), name)
    assert found.spots == wanted.spots
    assert set(found.pairs()) == set(wanted.pairs())


def test_every_landmark_lies_on_its_segment_and_has_a_mirror_image() -> None:
    rows = {row.landmark: row for row in mirrored_landmarks()}
    assert all(np.linalg.norm([row.x_m, row.y_m, row.z_m]) < 0.5 for row in rows.values())
    for name, row in rows.items():
        if name.endswith("_r"):
            assert rows[f"{name[:-2]}_l"].z_m == -row.z_m


@pytest.mark.parametrize("label", ["r.ASIS", "R.ASIS", "R ASIS", "r_asis", "Anna:R-Asis", "r.ASIS_study"])
def test_capitals_spaces_and_the_subjects_name_do_not_matter(label: str) -> None:
    assert normalized_label(label) == "rasis"


def test_unknown_labels_are_listed_and_used_ones_counted() -> None:
    labels = [*labels_of("rajagopal"), "Wand1", "Ball"]
    notes = recognise_marker_set(labels).notes
    assert "Marker set 'rajagopal' (recognised by its labels): 64 of 66 markers are used." in notes
    assert "Labels that nobody knows were left out: Wand1, Ball." in notes
    assert "(as given)" in recognise_marker_set(labels, "hamner").notes[0]


def test_too_few_known_labels_give_one_error_with_sets_and_labels() -> None:
    with pytest.raises(InputError) as error:
        recognise_marker_set(["A", "B", "LASI", "RASI"])
    text = str(error.value)
    assert "2 on the pelvis, 0 on the right leg, 0 on the left (at least 3, 2, 2)" in text
    assert "plug_in_gait (2 of 4 labels known)" in text
    assert "The labels are: A, B, LASI, RASI" in text
    assert text.count("labels known") == 4


def test_a_label_without_end_or_with_odd_bytes_is_shown_short_and_readable() -> None:
    with pytest.raises(InputError) as error:
        recognise_marker_set(["A" * 5000, "B\x00\n", *(f"M{k}" for k in range(300))])
    text = str(error.value)
    assert "AAA ..., B\\x00\\n, M0" in text
    assert "(302 in all)" in text
    assert len(text) < 1200


def test_a_set_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownName, match=r"no marker set is called 'pluginn'.*plug_in_gait"):
        recognise_marker_set(["A"], "pluginn")


def test_two_spellings_of_one_marker_are_refused() -> None:
    with pytest.raises(InputError, match="'RASI' and 'R_ASI' are the same marker"):
        recognise_marker_set([*labels_of("rajagopal"), "R_ASI"])


UPS = {
    "y up": np.eye(3),
    "z up, forward x": np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]]),
    "z up, forward -x": np.array([[-1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]),
    "z up, forward y": np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]),
    "x up": np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]),
}


@pytest.mark.parametrize("name", UPS)
@pytest.mark.parametrize("walks", [True, False])
def test_any_laboratory_is_turned_to_x_forward_and_y_up(body: Body, name: str, walks: bool) -> None:
    places = places_on(body)
    ours = dress(body, moving(body, 20) if walks else standing(body), places)
    turn = UPS[name]
    assert np.linalg.det(turn) == pytest.approx(1.0)
    theirs = dataclasses.replace(ours, positions=ours.positions @ turn.T)
    found = align_axes(theirs, recognise_marker_set(ours.labels))
    assert found.markers.positions == pytest.approx(ours.positions)
    assert found.turn == pytest.approx(turn.T)
    assert (len(found.markers.notes) == 0) == (name == "y up")


def plate(force: list[float], frames: int = 20) -> ExternalLoad:
    rows = np.tile(force, (frames, 1))
    return ExternalLoad("FP", None, np.arange(frames) / 100.0, rows, 0 * rows, 0 * rows)


def test_plates_turn_with_the_laboratory_and_push_up(body: Body) -> None:
    turn = UPS["z up, forward y"]
    ours = dress(body, moving(body, 20), places_on(body))
    for push in (700.0, -700.0):
        lab = dataclasses.replace(ours, positions=ours.positions @ turn.T, loads=(plate([0.0, 30.0, push]),))
        found = align_axes(lab, recognise_marker_set(ours.labels)).markers
        assert found.loads[0].force[0, 1] == pytest.approx(700.0)
        assert found.positions == pytest.approx(ours.positions)
        assert any("stores the force on the plate" in note for note in found.notes) == (push < 0)


def test_markers_and_plates_in_different_axes_are_refused(body: Body) -> None:
    ours = dress(body, moving(body, 20), places_on(body))
    turn = UPS["z up, forward x"]
    lab = dataclasses.replace(ours, positions=ours.positions @ turn.T, loads=(plate([0.0, 700.0, 0.0]),))
    with pytest.raises(InputError, match=r"stands along the laboratory's z, but the plates push along y"):
        align_axes(lab, recognise_marker_set(ours.labels))


def test_a_pelvis_that_was_never_seen_is_refused(body: Body) -> None:
    ours = dress(body, moving(body, 20), places_on(body))
    positions = np.array(ours.positions)
    positions[:, [label[1:] in ("ASI", "PSI") for label in ours.labels]] = np.nan
    with pytest.raises(InputError, match="pelvis and feet were never seen together"):
        align_axes(Markers("x", ours.time, ours.labels, positions), recognise_marker_set(ours.labels))
