"""`iliopsoas assess`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from iliopsoas.assessment import TESTS
from iliopsoas.cli.app import app
from iliopsoas.errors import InputError

RUN = CliRunner()


def _out(*words: str) -> str:
    return RUN.invoke(app, ["assess", *words], catch_exceptions=False).output


def test_list() -> None:
    text = _out()
    assert all(f"{name}: " in text for name in TESTS)
    assert "see a physician" in text
    assert [a["name"] for a in json.loads(_out("--json"))] == list(TESTS)


def test_json_of_one() -> None:
    found = json.loads(_out("thomas", "--condition", "tightness=0.5", "--json"))
    assert {"measurement", "value", "unit", "normal", "mdc", "sources"} <= set(found)
    assert found["conditions"] == ["tightness=0.5:r", "tightness=0.5:l"]
    assert found["healthy"] < found["value"] < 0.0
    assert found["normal"]["low"] == -18.2


def test_words_of_one_with_a_figure(tmp_path: Path) -> None:
    file = tmp_path / "thomas.png"
    text = _out("thomas", "--condition", "tightness=1:l", "--side", "left", "--figure", str(file))
    assert "above the normal range" in text
    assert "could also be: " in text
    assert "Not a diagnosis" in text
    assert file.read_bytes().startswith(b"\x89PNG")


def test_a_joint_test_says_so() -> None:
    assert "This screens the joint, not the muscle." in _out("fadir")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["tomas"], "no assessment is called 'tomas'"),
        (["thomas", "--side", "up"], "no side is called 'up'"),
        (["thomas", "--condition", "gout"], "no condition is called 'gout'"),
        (["thomas", "--figure", "x.pdf"], r"--figure is 'x.pdf'; its suffix must be one of .png, .svg"),
        (["all", "--figure", "x.png"], "--figure draws one test"),
        (["thomas", "--mass", "1"], "mass is 1 kg; it must lie between 10 and 400"),
    ],
)
def test_errors(words: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        _out(*words)
