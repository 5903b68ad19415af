"""Every verb that writes: where nothing can be written it says so in one sentence, and nothing is half-written."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr

from command_line import answer_to
from iliopsoas.results.stored.store import save

FILES = {
    "schema movement --out": ".json",
    "export --osim": ".osim",
    "export --mjcf": ".xml",
    "function moment-arms --muscle psoas_major_r --coordinate hip_flexion_r --figure": ".svg",
    "atlas --figure": ".svg",
    "movements squat --figure": ".svg",
    "assess thomas --figure": ".svg",
    "evidence spine --save": ".json",
    "evidence spine --html": ".html",
}
"""Verbs and options that write one file, with how its name ends."""
FOLDERS = ("analyze walk --out", "convert {stored} --to csv --out", "convert {stored} --to sto --out",
           "convert {stored} --to xlsx --out", "batch {study} --out")  # fmt: skip


@pytest.fixture
def given(result: xr.Dataset, tmp_path: Path) -> dict[str, str]:
    save(result, tmp_path / "stored" / "result.nc")
    (tmp_path / "study.csv").write_text("trial,movement\na,walk\n")
    return {"stored": str(tmp_path / "stored"), "study": str(tmp_path / "study.csv")}


def refused(words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    answer = answer_to(words, monkeypatch, capsys)
    assert answer.code == 2, answer
    (line,) = [line for line in answer.err.splitlines() if line.startswith("error: ")]
    assert "Traceback" not in answer.err
    return line


@pytest.mark.parametrize("typed", FILES)
def test_a_file_is_not_written_over_a_folder_or_through_a_file(
    typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ends = FILES[typed]
    (tmp_path / f"folder{ends}").mkdir()
    (tmp_path / "notes.txt").write_text("mine")
    for target, says in ((f"folder{ends}", "folder"), (f"notes.txt/x{ends}", "file, not a folder|does not exist")):
        said = refused([*typed.split(), str(tmp_path / target)], monkeypatch, capsys)
        assert str(tmp_path / target) in said
        assert any(words in said for words in says.split("|")), said
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([f"folder{ends}", "notes.txt"])
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("typed", FILES)
def test_somebody_elses_file_is_left_as_it_is(
    typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"mine{FILES[typed]}"
    path.write_text("my own work")
    assert "was not written by iliopsoas" in refused([*typed.split(), str(path)], monkeypatch, capsys)
    assert path.read_text() == "my own work"


@pytest.mark.parametrize("typed", FOLDERS)
def test_a_folder_is_not_made_where_a_file_is_or_through_one(
    typed: str,
    given: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    before = sorted(path.name for path in tmp_path.iterdir())
    for target in ("notes.txt", "notes.txt/x"):
        said = refused([*typed.format(**given).split(), str(tmp_path / target)], monkeypatch, capsys)
        assert "notes.txt" in said
        assert "file" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("typed", ["schema markers --out", "evidence spine --save"])
def test_our_own_file_is_written_anew(
    typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new" / f"ours{FILES.get(typed, '.json')}"
    for _ in range(2):
        assert answer_to([*typed.split(), str(path)], monkeypatch, capsys).code == 0
    assert [p.name for p in path.parent.iterdir()] == [path.name]
