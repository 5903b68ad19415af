"""`iliopsoas batch`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.batch.made_up_study import ThisProcess, recorded_study, table
from typer.testing import CliRunner, Result

from iliopsoas.batch import runner
from iliopsoas.cli.app import app
from iliopsoas.errors import FileError, InputError


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Two trials, the second without a usable file."""
    path = recorded_study(tmp_path, 2)
    (tmp_path / "step1_ik.mot").write_text("nothing", encoding="utf-8")
    return path


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> ThisProcess:
    """Batches run in this process."""
    engine = ThisProcess()
    monkeypatch.setattr(runner, "LocalProcesses", lambda workers, imports, limit_s: engine)
    return engine


def _batch(*words: object) -> Result:
    return CliRunner().invoke(app, ["batch", *map(str, words)], catch_exceptions=False)


def test_json_ends_with_the_count_and_the_text_names_failures(study: Path, here: ThisProcess, tmp_path: Path) -> None:
    done = _batch(study, "--out", tmp_path / "out", "--light", "--xlsx", "--json")
    told = json.loads(done.stdout)
    assert (told["trials"], told["done"], told["failed"], told["kept"]) == (2, 1, 1, 0)
    assert told["seconds"] > 0
    assert list(told["failures"]) == ["t1"]
    assert (tmp_path / "out" / "report" / "batch.xlsx").is_file()
    text = _batch(study, "--out", tmp_path / "out", "--light").stdout
    assert "2 trials in 0 s, 2 of them from before: 1 done, 1 failed" in text
    assert "failed t1: " in text
    assert here.computed == ["t0", "t1"]


def test_ctrl_c_says_what_is_kept(
    study: Path, here: ThisProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here.interrupted_after = 0
    done = _batch(study, "--out", tmp_path / "out")
    assert done.exit_code == 130
    assert "interrupted: trials that are done are kept in" in done.stderr


def test_a_draft_to_edit(study: Path, tmp_path: Path) -> None:
    study.unlink()
    done = _batch(tmp_path, "--draft", tmp_path / "mine.csv")
    assert "2 trials" in done.stdout
    assert (tmp_path / "mine.csv").read_text(encoding="utf-8").startswith("trial,group,subject,pair,movement")
    with pytest.raises(InputError, match=r"mine.csv exists and may hold your work"):
        _batch(tmp_path, "--draft", tmp_path / "mine.csv")
    with pytest.raises(FileError, match="this is no folder; --draft makes a table of a folder's trials"):
        _batch(tmp_path / "mine.csv", "--draft", tmp_path / "other.csv")


def test_what_cannot_be(study: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--out is missing"):
        _batch(study)
    with pytest.raises(InputError, match="0 workers"):
        _batch(study, "--out", tmp_path / "out", "--workers", 0)
    with pytest.raises(FileError, match="no column of a study is called 'movment'"):
        _batch(table(tmp_path / "bad.csv", [{"movment": "walk"}]), "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_as_people_run_it(tmp_path: Path) -> None:
    """Started, interrupted from the keyboard, taken up again: processes and exit codes as they are."""
    study = recorded_study(tmp_path, 8)
    command = [sys.executable, "-m", "iliopsoas.cli", "batch", str(study), "--out", "out", "--workers", "1", "--light"]
    surroundings = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(
        command, cwd=tmp_path, env=surroundings, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        first = tmp_path / "out" / "trials" / "t0" / "status.json"
        until = time.monotonic() + 120
        while not first.exists() and time.monotonic() < until:
            time.sleep(0.02)
        os.killpg(run.pid, signal.SIGINT)  # as Ctrl-C does: to the workers as well
        _, errors = run.communicate(timeout=60)
    assert (run.returncode, errors) == (
        130,
        "interrupted: trials that are done are kept in out; run the same again to go on\n",
    )
    before, rest = first.stat().st_mtime_ns, ThisProcess()
    again = runner.run_batch(study, tmp_path / "out", results=False, engine=rest)
    assert (len(again.trials), again.failed) == (8, ())
    assert 1 <= again.kept < 8
    assert "t0" not in rest.computed
    assert first.stat().st_mtime_ns == before
