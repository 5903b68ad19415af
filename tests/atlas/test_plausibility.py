"""The rule of plausibility: every check has rising bounds, and what is refused must be accepted by name."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.atlas.cite import bibliography
from iliopsoas.atlas.plausibility import (
    LEVELS,
    PlausibilityFinding,
    accepted,
    parse_plausibility,
    plausibility_rule,
    plausibility_rules,
)
from iliopsoas.errors import AtlasError, InputError, UnknownName

HEAD = '[speed]\nabout = "x"\nunit = "m/s"\nadvice = "slow down"\nsource = "iliopsoas"\nkind = "estimated"\n'


@pytest.mark.parametrize("rule", plausibility_rules(), ids=lambda r: r.name)
def test_every_check_has_sources_and_a_unit(rule) -> None:  # type: ignore[no-untyped-def]
    assert bibliography(rule.sources)
    assert rule.unit
    assert rule.about[0].isupper()
    assert not rule.advice.endswith(".")


@given(st.sampled_from(plausibility_rules()), st.floats(0.0, 1e6), st.floats(0.0, 1e6))
def test_a_larger_value_is_never_judged_milder(rule, one: float, other: float) -> None:  # type: ignore[no-untyped-def]
    order = (None, *LEVELS)
    low, high = sorted((one, other))
    assert order.index(rule.level(low)) <= order.index(rule.level(high))


def test_the_bound_itself_can_be_believed_and_no_number_cannot() -> None:
    rule = plausibility_rule("marker_fit")
    assert rule.level(rule.care) is None
    assert rule.level(math.nextafter(rule.care, math.inf)) == "care"
    assert rule.level(math.nan) == "refused"
    assert plausibility_rule("weight_missing").level(math.inf) == "poor"  # it has no bound that refuses


def test_a_refused_finding_must_be_accepted_by_its_name() -> None:
    bad, mild = (
        PlausibilityFinding("speed", "refused", "it flies", "look again"),
        PlausibilityFinding("height", "care", "it is high", "look"),
    )
    with pytest.raises(InputError, match=r"^it flies: look again\. If it is so, accept it by name: --accept speed$"):
        accepted([mild, bad], [])
    with pytest.raises(InputError, match="--accept speed"):
        accepted([mild, bad], ["height"])
    kept = accepted([mild, bad], ["speed"])
    assert kept[0] is mild
    assert (kept[1].level, kept[1].accepted) == ("poor", True)
    assert kept[1].sentence == "It flies: accepted by the user."


def test_a_name_that_is_no_check_is_told() -> None:
    with pytest.raises(UnknownName, match=r"no check of plausibility is called 'sped'\. Did you mean 'speed'"):
        accepted([], ["sped"])


@pytest.mark.parametrize(
    ("text", "match"),
    [
        (HEAD, r"^p\.toml, line 1, check 'speed': it has no bound; there are care, poor, refused$"),
        (HEAD + "care = 2\nrefused = 1\n", r"bounds must rise from care to poor to refused"),
        (HEAD + "care = 2\nrefussed = 3\n", r"line 8, check 'speed': no entry is called 'refussed'\. Did you mean"),
        (HEAD.replace('kind = "estimated"\n', "") + "care = 2\n", r"no kind"),
    ],
)
def test_a_rule_that_is_not_as_it_must_be(text: str, match: str) -> None:
    with pytest.raises(AtlasError, match=match):
        parse_plausibility(text, "p.toml")
