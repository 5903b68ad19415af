"""Clinical tests as data: what each measures, what is normal, how far it can be trusted, what else could be the cause.

`data/assessments.toml` holds them in blocks:

    [[assessment]]           name, title, about, measurement, unit, of, other_causes, source, kind, note
      [[assessment.norm]]    low, high, population, source, kind, note: the first one counts
      [[assessment.error]]   mdc: smallest change that is more than measurement error; unit ('% of the value', or
                             the test's own), source, kind, note
                             both with `of`, a key of the reading's details, where they are not about its value
      [[assessment.accuracy]]  what_for, sensitivity, specificity (or likelihood ratios), source, kind, note

`of` says what is looked at: 'muscle', 'joint', 'nerve' or 'task'. How a test is simulated is in `iliopsoas.assessment`.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field
from typing import Annotated

from iliopsoas.atlas.reading.csv_rows import data_text
from iliopsoas.atlas.reading.field_types import Number, OneOf, Text, Texts, record_config
from iliopsoas.atlas.reading.row import Row, SourceKind
from iliopsoas.atlas.reading.toml_blocks import TomlBlock, TomlFile, find_record

FILE = "assessments.toml"
OF = ("muscle", "joint", "nerve", "task")


@dataclass(frozen=True)
class Norm(Row):
    """Where healthy people lie, in the test's unit; nan for an open end. `of` is the detail it is about, empty for the
    test's value."""

    low: Number = field(default=math.nan, kw_only=True)
    high: Number = field(default=math.nan, kw_only=True)
    population: Text
    of: str = ""


@dataclass(frozen=True)
class MeasurementError(Row):
    """Smallest change of one person that is more than error, in `unit`. `of` is as for norms."""

    mdc: Number
    unit: Text
    of: str = ""


@dataclass(frozen=True)
class Accuracy(Row):
    """How well the test tells; nan where it was not given."""

    what_for: Text
    sensitivity: Number = math.nan
    specificity: Number = math.nan


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """A clinical test."""

    __pydantic_config__ = record_config(norms="norm", errors="error", accuracies="accuracy")

    name: Text
    title: Text
    about: Text
    measurement: Text
    unit: Text
    of: Annotated[Text, OneOf("of", OF)]
    other_causes: Texts = ()
    norms: tuple[Norm, ...]
    errors: tuple[MeasurementError, ...]
    accuracies: tuple[Accuracy, ...]
    source: Text
    kind: SourceKind
    note: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of `references.bib`, sorted."""
        rows = (*self.norms, *self.errors, *self.accuracies)
        return tuple(sorted({*self.source.split(";"), *(key for row in rows for key in row.sources)}))


def assessments() -> tuple[Assessment, ...]:
    """All tests."""
    return _all()


def assessment(name: str) -> Assessment:
    """One test.

    Raises:
        UnknownName: there is no such test.
    """
    return find_record("assessment", name, assessments())


def parse(text: str, file: str = FILE) -> tuple[Assessment, ...]:
    """Read the file; every error names file, line and block (AtlasError)."""
    return tuple(_assessment(block) for block in TomlFile.parse(text, file).blocks("assessment")["assessment"])


def _assessment(block: TomlBlock) -> Assessment:
    return block.read(
        Assessment,
        norm=tuple(_norm(b) for b in block.inner("norm")),
        error=tuple(b.read(MeasurementError) for b in block.inner("error")),
        accuracy=tuple(b.read(Accuracy) for b in block.inner("accuracy")),
    )


def _norm(block: TomlBlock) -> Norm:
    norm = block.read(Norm)
    if norm.low > norm.high:
        raise block.error(f"the norm goes from {norm.low:g} down to {norm.high:g}", "low")
    return norm


@functools.cache
def _all() -> tuple[Assessment, ...]:
    return parse(data_text(FILE))
