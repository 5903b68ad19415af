"""Tables as spreadsheets write them; what is wrong with one is told by line and column before anything is computed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.batch.made_up_study import recorded_study, table

from iliopsoas.batch.discovery import as_table
from iliopsoas.batch.study_table import COLUMNS, read_study
from iliopsoas.errors import FileError
from iliopsoas.study.recordings import AngleFile, LibraryMovement, MarkerFile, RecordingWithEmg


def test_a_row_is_what_analyze_takes(tmp_path: Path) -> None:
    (tmp_path / "a.trc").touch()
    (tmp_path / "static.trc").touch()
    row = {
        "trial": "first", "group": "pain", "subject": "anna", "pair": "p1", "movement": "a.trc", "static": "static.trc",
        "marker_set": "rehazenter", "mass": 58, "height": 1.62, "sex": "f", "age": 41,
        "condition": "tightness=0.6;psoas_weakness", "variant": "psoas_minor:r", "from": 0.2, "to": 1.4,
        "filter": 8, "rate": 100, "plate": "FP1=r;FP2=l",
        "accept": "marker_fit", "seat": "yes", "notes": "left shoe lost",
    }  # fmt: skip
    (trial,) = read_study(table(tmp_path / "study.csv", [row]))
    assert (trial.name, trial.group, trial.subject, trial.pair) == ("first", "pain", "anna", "p1")
    assert trial.recording == MarkerFile(
        tmp_path / "a.trc", tmp_path / "static.trc", "rehazenter", accept=("marker_fit",)
    )
    person = trial.person
    assert (person.mass, person.height, person.sex, person.age) == (58.0, 1.62, "female", 41.0)
    assert (person.conditions, person.variants) == (("tightness=0.6", "psoas_weakness"), ("psoas_minor:r",))
    options = trial.options
    assert (options.start, options.end, options.cutoff_hz, options.rate_hz, options.seat) == (
        0.2,
        1.4,
        8.0,
        100.0,
        True,
    )
    assert options.plates == {"FP1": "calcn_r", "FP2": "calcn_l"}


def test_a_movement_of_the_library_with_parameters(tmp_path: Path) -> None:
    row = {"movement": "straight_leg_raise", "side": "left", "set": "cuff=2;range=60", "subject": "bo", "filter": 0}
    (trial,) = read_study(table(tmp_path / "study.csv", [row]))
    assert trial.recording == LibraryMovement("straight_leg_raise", "left", {"cuff": "2", "range": "60"})
    assert (trial.name, trial.pair, trial.options.cutoff_hz) == ("bo_straight_leg_raise", "bo", None)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_as_spreadsheets_of_other_countries_write_it(tmp_path: Path, separator: str) -> None:
    path = table(tmp_path / "study.csv", [{"Movement": "walk", "mass": "61,5", "": ""}], separator)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n")
    (trial,) = read_study(path)
    assert trial.person.mass == 61.5


def test_electromyograms(tmp_path: Path) -> None:
    recorded_study(tmp_path)
    (tmp_path / "emg.csv").touch()
    row = {"movement": "step0_ik.mot", "emg": "emg.csv", "emg_muscle": "EMG 3=soleus_r"}
    (trial,) = read_study(table(tmp_path / "study.csv", [row]))
    angles = AngleFile(tmp_path / "step0_ik.mot")
    assert trial.recording == RecordingWithEmg(angles, tmp_path / "emg.csv", {"EMG 3": "soleus_r"})
    assert trial.files["emg"] == tmp_path / "emg.csv"


def test_angles_take_their_plates(tmp_path: Path) -> None:
    trials = read_study(recorded_study(tmp_path))
    assert trials[1].recording == AngleFile(tmp_path / "step1_ik.mot", tmp_path / "step1_grf.mot")
    assert [trial.pair for trial in trials] == ["t0", "t1", "t2"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"movment": "walk"}], r"line 1: no column of a study is called 'movment'. Did you mean 'movement'\?"),
        ([{"mass": "70"}], r"line 1: there is no column 'movement'; a study has trial, group"),
        ([{"movement": "walk"}, {"movement": "wlak"}], r"line 3, column 'movement': .* Did you mean 'walk'"),
        ([{"movement": "walk", "mass": "70 kg"}], r"line 2, column 'mass': '70 kg' is not a number"),
        ([{"movement": "walk", "mass": "nan"}], r"line 2, column 'mass': 'nan' is not a number"),
        ([{"movement": "walk", "height": "175"}], r"line 2: height is 175 m; it must lie between 0.8 and 2.5 m"),
        ([{"movement": "walk", "condition": "tightnes"}], r"line 2, column 'condition': .*Did you mean 'tightness'"),
        ([{"movement": "walk", "variant": "x"}], r"line 2, column 'variant': no variant"),
        (
            [{"movement": "walk", "accept": "mood"}],
            r"line 2, column 'accept': no check of plausibility is called 'mood'",
        ),
        ([{"movement": "walk", "set": "cuff"}], r"line 2, column 'set': 'cuff': write NAME=VALUE"),
        ([{"movement": "walk", "grf": "a_grf.mot"}], r"line 2, column 'grf': there is no file 'a_grf.mot'"),
        ([{"movement": "step9_ik.mot"}], r"line 2, column 'movement': there is no file 'step9_ik.mot'. Did you mean"),
        ([{"movement": "step0_ik.mot", "side": "left"}], r"column 'side': this does not go with a recorded file"),
        ([{"movement": "step0_ik.mot", "static": "step1_ik.mot"}], r"'static': this does not go with a file of joint"),
        ([{"movement": "walk", "grf": "step0_grf.mot"}], r"column 'grf': this does not go with a movement of the lib"),
        ([{"movement": "notes.txt"}], r"column 'movement': 'notes.txt' is none of .trc, .c3d, .mot, .sto"),
        ([{"movement": "walk", "plate": "FP1=right"}], r"column 'plate': 'FP1=right': write NAME=r or NAME=l"),
        ([{"movement": "walk", "rate": "5"}], r"line 2: rate_hz is 5; it must lie between 10 and 10000"),
        ([{"movement": "walk", "seat": "maybe"}], r"column 'seat': 'maybe' is neither yes nor no"),
        ([{"movement": "walk", "sex": "x"}], r"line 2: sex is 'x'; it must be 'male' or 'female'"),
        ([{"movement": "walk"}, {"movement": "walk"}], r"line 3, column 'trial': two trials are called 'walk'"),
        ([{"movement": "walk", "trial": "a/b"}], r"column 'trial': a trial's folder cannot be called 'a/b'"),
        ([{"movement": "", "mass": "70"}], r"line 2, column 'movement': no movement is given"),
        ([{"movement": "walk", "mass": "1,70,2"}], r"line 2: 4 cells under 2 columns"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, rows: list[dict[str, str]], words: str) -> None:
    recorded_study(tmp_path)
    with pytest.raises(FileError, match=words):
        read_study(table(tmp_path / "broken.csv", rows))


def test_nothing_in_it(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    with pytest.raises(
        FileError, match="there is no trial in it; the first line names columns, of which there are trial"
    ):
        read_study(tmp_path / "empty.csv")
    with pytest.raises(FileError, match="cannot be read: No such file"):
        read_study(tmp_path / "none.csv")
    path = table(tmp_path / "twice.csv", [{"movement": "walk"}])
    path.write_text("movement,mass,mass\nwalk,1,2\n", encoding="utf-8")
    with pytest.raises(FileError, match="column 'mass': this column is there twice"):
        read_study(path)


def test_a_digest_is_of_what_matters(tmp_path: Path) -> None:
    """Contents of files and what is asked count; names of groups and the place of the folder do not."""
    before = read_study(recorded_study(tmp_path))[0]
    rows = [{"trial": "t0", "group": "other", "movement": "step0_ik.mot", "grf": "step0_grf.mot", "mass": 75}]
    (regrouped,) = read_study(table(tmp_path / "study.csv", rows))
    assert regrouped.digest == before.digest
    (heavier,) = read_study(table(tmp_path / "study.csv", [{**rows[0], "mass": 76}]))
    assert heavier.digest != before.digest
    moved = tmp_path / "moved"
    moved.mkdir()
    assert read_study(recorded_study(moved))[0].digest == before.digest
    with (moved / "step0_grf.mot").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert read_study(moved / "study.csv")[0].digest != before.digest


@given(st.lists(st.floats(30.0, 150.0), min_size=1, max_size=5))
def test_what_is_written_is_read_again(masses: list[float]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.csv"
        rows = [{"trial": f"t{n}", "movement": "walk", "mass": repr(mass)} for n, mass in enumerate(masses)]
        path.write_text(as_table(rows, COLUMNS), encoding="utf-8")
        assert [trial.person.mass for trial in read_study(path)] == masses
