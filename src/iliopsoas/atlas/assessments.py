"""Clinical tests: what they measure, what is normal, how far a reading can be trusted, what else could be behind it.

`data/assessments.toml` holds them in blocks:

    [[assessment]]             name, title, aliases, screens (one of SCREENS), how, other_causes, notes
      [[assessment.reading]]   key, measurement, unit; the first is the test's value
      [[assessment.norm]]      of (a reading); low, high, typical, as far as published; source, kind, note
      [[assessment.mdc]]       of; smallest change that is more than measurement error: value in the reading's unit, or
                               share of the healthy reading; source, kind, note
      [[assessment.accuracy]]  what; sensitivity, specificity [low, high]; source, kind, note
      [[assessment.setting]]   key, value, unit; what the simulation assumes; source, kind, note

What nobody published is left out. `iliopsoas.assessment` computes the readings.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

from iliopsoas.atlas.tables import Row, data_text
from iliopsoas.atlas.toml_blocks import Block, read_blocks
from iliopsoas.errors import UnknownName

FILE = "assessments.toml"
SCREENS = {
    "muscle": "the muscle",
    "joint": "a screening of the joint, not of the muscle",
    "nerve": "the nerve",
    "task": "a whole task",
}
INNER = ("reading", "norm", "mdc", "accuracy", "setting")


@dataclass(frozen=True)
class Norm(Row):
    """What is normal, in the reading's unit; nan where nothing was published."""

    low: float
    high: float
    typical: float = math.nan


@dataclass(frozen=True)
class Mdc(Row):
    """Smallest change that is more than measurement error, in the reading's unit or as a share of the healthy reading;
    one of them is nan."""

    value: float
    share: float


@dataclass(frozen=True)
class Accuracy(Row):
    """How often the test is right: lowest and highest sensitivity and specificity [-] for finding `what`."""

    what: str
    sensitivity: tuple[float, float]
    specificity: tuple[float, float]


@dataclass(frozen=True)
class Setting(Row):
    """A number that the simulation assumes."""

    value: float
    unit: str


@dataclass(frozen=True)
class Quantity:
    """One thing a test reads."""

    key: str
    measurement: str
    unit: str
    norm: Norm | None
    mdc: Mdc | None


@dataclass(frozen=True)
class Test:
    """A clinical test.

    Attributes:
        name, title, aliases: key, name in words, other keys.
        screens: one of `SCREENS`.
        how: what is done, in plain words.
        quantities: what it reads, its value first.
        accuracy: None where nothing was seen.
        settings: key -> what the simulation assumes.
        other_causes: what else can give the same reading.
        notes: limits of the simulation.
        line: in the data file.
    """

    __test__ = False  # not one of pytest's

    name: str
    title: str
    aliases: tuple[str, ...]
    screens: str
    how: str
    quantities: tuple[Quantity, ...]
    accuracy: Accuracy | None
    settings: dict[str, Setting]
    other_causes: tuple[str, ...]
    notes: tuple[str, ...]
    line: int

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of `references.bib`, sorted."""
        parts: list[Row | None] = [self.accuracy, *self.settings.values()]
        parts += [part for q in self.quantities for part in (q.norm, q.mdc)]
        return tuple(sorted({key for part in parts if part is not None for key in part.sources}))

    def setting(self, key: str) -> float:
        """A number that the simulation assumes, in its unit."""
        return self.settings[key].value


def clinical_tests() -> tuple[Test, ...]:
    """All tests, in the file's order."""
    return _all()


def clinical_test(name: str) -> Test:
    """One test by name or alias.

    Raises:
        UnknownName: there is none; lists those there are.
    """
    for test in _all():
        if name == test.name or name in test.aliases:
            return test
    raise UnknownName("assessment", name, [test.name for test in _all()])


def parse(text: str, file: str = FILE) -> tuple[Test, ...]:
    """Read tests. `file` is only used in errors, which name file and line.

    Raises:
        AtlasError: not TOML; an entry is missing, unknown, given twice or impossible.
    """
    seen: set[str] = set()
    out = []
    for block in read_blocks(text, file, {"assessment": INNER})["assessment"]:
        test = _test(block)
        if twice := seen & {test.name, *test.aliases}:
            raise block.error(f"a second assessment '{sorted(twice)[0]}'", "name")
        seen |= {test.name, *test.aliases}
        out.append(test)
    return tuple(out)


def _test(block: Block) -> Test:
    readings = [(b.text("key"), b.text("measurement"), b.text("unit"), b.done(b)) for b in block.inner("reading")]
    keys = [key for key, *_ in readings]
    if not keys or len(set(keys)) < len(keys):
        raise block.error("an assessment has at least one reading, and each key once")
    norms = {_of(b, keys): _norm(b) for b in block.inner("norm")}
    errors = {_of(b, keys): _mdc(b) for b in block.inner("mdc")}
    accuracy = [_accuracy(b) for b in block.inner("accuracy")]
    if len(accuracy) > 1:
        raise block.error("give accuracy once")
    return block.done(
        Test(
            name=block.text("name"),
            title=block.text("title"),
            aliases=block.texts("aliases", []),
            screens=block.choice("screens", SCREENS),
            how=block.text("how"),
            quantities=tuple(Quantity(k, m, u, norms.get(k), errors.get(k)) for k, m, u, _ in readings),
            accuracy=accuracy[0] if accuracy else None,
            settings={b.text("key"): _setting(b) for b in block.inner("setting")},
            other_causes=block.texts("other_causes"),
            notes=block.texts("notes", []),
            line=block.line,
        )
    )


def _of(block: Block, keys: list[str]) -> str:
    return block.choice("of", keys)


def _norm(block: Block) -> Norm:
    low, high, typical = (block.number(key, math.nan) for key in ("low", "high", "typical"))
    if math.isnan(low) and math.isnan(high) and math.isnan(typical):
        raise block.error("a norm has low, high or typical")
    if low > high:
        raise block.error(f"low {low:g} lies above high {high:g}", "low")
    return block.done(Norm(*block.origin(), low, high, typical))


def _mdc(block: Block) -> Mdc:
    value, share = block.number("value", math.nan), block.number("share", math.nan)
    if math.isnan(value) == math.isnan(share) or value <= 0.0 or share <= 0.0:
        raise block.error("a smallest detectable change has a value or a share, above zero")
    return block.done(Mdc(*block.origin(), value, share))


def _accuracy(block: Block) -> Accuracy:
    what, both = block.text("what"), (block.pair("sensitivity"), block.pair("specificity"))
    for low, high in both:
        if not 0.0 <= low <= high <= 1.0:
            raise block.error(f"[{low:g}, {high:g}] does not rise between 0 and 1")
    return block.done(Accuracy(*block.origin(), what, *both))


def _setting(block: Block) -> Setting:
    return block.done(Setting(*block.origin(), block.number("value"), block.text("unit")))


@functools.cache
def _all() -> tuple[Test, ...]:
    return parse(data_text(FILE))
