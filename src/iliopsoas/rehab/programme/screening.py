"""Red flags first: which questions are asked, which are open, and which answers end in "see a physician".

A question nobody has answered is open, not answered with no. Not a diagnosis.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from iliopsoas.atlas.conditions.catalogue import GradedCondition, resolve_conditions
from iliopsoas.atlas.rehabilitation.catalogue import precautions, screening_question, screening_questions
from iliopsoas.atlas.rehabilitation.records import URGENCIES, Precaution, ScreeningQuestion
from iliopsoas.errors import InputError
from iliopsoas.rehab.programme.plan import Referral
from iliopsoas.rehab.programme.profile import ANSWERS, Profile

HOW_SOON = {
    "emergency": "Go to an emergency room now, or call for help.",
    "today": "See a physician today.",
    "urgent": "See a physician in the next days.",
    "soon": "See a physician in the next two weeks.",
}
"""An urgency of the atlas in plain words (estimated)."""
FIRST = "Hip pain or trouble walking: see a physician first. The plan can start after that."


@dataclass(frozen=True)
class Screening:
    """What the red flags say.

    Attributes:
        asked: the questions for this person, in their order.
        answers: name of a question -> one of ANSWERS.
        referrals: reasons to see a physician, the most urgent first.
    """

    asked: tuple[ScreeningQuestion, ...]
    answers: Mapping[str, str]
    referrals: tuple[Referral, ...]

    @property
    def open(self) -> tuple[ScreeningQuestion, ...]:
        """Questions nobody has answered."""
        return tuple(q for q in self.asked if q.name not in self.answers)

    @property
    def cleared(self) -> tuple[ScreeningQuestion, ...]:
        """Questions answered with yes that a physician has cleared."""
        return tuple(q for q in self.asked if self.answers.get(q.name) == "cleared")

    @property
    def clear(self) -> bool:
        """Every question is answered and none calls for a physician."""
        return not self.open and not self.referrals

    def as_data(self) -> dict[str, object]:
        """What `json.dumps` takes."""
        return {
            "questions": [{"name": q.name, "ask": q.ask, "answer": self.answers.get(q.name)} for q in self.asked],
            "open": [q.name for q in self.open],
            "see_physician": [referral_as_data(r) for r in self.referrals],
            "clear": self.clear,
        }


def referral_as_data(referral: Referral) -> dict[str, str]:
    """A referral as `json.dumps` takes it."""
    return {
        "question": referral.question,
        "why": referral.why,
        "how_soon": referral.how_soon,
        "words": referral.words,
        "source": referral.source,
    }


def screen(profile: Profile) -> Screening:
    """Which red flags there are.

    Raises:
        UnknownName: an answer to a question that does not exist. InputError: an answer that is none of ANSWERS.
    """
    return screen_answers(profile.answers, profile)


def screen_answers(answers: Mapping[str, str], profile: Profile) -> Screening:
    """`screen` with other answers than the profile's, as at an entry of the log."""
    for name, answer in answers.items():
        screening_question(name)
        if answer not in ANSWERS:
            raise InputError(f"the answer to '{name}' is '{answer}'; it must be one of {', '.join(ANSWERS)}")
    positive = {name for name, answer in answers.items() if answer == "yes"}
    asked = questions_for(profile, also=positive)
    referrals = [_referral(q) for q in asked if q.name in positive]
    if not profile.physician_seen:
        referrals += [_condition_referral(p) for p in precautions_in(profile) if p.refer]
        referrals.append(
            Referral("", "a physician looks for the cause before a plan starts", "soon", FIRST, "iliopsoas")
        )
    referrals.sort(key=lambda r: URGENCIES.index(r.how_soon))
    return Screening(asked, dict(answers), tuple(referrals))


def questions_for(profile: Profile, also: Iterable[str] = ()) -> tuple[ScreeningQuestion, ...]:
    """The questions that are asked of this person, in their order, and those named in `also`."""
    names = {c.condition.name for c in profile.conditions}
    return tuple(q for q in screening_questions() if q.name in also or _asked(q, profile, names))


def _asked(question: ScreeningQuestion, profile: Profile, conditions: set[str]) -> bool:
    if question.ages is not None and not question.ages[0] <= profile.person.age < question.ages[1]:
        return False
    limited = bool(question.conditions or question.signs)
    return not limited or bool(conditions & set(question.conditions) or set(profile.signs) & set(question.signs))


def precautions_in(profile: Profile, stage: str = "") -> tuple[Precaution, ...]:
    """The precautions that are called for in a phase; without one, in any."""
    return _called_for(tuple(profile.person.conditions), tuple(profile.signs), profile.irritability, stage)


@functools.lru_cache(maxsize=500)
def _called_for(
    conditions: tuple[str, ...], signs: tuple[str, ...], irritability: str, stage: str
) -> tuple[Precaution, ...]:
    graded = resolve_conditions(conditions)

    def holds(precaution: Precaution) -> bool:
        if stage and precaution.phases and stage not in precaution.phases:
            return False
        if precaution.irritability and irritability not in precaution.irritability:
            return False
        return bool(set(signs) & set(precaution.signs)) or any(_concerns(precaution, c) for c in graded)

    return tuple(p for p in precautions() if holds(p))


def _concerns(precaution: Precaution, condition: GradedCondition) -> bool:
    return condition.condition.name in precaution.conditions and condition.grade >= precaution.from_grade


def _referral(question: ScreeningQuestion) -> Referral:
    words = f"{HOW_SOON[question.how_soon]} {question.why}"
    return Referral(question.name, question.why, question.how_soon, words, question.source)


def _condition_referral(precaution: Precaution) -> Referral:
    words = f"{HOW_SOON[precaution.refer]} Reason: {precaution.why}."
    return Referral("", precaution.why, precaution.refer, words, precaution.source)
