"""Which cards a plan asks for, and for which side."""

from __future__ import annotations

from typing import Any

import pytest

from iliopsoas.rehab.cards.load_cards import CardSet
from iliopsoas.rehab.programme import person_cards
from iliopsoas.rehab.programme.changes import read_changes
from iliopsoas.rehab.programme.person_cards import PersonCards, considered_exercises, mirrored_person
from iliopsoas.rehab.programme.planner import make_plan

from .people import card, profile


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, tuple[str, ...], dict[str, Any]]]:
    """Every call of `card_set`, answered with made-up cards."""
    calls: list[tuple[Any, tuple[str, ...], dict[str, Any]]] = []

    def made(person, names, *, parameters, draws, progress):  # type: ignore[no-untyped-def]
        calls.append((person, tuple(names), dict(parameters)))
        left_out = {name: "this body cannot" for name in names if name == "bridge"}
        return CardSet(tuple(card(name, parameters) for name in names if name not in left_out), left_out)

    monkeypatch.setattr(person_cards, "card_set", made)
    return calls


def test_the_usual_cards_are_asked_for_at_once(asked: list[Any]) -> None:
    who = profile()
    source = PersonCards(who)
    assert asked == []
    plan = make_plan(who, source)
    assert asked[0][1] == considered_exercises(who)
    assert asked[0][2] == {}
    assert all(parameters for _, _, parameters in asked[1:])  # the rest are steps
    assert "bridge" not in {e.exercise for e in plan.exercises}
    assert next(r for r in plan.refused if r.exercise == "bridge").rule == "unknown load"
    assert source.not_made == {"bridge": "this body cannot"}


def test_a_parameter_is_computed_when_it_is_needed(asked: list[Any]) -> None:
    changes = read_changes(["slr_cuff.cuff=1.5"])
    make_plan(profile(), PersonCards(profile(), changes), changes)
    assert (("slr_cuff",), {"cuff": 1.5}) in [(names, parameters) for _, names, parameters in asked]


def test_what_no_rule_allows_is_not_computed() -> None:
    names = considered_exercises(profile(goal="joint", signs=("labral_signs",), equipment=("chair",)))
    assert "step_up" not in names
    assert "band_hip_flexion" not in names
    assert "bridge" in names
    assert "slr_cuff" in considered_exercises(profile(), read_changes(["calm.with=slr_cuff"]))


def test_the_left_is_computed_on_a_mirrored_person(asked: list[Any]) -> None:
    who = profile(side="left", conditions=("tendinopathy=0.4:left", "weakness=0.2"))
    assert mirrored_person(who.person).conditions == ("tendinopathy=0.4:right", "weakness=0.2")
    assert mirrored_person(mirrored_person(who.person)) == mirrored_person(mirrored_person(mirrored_person(
        mirrored_person(who.person))))  # fmt: skip
    PersonCards(who)("bridge", {})
    assert asked[0][0].conditions == ("tendinopathy=0.4:right", "weakness=0.2")
