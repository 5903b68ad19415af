"""The program as a whole: how it is started, what it lists, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from iliopsoas.cli import app as module
from iliopsoas.cli import main
from iliopsoas.errors import InputError, SolverError

VERBS = ("function", "atlas", "export", "evidence", "conditions", "assess", "analyze", "movements")


def help_of(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "iliopsoas.cli", *words, "--help"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout


def test_started_as_a_module_it_lists_its_verbs() -> None:
    text = help_of()
    assert "it does not diagnose" in text
    assert [line.split()[0] for line in text.splitlines() if line.startswith("  ") and line.split()[0] in VERBS] == [
        verb for verb in (*VERBS[1:], VERBS[0])
    ]


def test_the_verbs_of_function() -> None:
    text = help_of("function")
    for verb in ("moment-arms", "actions", "paradox", "side-bend", "strength", "stability"):
        assert f"  {verb} " in text


@pytest.mark.parametrize(("error", "code"), [(InputError("not this"), 2), (SolverError("no solution"), 1)])
def test_errors_end_with_one_sentence_and_a_code(
    error: Exception, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(**_: object) -> None:
        raise error

    monkeypatch.setattr(module, "app", fails)
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == code
    caught = capsys.readouterr()
    assert (caught.out, caught.err) == ("", f"error: {error}\n")


def test_what_is_not_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(module, "app", fails)
    with pytest.raises(ZeroDivisionError):
        main()


def typed(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Exit code of some words."""
    monkeypatch.setattr(sys, "argv", ["iliopsoas", *words])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.mark.parametrize("words", [("--quiet", "conditions"), ("conditions", "--quiet")])
def test_quiet_prints_nothing_but_errors(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, *words) == 0
    assert capsys.readouterr() == ("", "")
    assert typed(monkeypatch, *words, "nothing") == 2
    told = capsys.readouterr()
    assert (told.out, told.err.partition(".")[0]) == ("", "error: no condition is called 'nothing'")


def test_quiet_json_is_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(monkeypatch, "conditions", "tightness", "--json", "--quiet") == 0
    assert json.loads(capsys.readouterr().out)["name"] == "tightness"


def test_without_words_the_verbs_are_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch) == 2
    assert "analyze" in capsys.readouterr().out
    assert typed(monkeypatch, "--version") == 0
    assert capsys.readouterr().out.startswith("iliopsoas ")


def test_stopped_by_hand(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stopped(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "app", stopped)
    assert typed(monkeypatch, "evidence") == 130
    assert capsys.readouterr().err.startswith("interrupted: ")
