"""What `data/rehabilitation/*.toml` holds, typed.

Everything is a proposal for a professional: most numbers are judgements and say so (`kind`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Interval

from iliopsoas.atlas.conditions.catalogue import conditions
from iliopsoas.atlas.movements.catalogue import movement_records
from iliopsoas.atlas.reading.field_types import Described, Flag, Number, OneOf, Pair, Text, Texts, Whole, record_config
from iliopsoas.atlas.reading.row import Row

STAGES = ("calm", "activate", "strengthen", "load", "return")
"""Phases of a programme, in their order."""
IRRITABILITIES = ("low", "moderate", "high")
URGENCIES = ("emergency", "today", "urgent", "soon")
"""How soon a physician must be seen, the most urgent first."""
SORTS = ("position", "mobility", "activation", "strength", "stretch", "trunk", "back", "function")
ITEMS = ("own", "authors", "licence")
BETTER = ("up", "down")


def condition_names() -> list[str]:
    """Names of the atlas' conditions."""
    return [c.name for c in conditions()]


def movement_names() -> list[str]:
    """Names of the library's movements."""
    return list(movement_records())


StageName = Annotated[Text, OneOf("stage", STAGES)]
IrritabilityName = Annotated[Text, OneOf("irritability", IRRITABILITIES)]
ConditionName = Annotated[Text, OneOf("condition", condition_names)]
WholePair = Annotated[tuple[Whole, Whole], Described("two whole numbers in a list")]


@dataclass(frozen=True, kw_only=True)
class ScreeningQuestion(Row):
    """A question that is asked before anything is planned. 'yes' ends in "see a physician".

    Attributes:
        name: key. ask: the question in plain words.
        covers: red flags of the atlas' conditions that it asks for, word for word.
        why: what must be thought of, in plain words.
        how_soon: one of URGENCIES.
        ages: asked from this age up to below that [years]; None: at any age.
        conditions, signs: asked only of people with one of these; empty: of everybody.
    """

    name: Text
    ask: Text
    covers: Texts
    why: Text
    how_soon: Annotated[Text, OneOf("urgency", URGENCIES)]
    ages: Pair | None = None
    conditions: tuple[ConditionName, ...] = ()
    signs: Texts = ()


@dataclass(frozen=True)
class ExerciseFeature:
    """Something that an exercise has in it and a body may have to be spared ('kneeling')."""

    __pydantic_config__ = record_config()

    name: Text
    about: Text


@dataclass(frozen=True)
class Equipment:
    """Something an exercise needs."""

    __pydantic_config__ = record_config()

    name: Text
    about: Text


@dataclass(frozen=True)
class ClinicalSign:
    """A finding of the examination, no condition of the atlas, that limits what may be done."""

    __pydantic_config__ = record_config()

    name: Text
    title: Text


@dataclass(frozen=True, kw_only=True)
class Precaution(Row):
    """Which features are avoided, and why.

    Attributes:
        name: key.
        conditions, signs, irritability: any of them calls for it (with irritability: one of the others must be there
            too).
        from_grade: of the condition [-].
        phases: in which it holds; empty: in all.
        avoid: features.
        refer: '' or how soon a physician must be seen, unless one has been.
        why: in plain words.
    """

    name: Text
    conditions: tuple[ConditionName, ...] = ()
    signs: Texts = ()
    irritability: tuple[IrritabilityName, ...] = ()
    from_grade: Annotated[Number, Interval(ge=0.0, le=1.0)] = 0.0
    phases: tuple[StageName, ...] = ()
    avoid: Texts
    refer: Annotated[str, OneOf("urgency", ("", *URGENCIES))] = ""
    why: Text


@dataclass(frozen=True, kw_only=True)
class Modality(Row):
    """Rest, heat, ice, massage.

    Attributes:
        words: what to do, in plain words. known: what is known of it and what is not.
        stages, irritability: when it is told; irritability empty: always.
        avoid: signs and conditions with which it is not. not_for: other reasons against it, in words.
    """

    name: Text
    title: Text
    words: Text
    known: Text
    stages: tuple[StageName, ...]
    irritability: tuple[IrritabilityName, ...] = ()
    avoid: Texts = ()
    not_for: Texts = ()


@dataclass(frozen=True, kw_only=True)
class Stage(Row):
    """A phase.

    Attributes:
        effort: share of the own maximum that an exercise may ask for [-], low and high.
        fillers: exercises looked at last.
    """

    name: StageName
    title: Text
    about: Text
    effort: Pair
    fillers: Texts = ()


@dataclass(frozen=True, kw_only=True)
class Irritability(Row):
    """How easily it hurts.

    Attributes:
        rest_days: before the first exercise [days], few to many.
        effort_limit: largest share of the own maximum in the first two phases [-].
        days_per_week: with exercises that load the muscle, at most.
    """

    name: IrritabilityName
    about: Text
    rest_days: WholePair
    effort_limit: Annotated[Number, Interval(gt=0.0, le=1.0)]
    days_per_week: Annotated[Whole, Interval(ge=1, le=7)]


