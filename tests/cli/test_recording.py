"""From words to what is studied: which kind of recording, and which options do not go with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from iliopsoas.cli.shared.parameters import movement_parameters
from iliopsoas.cli.shared.recording import recording_of, with_emg
from iliopsoas.errors import InputError
from iliopsoas.study import AngleFile, LibraryMovement, MarkerFile, RecordingWithEmg


def test_a_name_is_a_movement_of_the_library() -> None:
    assert recording_of("walk") == LibraryMovement("walk", "right", {})
    assert recording_of("straight_leg_raise", side="left", parameters={"cuff": "2.0"}) == LibraryMovement(
        "straight_leg_raise", "left", {"cuff": "2.0"}
    )


@pytest.mark.parametrize("name", ["trial.mot", "trial.sto", "folder/trial", "trial.MOT"])
def test_what_looks_like_a_path_is_a_file_of_angles(name: str) -> None:
    assert recording_of(name, plates=Path("grf.mot")) == AngleFile(Path(name), plates=Path("grf.mot"))


@pytest.mark.parametrize("name", ["trial.trc", "a/trial.C3D"])
def test_markers_go_by_their_ending(name: str) -> None:
    expected = MarkerFile(Path(name), static=Path("s.trc"), marker_set="rajagopal", plates=None)
    assert recording_of(name, static=Path("s.trc"), marker_set="rajagopal") == expected


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            {"movement": "a.mot", "side": "left"},
            "--side, --cuff, --band and --set go with a movement of the library; 'a.mot' is a file",
        ),
        (
            {"movement": "a.c3d", "parameters": {"cuff": "2"}},
            "--side, --cuff, --band and --set go with a movement of the library; 'a.c3d' is a file",
        ),
        (
            {"movement": "a.mot", "static": Path("s.trc")},
            "--static goes with a marker file (.trc, .c3d); 'a.mot' is none",
        ),
        (
            {"movement": "walk", "marker_set": "hamner"},
            "--marker-set goes with a marker file (.trc, .c3d); 'walk' is none",
        ),
        (
            {"movement": "walk", "plates": Path("x.mot")},
            "--grf goes with a coordinate file; 'walk' is a movement of the library",
        ),
    ],
)
def test_options_that_do_not_go_together(words: dict[str, object], sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        recording_of(**words)  # type: ignore[arg-type]
    assert str(caught.value) == sentence


def test_parameters_as_typed() -> None:
    assert movement_parameters(["range=45", " tempo = 0.5 "], cuff=2.0, band=None) == {
        "cuff": "2.0",
        "range": "45",
        "tempo": "0.5",
    }


@pytest.mark.parametrize("setting", ["range", "range=", "=45", ""])
def test_a_setting_without_its_halves(setting: str) -> None:
    with pytest.raises(InputError) as caught:
        movement_parameters([setting])
    assert str(caught.value) == (
        f"--set is '{setting}'; write NAME=VALUE, for instance range=45 (see `iliopsoas movements`)"
    )


def test_a_parameter_once() -> None:
    with pytest.raises(InputError, match="cuff is given twice"):
        movement_parameters(["cuff=3"], cuff=2.0)


def test_electromyograms_join_any_recording() -> None:
    plain = LibraryMovement("walk")
    assert with_emg(plain, None, []) is plain
    found = with_emg(plain, Path("emg.csv"), ["EMG 1=soleus_r", " a=b =vasmed_l"])
    assert found == RecordingWithEmg(plain, Path("emg.csv"), {"EMG 1": "soleus_r", "a=b": "vasmed_l"})
    with pytest.raises(InputError, match="write LABEL=MUSCLE"):
        with_emg(plain, None, ["soleus"])
