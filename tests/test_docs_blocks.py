"""Every code block of README and manual runs: Python blocks of a page one after another, commands in one folder.

Trials are made from the generic body, load cards of exercises are made up, analyses take 25 frames a second, and pages
are written but not drawn, except the first: what is tried is that the words are right, not the physics. Commands of
other programs are looked at only.
"""

from __future__ import annotations

import functools
import re
import shlex
import shutil
import threading
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.population.one_process import OneProcess

import iliopsoas
from batch.made_up_study import finished_batch
from command_line import answer_to
from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.motion import write_motion, write_storage, write_trc
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.population import run
from iliopsoas.population.definition.study_file import read_study_file
from iliopsoas.population.definition.study_records import PopulationStudy
from iliopsoas.rehab.cards import load_cards
from iliopsoas.rehab.cards.load_cards import CardSet
from iliopsoas.rehab.programme import person_cards
from iliopsoas.rehab.programme.profile_file import read_profile
from iliopsoas.report import study_report
from motion.dressed import dress, moving, places_on, standing, write_c3d
from rehab.programme.people import MadeUpCards

ROOT = Path(__file__).resolve().parents[1]
OWN = ("own_exercise", "own_condition", "own_variant", "own_norms", "first_hour")
"""Pages that `test_own_howto.py` goes through with the files they show."""
WRITTEN = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs" / "howto").glob("*.md"))]
PAGES = [page for page in WRITTEN if page.stem not in OWN]
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^ *```$", re.S | re.M)
TUTORIALS = sorted((ROOT / "docs" / "tutorials").glob("*.md"))
CELL = re.compile(r"^```\{code-cell\}\n(.*?)^```$", re.S | re.M)
OTHERS = ("make", "pip", "pipx", "uvx", "podman")
"""Programs that are not ours: their words are compared with Makefile and pyproject.toml."""
RATE = 25.0
"""Frames a second of every analysis here."""
ENTRY = "9f588b9b"
"""Entry of the diary that the manual names, in place of whatever number it gets."""


def _blocks(page: Path, language: str) -> list[str]:
    found = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [re.sub(rf"^{indent}", "", text, flags=re.M) for indent, kind, text in found if kind == language]


def _commands() -> list[str]:
    """All command lines of all pages, each once, without comments."""
    lines = [
        line.split("  #")[0].strip() for page in PAGES for block in _blocks(page, "sh") for line in block.splitlines()
    ]
    return list(dict.fromkeys(line.removeprefix(".venv/bin/") for line in lines if line))


def _named(paths: list[Path]) -> dict[str, Path]:
    return {path.relative_to(ROOT).as_posix(): path for path in paths}


WITH_PYTHON = _named([page for page in PAGES if _blocks(page, "python")])
"""Pages with Python."""
OURS = [line for line in _commands() if line.startswith("iliopsoas ")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, body: Body) -> Path:
    """Where commands and blocks run: the files that the manual names, made from the generic body."""
    place = tmp_path_factory.mktemp("manual")
    places = places_on(body)
    trial, static = dress(body, moving(body, 40), places), dress(body, standing(body), places, name="static")
    emg = {"R_gluteus_medius": 1e-4 * np.random.default_rng(0).normal(size=400)}
    write_c3d(place / "trial.c3d", trial, emg=emg)
    write_c3d(place / "static.c3d", static)
    time = np.arange(0.0, 1.0, 0.001)
    table = np.stack([time, *(1e-4 * np.random.default_rng(k).normal(size=time.size) for k in (1, 2))], axis=1)
    np.savetxt(place / "emg.csv", table, delimiter=",", header="time,R_TA,R_SOL", comments="")
    write_trc(place / "trial.trc", trial)
    write_trc(place / "static.trc", static)
    walk = movement("walk", Body.build(Subject(height=1.80, mass=72.6)))
    third = walk.duration / 3
    write_motion(place / "trial_ik.mot", walk.window(third, 1.3 * third))
    columns, numbers = ["time"], [walk.loads[0].time]
    for i, load in enumerate(walk.loads, start=1):
        for letter, values in (("v", load.force), ("p", load.point), ("m", load.torque)):
            columns += [f"ground_force_{i}_{letter}{axis}" for axis in "xyz"]
            numbers += list(values.T)
    write_storage(place / "trial_grf.mot", columns, np.stack(numbers, axis=1))
    write_storage(place / "plates.mot", columns, np.stack(numbers, axis=1))
    for group, person in (("healthy", "anna"), ("sore", "bo")):
        home = place / "recordings" / group / person
        home.mkdir(parents=True)
        write_motion(home / "walk.mot", walk.window(third, 2 * third))
        shutil.copy(place / "trial_grf.mot", home / "walk_grf.mot")
    (place / "examples").symlink_to(ROOT / "examples")
    (place / "woman.toml").symlink_to(ROOT / "examples" / "profiles" / "woman_67_tendinopathy.toml")
    return place


@pytest.fixture(autouse=True)
def _here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("ILIOPSOAS_DIARY", str(folder / "diary.sqlite"))
    monkeypatch.setattr(person_cards, "PersonCards", lambda *_, **__: MadeUpCards())
    monkeypatch.setattr(load_cards, "card_set", lambda *_, **__: CardSet((), {}))
    monkeypatch.setattr(run, "read_study_file", _small_study)
    monkeypatch.setattr(run, "LocalProcesses", lambda *_: OneProcess())
    monkeypatch.setitem(vars(iliopsoas), "analyze", functools.partial(iliopsoas.analyze, rate_hz=RATE))


def _small_study(path: Path, *, people: int | None = None) -> PopulationStudy:
    """Two people, one movement in a few frames."""
    study = read_study_file(path, people=people)
    return replace(study, people=2, frames=8, movements=study.movements[:1])


@pytest.fixture(scope="module")
def drawn() -> list[Path]:
    """Pages that were drawn."""
    return []


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], drawn: list[Path]
) -> Callable[[str], str]:
    """Type a line; gives what it prints."""
    draw = study_report.write_study_report

    def page(done: object, fresh: Path, **more: object) -> None:
        drawn.append(fresh)
        if len(drawn) == 1:
            draw(done, fresh, **more)  # type: ignore[arg-type]
        else:
            (fresh / study_report.PAGE).write_text("a page of iliopsoas", encoding="utf-8")

    def typed(line: str) -> str:
        monkeypatch.setattr(study_report, "write_study_report", page)
        if line.startswith("iliopsoas studio"):  # it would wait for its visitors
            pytest.importorskip("viser")
            asked = threading.Event()
            asked.set()
            monkeypatch.setattr("iliopsoas.cli.studio.end_signal", lambda: asked)
            monkeypatch.setattr("webbrowser.open", lambda address: True)
        rate = ["--rate", f"{RATE:g}"] if line.startswith("iliopsoas analyze") else []
        program, *words = shlex.split(line)
        assert program == "iliopsoas"
        said = answer_to([*words, *rate], monkeypatch, capsys)
        assert said.code == 0, f"{line}\n{said.err}"
        return said.out

    return typed


@pytest.fixture(scope="module")
def entries() -> list[str]:
    """Numbers of entries that the diary gave."""
    return []


def test_there_is_something_to_run() -> None:
    elsewhere = (ROOT / "tests" / "test_own_howto.py").read_text(encoding="utf-8")
    assert [name for name in OWN if not re.search(rf'"(howto/)?{name}"', elsewhere)] == []
    assert len(OURS) >= 25
    assert len(WITH_PYTHON) >= 8
    assert [path.stem for path in TUTORIALS] == ["patients", "recordings", "teaching"]


@pytest.mark.parametrize("line", OURS)
def test_a_command_of_the_manual_runs(line: str, command: Callable[[str], str], entries: list[str]) -> None:
    said = command(line.replace(ENTRY, entries[0] if entries else ENTRY))
    assert said.strip()
    if line.startswith("iliopsoas rehab log"):
        entries += re.findall(r"\b[0-9a-f]{8}\b", said)[:1]


def test_every_verb_is_shown_somewhere() -> None:
    """Whoever reads README and manual has seen every verb at work, in a block or in a line."""
    from iliopsoas.cli.app import app

    text = "\n".join(page.read_text(encoding="utf-8") for page in WRITTEN)
    verbs = [c.name or c.callback.__name__ for c in app.registered_commands]  # type: ignore[union-attr]
    verbs += [str(group.name) for group in app.registered_groups]
    assert [verb for verb in verbs if not re.search(rf"iliopsoas {verb}\b", text)] == []


@pytest.mark.parametrize("line", [line for line in _commands() if line not in OURS])
def test_a_command_of_another_program_names_what_there_is(line: str) -> None:
    program, *words = shlex.split(line)
    assert program in OTHERS
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    if program == "make":
        assert re.search(rf"^{words[0]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    for extras in re.findall(r"\[([\w,]+)\]", line):
        assert set(extras.split(",")) <= set(project["optional-dependencies"])


@pytest.mark.parametrize("page", WITH_PYTHON)
def test_the_python_of_a_page_runs(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if WITH_PYTHON[page].stem == "batch":  # walks of groups, which are made up
        finished_batch(tmp_path / "results")
        monkeypatch.chdir(tmp_path)
    _run(_blocks(WITH_PYTHON[page], "python"), page)


@pytest.mark.parametrize("page", _named(TUTORIALS))
def test_a_tutorial_runs(page: str) -> None:
    """What `make docs` executes as a notebook, here in this process."""
    cells = CELL.findall((ROOT / page).read_text(encoding="utf-8"))
    assert len(cells) >= 3
    _run(cells, page)


def _run(pieces: list[str], page: str) -> None:
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("Agg")
    space: dict[str, object] = {"__name__": "manual"}
    for number, piece in enumerate(pieces, start=1):
        exec(compile(piece, f"{page}, block {number}", "exec"), space)
    plt.close("all")


def test_the_profile_of_the_manual_is_one(tmp_path: Path) -> None:
    (text,) = _blocks(ROOT / "docs" / "rehabilitation.md", "toml")
    path = tmp_path / "profile.toml"
    path.write_text(text, encoding="utf-8")
    assert read_profile(path).identity == "p-07"
