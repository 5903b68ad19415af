"""`iliopsoas assess`: list, words, JSON, figure, errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from iliopsoas.atlas.assessments import clinical_tests
from iliopsoas.cli import app
from iliopsoas.errors import InputError, UnknownName

RUN = CliRunner()


def told(*words: str) -> str:
    return RUN.invoke(app, ["assess", *words], catch_exceptions=False).output


def data(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told(*words, "--json"))
    return found


def test_list() -> None:
    text = told()
    assert all(t.name in text and t.title in text for t in clinical_tests())
    assert "not of the muscle" in text
    assert "Not a diagnosis" in text.splitlines()[-2]
    assert "Red flags" in text.splitlines()[-1]
    assert [t["name"] for t in json.loads(told("--json"))] == [t.name for t in clinical_tests()]


def test_json_as_promised() -> None:
    found = data("thomas", "--condition", "tightness=0.5")
    assert {"measurement", "value", "unit", "normal", "mdc", "sources"} <= set(found)
    assert found["unit"] == "deg"
    assert found["healthy"] < found["value"]
    assert found["normal"]["source"]
    assert found["sensitivity"] == [0.318, 0.318]
    assert found["conditions"] == ["tightness=0.5:r", "tightness=0.5:l"]
    assert found["other_causes"]


def test_json_says_null_where_nothing_was_published() -> None:
    found = data("prone_extension")
    assert found["normal"] is found["mdc"] is found["sensitivity"] is found["healthy"] is None


def test_words_end_with_what_it_is_not() -> None:
    text = told(
        "thomas", "--condition", "tightness=1", "--side", "left", "--sex", "female", "--height", "1.65", "--mass", "62"
    )
    assert "left side" in text
    assert "verdict: outside normal" in text
    assert "the same reading can come from: a stiff hip joint" in text
    assert text.rstrip().endswith("see a physician.")
    assert "Not a diagnosis" in text


def test_figure(tmp_path: Path) -> None:
    path = tmp_path / "thomas.png"
    told("thomas", "--condition", "tightness=0.5", "--figure", str(path))
    assert path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["tomas"], "Did you mean 'thomas'"),
        (["thomas", "--condition", "tightness=2"], "must be a number from 0"),
        (["thomas", "--condition", "tihgtness"], "Did you mean 'tightness'"),
        (["thomas", "--side", "up"], "it must be one of r, right, l, left"),
        (["thomas", "--figure", "thomas.gif"], "its suffix must be one of .png, .svg"),
        (["all", "--figure", "all.png"], "name the test instead of all"),
        (["thomas", "--height", "9"], "height is 9 m"),
    ],
)
def test_bad_input_is_one_clear_error(words: list[str], message: str) -> None:
    result = RUN.invoke(app, ["assess", *words])
    assert isinstance(result.exception, InputError | UnknownName)
    assert message in str(result.exception)


def test_all_as_a_table() -> None:
    text = told("all", "--condition", "weakness=0.5")
    assert all(t.name in text for t in clinical_tests())
    assert "MDC" in text
    assert text.rstrip().endswith("see a physician.")
