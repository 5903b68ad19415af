"""The rules, one by one, in their order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.atlas.rehabilitation.catalogue import prescription, rehabilitation
from iliopsoas.rehab.cards.load_card import Band, Shortfall
from iliopsoas.rehab.programme.choice import (
    Candidate,
    band_words,
    card_source,
    consider,
    easier_step,
    effort_share,
    heavier_step,
    known_cards,
    over_capacity,
    refuse_card,
    refuse_record,
    step_words,
)
from iliopsoas.rehab.programme.plan import Refusal
from iliopsoas.rehab.programme.profile import STAGES

from .people import MadeUpCards, card, profile

SLR = prescription("straight_leg_raise")
CUFF = prescription("slr_cuff")


def _rule(name: str, stage: str = "strengthen", **changed: object) -> str:
    found = consider(name, stage, 0, profile(**changed), MadeUpCards())
    return found.rule if isinstance(found, Refusal) else ""


def test_what_was_left_out_comes_before_every_other_rule() -> None:
    found = refuse_record(CUFF, "load", profile(equipment=()), without=("slr_cuff",))
    assert found is not None
    assert found.rule == "chosen"


def test_equipment_comes_before_precautions() -> None:
    assert _rule("hanging_knee_raise", equipment=(), signs=("shoulder_pain",)) == "equipment"
    assert _rule("hanging_knee_raise", signs=("shoulder_pain",)) == "precaution"


def test_all_equipment_is_needed() -> None:
    assert _rule("band_hip_flexion", equipment=("band",)) == "equipment"
    found = refuse_record(prescription("band_hip_flexion"), "load", profile(equipment=("rail",)))
    assert found is not None
    assert found.reason == "needs a long elastic band"
    assert _rule("band_hip_flexion", equipment=("band", "rail")) == ""


def test_precautions_of_a_phase_hold_in_that_phase_only() -> None:
    """A fresh tear is spared resistance at first, not for ever."""
    torn = {"goal": "healing", "conditions": ("strain=0.7:right",)}
    assert _rule("band_hip_flexion", "activate", **torn) == "precaution"
    assert _rule("band_hip_flexion", "strengthen", **torn) == ""


def test_precautions_begin_at_their_grade() -> None:
    assert _rule("edge_stretch", "activate", conditions=("strain=0.6:right",)) == "precaution"
    assert _rule("edge_stretch", "activate", conditions=("strain=0.2:right",)) == ""


def test_a_sore_tendon_is_not_stretched_while_it_is_irritable() -> None:
    sore = {"conditions": ("tendinopathy=0.5:right",)}
    assert _rule("edge_stretch", "calm", irritability="high", **sore) == "precaution"
    assert _rule("edge_stretch", "calm", irritability="low", **sore) == ""


@pytest.mark.parametrize("found", rehabilitation().precautions, ids=lambda p: p.name)
def test_each_precaution_forbids_what_it_names(found) -> None:  # type: ignore[no-untyped-def]
    """With each of its signs and conditions, in its phases, at full grade."""
    reasons = [{"signs": (sign,)} for sign in found.signs]
    reasons += [{"conditions": (f"{name}=1:right",)} for name in found.conditions]
    for reason in reasons:
        who = profile(irritability=(found.irritability or ("low",))[0], **reason)
        for stage in found.phases or STAGES:
            for record in rehabilitation().prescriptions:
                if set(found.avoid) & set(record.features):
                    refused = refuse_record(record, stage, who)
                    assert refused is not None, (found.name, record.name, stage)
                    assert refused.rule == "precaution"


def test_capacity_comes_before_caps() -> None:
    heavy = card("straight_leg_raise", share=1.2)
    refused = refuse_card(SLR, "load", profile(caps={"hip_contact_bw": 0.1}), heavy, {})
    assert refused is not None
    assert refused.rule == "capacity"


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.5, ""),
        (0.85, ""),
        (0.93, "too near the maximum: it asks for 93 % of it, too much for 3 good repetitions"),
        (1.02, "over capacity: it asks for 102 % of the own maximum"),
    ],
)
def test_capacity(share: float, words: str) -> None:
    assert over_capacity(SLR, card("straight_leg_raise", share=share)) == words


def test_a_position_or_a_stretch_is_no_matter_of_capacity() -> None:
    for name in ("rest_90_90", "edge_stretch"):
        assert refuse_card(prescription(name), "load", profile(), card(name, share=3.0, lacks=True), {}) is None
        assert effort_share(prescription(name), card(name, share=3.0)) is None


def test_a_load_just_at_its_cap_is_allowed() -> None:
    at_cap = card("straight_leg_raise", hip_contact_bw=2.0, spread=0.0)
    assert refuse_card(SLR, "load", profile(caps={"hip_contact_bw": 2.0}), at_cap, {}) is None
    refused = refuse_card(SLR, "load", profile(caps={"hip_contact_bw": 1.99}), at_cap, {})
    assert refused is not None
    assert refused.reason == "hip contact force 2 (2 to 2) body weights can exceed the cap of 1.99 body weights"


def test_effort_and_pain_are_limited_in_the_first_phases_only() -> None:
    hard, sore = card("straight_leg_raise", share=0.7), card("straight_leg_raise", share=0.1, hurts=1.2)
    for stage, rules in (("activate", ["effort", "pain"]), ("strengthen", [None, None])):
        found = [refuse_card(SLR, stage, profile(irritability="low"), c, {}) for c in (hard, sore)]
        assert [r.rule if r else None for r in found] == rules


def test_a_load_that_is_not_known() -> None:
    assert refuse_card(SLR, "load", profile(), None, {}) is None
    for who, expected in ((profile(caps={"hip_contact_bw": 9.0}), False), (profile(), True)):
        refused = refuse_card(SLR, "load", who, None, {}, expected=expected)
        assert refused is not None
        assert refused.rule == "unknown load"


def test_the_first_step_that_no_rule_forbids_is_taken() -> None:
    found = consider("slr_cuff", "load", 0, profile(), MadeUpCards({"slr_cuff": {"share": 0.75}}))
    assert isinstance(found, Candidate)
    assert found.parameters == {"cuff": 0.5}


def test_the_reason_told_is_that_of_the_usual_step() -> None:
    found = consider("slr_cuff", "load", 0, profile(), MadeUpCards({"slr_cuff": {"share": 2.0}}))
    assert isinstance(found, Refusal)
    assert found.reason.startswith("with cuff 2 kg: over capacity: it asks for 230 %")
    assert found.instead == "straight_leg_raise"  # no cuff is possible


def test_a_parameter_that_was_set_is_the_only_one_tried_and_a_possible_one_is_named() -> None:
    """75 % and 15 % more a kilogram: of 5, 4, 3, 2, 1 and 0.5 kg only the last is possible."""
    for cuff in (2.0, 6.0):
        found = consider("slr_cuff", "load", 0, profile(), MadeUpCards({"slr_cuff": {"share": 0.75}}), {"cuff": cuff})
        assert isinstance(found, Refusal)
        assert found.instead == "slr_cuff with cuff 0.5 kg"


def test_heavier_steps_go_up_to_the_effort_and_no_further() -> None:
    cards = MadeUpCards({"slr_cuff": {"share": 0.0}})
    usual = Candidate(CUFF, {"cuff": 2.0}, cards("slr_cuff", {"cuff": 2.0}), 0)
    for effort, cuff in ((0.2, 2.0), (0.4, 3.0), (0.6, 4.0), (5.0, 5.0)):
        assert heavier_step(usual, "load", profile(), cards, effort).parameters == {"cuff": cuff}


@pytest.mark.parametrize(
    ("name", "step", "words"),
    [
        ("slr_cuff", {"cuff": 2.0}, "slr_cuff with cuff 1 kg"),
        ("slr_cuff", {"cuff": 3.0}, "slr_cuff with cuff 2 kg"),
        ("slr_cuff", {"cuff": 0.5}, "straight_leg_raise"),
        ("slr_cuff", {"cuff": 7.0}, "slr_cuff with cuff 5 kg"),
        ("band_hip_flexion", {"band": "green"}, "band_hip_flexion with band red"),
        ("band_hip_flexion", {"band": "yellow"}, "straight_leg_raise"),
        ("straight_leg_raise", {}, "supine_march"),
        ("heel_slide", {}, ""),
    ],
)
def test_the_next_easier_step(name: str, step: dict[str, float | str], words: str) -> None:
    assert easier_step(prescription(name), step) == words


def test_cards_fit_by_all_parameters_the_librarys_own_where_none_is_given() -> None:
    source = known_cards([card("slr_cuff"), card("slr_cuff", {"cuff": 1.0})])
    assert source("slr_cuff", {"cuff": 2.0}) is source("slr_cuff", {})
    assert source("slr_cuff", {"cuff": 1.0}) is not source("slr_cuff", {})
    assert source("slr_cuff", {"cuff": 3.0}) is None
    assert source("bridge", {}) is None
    assert card_source(None) is None
    assert card_source(source) is source


def test_words() -> None:
    assert (
        step_words({"cuff": 2.0, "band": "green", "seat_height": 0.55}) == "cuff 2 kg, band green, seat height 0.55 m"
    )
    assert band_words(Band(1979.6, 1840.2, 2110.0)) == "1980 (1840 to 2110)"
    assert band_words(Band(0.4213, 0.37, -0.12)) == "0.421 (0.37 to -0.12)"


@given(st.floats(0.0, 3.0), st.floats(0.0, 1.5))
def test_what_hurts_comes_last_and_what_is_too_light_comes_late(share: float, ratio: float) -> None:
    one = Candidate(SLR, {}, card("straight_leg_raise", share=share, hurts=ratio), 5)
    best = Candidate(SLR, {}, card("straight_leg_raise", share=0.5), 5)
    assert best.rank("strengthen") <= one.rank("strengthen")


def test_the_largest_gap_is_told_with_the_share() -> None:
    """A newton metre that nothing gives is a smaller reason than twenty that are missing."""
    gaps = (Shortfall("hip_rotation_r", 1.0, 0.0), Shortfall("hip_flexion_r", 80.0, 60.0))
    words = over_capacity(SLR, replace(card("straight_leg_raise", share=0.9), shortfalls=gaps))
    assert words.startswith("over capacity: hip_flexion_r needs 80 N m")
    assert words.endswith("it asks for 90 % of the own maximum of hip flexion")