@dataclass(frozen=True, kw_only=True)
class StopRule(Row):
    """When to stop.

    Attributes:
        words: in plain words.
        most_during: largest pain while exercising [of 10]; 0: no more than before the session.
        most_after: largest rise of pain by the next morning [of 10].
    """

    name: Text
    title: Text
    words: Text
    most_during: Annotated[Whole, Interval(ge=0, le=10)]
    most_after: Annotated[Whole, Interval(ge=0, le=10)]


@dataclass(frozen=True, kw_only=True)
class DosePreset(Row):
    """How much of an exercise; pairs go from where to start to where to go.

    Attributes:
        repetitions, sets: in a set, in a session. per_day: sessions a day. per_week: days a week.
        hold_s: time at the end [s].
        tempo: seconds up-hold-down; '' where free.
        effort: share of the own maximum it is meant for [-]; None: it is no matter of strength.
    """

    name: Text
    about: Text
    repetitions: WholePair
    sets: WholePair
    per_day: WholePair
    per_week: WholePair
    hold_s: Annotated[Whole, Interval(ge=0, le=600)]
    tempo: str = ""
    effort: Pair | None = None


@dataclass(frozen=True, kw_only=True)
class Prescription(Row):
    """How an exercise of the library is given.

    Attributes:
        name: of the library's movement.
        sort: one of SORTS. purpose: what it is for, to the professional.
        features: what it has in it. equipment: what it needs, all of it.
        dose, doses: name of its dose; by phase where it differs.
        easier, harder: next exercise; '' where there is none.
        steps: settings of its parameters, the usual one first, then easier ones; empty: the library's own.
        heavier: settings for those to whom the usual one is too light, the lightest first.
        therapist: whether and in which direction, the therapist decides.
        cue: for the therapist. words: how to do it, felt: what is felt where, in plain words.
    """

    name: Annotated[Text, OneOf("movement", movement_names)]
    sort: Annotated[Text, OneOf("sort", SORTS)]
    purpose: Text
    features: Texts
    equipment: Texts = ()
    dose: Text
    doses: Mapping[StageName, Text] = field(default_factory=dict)
    easier: str = ""
    harder: str = ""
    steps: tuple[Mapping[Text, Number | Text], ...] = ()
    heavier: tuple[Mapping[Text, Number | Text], ...] = ()
    therapist: Flag = False
    cue: Text
    words: Text
    felt: Text

    def dose_in(self, stage: str) -> str:
        """Name of its dose in a phase."""
        return self.doses.get(stage, self.dose)


@dataclass(frozen=True, kw_only=True)
class ProgrammePhase:
    """Candidates of a phase, in the order of preference.

    Attributes:
        weeks: typical length.
        doses: sort of exercise -> dose that takes the place of its own.
        progress_when: in plain words.
    """

    __pydantic_config__ = record_config()

    name: StageName
    weeks: Annotated[Whole, Interval(ge=1, le=26)]
    exercises: Texts
    doses: Mapping[Annotated[Text, OneOf("sort", SORTS)], Text] = field(default_factory=dict)
    progress_when: Text


@dataclass(frozen=True, kw_only=True)
class Programme(Row):
    """A template for a goal, one phase for each stage. `conditions`: for which it is usual."""

    __pydantic_config__ = record_config(phases="phase")

    name: Text
    title: Text
    conditions: tuple[ConditionName, ...]
    phases: tuple[ProgrammePhase, ...]


@dataclass(frozen=True, kw_only=True)
class AdaptationParameter(Row):
    """A number of the forecast: low, typical, high, in `unit`."""

    name: Text
    about: Text
    low: Number
    typical: Number
    high: Number
    unit: Text


@dataclass(frozen=True, kw_only=True)
class OutcomeMeasure(Row):
    """What is measured to see whether it helps.

    Attributes:
        unit: of the score. low, high: what it can be.
        better: 'up' or 'down'.
        scoring: in words.
        mdc: smallest change of one person beyond measurement error, in the unit; mdc_percent: the same [%]; both None:
            not known.
        mcid: smallest change that matters to people, in the unit; None: not known.
        items: whose the questions are: 'own' (free), 'authors' (ask them), 'licence'; only scores are kept.
    """

    name: Text
    title: Text
    unit: Text
    low: Number
    high: Number
    better: Annotated[Text, OneOf("direction", BETTER)]
    scoring: Text
    mdc: Number | None = None
    mdc_percent: Number | None = None
    mcid: Number | None = None
    items: Annotated[Text, OneOf("owner", ITEMS)]

    def detectable_change(self, value: float) -> float | None:
        """Smallest change beyond measurement error at a value, in the unit; None where it is not known."""
        if self.mdc_percent is not None:
            return abs(value) * self.mdc_percent / 100.0
        return self.mdc
