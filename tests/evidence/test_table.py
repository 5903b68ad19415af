"""The table's file: limits, repetition, and what is refused."""

from __future__ import annotations

import re

import pytest

from iliopsoas.errors import AtlasError
from iliopsoas.evidence.basis.target import Target
from iliopsoas.evidence.records import Comparison, number
from iliopsoas.evidence.table import parse

PLAIN = """
[[evidence]]
name = "x_{angle_deg}"
group = "g"
quantity = "x at {angle_deg} deg"
compute = "arms.mean"
unit = "mm"
source = "ward2009"
kind = "measured"
confidence = "seen"
tolerance = "t"
reading = "Good."
published = 10.0
"""


def with_(*lines: str, without: str = "") -> str:
    kept = [line for line in PLAIN.splitlines() if not without or not line.startswith(without)]
    return "\n".join([*kept, *lines]) + "\n"


@pytest.mark.parametrize(
    ("line", "low", "high", "sd"),
    [
        ("sd = 2.0", 8.0, 12.0, 2.0),
        ("percent = 20.0", 8.0, 12.0, None),
        ("low = 7.0\nhigh = 11.0", 7.0, 11.0, None),
        ("low = 10.0", 10.0, None, None),
        ("high = 10.0", None, 10.0, None),
    ],
)
def test_limits(line: str, low: float | None, high: float | None, sd: float | None) -> None:
    assert parse(with_(line))[0].target == Target(10.0, low, high, sd)


def test_a_share_of_people_has_wilsons_interval() -> None:
    """10 % of 100 people: 5.5 to 17.4 %."""
    target = parse(with_("n = 100"))[0].target
    assert target is not None
    assert (target.low, target.high) == (pytest.approx(5.52, abs=0.02), pytest.approx(17.44, abs=0.02))


def test_one_block_for_many_arguments() -> None:
    text = with_("sd = 1.0", 'args = { muscle = "iliacus" }', "each = [{ angle_deg = -10.0 }, { angle_deg = 5.5 }]")
    first, second = parse(text)
    assert (first.name, second.name) == ("x_-10", "x_5.5")
    assert first.quantity == "x at -10 deg"
    assert second.args == {"muscle": "iliacus", "angle_deg": 5.5}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (with_("sd = 1.0", without="reading"), "line 2, evidence 'x_{angle_deg}': no reading"),
        (with_("sd = 1.0", "colour = 3"), "line 15, evidence 'x_{angle_deg}': no entry is called 'colour'"),
        (
            with_("sd = 1.0", "percent = 3.0"),
            "line 2, evidence 'x_{angle_deg}': give published, and one of sd, percent, n, or low and high",
        ),
        (with_(), "line 2, evidence 'x_{angle_deg}': give published, and one of sd, percent, n, or low and high"),
        (
            with_("sd = 1.0", 'confidence = "memory"', without="confidence"),
            "line 14, evidence 'x_{angle_deg}': no confidence is called 'memory'. There are: seen, abstract-only, s",
        ),
        (
            with_("sd = 1.0", 'kind = "guessed"', without="kind"),
            "line 14, evidence 'x_{angle_deg}': no kind is called 'guessed'",
        ),
        (
            with_("sd = 1.0", 'role = "tuned"'),
            "line 15, evidence 'x_{angle_deg}': no role is called 'tuned'. There are: prediction, fitted, input",
        ),
        (
            with_("sd = 1.0", 'source = "nobody1900"', without="source"),
            "line 14, evidence 'x_{angle_deg}': source 'nobody1900' is not in references.bib",
        ),
        (2 * with_("sd = 1.0"), "line 17, evidence 'x_{angle_deg}': two comparisons are called 'x_{angle_deg}'"),
    ],
)
def test_mistakes_are_named(text: str, problem: str) -> None:
    with pytest.raises(AtlasError, match=rf"^e\.toml, {re.escape(problem)}"):
        parse(text, "e.toml")


def test_verdicts_and_differences() -> None:
    record = parse(with_("sd = 1.0"))[0]

    def told(target: Target, ours: float | None) -> tuple[str, str, str]:
        c = Comparison(record, target, ours)
        return c.verdict, c.difference, c.theirs

    assert told(Target(10.0, 8.0, 12.0, 2.0), 13.0) == ("outside", "+1.5 SD", "10 \N{PLUS-MINUS SIGN} 2")
    assert told(Target(10.0, 8.0, 12.0), 8.0) == ("inside", "-20 %", "10 (8 to 12)")
    assert told(Target(0.0, 0.0, 3.0), 1.5) == ("inside", "+1.5", "0 (0 to 3)")
    assert told(Target(0.0, None, 0.0), 0.0) == ("outside", "", "below 0")
    assert told(Target(1.0, 1.0, None), 1.1) == ("inside", "", "above 1")
    assert told(Target(1.0, 1.0, None), None) == ("not available", "", "above 1")


def test_numbers_as_people_write_them() -> None:
    assert [number(x) for x in (1234.5, 0.12345, -0.0, 12.34, None)] == ["1234", "0.123", "0", "12.3", ""]
