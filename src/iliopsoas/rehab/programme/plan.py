"""What a plan consists of: phases with exercises, each with its dose, its reason and what it loads.

A plan is a proposal, made of simulated loads, for a professional who decides. `planner.make_plan` makes one,
`plan_file` keeps it in a file that can be edited.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from iliopsoas.rehab.programme.profile import Profile

if TYPE_CHECKING:
    from iliopsoas.rehab.cards.load_card import LoadCard

SIMULATED = "Simulated, for a professional; not a diagnosis."
"""Said on everything that leaves this room."""


@dataclass(frozen=True)
class Dose:
    """How much of an exercise, how often.

    Attributes:
        repetitions: in one set; 1 for a position that is only held.
        sets: in one session.
        per_day: sessions on a day with exercise.
        per_week: days with exercise in a week; 7 is every day.
        hold_s: time at the end of the movement [s].
        tempo: 'up-hold-down' in seconds, '3-1-3'; '' where nothing is prescribed.
        preset: name of the atlas' dose that this comes from.
        source: keys of `references.bib`, several joined by ';'.
        words: the dose in one plain sentence.
    """

    repetitions: int
    sets: int
    per_day: int
    per_week: int
    hold_s: float
    tempo: str
    preset: str
    source: str
    words: str

    @property
    def minutes_per_week(self) -> float:
        """Time held in a week [min], what a stretch works by."""
        return self.repetitions * self.sets * self.per_day * self.per_week * self.hold_s / 60.0

    @property
    def sessions_per_week(self) -> int:
        """Sessions in a week."""
        return self.per_day * self.per_week


@dataclass(frozen=True)
class PlannedExercise:
    """One exercise of a phase.

    Attributes:
        exercise: name of the library's movement.
        side: 'right', 'left' or 'both'.
        dose: how much of it.
        parameters: of the movement, {'cuff': 1.0, 'band': 'red'}; what is not named has the library's value.
        reason: why this one and not another, with its numbers.
        card: what it loads; None where that was not computed.
    """

    exercise: str
    side: str
    dose: Dose
    parameters: Mapping[str, float | str]
    reason: str
    card: LoadCard | None = None


@dataclass(frozen=True)
class Phase:
    """A part of a programme.

    Attributes:
        name: one of `profile.STAGES`.
        weeks: how long it is meant to take.
        exercises: two to four; none in a phase that cannot be filled, `note` then says why.
        progress_when: what must be true before the next phase, in plain words.
        note: what the professional should know of it.
    """

    name: str
    weeks: int
    exercises: tuple[PlannedExercise, ...]
    progress_when: str
    note: str = ""


@dataclass(frozen=True)
class Refusal:
    """An exercise that was considered and is not in the plan.

    Attributes:
        exercise: name of the library's movement.
        reason: why, with the number and the limit.
        rule: 'capacity', 'cap', 'precaution', 'equipment', 'chosen' (left out by the professional) or 'unknown load'.
        instead: the next easier step; '' where there is none.
    """

    exercise: str
    reason: str
    rule: str
    instead: str = ""


@dataclass(frozen=True)
class Referral:
    """A reason to see a physician before anything else.

    Attributes:
        question: name of the screening question; '' for what is no question.
        why: what must be thought of, in plain words.
        how_soon: 'emergency', 'today', 'urgent' or 'soon'.
        words: the whole, in plain words.
        source: keys of `references.bib`.
    """

    question: str
    why: str
    how_soon: str
    words: str
    source: str


@dataclass(frozen=True)
class Advice:
    """Something beside the exercises: rest, heat, ice, massage.

    Attributes:
        name: of the atlas' modality. words: what to do. known: what is known of it, and what is not.
        avoid: when not to.
        source: keys of `references.bib`.
    """

    name: str
    words: str
    known: str
    avoid: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Plan:
    """A proposal for one person.

    Attributes:
        profile: whom it is for.
        phases: from the profile's stage to the last; empty where a physician must be seen first.
        refused: what was considered and left out, with the reason.
        see_physician: why to see one, the most urgent first.
        open_questions: names of the screening questions nobody has answered; only the phase 'calm' is planned while
            there are any.
        rest: what to do while it is irritated, in plain words; '' where nothing is.
        advice: heat, ice, massage.
        stop_rule: when to stop, in plain words.
        notes: what the professional should know; the first says that all of it is simulated.
        sources: keys of `references.bib`, sorted.
    """

    profile: Profile
    phases: tuple[Phase, ...]
    refused: tuple[Refusal, ...] = ()
    see_physician: tuple[Referral, ...] = ()
    open_questions: tuple[str, ...] = ()
    rest: str = ""
    advice: tuple[Advice, ...] = ()
    stop_rule: str = ""
    notes: tuple[str, ...] = (SIMULATED,)
    sources: tuple[str, ...] = field(default=())

    @property
    def exercises(self) -> tuple[PlannedExercise, ...]:
        """The exercises of all phases, in their order."""
        return tuple(e for phase in self.phases for e in phase.exercises)

    @property
    def weeks(self) -> int:
        """How long all phases take together."""
        return sum(phase.weeks for phase in self.phases)
