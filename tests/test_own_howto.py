"""Pages about own files and the first hour do what they say: files are read, commands and code run."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from iliopsoas.atlas.conditions.catalogue import condition
from iliopsoas.atlas.marker_sets import read_marker_set
from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.atlas.variants.catalogue import variant
from iliopsoas.atlas.walking.own_norms import own_norms
from iliopsoas.cli import main
from iliopsoas.errors import FileError

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = ("howto/own_exercise", "howto/own_condition", "howto/own_variant", "howto/own_norms", "first_hour")
RATE = "20"
"""Frames a second of every analysis here: the words are tried, not the physics."""
BLOCK = re.compile(r"```(\w+)(?: ([\w.]+))?\n(.*?)```", re.S)
READERS = {"exercise": find_movement, "heel": find_movement, "condition": condition, "variant": variant}


def blocks(page: str, kind: str) -> list[tuple[str, str]]:
    """Name and text of every block of a kind."""
    found = BLOCK.findall((DOCS / f"{page}.md").read_text(encoding="utf-8"))
    return [(name, text) for language, name, text in found if language == kind]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every file of the pages; what one command writes is there for the next."""
    made = tmp_path_factory.mktemp("own")
    for page in PAGES:
        for name, text in blocks(page, "toml"):
            assert name.startswith("my_"), "every file of a how-to page has a name"
            (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def folder(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(place)
    return place


def commands() -> list[str]:
    lines = [line for page in PAGES for _, text in blocks(page, "sh") for line in text.splitlines()]
    return [line for line in lines if "trial.c3d" not in line]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("line", commands())
def test_a_command_runs(line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    rate = ["--rate", RATE] if line.startswith("iliopsoas analyze") and "--check" not in line else []
    monkeypatch.setattr(sys, "argv", [*shlex.split(line), *rate])
    main()
    told = capsys.readouterr()
    assert (told.out + told.err).strip()


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("page", PAGES)
def test_its_code_runs(page: str) -> None:
    for _, text in blocks(page, "python"):
        exec(compile(text, f"{page}.md", "exec"), {})


def test_its_files_are_read(folder: Path) -> None:
    for path in folder.glob("my_*.toml"):
        word = path.stem.split("_")[1]
        if word == "norms":
            assert own_norms(path.name).path == path.name
        elif word == "markers":
            assert read_marker_set(path).spots["rasis"].landmark.landmark == "asis_r"  # type: ignore[union-attr]
        else:
            assert READERS[word](path.name).name == path.name


def test_the_error_that_a_page_shows_is_the_one_there_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "wrong" / "my_exercise.toml"
    path.parent.mkdir()
    text = (folder / "my_exercise.toml").read_text(encoding="utf-8")
    path.write_text(text.replace("lasts_s", "last_s", 1), encoding="utf-8")
    monkeypatch.chdir(path.parent)
    with pytest.raises(FileError) as caught:
        find_movement("my_exercise.toml")
    ((_, shown),) = blocks("howto/own_exercise", "text")
    assert str(caught.value).startswith(shown.strip().removesuffix(" ..."))
