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
from iliopsoas.study import AngleFile, LibraryMovement, MarkerFile, Person
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
