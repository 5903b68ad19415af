"""What `data/variants.toml` holds, typed: features, variants, prevalences, effects on a body."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, ClassVar, NamedTuple

from annotated_types import Gt, Interval

from iliopsoas.atlas.reading.field_types import Number, OneOf, Text, Texts, Vector3, Whole, record_config
from iliopsoas.atlas.reading.row import Row
from iliopsoas.atlas.reading.tables import Muscle, PathElement, muscle_names, strand_or_muscle_names

PER = ("person", "both", "side", "carrier")
Share = Annotated[Number, Interval(ge=0.0, le=1.0)]
Strands = tuple[Annotated[Text, OneOf("strand or muscle", strand_or_muscle_names)], ...]
MuscleName = Annotated[Text, OneOf("group", muscle_names)]


@dataclass(frozen=True)
class Prevalence(Row):
    """A share of people or sides [-] with its interval; `n` people or sides were looked at (0: not told)."""

    value: Share
    low: Share
    high: Share
    per: Annotated[Text, OneOf("per", PER)]
    n: Whole
    population: Text

    def of_sides(self, correlation: float) -> float:
        """The share of sides [-] that this prevalence means for sides that correlate so."""
        c, rest = correlation, 1.0 - correlation
        if self.per in ("side", "carrier") or rest == 0.0:
            return self.value
        if self.per == "both":
            return (math.sqrt(c * c + 4.0 * rest * self.value) - c) / (2.0 * rest)
        return (2.0 - c - math.sqrt((2.0 - c) ** 2 - 4.0 * rest * self.value)) / (2.0 * rest)


@dataclass(frozen=True)
class VariantEffect(Row):
    """Something a variant does to the strands of its side. Lower turns act first."""

    turn: ClassVar[int]


@dataclass(frozen=True)
class RemoveStrands(VariantEffect):
    """The strands named, or those of the groups named, are not there."""

    turn = 0
    strands: Strands


@dataclass(frozen=True)
class ScaleStrength(VariantEffect):
    """Maximal force times a factor [-]."""

    turn = 1
    strands: Strands
    factor: Annotated[Number, Gt(0.0)]


@dataclass(frozen=True)
class AddGroup(VariantEffect):
    """A muscle that the tables hold but the ordinary body lacks."""

    turn = 2
    group: MuscleName


@dataclass(frozen=True)
class AddStrand(VariantEffect):
    """A strand with its path. Pennation, passive strain and the neutral fibre length relative to lopt are those of the
    strand it is `like`; the slack length (nan here) follows from them and the built path."""

    turn = 3
    strand: Muscle
    path: tuple[PathElement, ...]
    like: str


@dataclass(frozen=True)
class MovePoint(VariantEffect):
    """The path point of this order, which lies on this body, moves by a vector [m] in the body's axes."""

    turn = 4
    strands: Strands
    body: Text
    order: Whole
    by_m: Vector3


@dataclass(frozen=True)
class Feature(Row):
    """What varies. `side_correlation`: of the two sides [-], 0 where the literature does not tell."""

    name: Text
    about: Text
    side_correlation: Share
    line: int


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One state of a feature. `prevalences`: the default first, then by population. `line`: in the data file."""

    __pydantic_config__ = record_config(prevalences="prevalence", effects="effect")

    name: Text
    feature: Text
    title: Text
    prevalences: tuple[Prevalence, ...]
    effects: tuple[VariantEffect, ...]
    mechanics: str = ""
    needs: Texts = ()
    line: int

    @property
    def prevalence(self) -> Prevalence:
        """The one that is drawn from where no population is asked for."""
        return self.prevalences[0]

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of `references.bib`, sorted."""
        return tuple(sorted({key for row in (*self.prevalences, *self.effects) for key in row.sources}))


class VariantCatalogue(NamedTuple):
    """Everything in the file, in its order."""

    features: tuple[Feature, ...]
    variants: tuple[Variant, ...]
