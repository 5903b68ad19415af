"""Segment lengths and hip centres from markers."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.errors import InputError
from iliopsoas.motion.from_markers import motion_from_markers, scale_from_static
from iliopsoas.motion.markers.hip_centres import hip_centres
from iliopsoas.motion.markers.labels import recognise_marker_set
from iliopsoas.motion.markers.marker_registration import register_by_static_trial
from iliopsoas.motion.markers.model_markers import generic_model_markers, in_segment_frames, model_marker_positions
from iliopsoas.motion.markers.segment_scaling import estimate_segment_lengths
from iliopsoas.motion.records.markers import Markers

from ..dressed import dress, moving, places_on, standing


def still(body: Body, name: str = "rajagopal") -> Markers:
    return dress(body, standing(body), places_on(body, name))


def without_hips(markers: Markers) -> Markers:
    return markers.keep(label for label in markers.labels if "HJC" not in label)


def test_the_generic_body_has_factors_of_one(body: Body) -> None:
    markers = still(body)
    lengths = estimate_segment_lengths(markers, recognise_marker_set(markers.labels), 1.70)
    assert all(factor == pytest.approx(1.0, abs=0.01) for factor in lengths.factors.values())


def test_hip_centres_by_harrington_2007() -> None:
    """Spines 240 mm apart, 160 mm in front of the sacrum, level; from the middle of the anterior spines
    x = -0.24 D - 9.9, y = -0.30 W - 10.9, z = 0.33 W + 7.3 mm."""
    at = {"RASI": (0.0, 1.0, 0.12), "LASI": (0.0, 1.0, -0.12), "RPSI": (-0.16, 1.0, 0.05), "LPSI": (-0.16, 1.0, -0.05)}
    feet = {f"{s}{m}": (0.0, 0.05, 0.1) for s in "RL" for m in ("CAL", "TOE", "MT5")}
    points = {**at, **feet}
    markers = Markers("x", np.zeros(1), tuple(points), np.array([list(points.values())]))
    known = recognise_marker_set(markers.labels)
    for side, sign in (("r", 1.0), ("l", -1.0)):
        hip = hip_centres(markers, known, side, 1.0)[0][0]
        assert hip == pytest.approx([-0.24 * 0.16 - 0.0099, 1.0 - 0.30 * 0.24 - 0.0109, sign * (0.33 * 0.24 + 0.0073)])


def test_the_scaled_bodys_own_hip_is_found_from_its_spines(body: Body) -> None:
    markers = without_hips(still(body))
    hip = hip_centres(markers, recognise_marker_set(markers.labels), "r", 1.0)[1][0]
    places = generic_model_markers(recognise_marker_set(markers.labels), body.factors)
    femur = model_marker_positions(body, dataclasses.replace(places, offsets=0 * places.offsets), standing(body)[:1])
    assert hip == pytest.approx(femur[0, places.bodies.index("femur_r")], abs=1e-6)


def test_lengths_are_pulled_to_the_stature_where_little_is_measured() -> None:
    """A trunk 15 % longer is believed less than a thigh 15 % longer, whose distances are surer."""
    for names, segment, least in ((("femur_r", "femur_l"), "femur_r", 0.9), (("torso", "lumbar3"), "torso", 0.0)):
        body = Body.build(Subject(segment_scale=dict.fromkeys(names, 1.15)))
        markers = still(body)
        factor = estimate_segment_lengths(markers, recognise_marker_set(markers.labels), 1.70).factors[segment]
        assert 1.0 + least * 0.15 < factor < 1.15


def test_a_subject_from_the_standing_trial(body: Body) -> None:
    markers = still(body)
    subject, notes = scale_from_static(
        markers, recognise_marker_set(markers.labels), mass=60.0, height=1.70, sex="female", age=70.0
    )
    assert (subject.mass, subject.height, subject.sex, subject.age) == (60.0, 1.70, "female", 70.0)
    assert subject.segment_scale["tibia_r"] == pytest.approx(1.0, abs=0.01)
    assert any(note.startswith("Segment lengths from the markers") for note in notes)


def test_an_impossible_length_is_refused(body: Body) -> None:
    markers = still(body)
    positions = np.array(markers.positions)
    positions[:, markers.labels.index("RASI"), 2] += 2.0
    known = recognise_marker_set(markers.labels)
    with pytest.raises(InputError, match=r"the markers make pelvis .* times as long as an average one"):
        scale_from_static(dataclasses.replace(markers, positions=positions), known, mass=60.0, height=1.70)


def test_soft_markers_move_all_the_way_bony_ones_a_limited_one_and_the_pelvis_keeps_its_tilt(body: Body) -> None:
    markers = without_hips(still(body))
    known = recognise_marker_set(markers.labels)
    generic = generic_model_markers(known, body.factors)
    positions = np.array(markers.positions)
    shift = {"RTH1": 0.03, "C7": 0.09}
    for label, out in shift.items():
        positions[:, markers.labels.index(label)] += [out, 0.0, 0.0]
    places, missing, notes = register_by_static_trial(body, generic, dataclasses.replace(markers, positions=positions))
    moved = dict(zip(places.labels, np.linalg.norm(places.offsets - generic.offsets, axis=1), strict=True))
    assert moved["RTH1"] == pytest.approx(0.03, abs=0.006)
    assert moved["C7"] == pytest.approx(0.04, abs=1e-3)
    assert moved["RASI"] < 1e-3
    assert any("moved as far as allowed (40 mm): C7" in note for note in notes)
    assert not missing.any()


def test_arms_raised_in_the_standing_trial_do_not_place_the_shoulders(body: Body) -> None:
    places = places_on(body, "gait2392")
    raised = body.map.pose(3, pelvis_ty=0.95, arm_add_r=-1.5, arm_add_l=-1.5)
    trial = dress(body, moving(body, 20), places)
    found = motion_from_markers(trial, dress(body, raised, places), mass=75.0, height=1.70)
    note = next(n for n in found.motion.notes if "arms are raised" in n)
    assert "R.Acromium" in note
    assert "R.Knee.Lat" not in note


def test_points_and_their_local_places_are_inverse(body: Body) -> None:
    places = places_on(body)
    q = moving(body, 4)
    assert in_segment_frames(body, places, q, model_marker_positions(body, places, q)) == pytest.approx(
        np.broadcast_to(places.offsets, (4, *places.offsets.shape)), abs=1e-9
    )


def test_frames_without_the_person_are_cut(body: Body) -> None:
    trial = dress(body, moving(body, 30), places_on(body))
    positions = np.array(trial.positions)
    positions[:4], positions[-3:] = np.nan, np.nan
    motion = motion_from_markers(dataclasses.replace(trial, positions=positions), mass=75.0, height=1.7).motion
    assert motion.frames == 23
    assert any(note.startswith("7 frames at the ends show less than half") for note in motion.notes)


def test_feet_stand_flat_unless_a_heel_is_raised(body: Body) -> None:
    """A heel marker 15 mm too high does not tilt the foot; a foot pitched by 25 degrees stays so."""
    markers = without_hips(still(body))
    generic = generic_model_markers(recognise_marker_set(markers.labels), body.factors)
    positions = np.array(markers.positions)
    positions[:, markers.labels.index("RCAL"), 1] += 0.015
    raised = dataclasses.replace(markers, positions=positions)
    placed = register_by_static_trial(body, generic, raised)
    assert "In the standing trial both feet were taken as flat on the floor." in placed.notes
    moved = placed.model.offsets - generic.offsets
    assert moved[placed.model.labels.index("RCAL"), 1] > 0.012
    tiptoe = dress(body, body.map.pose(3, pelvis_ty=0.95, ankle_angle_r=-0.45), places_on(body))
    notes = register_by_static_trial(body, generic, without_hips(tiptoe)).notes
    assert "In the standing trial the left foot was taken as flat on the floor." in notes
