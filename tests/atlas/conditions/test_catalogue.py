"""The records of `conditions.toml`: complete, readable, sourced; and what is said to bad input."""

from __future__ import annotations

from pathlib import Path

import pytest

from iliopsoas.atlas.cite import references
from iliopsoas.atlas.conditions.catalogue import condition, conditions, red_flags, resolve_conditions
from iliopsoas.atlas.conditions.file import parse
from iliopsoas.atlas.conditions.records import Condition, ConditionEffect
from iliopsoas.errors import AtlasError, InputError, UnknownName

from ..readability import reading_grade, syllables

MOST_GRADE = 8.0
"""Reading grade of plain words, at most."""
WANTED = {
    "tightness",
    "weakness",
    "strain",
    "tendinopathy",
    "bursitis",
    "snapping",
    "psoas_syndrome",
    "iliopsoas_groin_pain",
    "femoral_nerve",
    "root_L2",
    "spasticity",
    "low_back_pain",
    "psoas_atrophy",
    "after_hip_replacement",
    "after_tenotomy",
    "stiffness",
    "labral_tear",
    "impingement",
    "hip_arthritis",
}
VERBS = {
    "strength",
    "activation_limit",
    "minimum_activation",
    "fibre_length",
    "tendon_slack",
    "passive_stiffness",
    "reflex_gain",
    "range_limit",
    "pain_threshold",
}


def test_all_that_must_be_there_is() -> None:
    assert {c.name for c in conditions()} >= WANTED
    assert {change.verb for c in conditions() for change in c.changes} >= VERBS
    assert {c.name for c in conditions() if c.look_alike} == {"labral_tear", "impingement", "hip_arthritis"}


@pytest.mark.parametrize("c", conditions(), ids=lambda c: c.name)
def test_plain_words_are_plain(c: Condition) -> None:
    """Reading grade 8 or lower (Flesch and Kincaid), every text of its own."""
    for text in (c.plain, c.findings, c.grade, c.contested, *c.red_flags):
        assert reading_grade(text) <= MOST_GRADE, text


def test_red_flags_are_plain_and_end_somewhere() -> None:
    for flag in red_flags():
        assert reading_grade(flag.sign) <= MOST_GRADE, flag.sign
        assert flag.action


def test_the_page_lists_them_all() -> None:
    page = (Path(__file__).parents[3] / "docs" / "conditions.md").read_text(encoding="utf-8")
    for c in conditions():
        look_alike = " (look-alike)" if c.look_alike else ""
        verbs = ", ".join(f"`{verb}`" for verb in dict.fromkeys(change.verb for change in c.changes))
        row = f"| `{c.name}` | {c.title}{look_alike} | {verbs} | {c.typical[0]:g} to {c.typical[1]:g} | {c.icd10} |"
        assert row in page


def test_reading_grade_tells_plain_from_learned() -> None:
    plain = "The leg is weak. It is hard to lift the foot."
    learned = "Pathological insufficiency of the iliopsoas musculotendinous complex compromises locomotor capability."
    assert reading_grade(plain) < 2.0 < 14.0 < reading_grade(learned)
    assert reading_grade("") == 0.0
    assert [syllables(w) for w in ("hip", "muscle", "made", "table", "extended", "inflammation")] == [1, 2, 1, 2, 3, 4]


@pytest.mark.parametrize("c", conditions(), ids=lambda c: c.name)
def test_every_effect_has_source_kind_and_a_range(c: Condition) -> None:
    for change in c.changes:
        assert change.low <= change.at_1 <= change.high
        assert change.kind in ("measured", "transcribed", "derived", "estimated")
        assert {*change.sources} <= {*references()}
    assert {*c.sources} <= {*references()}


@pytest.mark.parametrize("change", [x for c in conditions() for x in c.changes], ids=lambda x: x.verb)
def test_effects_grow_evenly_with_the_grade(change: ConditionEffect) -> None:
    values = [change.at(g) for g in (0.0, 0.25, 0.5, 1.0)]
    assert values[0] == change.at_0
    assert values[-1] == pytest.approx(change.at_1)
    assert values[2] == pytest.approx((values[0] + values[3]) / 2)


def test_resolved_in_one_form() -> None:
    found = resolve_conditions(["psoas_weakness=0.3:left", "tightness=0.6", "bursitis:r", "stiffness=0"])
    assert [str(c) for c in found] == ["tightness=0.6:r", "tightness=0.6:l", "psoas_weakness=0.3:l", "bursitis=0.5:r"]
    assert resolve_conditions("tightness")[0].grade == condition("tightness").default


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        (["tightnes=1"], UnknownName, "no condition is called 'tightnes'. Did you mean 'tightness'?"),
        (
            ["tightness=2"],
            InputError,
            r"the grade '2' must be a number from 0 \(healthy\) to 1; for tightness 0\.2",
        ),
        (["tightness=-0.1"], InputError, "the grade '-0.1' must be a number from 0"),
        (["tightness=much"], InputError, "the grade 'much' must be a number from 0"),
        (["tightness=nan"], InputError, "the grade 'nan' must be a number from 0"),
        (["tightness=0.5:up"], InputError, "'up' is no side; write tightness=0.5:right"),
        (
            ["tightness=0.5", "tightness=0.2:l"],
            InputError,
            r"is given twice on the left \(grades 0\.5 and 0\.2\)",
        ),
        (
            ["after_tenotomy=1:r", "tightness=1:r"],
            InputError,
            r"contradict each other on the right .*toml, line",
        ),
    ],
)
def test_bad_input(given: list[str], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        resolve_conditions(given)


def test_opposite_sides_do_not_contradict() -> None:
    assert len(resolve_conditions(["after_tenotomy=1:r", "tightness=1:l"])) == 2


RECORD = """
[[condition]]
name = "test"
title = "A test"
plain = "It is a test."
findings = "None."
grade = "0 to 1."
typical = [0.2, 0.8]
source = "iliopsoas"
kind = "estimated"

[[condition.effect]]
do = "strength"
muscles = ["iliacus"]
at_1 = 0.5
source = "iliopsoas"
kind = "estimated"
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'do = "strength"',
            'do = "strenght"',
            r"line 13, condition 'test', effect 'strenght': no do is called 'strenght'. Did you mean 'strength'\?",
        ),
        ("at_1 = 0.5", "at_1 = 5", r"line 15, condition 'test', effect 'strength': at_1 is 5; it must be at most 2"),
        (
            '"iliacus"',
            '"iliakus"',
            r"line 14, condition 'test', effect 'strength': no strand or muscle is called 'iliakus'",
        ),
        ("[0.2, 0.8]", "[0.8, 0.2]", r"line 8, condition 'test': typical grades 0.8 to 0.2 must rise between 0 and 1"),
        ('title = "A test"\n', "", r"line 2, condition 'test': no title"),
        (
            'kind = "estimated"\n\n',
            'kind = "guessed"\n\n',
            r"line 10, condition 'test': no kind is called 'guessed'. There are: measured, transcribed",
        ),
        ("at_1 = 0.5", "at_1 = 0.5\nlow = 0.6", r"line 16, .*: the range 0.6 to 0.5 must hold 0.5"),
        ("at_1 = 0.5", "at_1 = 0.5\nwhy = 1", r"line 16, .*: no entry is called 'why'"),
    ],
)
def test_errors_of_the_file_name_the_line(old: str, new: str, message: str) -> None:
    assert old in RECORD
    with pytest.raises(AtlasError, match=message):
        parse(RECORD.replace(old, new, 1), "conditions.toml")
