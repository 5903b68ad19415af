"""`study.toml`: a study of a virtual population, read and checked before anything is computed.

    [study]       title, people, seed, frames, outcomes, curves, groups
    [people]      population, female, variants; age_years, height_m, mass_kg or bmi, where they are not the population's
    [uncertain]   spreads of `atlas/data/spreads.toml`: a number fixes one, a distribution takes its place
    [[movement]]  movement, and where wanted name, side, parameters
    [[condition]] condition, share, grade, side: what some people have
    [[arm]]       name, conditions, strength: what everybody goes through beside the other arms
    [comparison]  gain, caps: which movement gives more for whom within limits
    [resolved]    what a run wrote: seed, people, versions; it is not read but for these two

A distribution is a number, or a table such as { is = "normal", mean = 1.75, sd = 0.07, low = 1.5 }; see
`iliopsoas.atlas.reading.distributions`. Every error names file, line, block and key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from annotated_types import Interval

from iliopsoas.atlas.populations import population_bands, population_names, spread_records
from iliopsoas.atlas.reading.distributions import KINDS_OF_DISTRIBUTION, Distribution, FixedValue
from iliopsoas.atlas.reading.field_types import Number, OneOf, Text, Texts, Whole, record_config
from iliopsoas.atlas.reading.toml_blocks import TomlBlock, TomlFile
from iliopsoas.errors import FileError, InputError, RecordError
from iliopsoas.files import read_text
from iliopsoas.population.definition.study_records import (
    GROUPED_BY,
    OWN_SIZE,
    DrawnCondition,
    PeopleDrawn,
    PopulationStudy,
    StudyArm,
    StudyMovement,
)
from iliopsoas.rehab.cards.load_names import LOAD_NAMES, load_name, named_loads

TABLES = ("study", "people", "uncertain", "comparison", "resolved")
LISTS = ("movement", "condition", "arm")
MOST_PEOPLE, MOST_FRAMES, FEWEST_FRAMES = 10_000_000, 2000, 8
"""What a study may ask for (technical)."""
DEFAULT_FRAMES = 60
"""Most frames of each movement where a study names none; `docs/populations.md` has their error (technical)."""
DEFAULT_GAIN = "iliopsoas_force_n"
ONE_ARM = StudyArm("as drawn")
SIDES = ("both", "right", "left", "either")
VARIANTS = ("prevalence", "none")
NOT_TOLD = ("share_of_maximum", "largest_share_of_maximum")
"""Loads of cards that need a maximum of each person's own, which populations do not compute."""


@dataclass(frozen=True)
class _Head:
    """The table [study]."""

    __pydantic_config__ = record_config()
    title: Text = "A virtual population"
    people: Annotated[Whole, Interval(ge=1, le=MOST_PEOPLE)] = 100
    seed: Annotated[Whole, Interval(ge=0, le=2**31)] = 1
    frames: Annotated[Whole, Interval(ge=FEWEST_FRAMES, le=MOST_FRAMES)] = DEFAULT_FRAMES
    outcomes: Texts = ()
    curves: Texts = ()
    groups: tuple[Annotated[Text, OneOf("grouping", GROUPED_BY)], ...] = ("sex",)


@dataclass(frozen=True)
class _Who:
    """The table [people], distributions apart."""

    __pydantic_config__ = record_config()
    population: Annotated[Text, OneOf("population", population_names)] = "adults"
    female: Annotated[Number, Interval(ge=0.0, le=1.0)] | None = None
    variants: Text = "prevalence"


@dataclass(frozen=True)
class _Doing:
    """A block [[movement]]."""

    __pydantic_config__ = record_config()
    movement: Text
    name: Text = ""
    side: Annotated[Text, OneOf("side", ("right", "left"))] = "right"


@dataclass(frozen=True)
class _Having:
    """A block [[condition]], its grade apart."""

    __pydantic_config__ = record_config()
    condition: Text
    share: Annotated[Number, Interval(ge=0.0, le=1.0)]
    side: Annotated[Text, OneOf("side", SIDES)] = "both"


@dataclass(frozen=True)
class _Going:
    """A block [[arm]], its strengths apart."""

    __pydantic_config__ = record_config()
    name: Text
    conditions: Texts = ()


@dataclass(frozen=True)
class _Compared:
    """The table [comparison], its caps apart."""

    __pydantic_config__ = record_config()
    gain: Text = DEFAULT_GAIN


