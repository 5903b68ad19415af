"""Ray as engine: the same outcomes as local processes; a worker that dies costs its own task alone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.jobs.made_up_work import die_once, fail, square

from iliopsoas.errors import MissingExtra
from iliopsoas.jobs.ray_cluster import RayCluster
from iliopsoas.jobs.task import Task, WorkerLost


def test_what_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtra, match=r"--ray needs an optional package: pip install 'iliopsoas\[hpc\]'"):
        RayCluster()


def test_outcomes_are_those_of_any_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray", reason="needs the extra hpc")
    monkeypatch.setenv("HOME", str(tmp_path))
    cluster = RayCluster(workers=2)
    squares = {o.task.name: o.value for o in cluster.outcomes(square, [Task(str(x), "", float(x)) for x in range(5)])}
    assert squares == {str(x): float(x * x) for x in range(5)}
    (failed,) = cluster.outcomes(fail, [Task("a", "", "ours")])
    assert "is damaged" in str(failed.error)
    marks = {"once": str(tmp_path / "mark"), "always": str(tmp_path / "always"), "w": "well"}
    dying = [Task(name, "", mark) for name, mark in marks.items()]
    outcomes = {o.task.name: o for o in cluster.outcomes(die_once, dying)}
    assert outcomes["once"].value == "again"
    assert outcomes["w"].value == "well"
    assert isinstance(outcomes["always"].error, WorkerLost)
    assert not (tmp_path / ".ray").exists()  # no token is left behind
