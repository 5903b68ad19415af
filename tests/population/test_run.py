"""Running a study: a status for everybody, nothing twice, nothing half, the same whoever computes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.population.one_process import OneProcess, StoppedError, study_in

from iliopsoas.errors import FileError
from iliopsoas.jobs.local_processes import LocalProcesses
from iliopsoas.population import OpenedStudy, open_study, run_population
from iliopsoas.population.run import IMPORTS
from iliopsoas.population.store.partition_store import CURVES, PARTS, PEOPLE, partition_ranges


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> OpenedStudy:
    """A study of two partitions, run at a stretch."""
    folder = tmp_path_factory.mktemp("whole")
    run_population(study_in(folder), folder / "out", engine=OneProcess())
    return open_study(folder / "out")


def _same(one: OpenedStudy, other: OpenedStudy) -> None:
    """Bit by bit."""
    assert_frame_equal(one.people, other.people, check_exact=True)
    assert_frame_equal(one.outcomes, other.outcomes, check_exact=True)
    assert one.curves().equals(other.curves())


def test_everybody_has_a_status_and_outcomes(whole: OpenedStudy) -> None:
    assert whole.people["person"].to_list() == list(range(12))
    assert whole.people["status"].unique().to_list() == ["done"]
    assert whole.outcomes.height == 12 * 2
    assert whole.done == 12
    hip = whole.outcomes["hip_contact_bw"]
    assert hip.min() > 0.3  # half of what stands on two hips
    assert hip.max() < 6.0
    assert "12 of 12 people done" in repr(whole)
    assert "stand" in whole._repr_html_()


def test_curves_stay_below_the_peaks(whole: OpenedStudy) -> None:
    """Curves are of the right side, outcomes of the side with the larger peak."""
    curves = whole.curves()
    assert dict(curves.sizes) == {"person": 12, "arm": 2, "movement": 1, "percent": 101}
    peaks = curves["hip_contact_bw"].max("percent").sel(movement="stand", arm="tight").values
    told = whole.outcomes.filter(pl.col("arm") == "tight").sort("person")["hip_contact_bw"].to_numpy()
    assert (peaks <= told + 1e-9).all()
    assert (peaks > 0.5 * told).all()


def test_run_again_it_does_nothing(whole: OpenedStudy) -> None:
    again, told = OneProcess(), []
    done = run_population(whole.folder / "study.toml", whole.folder, engine=again, progress=lambda *x: told.append(x))
    assert again.done == ()
    assert (done.people, done.done, done.failed, done.computed) == (12, 12, 0, 0)
    assert done.seconds_per_person == 0.0
    assert told == []


def test_a_study_that_is_stopped_and_resumed_is_the_same(whole: OpenedStudy, tmp_path: Path) -> None:
    study, folder = study_in(tmp_path), tmp_path / "out"
    with pytest.raises(StoppedError):
        run_population(study, folder, engine=OneProcess(stop_after=1))
    assert open_study(folder).people.height == 10
    rest = OneProcess()
    run_population(study, folder, engine=rest)
    assert rest.done == ("00000010-00000012",)
    _same(open_study(folder), whole)


def test_processes_change_no_number(whole: OpenedStudy, tmp_path: Path) -> None:
    run_population(study_in(tmp_path), tmp_path / "out", engine=LocalProcesses(2, IMPORTS))
    _same(open_study(tmp_path / "out"), whole)


def test_more_people_keep_those_who_are_there(whole: OpenedStudy, tmp_path: Path) -> None:
    """A partition that was the last one is done again; the first ten people are not."""
    study, folder, more = study_in(tmp_path), tmp_path / "out", OneProcess()
    run_population(study, folder, people=10, engine=OneProcess())
    run_population(study, folder, people=12, engine=more)
    assert [name for name in more.done if name[0] == "0"] == ["00000010-00000012"]
    _same(open_study(folder), whole)


def test_a_lost_process_is_told_and_tried_again(whole: OpenedStudy, tmp_path: Path) -> None:
    study, folder = study_in(tmp_path), tmp_path / "out"
    done = run_population(study, folder, engine=OneProcess(lose="00000000-00000010"))
    assert (done.done, done.failed) == (2, 10)
    lost = open_study(folder).people.filter(pl.col("status") == "failed")
    assert lost["reason"].unique().to_list() == ["its process died with signal 9, 2 times"]
    assert lost["height_m"].to_list() == whole.people["height_m"].to_list()[:10]
    assert run_population(study, folder, engine=OneProcess()).failed == 0
    _same(open_study(folder), whole)


def test_who_cannot_be_fails_with_a_reason_and_takes_nobody_along(tmp_path: Path) -> None:
    study = study_in(tmp_path, people=4)
    tall = '[people]\nheight_m = { is = "choice", values = [1.7, 2.6] }'
    study.write_text(study.read_text(encoding="utf-8").replace("[people]", tall), encoding="utf-8")
    done = run_population(study, tmp_path / "out", engine=OneProcess())
    opened = open_study(tmp_path / "out")
    failed = opened.people.filter(pl.col("height_m") > 2.0)
    assert done.failed == failed.height > 0
    assert all("nobody is 2.60 m tall" in reason for reason in failed["reason"])
    assert set(opened.outcomes["person"]) == set(opened.people.filter(pl.col("status") == "done")["person"])
    assert run_population(tmp_path / "given.toml", tmp_path / "out", retry=True, engine=OneProcess()).computed == 4


def test_other_inputs_are_computed_again(tmp_path: Path) -> None:
    first = run_population(study_in(tmp_path, people=2), tmp_path / "out", engine=OneProcess())
    again = OneProcess()
    changed = study_in(tmp_path, people=2, more="[uncertain]\nstrength = 0.0\n")
    assert run_population(changed, first.folder, engine=again).computed == 2
    assert [name for name in again.done if "stand" in name] == []  # movements stay
    assert open_study(first.folder).people["strength"].to_list() == [0.0, 0.0]


def test_the_copy_says_what_was_run(whole: OpenedStudy) -> None:
    text = (whole.folder / "study.toml").read_text(encoding="utf-8")
    for words in ("[resolved]", "seed = 3", "people = 12", 'mujoco = "', 'version = "', 'code = "'):
        assert words in text
    assert text.count("[resolved]") == 1


def test_places_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(FileError, match="a study takes a folder"):
        run_population(study_in(tmp_path), tmp_path / "file")
    with pytest.raises(FileError, match="no study lies here"):
        open_study(tmp_path)


def test_a_damaged_partition_is_named(whole: OpenedStudy, tmp_path: Path) -> None:
    run_population(study_in(tmp_path, people=2), tmp_path / "out", engine=OneProcess())
    (part,) = (tmp_path / "out" / PARTS).iterdir()
    (part / PEOPLE).write_bytes(b"PAR1 and nothing else")
    with pytest.raises(FileError, match=r"people\.parquet: cannot be read"):
        open_study(tmp_path / "out")
    assert (part / CURVES).is_file()


def test_partitions_hold_everybody_once() -> None:
    for people in (1, 10, 25, 20_000, 20_001):
        ranges = list(partition_ranges(people))
        assert np.concatenate([np.arange(*r) for r in ranges]).tolist() == list(range(people))


def test_summary_of_a_run_is_json(whole: OpenedStudy, capsys: pytest.CaptureFixture[str]) -> None:
    from iliopsoas.cli.studies.population import run

    run(whole.folder / "study.toml", whole.folder, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["people", "done", "failed", "seconds", "seconds_per_person"]
    assert (told["people"], told["done"], told["failed"]) == (12, 12, 0)
