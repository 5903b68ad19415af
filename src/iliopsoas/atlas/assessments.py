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
from dataclasses import dataclass

from iliopsoas.atlas.reading.blocks import Block, find_record, read_blocks
from iliopsoas.atlas.reading.csv_rows import Row, data_text

FILE = "assessments.toml"
OF = ("muscle", "joint", "nerve", "task")


@dataclass(frozen=True)
class Norm(Row):
    """Where healthy people lie, in the test's unit; nan for an open end. `of` is the detail it is about, empty for the
    test's value."""

    low: float
    high: float
    population: str
    of: str = ""


@dataclass(frozen=True)
class MeasurementError(Row):
    """Smallest change of one person that is more than error, in `unit`. `of` is as for norms."""

    mdc: float
    unit: str
    of: str = ""


@dataclass(frozen=True)
class Accuracy(Row):
    """How well the test tells; nan where it was not given."""

    what_for: str
    sensitivity: float
    specificity: float


@dataclass(frozen=True)
class Assessment:
    """A clinical test."""

    name: str
    title: str
    about: str
    measurement: str
    unit: str
    of: str
    other_causes: tuple[str, ...]
    norms: tuple[Norm, ...]
    errors: tuple[MeasurementError, ...]
    accuracies: tuple[Accuracy, ...]
    source: str
    kind: str
    note: str

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
    """Read the file; every error names file and line (AtlasError)."""
    blocks = read_blocks(text, file, {"assessment": ("norm", "error", "accuracy")})["assessment"]
    return tuple(_assessment(block) for block in blocks)


def _assessment(block: Block) -> Assessment:
    source, kind, note = block.origin()
    made = Assessment(
        name=block.text("name"),
        title=block.text("title"),
        about=block.text("about"),
        measurement=block.text("measurement"),
        unit=block.text("unit"),
        of=block.choice("of", OF),
        other_causes=block.texts("other_causes", []),
        norms=tuple(b.done(_norm(b)) for b in block.inner("norm")),
        errors=tuple(b.done(_error(b)) for b in block.inner("error")),
        accuracies=tuple(b.done(_accuracy(b)) for b in block.inner("accuracy")),
        source=source,
        kind=kind,
        note=note,
    )
    return block.done(made)


def _norm(b: Block) -> Norm:
    low, high = b.number("low", math.nan), b.number("high", math.nan)
    if low > high:
        raise b.error(f"the norm goes from {low:g} down to {high:g}", "low")
    return Norm(*b.origin(), low, high, b.text("population"), b.text("of", ""))


def _error(b: Block) -> MeasurementError:
    return MeasurementError(*b.origin(), b.number("mdc"), b.text("unit"), b.text("of", ""))


def _accuracy(b: Block) -> Accuracy:
    sensitivity, specificity = b.number("sensitivity", math.nan), b.number("specificity", math.nan)
    return Accuracy(*b.origin(), b.text("what_for"), sensitivity, specificity)


@functools.cache
def _all() -> tuple[Assessment, ...]:
    return parse(data_text(FILE))
