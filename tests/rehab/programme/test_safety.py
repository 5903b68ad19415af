"""What must hold in every plan: 1,000 random people, and each rule broken by hand.

The rules are written here a second time, from the records alone, so that the planner is not its own judge.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from iliopsoas.atlas.conditions.catalogue import conditions
from iliopsoas.atlas.rehabilitation.catalogue import prescription, rehabilitation
from iliopsoas.rehab.cards.load_names import LOAD_KEYS
from iliopsoas.rehab.programme.plan import Phase, Plan
from iliopsoas.rehab.programme.planner import make_plan
from iliopsoas.rehab.programme.profile import IRRITABILITIES, SIDES, STAGES, Profile
from iliopsoas.rehab.programme.safety import violations
from iliopsoas.study.person import Person

from .people import EVERYTHING, MadeUpCards, card, clear_answers, profile

RECORDS = rehabilitation()
LABRAL = {"labral_tear", "impingement"}
LABRAL_SIGNS = {"labral_signs", "hip_instability"}
CAPPED = ("hip_contact_bw", "hip_anterior_bw", "lumbar_compression_n", "share_of_maximum", "tendon_strain")
WORK = {"strength": 0.4, "activation": 0.3}
"""Share of the own maximum by sort, made up."""


def somebody(seed: int) -> tuple[Profile, MadeUpCards]:
    """A random person, and what exercises load in them."""
    rng = random.Random(seed)

    def some(names: Sequence[str], most: int) -> list[str]:
        return rng.sample(list(names), rng.randint(0, most))

    answers = clear_answers()
    for name in some(sorted(answers), 1):
        answers[name] = rng.choice(("yes", "cleared", "no"))
    for name in some(sorted(answers), 1):
        del answers[name]
    caps = {key: rng.uniform(0.01, 5.0) * (1000.0 if key.endswith("_n") else 1.0) for key in some(CAPPED, 2)}
    who = Profile(
        "p-01",
        Person(height=1.7, mass=70.0, age=rng.uniform(8.0, 100.0), conditions=_conditions(rng)),
        rng.choice(RECORDS.programmes).name,
        side=rng.choice(SIDES),
        stage=rng.choice(STAGES),
        irritability=rng.choice(IRRITABILITIES),
        physician_seen=rng.random() < 0.75,
        signs=tuple(some([sign.name for sign in RECORDS.signs], 3)),
        equipment=tuple(some(EVERYTHING, len(EVERYTHING))),
        caps=caps,
        answers=answers,
    )
    weak = rng.uniform(0.3, 3.0)
    shares = {p.name: {"share": weak * WORK.get(p.sort, 0.1)} for p in RECORDS.prescriptions}
    spread, hurts = rng.uniform(0.0, 0.5), rng.choice((0.0, 0.8, 1.5))
    return who, MadeUpCards(shares, scale=rng.uniform(0.2, 3.0), spread=spread, hurts=hurts)


def _conditions(rng: random.Random) -> tuple[str, ...]:
    """Up to two that do not exclude each other, graded."""
    chosen = rng.sample(conditions(), rng.randint(0, 2))
    if len(chosen) == 2 and (chosen[0].name in chosen[1].excludes or chosen[1].name in chosen[0].excludes):
        chosen = chosen[:1]
    return tuple(f"{c.name}={rng.choice((0.2, 0.5, 0.9))}:{rng.choice(('right', 'left', 'both'))}" for c in chosen)


@settings(max_examples=1000, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_plan_of_anybody_is_safe(seed: int) -> None:
    who, cards = somebody(seed)
    plan = make_plan(who, cards)
    assert violations(plan, with_loads=True) == ()
    flagged = "yes" in who.answers.values() or not who.physician_seen
    assert not (flagged and plan.exercises)
    assert bool(plan.see_physician) == flagged
    if plan.open_questions:
        assert {phase.name for phase in plan.phases} <= {"calm"}
    assert all(len(phase.exercises) <= 4 for phase in plan.phases)
    named = {c.condition.name for c in who.conditions}
    for exercise in plan.exercises:
        record = prescription(exercise.exercise)
        assert set(record.equipment) <= set(who.equipment)
        assert exercise.card is not None
        assert all(exercise.card.loads[key].high <= cap for key, cap in who.caps.items())
        if record.sort in ("activation", "strength", "trunk", "function"):
            assert exercise.card.loads["share_of_maximum"].value <= 1.0
        if named & LABRAL or set(who.signs) & LABRAL_SIGNS:
            assert not {"end_range_extension", "loaded_end_range_extension"} & set(record.features)
        if "new_hip_replacement" in who.signs:
            assert not {"resisted", "deep_hip_flexion", "end_range_extension"} & set(record.features)
        if "poor_balance" in who.signs:
            assert "free_standing" not in record.features
        if {"osteoporosis", "spondylolisthesis", "pregnant"} & set(who.signs) or "low_back_pain" in named:
            assert "high_spine_load" not in record.features
        assert exercise.reason
        assert exercise.dose.source
    assert not {r.exercise for r in plan.refused} & {e.exercise for e in plan.exercises}


def _with(plan: Plan, **changed: object) -> Plan:
    return replace(plan, profile=replace(plan.profile, **changed))  # type: ignore[arg-type]


def test_each_rule_broken_is_told() -> None:
    plan = make_plan(profile(goal="mobility"), MadeUpCards())
    assert violations(plan, with_loads=True) == ()
    for changed, words in (
        ({"answers": clear_answers() | {"fall": "yes"}}, "no exercise before a physician was seen"),
        ({"physician_seen": False}, "see a physician first"),
        ({"answers": {}}, "only 'calm' while screening questions are open"),
        ({"equipment": ()}, "needs a firm bed"),
        ({"signs": ("labral_signs",)}, "the thigh goes back to the end of its way"),
        ({"caps": {"hip_contact_bw": 0.5}}, "can exceed the cap of 0.5 body weights"),
    ):
        assert words in " ".join(v.words for v in violations(_with(plan, **changed)))


def test_a_phase_that_is_too_full_and_a_load_beyond_the_person_are_told() -> None:
    plan = make_plan(profile(), MadeUpCards())
    load = next(p for p in plan.phases if p.name == "load")
    full = replace(load, exercises=load.exercises * 2)
    heavy = replace(load, exercises=(replace(load.exercises[0], card=card(load.exercises[0].exercise, share=1.3)),))
    assert "exercises; 4 are what people keep doing" in violations(replace(plan, phases=(full,)))[0].words
    found = violations(replace(plan, phases=(heavy,)))[0]
    assert (found.phase, found.exercise) == (0, 0)
    assert "130 % of the own maximum" in found.words


def test_unknown_loads_are_told_only_where_loads_are_looked_at() -> None:
    plan = make_plan(profile(), MadeUpCards())
    bare = tuple(
        Phase(p.name, p.weeks, tuple(replace(e, card=None) for e in p.exercises), p.progress_when) for p in plan.phases
    )
    unknown = replace(_with(plan, caps={"hip_contact_bw": 9.0}), phases=bare)
    assert violations(unknown) == ()
    assert "its loads are not known" in violations(unknown, with_loads=True)[0].words


def test_caps_may_be_on_any_load() -> None:
    for key in LOAD_KEYS:
        assert make_plan(profile(caps={key: 1e9}), MadeUpCards()).exercises
        assert not make_plan(profile(caps={key: 1e-9}), MadeUpCards(spread=0.5)).exercises or key == "share_of_maximum"
