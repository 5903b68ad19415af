"""The two pain rules, each as it is published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.errors import UnknownName
from iliopsoas.rehab.diary.pain_rules import EASE_OFF, GO_ON, STOP, UNKNOWN, judge_pain

PAIN_RISES, PAIN_MONITORING = "pain_rises", "pain_monitoring"
PAIN = st.integers(0, 10)


@given(PAIN, PAIN)
def test_the_strict_rule_stops_when_pain_rises(before: int, during: int) -> None:
    assert judge_pain(PAIN_RISES, before, during).advice == (STOP if during > before else GO_ON)


@given(PAIN, PAIN)
def test_the_monitoring_model_stops_above_five(before: int, during: int) -> None:
    """0-3 safe, 4-5 acceptable, more not; whatever it was before."""
    verdict = judge_pain(PAIN_MONITORING, before, during)
    assert verdict.advice == (STOP if during > 5 else GO_ON)
    assert str(during) in verdict.why


@given(PAIN, PAIN, PAIN)
def test_a_worse_morning_never_lets_one_go_on(before: int, during: int, morning: int) -> None:
    for rule in (PAIN_RISES, PAIN_MONITORING):
        verdict = judge_pain(rule, before, during, morning)
        assert (verdict.advice == GO_ON) <= (morning <= before)


@given(PAIN, PAIN)
def test_the_strict_rule_is_the_stricter_one_for_rising_pain_that_is_mild(before: int, during: int) -> None:
    if before < during <= 5:
        assert judge_pain(PAIN_RISES, before, during).advice == STOP
        assert judge_pain(PAIN_MONITORING, before, during).advice == GO_ON


def test_a_worse_morning_asks_for_less() -> None:
    verdict = judge_pain(PAIN_MONITORING, 2, 4, 3)
    assert verdict.advice == EASE_OFF
    assert "next morning is 3, above the 2" in verdict.why


def test_what_was_not_told_is_not_judged() -> None:
    assert judge_pain(PAIN_RISES, None, 3).advice == UNKNOWN
    assert judge_pain(PAIN_MONITORING, 3, None).advice == UNKNOWN
    assert judge_pain(PAIN_MONITORING, None, 3).advice == GO_ON


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(UnknownName, match="no stop rule is called 'gut'"):
        judge_pain("gut", 1, 1)
