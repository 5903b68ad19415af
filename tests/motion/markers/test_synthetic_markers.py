"""Markers put on a body, moved, written, read: the body and its angles come back."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.errors import InputError
from iliopsoas.motion import write_trc
from iliopsoas.motion.from_markers import motion_from_markers
from iliopsoas.motion.records.markers import Markers
from iliopsoas.motion.records.motion import Motion

from ..dressed import dress, moving, places_on, standing, write_c3d

SCALE = {
    "pelvis": 1.05, "femur_r": 1.09, "femur_l": 1.09, "patella_r": 1.09, "patella_l": 1.09, "tibia_r": 0.99,
    "tibia_l": 0.99, "calcn_r": 1.06, "calcn_l": 1.06, "talus_r": 1.06, "talus_l": 1.06, "toes_r": 1.06, "toes_l": 1.06,
}  # fmt: skip
HEIGHT, MASS = 1.76, 71.0
LEGS = [f"{name}_{side}" for side in "rl" for name in ("hip_flexion", "hip_adduction", "knee_angle", "ankle_angle")]
LAB = np.array([[0.0, 0.0, -1.0], [-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
"""A laboratory with z up in which the person walks along -y."""


@pytest.fixture(scope="module")
def person() -> Body:
    return Body.build(Subject(HEIGHT, MASS, segment_scale=SCALE))


@pytest.fixture(scope="module")
def trial(person: Body) -> Markers:
    return dress(person, moving(person), places_on(person))


@pytest.fixture(scope="module")
def still(person: Body) -> Markers:
    return dress(person, standing(person), places_on(person), name="static")


def errors_deg(body: Body, motion: Motion, frames: int = 60) -> dict[str, float]:
    truth = moving(body, frames)
    return {
        name: float(np.degrees(np.abs(values - truth[:, body.map.column(name)]).max()))
        for name, values in motion.coordinates.items()
        if not name.startswith(("pelvis_tx", "pelvis_ty", "pelvis_tz"))
    }


def test_lengths_and_angles_come_back_through_trc(tmp_path: Path, person: Body, trial: Markers, still: Markers) -> None:
    files = [write_trc(tmp_path / f"{m.name}.trc", m) for m in (trial, still)]
    body, motion = motion_from_markers(*files, mass=MASS, height=HEIGHT)
    for segment in ("pelvis", "femur_r", "tibia_l", "calcn_r"):
        assert body.factors[segment] == pytest.approx(person.factors[segment], rel=0.01), segment
    errors = errors_deg(person, motion)
    assert max(errors[name] for name in (*LEGS, "pelvis_tilt", "pelvis_list", "pelvis_rotation")) < 0.5, errors
    assert max(errors[f"lumbar_{way}"] for way in ("extension", "bending", "rotation")) < 0.5, errors
    assert motion.marker_errors is not None
    assert motion.marker_errors.total < 0.003
    assert body.subject.mass == MASS


def test_a_c3d_with_z_up_gives_the_same(tmp_path: Path, person: Body, trial: Markers, still: Markers) -> None:
    files = [write_c3d(tmp_path / f"{m.name}.c3d", m, turn=LAB) for m in (trial, still)]
    body, motion = motion_from_markers(*files, mass=MASS, height=HEIGHT)
    errors = errors_deg(person, motion)
    assert max(errors[name] for name in (*LEGS, "pelvis_tilt", "pelvis_list", "pelvis_rotation")) < 0.5, errors
    assert any("+z is up" in note and "-y" in note for note in motion.notes)
    assert body.factors["femur_l"] == pytest.approx(person.factors["femur_l"], rel=0.01)


@pytest.mark.parametrize("marker_set", ["plug_in_gait", "opencap", "gait2392", "rehazenter"])
def test_every_marker_set_moves_a_body(body: Body, marker_set: str) -> None:
    """Legs within 2 degrees for sets whose markers are placed by the standing trial."""
    places = places_on(body, marker_set, seed=3)
    q = moving(body, 12)
    found = motion_from_markers(dress(body, q, places), dress(body, standing(body), places), mass=75.337, height=1.70)
    assert f"Marker set '{marker_set}'" in " ".join(found.motion.notes)
    errors = errors_deg(body, found.motion, 12)
    assert max(errors[name] for name in LEGS) < 2.0, errors


def test_arms_raised_overhead_are_followed(body: Body) -> None:
    places = places_on(body)
    q = body.map.pose(5, pelvis_ty=0.95, arm_flex_r=2.6, arm_flex_l=1.6, elbow_flex_r=0.6, elbow_flex_l=0.2)
    found = motion_from_markers(dress(body, q, places), dress(body, standing(body), places), mass=75.0, height=1.7)
    assert np.degrees(np.abs(found.motion.coordinates["arm_flex_r"] - 2.6)).max() < 2.0
    assert np.degrees(np.abs(found.motion.coordinates["lumbar_extension"])).max() < 1.0


@pytest.mark.parametrize("heading", [0.0, 90.0, 180.0, -135.0])
def test_a_person_may_face_anywhere(person: Body, trial: Markers, still: Markers, heading: float) -> None:
    turn = Rotation.from_euler("Y", heading, degrees=True).as_matrix()
    turned = dataclasses.replace(trial, positions=trial.positions @ turn.T)
    motion = motion_from_markers(turned, still, mass=MASS, height=HEIGHT).motion
    errors = errors_deg(person, motion)
    assert max(errors[name] for name in LEGS) < 0.5
    assert np.abs(motion.coordinates["pelvis_list"]).max() < np.pi / 2
    assert np.abs(np.diff(motion.coordinates["pelvis_rotation"])).max() < 0.2


def test_without_a_standing_trial_lengths_come_from_the_movement(person: Body, trial: Markers) -> None:
    body, motion = motion_from_markers(trial, mass=MASS, height=HEIGHT)
    assert sum("No standing trial" in note for note in motion.notes) == 2
    assert body.factors["femur_r"] == pytest.approx(person.factors["femur_r"], rel=0.02)
    errors = errors_deg(person, motion)
    assert max(errors[name] for name in LEGS) < 2.0, errors


def test_without_a_stature_it_is_estimated(person: Body, trial: Markers, still: Markers) -> None:
    body, motion = motion_from_markers(trial, still, mass=MASS)
    assert body.subject.height == pytest.approx(HEIGHT, rel=0.03)
    assert any(note.startswith("No stature was given") for note in motion.notes)


def test_a_longer_leg_stays_longer_and_a_slightly_longer_one_does_not() -> None:
    for longer, differ in ((1.08, True), (1.02, False)):
        scale = {"femur_r": longer, "patella_r": longer}
        body = Body.build(Subject(segment_scale=scale))
        places = places_on(body)
        found = motion_from_markers(
            dress(body, moving(body, 8), places), dress(body, standing(body), places), mass=75.337, height=1.7
        )
        assert (found.body.factors["femur_r"] != found.body.factors["femur_l"]) == differ
        assert any("right femur is longer" in note for note in found.motion.notes) == differ


def test_short_gaps_are_filled_and_long_ones_weigh_nothing(person: Body, trial: Markers, still: Markers) -> None:
    positions = np.array(trial.positions)
    positions[10:20, trial.labels.index("RTH1")] = np.nan
    positions[5:45, trial.labels.index("RASI")] = np.nan
    motion = motion_from_markers(
        dataclasses.replace(trial, positions=positions), still, mass=MASS, height=HEIGHT
    ).motion
    assert "Gaps shorter than 0.2 s were filled: RTH1." in motion.notes
    assert "Longer gaps weigh nothing: RASI." in motion.notes
    errors = errors_deg(person, motion)
    assert max(errors[name] for name in LEGS) < 0.5, errors


def test_a_marker_that_is_always_zero_or_missing_is_left_out(
    tmp_path: Path, person: Body, trial: Markers, still: Markers
) -> None:
    positions = np.array(trial.positions)
    positions[:, trial.labels.index("LTH2")] = 0.0
    positions[:, trial.labels.index("C7")] = np.nan
    file = write_trc(tmp_path / "trial.trc", dataclasses.replace(trial, positions=positions))
    motion = motion_from_markers(file, still, mass=MASS, height=HEIGHT).motion
    assert any(n.startswith("Never seen, or zero throughout") and "LTH2" in n and "C7" in n for n in motion.notes)
    assert max(errors_deg(person, motion)[name] for name in LEGS) < 0.5


def test_swapped_sides_are_put_right(person: Body, trial: Markers, still: Markers) -> None:
    labels = [{"RCAL": "LCAL", "LCAL": "RCAL", "RASI": "LASI", "LASI": "RASI"}.get(x, x) for x in trial.labels]
    wrong = dataclasses.replace(trial, labels=tuple(labels))
    motion = motion_from_markers(wrong, still, mass=MASS, height=HEIGHT).motion
    assert any("Right and left were exchanged" in n and "RCAL and LCAL" in n for n in motion.notes)
    assert max(errors_deg(person, motion)[name] for name in LEGS) < 0.5


@pytest.mark.parametrize(("written", "factor", "says"), [("m", 1000.0, "millimetres"), ("mm", 0.001, "metres")])
def test_a_wrong_unit_is_recognised_by_the_size_of_the_body(
    tmp_path: Path, trial: Markers, still: Markers, written: str, factor: float, says: str
) -> None:
    wrong = dataclasses.replace(trial, positions=factor * trial.positions)
    file = write_trc(tmp_path / "trial.trc", wrong, unit=written)
    motion = motion_from_markers(file, still, mass=MASS, height=HEIGHT).motion
    assert any(says in note and "multiplied by" in note for note in motion.notes)
    assert motion.coordinates["pelvis_ty"].max() == pytest.approx(0.95, abs=0.02)


def test_no_unit_makes_a_person_of_it(trial: Markers) -> None:
    with pytest.raises(InputError, match=r"pelvis and foot are 7\.\d+ m apart, which is no person"):
        motion_from_markers(dataclasses.replace(trial, positions=8.0 * trial.positions), mass=MASS)


def test_a_standing_trial_may_lack_markers_of_the_trial(person: Body, trial: Markers, still: Markers) -> None:
    fewer = still.keep(label for label in still.labels if label not in ("RTH1", "LTB2"))
    motion = motion_from_markers(trial, fewer, mass=MASS, height=HEIGHT).motion
    assert any("Not in the standing trial: RTH1, LTB2" in note for note in motion.notes)
    assert max(errors_deg(person, motion)[name] for name in LEGS) < 0.5


def test_legs_alone_hold_the_trunk_and_the_arms_near_neutral(person: Body, trial: Markers, still: Markers) -> None:
    legs = [
        x for x in trial.labels if x[1:3] not in ("AC", "UA", "LE", "ME", "FA", "SJ", "EJ") and x not in ("C7", "CLAV")
    ]
    legs = [x for x in legs if not x.endswith(("ASH", "PSH", "LEL", "MEL"))]
    motion = motion_from_markers(trial.keep(legs), still.keep(legs), mass=MASS, height=HEIGHT).motion
    assert any("No markers on the trunk, the right arm, the left arm" in note for note in motion.notes)
    assert np.abs(motion.coordinates["lumbar_extension"]).max() < 1e-6
    assert max(errors_deg(person, motion)[name] for name in LEGS) < 0.5


def test_all_sides_swapped_are_put_right_with_the_clusters(body: Body) -> None:
    places = places_on(body, "opencap", seed=2)
    trial, static = dress(body, moving(body, 12), places), dress(body, standing(body), places)
    other = {"R": "L", "L": "R"}
    labels = tuple(other[x[0]] + x[1:] if x[1:2] in "_." else x for x in trial.labels)
    wrong = [dataclasses.replace(m, labels=labels) for m in (trial, static)]
    found = motion_from_markers(*wrong, mass=75.0, height=1.7)
    assert max(errors_deg(body, found.motion, 12)[name] for name in LEGS) < 0.5


def test_a_wrongly_labelled_marker_is_left_out(person: Body, trial: Markers, still: Markers) -> None:
    positions = np.array(trial.positions)
    positions[:, trial.labels.index("RTB2")] += [0.2, 0.3, 0.0]
    motion = motion_from_markers(
        dataclasses.replace(trial, positions=positions), still, mass=MASS, height=HEIGHT
    ).motion
    assert any("wrongly labelled or fallen off" in note and "RTB2" in note for note in motion.notes)
    assert max(errors_deg(person, motion)[name] for name in LEGS) < 0.5


def test_a_standing_trial_with_other_labels_is_refused(body: Body, trial: Markers) -> None:
    other = dress(body, standing(body), places_on(body, "rehazenter"))
    with pytest.raises(InputError, match=r"does not carry the markers of the trial, which follow the set 'rajagopal'"):
        motion_from_markers(trial, other, mass=MASS)
