"""What is found in a folder, by the rule that is written down."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.batch.made_up_study import recorded_study, table
from tests.study.made_up_files import degrees, plates, save, walking

from iliopsoas.batch.discovery import columns_of, discover, draft, is_standing, read_trials
from iliopsoas.batch.study_table import read_study
from iliopsoas.errors import FileError


def _touch(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch()


@pytest.mark.parametrize("name", ["static1.trc", "2014001_ST.c3d", "AnnaStanding.trc", "cal_03.c3d", "Subj-TPose.trc"])
def test_standing_trials(name: str) -> None:
    assert is_standing(Path(name)) == (name != "Subj-TPose.trc")  # two words, 'T' and 'Pose'


@pytest.mark.parametrize("name", ["STS1.trc", "stairs2.c3d", "calf_raise.trc", "step_static_less.c3d"])
def test_other_words_are_no_standing_trials(name: str) -> None:
    assert is_standing(Path(name)) == ("static" in name)


def test_markers_take_their_loads_and_the_nearest_standing_trial(tmp_path: Path) -> None:
    place = tmp_path / "patients" / "anna"
    _touch(
        place,
        "walk1_markers.trc",
        "walk1_ik.mot",
        "run.c3d",
        "anna_static.trc",
        "walk_static.trc",
        "anna_static_ik.mot",
    )
    save(place / "walk1_grf.mot", plates())
    save(place / "squat_ik.mot", degrees(walking()), in_degrees=True)
    (place / "emg.sto").write_text("emg\nendheader\ntime\tpsoas_r\n0\t1\n", encoding="utf-8")
    _touch(place / ".cache", "hidden.trc")
    found = discover(tmp_path)
    rows = {row["trial"]: dict(row) for row in found.rows}
    assert set(rows) == {"walk1", "run", "squat"}
    assert {(row["subject"], row["group"]) for row in rows.values()} == {("anna", "patients")}
    assert rows["walk1"]["movement"] == "patients/anna/walk1_markers.trc"
    assert rows["walk1"]["grf"] == "patients/anna/walk1_grf.mot"
    assert rows["walk1"]["static"] == "patients/anna/walk_static.trc"
    assert "grf" not in rows["run"]
    assert "static" not in rows["squat"]
    assert [path.name for path in found.unused] == ["anna_static_ik.mot", "emg.sto", "walk1_ik.mot"]


def test_damaged_tables_are_trials_that_fail_rather_than_nothing(tmp_path: Path) -> None:
    (tmp_path / "walk.mot").write_bytes(b"\x00\xff\x00")
    assert [row["movement"] for row in discover(tmp_path).rows] == ["walk.mot"]
    assert columns_of(tmp_path / "none.mot") == []


def test_names_that_are_alike_take_their_folders_along(tmp_path: Path) -> None:
    for who in ("anna", "bo"):
        _touch(tmp_path / who, "walk 1.c3d")
    _touch(tmp_path, "squat.c3d")
    assert [row["trial"] for row in discover(tmp_path).rows] == ["squat", "anna_walk_1", "bo_walk_1"]
    assert discover(tmp_path).rows[0]["subject"] == tmp_path.name


def test_a_table_in_the_folder_is_read_instead(tmp_path: Path) -> None:
    _touch(tmp_path, "a.c3d")
    table(tmp_path / "study.csv", [{"movement": "walk"}])
    assert [trial.name for trial in read_trials(tmp_path)] == ["walk"]
    assert [trial.name for trial in read_trials(tmp_path / "study.csv")] == ["walk"]


def test_nothing_there(tmp_path: Path) -> None:
    _touch(tmp_path, "letter.txt")
    with pytest.raises(
        FileError, match=r"there is no trial in this folder or below it: no file of .* \(.trc, .c3d, .mot"
    ):
        read_trials(tmp_path)


def test_the_draft_names_the_files_from_where_it_lies(tmp_path: Path) -> None:
    study = tmp_path / "data"
    study.mkdir()
    recorded_study(study)
    (study / "study.csv").unlink()
    path = tmp_path / "tables" / "mine.csv"
    path.parent.mkdir()
    path.write_text(draft(discover(study), study, path), encoding="utf-8")
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert header == [
        "trial",
        "group",
        "subject",
        "pair",
        "movement",
        "grf",
        "mass",
        "height",
        "sex",
        "age",
        "condition",
    ]
    trials = read_study(path)
    assert [trial.name for trial in trials] == ["step0", "step1", "step2"]
    assert trials[0].files["grf"].resolve() == (study / "step0_grf.mot").resolve()