def read_study_file(path: str | Path, *, people: int | None = None) -> PopulationStudy:
    """A study.

    Args:
        path: of the file. people: how many, instead of what the file says.

    Raises:
        FileError: it cannot be used; says line, block and key.
    """
    file = Path(path)
    text = read_text(file)
    try:
        study = parse_population_study(text, file.name)
    except RecordError as error:
        raise FileError(file, error.problem, line=error.line, block=error.block) from None
    if people is not None:
        if not 1 <= people <= MOST_PEOPLE:
            raise InputError(f"{people} people; give a number from 1 to {MOST_PEOPLE}")
        study = PopulationStudy(**{**vars(study), "people": people})
    return study


def parse_population_study(text: str, file: str) -> PopulationStudy:
    """A study of a text; `file` is its name, for errors.

    Raises:
        AtlasError: it cannot be used; says line, block and key.
    """
    whole = TomlFile.parse(text, file)
    outside = TomlBlock(whole, (), whole.data, "")
    for key in whole.data:
        if key not in (*TABLES, *LISTS):
            raise outside.unknown("table of a study", key, (*TABLES, *LISTS), key)
    tables = {name: _table(outside, name) for name in TABLES}
    lists = {name: outside.inner(name, of=name) for name in LISTS}
    head = tables["study"].read(_Head)
    resolved = tables["resolved"].values
    movements = tuple(_movement(block) for block in lists["movement"])
    if not movements:
        raise outside.error('there is no [[movement]]; name at least one, movement = "straight_leg_raise"')
    _names_differ(lists["movement"], [m.name for m in movements], "movement")
    arms = tuple(_arm(block) for block in lists["arm"])
    _names_differ(lists["arm"], [arm.name for arm in arms], "arm")
    compared = tables["comparison"]
    gain = compared.read(_Compared, without=("caps",)).gain
    return PopulationStudy(
        title=head.title,
        people=int(resolved.get("people", head.people)),
        seed=int(resolved.get("seed", head.seed)),
        frames=head.frames,
        people_drawn=_people(tables["people"]),
        uncertain=_uncertain(tables["uncertain"]),
        movements=movements,
        arms=arms or (ONE_ARM,),
        conditions=tuple(_condition(block) for block in lists["condition"]),
        outcomes=_loads(tables["study"], "outcomes", head.outcomes) or KEPT_LOADS,
        curves=_loads(tables["study"], "curves", head.curves),
        groups=head.groups,
        caps=_caps(compared),
        gain=_loads(compared, "gain", (gain,))[0],
    )


KEPT_LOADS = tuple(name.key for name in LOAD_NAMES if name.key not in NOT_TOLD)
"""Keys of the loads that are kept of every person."""


def _table(outside: TomlBlock, name: str) -> TomlBlock:
    values = outside.values.get(name, {})
    if not isinstance(values, dict):
        raise outside.error(f"write it as a table that begins with [{name}]", name)
    return TomlBlock(outside.origin, (name,), values, f"[{name}]")


def _distribution(block: TomlBlock, key: str) -> Distribution:
    """A number, or a table with `is`."""
    value = block.values[key]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return FixedValue(float(value))
    if not isinstance(value, dict):
        words = 'a number, or a distribution such as { is = "uniform", low = 0.0, high = 1.0 }'
        raise block.error(f"{key} is {value!r}; it must be {words}", key)
    inner = TomlBlock(block.origin, (*block.path, key), value, f"{block.label}, {key}")
    name = inner.values.get("is")
    if not isinstance(name, str) or name not in KINDS_OF_DISTRIBUTION:
        raise inner.unknown("distribution", str(name), KINDS_OF_DISTRIBUTION, "is")
    return inner.read(KINDS_OF_DISTRIBUTION[name], without=("is",))


def _people(block: TomlBlock) -> PeopleDrawn:
    who = block.read(_Who, without=OWN_SIZE)
    own = {key: _distribution(block, key) for key in OWN_SIZE if key in block.values}
    if "mass_kg" in own and "bmi" in own:
        raise block.error("mass_kg and bmi are both given; one follows from the other", "bmi")
    if who.variants not in VARIANTS:
        from iliopsoas.atlas.variants.catalogue import populations

        if who.variants not in populations():
            raise block.unknown("choice of variants", who.variants, (*VARIANTS, *populations()), "variants")
    population_bands(who.population)
    return PeopleDrawn(who.population, who.female, own, who.variants)


