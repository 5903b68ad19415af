"""`assessments.toml`: complete, sourced, readable; and what a reading is worth."""

from __future__ import annotations

import math

import numpy as np
import pytest

from iliopsoas.assessment.outcome import Reading
from iliopsoas.atlas.assessments import Mdc, Norm, Quantity, clinical_test, clinical_tests, parse
from iliopsoas.atlas.cite import references
from iliopsoas.atlas.readability import reading_grade
from iliopsoas.errors import AtlasError

BLOCK = """
[[assessment]]
name = "one"
title = "One"
screens = "muscle"
how = "It is done."
other_causes = ["another"]
[[assessment.reading]]
key = "a"
measurement = "angle"
unit = "deg"
"""


def test_every_source_is_in_the_bibliography() -> None:
    for test in clinical_tests():
        assert set(test.sources) <= set(references()), test.name


def test_plain_words_read_at_grade_8_or_less() -> None:
    for test in clinical_tests():
        assert reading_grade(test.how) <= 8.0, (test.name, reading_grade(test.how))


def test_other_causes_are_always_named() -> None:
    assert all(len(test.other_causes) >= 2 for test in clinical_tests())


def test_joint_screens_are_labelled() -> None:
    assert {t.name for t in clinical_tests() if t.screens == "joint"} == {"fadir", "faber"}
    assert all("not of the iliopsoas" in t.notes[0] for t in clinical_tests() if t.screens == "joint")


def test_derived_measurement_error_follows_from_its_parts() -> None:
    """1.96 sqrt(2) SD sqrt(1 - ICC): SD 5.7 deg (bjsm2014thomas), ICC 0.51 and 0.90 (thomastrig)."""
    for name, icc in (("thomas", 0.51), ("thomas_tape", 0.90)):
        mdc = clinical_test(name).quantities[0].mdc
        assert mdc is not None
        assert mdc.kind == "derived"
        assert mdc.value == pytest.approx(1.96 * np.sqrt(2.0) * 5.7 * np.sqrt(1.0 - icc), abs=0.05)


def test_an_alias_is_the_same_test() -> None:
    assert clinical_test("modified_thomas") is clinical_test("thomas")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BLOCK.replace('screens = "muscle"', 'screens = "mood"'), "no screens is called 'mood'"),
        (BLOCK + "[[assessment.norm]]\nof = 'b'\nlow = 1.0\nsource = 's'\nkind = 'measured'", "no of is called 'b'"),
        (BLOCK + "[[assessment.norm]]\nof = 'a'\nsource = 's'\nkind = 'measured'", "a norm has low, high or typical"),
        (BLOCK + "[[assessment.norm]]\nof = 'a'\nlow = 2\nhigh = 1\nsource = 's'\nkind = 'measured'", "above high 1"),
        (BLOCK + "[[assessment.norm]]\nof = 'a'\nlow = 2\nsource = 's'\nkind = 'memory'", "kind 'memory' is none of"),
        (BLOCK + "[[assessment.mdc]]\nof = 'a'\nsource = 's'\nkind = 'measured'", "has a value or a share"),
        (BLOCK + "[[assessment.mdc]]\nof = 'a'\nvalue = 1\nkind = 'measured'", "no source"),
        (
            BLOCK + "[[assessment.accuracy]]\nwhat = 'w'\nsensitivity = [0.9, 1.9]\nspecificity = [0.1, 0.2]\n"
            "source = 's'\nkind = 'measured'",
            "does not rise between 0 and 1",
        ),
        (BLOCK + BLOCK, "a second assessment 'one'"),
        (BLOCK.split("[[assessment.reading]]")[0], "at least one reading"),
        (BLOCK.replace('title = "One"', 'titel = "One"'), "no title"),
    ],
)
def test_what_is_wrong_with_a_record_is_said(text: str, message: str) -> None:
    with pytest.raises(AtlasError, match=message) as caught:
        parse(text, "some.toml")
    assert str(caught.value).startswith("some.toml, line ")


NORM = Norm("s", "measured", "", -10.0, 0.0)
ERROR = Mdc("s", "measured", "", 4.0, math.nan)
SHARE = Mdc("s", "measured", "", math.nan, 0.3)


def reading(
    value: float, healthy: float | None = None, *, norm: Norm | None = NORM, mdc: Mdc | None = ERROR
) -> Reading:
    return Reading(Quantity("a", "angle", "deg", norm, mdc), value, norm, healthy)


def test_verdicts() -> None:
    assert reading(-5.0).verdict == "inside normal"
    assert reading(2.5).verdict == "outside normal: 2.5 deg above"
    assert reading(-11.0).verdict == "outside normal: 1.0 deg below"
    assert reading(math.nan).verdict == "not measured"
    assert reading(1.0, norm=None).verdict == "no published normal range"
    typical = Norm("s", "measured", "", math.nan, math.nan, 38.0)
    assert reading(1.0, norm=typical).verdict == "no published range; the mean of healthy people is 38 deg"


def test_changes() -> None:
    assert reading(-5.0).change == ""
    assert reading(-5.0, -5.0).change == "no change"
    assert reading(-5.0, -8.9).change == "change smaller than the measurement error"
    assert reading(-5.0, -9.1).change == "change larger than the measurement error"
    assert reading(-5.0, -9.1, mdc=None).change == "changed; the measurement error is not published"
    assert reading(80.0, 100.0, mdc=SHARE).mdc == pytest.approx(30.0)
    assert reading(80.0, 100.0, mdc=SHARE).change == "change smaller than the measurement error"
    assert reading(60.0, 100.0, mdc=SHARE).change == "change larger than the measurement error"
