"""What markers were recognised as, and a set of one's own."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from iliopsoas.atlas.marker_sets import read_marker_set
from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.motion import write_trc
from iliopsoas.motion.from_markers import motion_from_markers, with_labels_of
from iliopsoas.motion.marker_survey import survey_markers
from iliopsoas.motion.markers.labels import read_labels, recognise_marker_set
from iliopsoas.motion.markers.recording_errors import without_misplaced

from .dressed import dress, labels_of, moving, places_on, standing


def test_labels_of_no_set_are_read_by_their_words() -> None:
    labels = ["ASIS_R", "ASIS_L", "MidPSIS", "KneeLat_R", "KneeLat_L", "AnkleLat_R", "AnkleLat_L", "Wand"]
    found = recognise_marker_set(labels)
    assert found.notes[0] == "Labels follow no known marker set and were read by their words: 7 of 8 markers are used."
    assert found.notes[1] == "Labels that nobody knows were left out: Wand."
    assert found.pairs() == [("ASIS_R", "ASIS_L"), ("KneeLat_R", "KneeLat_L"), ("AnkleLat_R", "AnkleLat_L")]
    assert found.labels_of("sacrum") == ["MidPSIS"]


def test_what_a_set_does_not_list_is_read_by_its_words_and_said() -> None:
    found = recognise_marker_set([*labels_of("plug_in_gait"), "R_Thigh_3", "RKNEin", "R.Knee.Med"])
    assert found.marker_set.name == "plug_in_gait"
    assert found.spots["R_Thigh_3"] == ("femur_r", None)
    assert "RKNEin" not in found.spots  # RKNM, which the set lists, stands for that place
    assert any("read by their words: R_Thigh_3 (femur_r)." in note for note in found.notes)
    assert found.unknown == ("RKNEin", "R.Knee.Med")


def test_of_two_labels_for_one_place_the_plainer_is_taken() -> None:
    """An epicondyle is the knee's, unless another label says knee: then it is an elbow's, or nobody's."""
    both = read_labels(["R.Epi.Lat", "R.Knee.Lat"])
    assert list(both.spots) == ["R.Knee.Lat"]
    alone = read_labels(["R.Epi.Lat"])
    assert alone.labels_of("epicondyle_lateral_r") == ["R.Epi.Lat"]


def test_labels_that_mean_nothing_may_be_alike() -> None:
    assert read_labels(["ArmL:Marker1", "ForearmL:Marker1"]).unknown == ("ArmL:Marker1", "ForearmL:Marker1")
    with pytest.raises(InputError, match="'Anna:LASI' and 'Ben:LASI' are the same marker to us"):
        read_labels(["Anna:LASI", "Ben:LASI"])


def foreign(body: Body, frames: int = 12):  # type: ignore[no-untyped-def]
    """A recording whose labels mean nothing to anybody."""
    ours = dress(body, moving(body, frames), places_on(body))
    names = {label: f"M{i:03d}" for i, label in enumerate(ours.labels)}
    return dataclasses.replace(ours, labels=tuple(names.values())), names


def test_a_set_of_ones_own_knows_labels_that_nobody_knows(body: Body, tmp_path: Path) -> None:
    """Refused with advice; with the user's set they are what the known labels were, pairs included."""
    theirs, names = foreign(body, 3)
    with pytest.raises(InputError, match=r"iliopsoas markers TRIAL --draft FILE"):
        motion_from_markers(theirs, mass=70.0)
    known = recognise_marker_set(list(names))
    lines = [
        f'{names[label]} = "{spot.landmark.landmark if spot.landmark else spot.body}"'
        for label, spot in known.spots.items()
    ]
    path = tmp_path / "mine.toml"
    path.write_text("[markers]\n" + "\n".join(lines), encoding="utf-8")
    found = recognise_marker_set(theirs.labels, read_marker_set(path))
    assert found.spots == {names[label]: spot for label, spot in known.spots.items()}
    landmarks = {(names[r], names[le]) for r, le in known.pairs() if known.spots[r].landmark}
    assert set(found.pairs()) == landmarks
    assert found.notes == ("Marker set 'mine' (as given): 64 of 64 markers are used.",)
    with pytest.raises(InputError, match="the marker set cannot be read"):
        motion_from_markers(theirs, marker_set=tmp_path / "no.toml")


def test_a_survey_and_its_draft(body: Body, tmp_path: Path) -> None:
    ours = dress(body, standing(body), places_on(body))
    odd = dataclasses.replace(
        ours,
        labels=(*ours.labels, "Ball", "R_Thigh_9"),
        positions=np.concatenate([ours.positions, np.full((5, 2, 3), np.nan)], axis=1),
    )
    survey = survey_markers(write_trc(tmp_path / "x.trc", odd))
    rows = {row.label: row for row in survey.rows}
    assert (rows["RASI"].place, rows["RASI"].how, rows["RASI"].seen) == ("asis_r", "set", 1.0)
    assert (rows["R_Thigh_9"].place, rows["R_Thigh_9"].how, rows["R_Thigh_9"].seen) == ("femur_r", "words", 0.0)
    assert (rows["Ball"].place, rows["Ball"].how) == ("unused", "")
    assert survey.problem is None
    assert np.nanmax(survey.positions[:, 1]) == pytest.approx(np.nanmax(ours.positions[0, :, 1]), abs=1e-3)
    path = tmp_path / "mine.toml"
    path.write_text(survey.draft(), encoding="utf-8")
    assert 'Ball" = "unused"  # not recognised' in path.read_text()
    again = read_labels(odd.labels, read_marker_set(path))
    assert again.spots == read_labels(odd.labels).spots


def test_a_survey_says_why_there_is_no_pose(body: Body) -> None:
    theirs, _ = foreign(body, 3)
    survey = survey_markers(theirs)
    assert survey.problem is not None
    assert survey.problem.startswith("too few markers are known for a pose")
    assert {row.place for row in survey.rows} == {"unused"}


def test_a_marker_far_from_the_segment_of_its_label_is_left_out(body: Body) -> None:
    """'RFT' is a foot in one laboratory and the femur's trochanter in another: where it is decides."""
    ours = dress(body, standing(body), places_on(body))
    hip, heel = ours.path("RASI") - np.full(3, 0.1), ours.path("RCAL") + np.full(3, 0.05)
    for place, kept in ((hip, False), (heel, True)):
        trial = dataclasses.replace(
            ours, labels=(*ours.labels, "RFT"), positions=np.concatenate([ours.positions, place[:, None]], axis=1)
        )
        known = without_misplaced(trial, recognise_marker_set(trial.labels))
        assert ("RFT" in known.spots) == kept
        said = "nowhere near the segment that their labels seem to name, and were left out: RFT (calcn_r)."
        assert any(note.endswith(said) for note in known.notes) == (not kept)
        assert {row.label: row.place for row in survey_markers(trial).rows}["RFT"] == ("calcn_r" if kept else "unused")


def test_a_standing_trial_may_write_its_labels_otherwise(body: Body) -> None:
    """The subject's name in front, another separator: each marker is the trial's."""
    ours = dress(body, standing(body), places_on(body))
    theirs = dataclasses.replace(ours, labels=tuple(f"Static:{label.lower()}" for label in ours.labels))
    assert with_labels_of(ours, theirs).labels == ours.labels
    two = dataclasses.replace(ours.keep(ours.labels[:2]), labels=("Anna:RASI", "Ben:RASI"))
    assert with_labels_of(ours, two).labels == two.labels
