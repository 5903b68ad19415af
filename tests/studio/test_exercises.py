"""Exercises of the panel: cards, rankings and plans in words, and what a visitor can do with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from iliopsoas.rehab.cards.load_card import Band, LoadCard, Shortfall
from iliopsoas.rehab.cards.load_names import LOAD_KEYS, MEAN_KEYS
from iliopsoas.rehab.cards.ranking import parse_rank
from iliopsoas.rehab.programme.planner import make_plan
from iliopsoas.rehab.programme.profile_file import read_profile
from iliopsoas.studio.exercises.exercise_words import CARD_LOADS, card_words, plan_words, ranking_words
from studio.visitor import Visitor

PROFILE = Path(__file__).resolve().parents[2] / "examples" / "profiles" / "woman_67_tendinopathy.toml"


def card(name: str, size: float, *, can: bool = True) -> LoadCard:
    """A made-up card whose loads are all alike."""
    lacks = () if can else (Shortfall(*(["hip_flexion_r"] + [1.0] * (len(Shortfall._fields) - 1))),)  # type: ignore[arg-type]
    loads = {key: Band(size, 0.9 * size, 1.1 * size) for key in (*LOAD_KEYS, *MEAN_KEYS)}
    return LoadCard(name, name.title(), {}, loads, {}, {}, "the hip flexors", shortfalls=lacks, draws=20)


def test_a_card_tells_every_load_with_its_band() -> None:
    words = card_words(card("march", 2.0))
    assert words.startswith("**March**")
    assert words.count("| 1.8 to 2.2 |") == len(CARD_LOADS)
    assert "Within this person's strength." in words
    assert "**Cannot be done:** the hip flexors." in card_words(card("march", 2.0, can=False))


def test_a_ranking_begins_with_the_largest() -> None:
    words = ranking_words([card("small", 1.0), card("large", 3.0), card("heavy", 2.0, can=False)], parse_rank("hip"))
    assert [line.split("|")[1].strip() for line in words.splitlines()[4:]] == ["Large", "Heavy (cannot)", "Small"]


def test_a_plan_tells_phases_reasons_and_when_to_stop() -> None:
    plan = make_plan(read_profile(PROFILE))
    words = plan_words(plan)
    assert all(phase.name in words for phase in plan.phases)
    assert all(f"* {refusal.exercise}: " in words for refusal in plan.refused)
    assert f"**Stop rule:** {plan.stop_rule}" in words


def test_a_profile_becomes_a_plan_and_a_handout(visitor: Visitor) -> None:
    pytest.importorskip("typst")
    pytest.importorskip("babel")
    visitor.upload("Open a profile (.toml)", "me.toml", PROFILE.read_bytes())
    visitor.wait_for_text("Stop rule:")
    visitor.wait(lambda: not visitor.prop("Save the handout (.html)", "disabled"), "the handout's button")
    visitor.click("Save the handout (.html)")
    visitor.wait_for_text("handout.html is among")


@pytest.mark.parametrize(("content", "words"), [(b"\xff\xfe", "no text in UTF-8"), (b"goal = 3", "bad.toml")])
def test_what_is_no_profile_is_told(visitor: Visitor, content: bytes, words: str) -> None:
    visitor.upload("Open a profile (.toml)", "bad.toml", content)
    visitor.wait_for_text(words)


def test_a_criterion_that_is_none_is_told(visitor: Visitor) -> None:
    visitor.set("By", "import os")
    visitor.click("Rank")
    visitor.wait_for_text("is not a formula over loads")
