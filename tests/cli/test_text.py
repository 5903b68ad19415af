"""How the command line prints: columns, numbers, JSON, and how its verbs end."""

from __future__ import annotations

import json

import pytest

from iliopsoas.cli.text import answer, both_ways, in_degrees, named, short, shorts, table


def test_numbers_to_the_right_and_names_to_the_left(capsys: pytest.CaptureFixture[str]) -> None:
    table(("muscle", "force"), [("psoas", 1.234), ("iliacus", -10.0)])
    assert capsys.readouterr().out.splitlines() == ["  muscle   force", "  psoas      1.2", "  iliacus  -10.0"]


@pytest.mark.parametrize(
    ("values", "printed"),
    [
        ([1.0, 2.0], ["1", "2"]),
        ([0.5, 2.0], ["0.50", "2.00"]),
        ([11.5, 2.0], ["11.5", "2.0"]),
        ([200.5, 2.0], ["200", "2"]),
        ([-0.001, 0.5], ["0", "0.50"]),
        (["", 0.5], ["", "0.50"]),
    ],
)
def test_decimals_go_by_the_largest_of_a_column(
    values: list[object], printed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    table(("", "x"), [("row", value) for value in values])
    lines = capsys.readouterr().out.splitlines()[1:]
    assert [line.removeprefix("  row").strip() for line in lines] == printed


def test_an_empty_table_has_its_head(capsys: pytest.CaptureFixture[str]) -> None:
    table(("a", "b"), [])
    assert capsys.readouterr().out == "  a  b\n"


def test_json_is_short_and_has_no_negative_zero() -> None:
    assert short(1234567.0) == 1234600.0
    assert str(short(-0.0)) == "0.0"
    assert short(float("nan")) is None
    assert shorts([1.0, float("nan")]) == [1.0, None]
    assert named(["a", "b"], [1.0, 2.0]) == {"a": 1.0, "b": 2.0}
    assert both_ways((1.0, -2.0)) == {"+": 1.0, "-": -2.0}
    assert in_degrees({"hip_flexion_r": 0.5235987755982988}) == {"hip_flexion_r": 30.0}


def test_a_verb_ends_with_json_or_with_words(capsys: pytest.CaptureFixture[str]) -> None:
    """Data is made only where it is printed."""

    def never() -> None:
        raise AssertionError

    answer({"a": 1}, never, as_json=True)
    assert json.loads(capsys.readouterr().out) == {"a": 1}
    answer(lambda: [1, 2], never, as_json=True)
    assert json.loads(capsys.readouterr().out) == [1, 2]
    answer(never, lambda: print("words"), as_json=False)
    assert capsys.readouterr().out == "words\n"
