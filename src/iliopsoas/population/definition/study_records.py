"""What a study of a virtual population holds, checked: who, doing what, what is uncertain, what is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from iliopsoas.atlas.reading.distributions import Distribution

OWN_SIZE = ("height_m", "mass_kg", "bmi", "age_years")
"""What of people a study may give a distribution of its own."""
GROUPED_BY = ("sex", "age", "bmi")
"""What people may be grouped by."""


@dataclass(frozen=True)
class PeopleDrawn:
    """Who is drawn.

    Attributes:
        population: of `atlas/data/populations.csv`, for everything that is not given here.
        female: share of women [-]; None: the population's.
        own: distributions of `OWN_SIZE` that take the population's place.
        variants: 'prevalence' draws anatomical variants as often as they are found, 'none' leaves everybody ordinary;
            or one of the populations with figures of their own.
    """

    population: str = "adults"
    female: float | None = None
    own: Mapping[str, Distribution] = field(default_factory=dict)
    variants: str = "prevalence"


@dataclass(frozen=True)
class StudyMovement:
    """A movement that everybody does.

    Attributes:
        name: what it is called in the study.
        movement: of the library.
        side: that moves, where one does.
        parameters: of the movement, name and value.
    """

    name: str
    movement: str
    side: str = "right"
    parameters: tuple[tuple[str, float | str], ...] = ()


@dataclass(frozen=True)
class DrawnCondition:
    """A condition that some people have.

    Attributes:
        condition: of `iliopsoas.conditions`.
        share: of people who have it [-].
        grade: what its grade is drawn from, 0 to 1.
        side: 'both', 'right', 'left', or 'either' (one of the two, by chance).
    """

    condition: str
    share: float
    grade: Distribution
    side: str = "both"


@dataclass(frozen=True)
class StudyArm:
    """What every person goes through beside others: a condition, a programme, nothing.

    Attributes:
        name: what it is called.
        conditions: added to those that a person has.
        strength: muscle or muscle with side -> factor on its strength [-].
    """

    name: str
    conditions: tuple[str, ...] = ()
    strength: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class PopulationStudy:
    """A study.

    Attributes:
        title: in words.
        people: how many. seed: of the draws.
        frames: most that are solved of each movement.
        people_drawn: who.
        uncertain: spread -> distribution that takes the atlas' place.
        movements, arms, conditions: what is done, gone through, and had.
        outcomes: keys of the loads that are told; all are kept.
        curves: keys of the loads whose curves are kept.
        groups: what people are grouped by.
        caps: load key -> limit for comparisons of movements.
        gain: key of the load that is wanted in comparisons of movements.
    """

    title: str
    people: int
    seed: int
    frames: int
    people_drawn: PeopleDrawn
    uncertain: Mapping[str, Distribution]
    movements: tuple[StudyMovement, ...]
    arms: tuple[StudyArm, ...]
    conditions: tuple[DrawnCondition, ...]
    outcomes: tuple[str, ...]
    curves: tuple[str, ...]
    groups: tuple[str, ...]
    caps: Mapping[str, float]
    gain: str
