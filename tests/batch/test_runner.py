"""A whole batch of short recordings: resumable, the same on any number of processes, failures kept, nothing mixed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook
from tests.batch.made_up_study import ThisProcess, recorded_study, table
from tests.scripts import load_script

from iliopsoas.batch import open_batch, run_batch
from iliopsoas.batch.runner import BatchOutcome
from iliopsoas.batch.trial_store import read_status
from iliopsoas.errors import FileError


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four trials, one of them damaged."""
    folder = tmp_path_factory.mktemp("study")
    path = recorded_study(folder, 4)
    text = (folder / "step3_ik.mot").read_text(encoding="utf-8").splitlines()
    (folder / "step3_ik.mot").write_text("\n".join([*text[:-3], text[-3][:20]]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def done(study: Path, tmp_path_factory: pytest.TempPathFactory) -> BatchOutcome:
    """The batch on two processes."""
    return run_batch(study, tmp_path_factory.mktemp("done") / "out", workers=2, poor=True, workbook=True)


contents = load_script(Path(__file__).resolve().parents[2] / "bench" / "batch_kills.py").contents
"""Everything in the folder of a batch but times; the same that is compared after kills."""


def test_every_trial_has_one_status_and_failures_say_why(done: BatchOutcome) -> None:
    assert [(trial.name, status.state) for trial, status in done.trials] == [
        ("t0", "done"), ("t1", "done"), ("t2", "done"), ("t3", "failed"),
    ]  # fmt: skip
    (failed,) = done.failed
    assert "step3_ik.mot, line" in failed[1].reason
    assert sorted(p.name for p in (done.folder / "trials" / "t3").iterdir()) == ["status.json"]
    assert sorted(p.name for p in (done.folder / "trials" / "t0").iterdir()) == [
        "curves.csv", "result.nc", "status.json", "summary.json",
    ]  # fmt: skip
    status = done.trials[0][1]
    assert status.trust in ("good", "care", "poor")
    assert status.frames == 17
    assert status.axis == "analysed part"


def test_an_interrupted_batch_goes_on_and_is_that_of_two_processes(
    study: Path, done: BatchOutcome, tmp_path: Path
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_batch(study, tmp_path / "out", engine=ThisProcess(interrupted_after=2))
    assert not (tmp_path / "out" / "report").exists()
    with pytest.raises(FileError, match="there is no finished batch here; `iliopsoas batch STUDY --out FOLDER` makes"):
        open_batch(tmp_path / "out")
    rest = ThisProcess()
    again = run_batch(study, tmp_path / "out", engine=rest, poor=True)
    assert (rest.computed, again.kept) == (["t2", "t3"], 2)
    assert contents(tmp_path / "out") == contents(done.folder)


def test_only_what_changed_is_done_again(study: Path, done: BatchOutcome, tmp_path: Path) -> None:
    shutil.copytree(study.parent, tmp_path / "study")
    shutil.copytree(done.folder, tmp_path / "out")
    mine, nothing = tmp_path / "study" / "study.csv", ThisProcess()
    assert run_batch(mine, tmp_path / "out", engine=nothing).kept == 4
    assert nothing.computed == []  # failures are kept as well
    mine.write_text(mine.read_text(encoding="utf-8").replace("t1,b", "t1,c"), encoding="utf-8")
    regrouped = run_batch(mine, tmp_path / "out", engine=nothing)
    assert (regrouped.kept, open_batch(tmp_path / "out")["group"].values.tolist()) == (4, ["a", "c", "a", "b"])
    shutil.copy(tmp_path / "study" / "step0_ik.mot", tmp_path / "study" / "step3_ik.mot")
    (tmp_path / "out" / "trials" / "t0" / "result.nc").unlink()
    (tmp_path / "out" / "trials" / "t0" / "note.txt").write_text("not ours", encoding="utf-8")
    again = ThisProcess()
    assert run_batch(mine, tmp_path / "out", engine=again).failed == ()
    assert again.computed == ["t0", "t3"]
    assert (tmp_path / "out" / "trials" / "t0" / "note.txt").read_text(encoding="utf-8") == "not ours"


def test_failures_are_tried_again_where_asked(study: Path, done: BatchOutcome, tmp_path: Path) -> None:
    shutil.copytree(done.folder, tmp_path / "out")
    again = ThisProcess()
    run_batch(study, tmp_path / "out", engine=again, retry=True)
    assert again.computed == ["t3"]


def test_light_keeps_curves_and_the_report_is_the_same(study: Path, done: BatchOutcome, tmp_path: Path) -> None:
    shutil.copytree(done.folder, tmp_path / "out")
    shutil.rmtree(tmp_path / "out" / "trials" / "t0")
    for result in (tmp_path / "out").rglob("result.nc"):
        result.unlink()
    again = ThisProcess()
    run_batch(study, tmp_path / "out", engine=again, results=False, poor=True)
    assert again.computed == ["t0"]
    assert list((tmp_path / "out").rglob("result.nc")) == []
    assert open_batch(tmp_path / "out").equals(open_batch(done.folder))


def test_all_of_it_as_one_dataset(done: BatchOutcome) -> None:
    found = open_batch(done.folder)
    assert dict(found.sizes) == {"trial": 4, "percent": 101, "curve": 53}
    assert found["state"].values.tolist() == ["done", "done", "done", "failed"]
    assert found["hip_r_bw"].attrs == {"units": "BW", "long_name": "hip, right: contact force"}
    assert np.isnan(found["hip_r_bw"].sel(trial="t3")).all()
    first = found["hip_r_bw"].sel(trial="t0").values
    result = json.loads((done.folder / "trials" / "t0" / "summary.json").read_text(encoding="utf-8"))
    assert first.max() == pytest.approx(result["hip_contact_force_bw"]["r"]["peak"], rel=0.02)
    assert found["peak"].sel(trial="t0", curve="hip_r_bw") == pytest.approx(np.abs(first).max(), rel=1e-6)
    assert set(found["hip_r_bw"].groupby("group").mean()["group"].values) == {"a", "b"}
    (done.folder.parent / "report").mkdir()
    (done.folder.parent / "report" / "batch.nc").write_bytes(b"no")
    with pytest.raises(FileError, match="damaged"):
        open_batch(done.folder.parent)


def test_tables_for_a_spreadsheet(done: BatchOutcome) -> None:
    report = done.folder / "report"
    rows = [line.split(",") for line in (report / "trials.csv").read_text(encoding="utf-8").splitlines()]
    assert rows[0][:7] == ["trial", "group", "subject", "pair", "state", "trust", "in_means"]
    assert [row[0] for row in rows[1:]] == ["t0", "t1", "t2", "t3"]
    assert [row[6] for row in rows[1:]] == ["yes", "yes", "yes", "no"]
    curve = np.loadtxt(report / "curves" / "knee_l_bw.csv", delimiter=",", skiprows=1)
    assert curve.shape == (101, 4)
    groups = (report / "groups.csv").read_text(encoding="utf-8").splitlines()
    assert len(groups) == 1 + 53 * 2 * 101
    assert groups[1].startswith("hip_r_bw,BW,a,2,2,0,")
    mean = float(groups[1].split(",")[6])
    assert mean == pytest.approx(
        open_batch(done.folder)["hip_r_bw"].sel(trial=["t0", "t2"])[:, 0].mean().item(), rel=1e-5
    )
    book = load_workbook(report / "batch.xlsx", read_only=True)
    assert book.sheetnames == ["trials", "groups", "differences"]
    assert [row[0].value for row in book["trials"].iter_rows()] == ["trial", "t0", "t1", "t2", "t3"]


def test_a_batch_takes_a_folder(study: Path, tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(FileError, match="this is a file; a batch takes a folder"):
        run_batch(study, tmp_path / "out", engine=ThisProcess())


def test_gait_runs_over_each_legs_cycle(tmp_path: Path) -> None:
    path = table(tmp_path / "study.csv", [{"movement": "walk", "mass": 70, "height": 1.7}])
    (found,) = run_batch(path, tmp_path / "out", engine=ThisProcess(), results=False).trials
    assert found[1].axis == "gait cycle"
    curves = open_batch(tmp_path / "out").isel(trial=0)
    for side in "rl":  # each leg's hip is loaded in the first half of its own cycle
        force = curves[f"hip_{side}_bw"].values
        assert force[:60].max() > 2.0 * force[65:95].max()
        assert read_status(tmp_path / "out" / "trials" / "walk").peaks[f"hip_{side}_bw"] == force.max()  # type: ignore[union-attr]
