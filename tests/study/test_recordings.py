"""What is studied: the library, files of angles, files of markers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.errors import FileError, InputError, UnknownName
from iliopsoas.motion import Markers, from_markers, write_trc
from iliopsoas.motion.from_markers import MeasuredPerson
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.records.motion import Motion
from iliopsoas.study import AngleFile, LibraryMovement, MarkerFile, Person, RecordingWithEmg
from motion.dressed import dress, moving, places_on
from study.made_up_files import plates, save, walking

PERSON = Person(conditions=["tightness=0.6"])


def test_a_movement_of_the_library_is_the_healthy_persons() -> None:
    """Conditions change the body, not what the library describes."""
    body, motion = LibraryMovement("straight_leg_raise", "left", {"cuff": "2"}).measured(PERSON)
    expected = movement("straight_leg_raise", PERSON.healthy_body(), side="left", cuff=2.0)
    assert body.conditions == ("tightness=0.6:r", "tightness=0.6:l")
    assert motion.name == expected.name
    for name, angle in expected.coordinates.items():
        np.testing.assert_array_equal(motion.coordinates[name], angle)


def test_angles_come_as_they_are_with_and_without_plates(tmp_path: Path) -> None:
    angles, grf = save(tmp_path / "walk_ik.mot", walking()), save(tmp_path / "walk_grf.mot", plates())
    body, motion = AngleFile(angles).measured(PERSON)
    assert body.conditions == ("tightness=0.6:r", "tightness=0.6:l")
    assert motion.loads == ()
    np.testing.assert_allclose(motion.coordinates["hip_flexion_r"], walking()["hip_flexion_r"], atol=1e-6)
    _, loaded = AngleFile(str(angles), plates=str(grf)).measured(PERSON)
    assert [load.name for load in loaded.loads] == ["ground_force"]


def test_markers_scale_the_body(body: Body, walk: Motion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is known goes to the fit (which `test_from_markers` tests); conditions come after it."""
    asked: dict[str, object] = {}

    def fit(trial: Markers, static: Path, **known: object) -> MeasuredPerson:
        asked.update(known, trial=trial, static=static)
        return MeasuredPerson(body, walk)

    monkeypatch.setattr(from_markers, "motion_from_markers", fit)
    markers = dress(body, moving(body, 5), places_on(body))
    trial, grf = write_trc(tmp_path / "trial.trc", markers), save(tmp_path / "grf.mot", plates())
    person = Person(1.70, 70.0, "female", 44.0, variants=["psoas_minor"], conditions=["tightness=0.6"])
    recording = MarkerFile(trial, static=tmp_path / "static.trc", marker_set="rajagopal", plates=grf)
    found = recording.measured(person)
    assert found.motion is walk
    assert found.body.conditions == ("tightness=0.6:r", "tightness=0.6:l")
    given = asked.pop("trial")
    assert isinstance(given, Markers)
    assert given.labels == markers.labels
    assert [load.name for load in given.loads] == ["ground_force"]
    assert asked == {
        "static": tmp_path / "static.trc",
        "mass": 70.0,
        "height": 1.70,
        "sex": "female",
        "age": 44.0,
        "marker_set": "rajagopal",
        "variants": ["psoas_minor"],
        "accept": (),
        "frames": None,
    }


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        AngleFile(tmp_path / "gone.mot").measured(Person())
    assert str(caught.value) == (
        f"{tmp_path / 'gone.mot'}: there is no such file; `iliopsoas movements` lists the library's own movements"
    )
    with pytest.raises(FileError, match="there is no such file"):
        MarkerFile(tmp_path / "gone.c3d").measured(Person())


def test_unknown_movements_and_parameters() -> None:
    with pytest.raises(UnknownName, match=r"no movement is called 'wlak'. Did you mean 'walk'\?"):
        LibraryMovement("wlak").measured(Person())
    with pytest.raises(UnknownName, match="no parameter"):
        LibraryMovement("squat", parameters={"cuf": 2.0}).measured(Person())
    with pytest.raises(InputError, match="side is 'up'; it must be 'right' or 'left'"):
        LibraryMovement("straight_leg_raise", "up").measured(Person())


def emg_table(path: Path, first: float = 0.0, label: str = "R_SOL") -> Path:
    time = first + np.arange(0.0, 3.0, 0.01)
    rows = "\n".join(f"{t:g},{1 + np.sin(t):g}" for t in time)
    path.write_text(f"time,{label}\n{rows}\n", encoding="utf-8")
    return path


def test_electromyograms_of_a_table_join_a_recording_and_are_told(tmp_path: Path) -> None:
    recording = AngleFile(save(tmp_path / "walk_ik.mot", walking()))
    _, motion = RecordingWithEmg(recording, emg_table(tmp_path / "emg.csv")).measured(PERSON)
    assert motion.emg is not None
    assert motion.emg.muscle_of("R_SOL") == "soleus_r"
    assert motion.notes[-1] == "Electrodes by their labels: R_SOL: soleus_r."


def test_the_user_says_which_muscle_a_channel_is_on(tmp_path: Path) -> None:
    recording = AngleFile(save(tmp_path / "walk_ik.mot", walking()))
    table = emg_table(tmp_path / "emg.csv", label="EMG 1")
    _, silent = RecordingWithEmg(recording, table).measured(PERSON)
    assert "say which with --emg-muscle" in silent.notes[-1]
    _, motion = RecordingWithEmg(recording, table, {"EMG 1": "vasmed_l"}).measured(PERSON)
    assert motion.emg is not None
    assert motion.emg.muscle_of("EMG 1") == "vasmed_l"


@pytest.mark.parametrize(
    ("first", "muscles", "problem"),
    [
        (0.0, {"EMG 9": "soleus_r"}, "no channel of the electromyograms is called 'EMG 9'"),
        (0.0, {"R_SOL": "sole_r"}, "no muscle or strand of the body is called 'sole_r'. Did you mean 'soleus_r'"),
        (99.0, {}, "they share no time"),
    ],
)
def test_electromyograms_that_do_not_fit_are_refused(
    tmp_path: Path, first: float, muscles: dict[str, str], problem: str
) -> None:
    recording = AngleFile(save(tmp_path / "walk_ik.mot", walking()))
    with pytest.raises(InputError, match=problem):
        RecordingWithEmg(recording, emg_table(tmp_path / "emg.csv", first), muscles).measured(PERSON)


def test_a_recording_without_electromyograms_says_so(tmp_path: Path) -> None:
    recording = AngleFile(save(tmp_path / "walk_ik.mot", walking()))
    with pytest.raises(InputError, match="has no electromyograms"):
        RecordingWithEmg(recording, None, {"R_SOL": "soleus_r"}).measured(PERSON)