def _uncertain(block: TomlBlock) -> dict[str, Distribution]:
    known = spread_records()
    for key in block.values:
        if key not in known:
            raise block.unknown("spread", key, known, key)
    return {key: _distribution(block, key) for key in block.values}


def _movement(block: TomlBlock) -> StudyMovement:
    from iliopsoas.atlas.movements.catalogue import find_movement
    from iliopsoas.motion.library.catalogue import described_movement

    doing = block.read(_Doing, without=("parameters",))
    try:
        record = find_movement(doing.movement)
    except InputError as error:
        raise block.error(str(error), "movement") from None
    given = block.values.get("parameters", {})
    if not isinstance(given, dict):
        raise block.error("write parameters as a table: parameters = { range = 60.0 }", "parameters")
    known = described_movement(doing.movement)["parameters"]
    for key in given:
        if key not in known or key == "side":
            raise block.unknown("parameter of this movement", key, [k for k in known if k != "side"], "parameters", key)
    if doing.side != "right" and record.laterality == "both":
        raise block.error(f"'{record.name}' does the same on both sides; leave out side", "side")
    return StudyMovement(doing.name or record.name, doing.movement, doing.side, tuple(given.items()))


def _condition(block: TomlBlock) -> DrawnCondition:
    from iliopsoas.atlas.conditions.catalogue import condition

    had = block.read(_Having, without=("grade",))
    try:
        condition(had.condition)
    except InputError as error:
        raise block.error(str(error), "condition") from None
    grade = _distribution(block, "grade") if "grade" in block.values else FixedValue(1.0)
    return DrawnCondition(had.condition, had.share, grade, had.side)


def _arm(block: TomlBlock) -> StudyArm:
    from iliopsoas.atlas.conditions.catalogue import resolve_conditions
    from iliopsoas.atlas.reading.tables import muscle_names

    going = block.read(_Going, without=("strength",))
    try:
        resolve_conditions(going.conditions)
    except InputError as error:
        raise block.error(str(error), "conditions") from None
    strength = block.values.get("strength", {})
    if not isinstance(strength, dict):
        raise block.error("write strength as a table of factors: strength = { psoas_major = 1.15 }", "strength")
    known = muscle_names()
    for key, factor in strength.items():
        if key.removesuffix("_r").removesuffix("_l") not in known:
            raise block.unknown("muscle", key, known, "strength", key)
        if not isinstance(factor, int | float) or isinstance(factor, bool) or not 0.0 <= factor <= 10.0:
            raise block.error(f"the factor of {key} is {factor!r}; it must be a number from 0 to 10", "strength", key)
    return StudyArm(going.name, going.conditions, {key: float(factor) for key, factor in strength.items()})


def _loads(block: TomlBlock, key: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Keys of loads by any of their names."""
    known = {short: load.key for short, load in named_loads().items() if load.key in KEPT_LOADS}
    for name in names:
        if name not in known:
            raise block.unknown("load", name, [load.short for load in LOAD_NAMES if load.key in KEPT_LOADS], key)
    return tuple(dict.fromkeys(known[name] for name in names))


def _caps(block: TomlBlock) -> dict[str, float]:
    given = block.values.get("caps", {})
    if not isinstance(given, Mapping):
        raise block.error("write caps as a table: caps = { lumbar_compression = 3400.0 }", "caps")
    out = {}
    for name, cap in given.items():
        (key,) = _loads(block, "caps", (name,))
        if not isinstance(cap, int | float) or isinstance(cap, bool) or not cap > 0.0:
            raise block.error(f"the cap of {name} is {cap!r}; give a positive number ({load_name(name).unit})", "caps")
        out[key] = float(cap)
    return out


def _names_differ(blocks: list[TomlBlock], names: list[str], kind: str) -> None:
    first: dict[str, int] = {}
    for block, name in zip(blocks, names, strict=True):
        if name in first:
            raise block.error(
                f"a second {kind} is called '{name}'; the first is in line {first[name]}. Give each a name of its own"
            )
        first[name] = block.line


def described(study: PopulationStudy) -> dict[str, Any]:
    """Everything that numbers depend on, for digests: no title, no number of people."""
    return {key: repr(value) for key, value in vars(study).items() if key not in ("title", "people")}
