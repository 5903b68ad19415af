"""Red flags come first; nothing unanswered counts as no."""

from __future__ import annotations

import pytest

from iliopsoas.atlas.rehabilitation.catalogue import screening_questions
from iliopsoas.atlas.rehabilitation.records import URGENCIES
from iliopsoas.errors import InputError, UnknownName
from iliopsoas.rehab.programme.planner import make_plan
from iliopsoas.rehab.programme.screening import questions_for, screen, screen_answers

from .people import MadeUpCards, clear_answers, profile


@pytest.mark.parametrize("question", screening_questions(), ids=lambda q: q.name)
def test_each_red_flag_alone_ends_at_a_physician_and_in_no_plan(question) -> None:  # type: ignore[no-untyped-def]
    who = profile(answers=clear_answers() | {question.name: "yes"})
    found = screen(who)
    assert [r.question for r in found.referrals] == [question.name]
    assert found.referrals[0].how_soon == question.how_soon
    assert question.why in found.referrals[0].words
    plan = make_plan(who, MadeUpCards())
    assert plan.phases == ()
    assert plan.see_physician == found.referrals
    assert "physician" in " ".join(plan.notes)


def test_the_most_urgent_comes_first() -> None:
    found = screen(profile(answers=clear_answers() | {"locking": "yes", "fall": "yes", "hot_joint": "yes"}))
    order = [URGENCIES.index(r.how_soon) for r in found.referrals]
    assert order == sorted(order)
    assert found.referrals[0].question == "hot_joint"


def test_what_nobody_answered_is_open_and_only_calm_is_planned() -> None:
    answers = clear_answers()
    del answers["cancer"]
    who = profile(answers=answers, stage="strengthen")
    found = screen(who)
    assert [q.name for q in found.open] == ["cancer"]
    assert not found.clear
    plan = make_plan(who, MadeUpCards())
    assert [phase.name for phase in plan.phases] == ["calm"]
    assert plan.open_questions == ("cancer",)
    assert any("cancer" in note for note in plan.notes)


def test_a_first_visit_to_a_physician_comes_before_any_plan() -> None:
    plan = make_plan(profile(physician_seen=False), MadeUpCards())
    assert plan.phases == ()
    assert plan.see_physician[0].words.startswith("Hip pain or trouble walking: see a physician first")
    assert plan.rest  # what one may do until then


def test_a_bone_pulled_off_is_sent_to_a_physician_until_one_has_seen_it() -> None:
    unseen = screen(profile(physician_seen=False, conditions=("avulsion=0.8:right",)))
    assert unseen.referrals[0].how_soon == "today"
    seen = make_plan(profile(goal="healing", conditions=("avulsion=0.8:right",)), MadeUpCards())
    assert seen.phases
    assert not {"straight_leg_raise", "half_kneel_stretch"} & {e.exercise for e in seen.exercises}


def test_a_flag_that_a_physician_cleared_is_told_and_no_bar() -> None:
    who = profile(answers=clear_answers() | {"cancer": "cleared"})
    assert screen(who).clear
    assert [q.name for q in screen(who).cleared] == ["cancer"]
    assert any("cancer" in note and "cleared" in note for note in make_plan(who, MadeUpCards()).notes)


def test_only_those_are_asked_whom_it_concerns() -> None:
    names = [q.name for q in questions_for(profile())]
    assert "young_with_limp" not in names
    assert "replaced_hip" not in names
    assert "young_with_limp" in [q.name for q in questions_for(profile(age=15.0))]
    assert "replaced_hip" in [q.name for q in questions_for(profile(conditions=("after_hip_replacement=0.3",)))]
    assert "replaced_hip" in [q.name for q in questions_for(profile(signs=("hip_replacement",)))]


def test_a_yes_counts_even_where_it_was_not_asked() -> None:
    assert screen_answers({"young_with_limp": "yes"}, profile()).referrals[0].how_soon == "emergency"


def test_a_wrong_answer_is_told() -> None:
    with pytest.raises(InputError, match="the answer to 'fall' is 'perhaps'; it must be one of yes, no, cleared"):
        screen_answers({"fall": "perhaps"}, profile())
    with pytest.raises(UnknownName, match=r"no screening question is called 'fal'. Did you mean 'fall'"):
        screen_answers({"fal": "no"}, profile())


def test_as_data() -> None:
    found = screen(profile(answers={"fall": "yes"})).as_data()
    assert found["see_physician"][0]["how_soon"] == "today"  # type: ignore[index]
    assert "hot_joint" in found["open"]  # type: ignore[operator]
    assert found["clear"] is False
