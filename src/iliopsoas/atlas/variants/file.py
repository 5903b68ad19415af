"""Reading `data/variants.toml`: every error names file, line and block."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from annotated_types import Gt

from iliopsoas.atlas.own_files import read_own
from iliopsoas.atlas.proportions import wilson_interval
from iliopsoas.atlas.reading.field_types import Number, OneOf, Text, Vector3, Whole, record_config
from iliopsoas.atlas.reading.row import Row
from iliopsoas.atlas.reading.tables import Muscle, PathElement, load
from iliopsoas.atlas.reading.toml_blocks import TomlBlock, TomlFile
from iliopsoas.atlas.variants.records import (
    AddGroup,
    AddStrand,
    Feature,
    MovePoint,
    MuscleName,
    Prevalence,
    RemoveStrands,
    ScaleStrength,
    Variant,
    VariantCatalogue,
    VariantEffect,
)

FILE = "variants.toml"


def _bodies() -> list[str]:
    return [b.body for b in load("bodies")]


@dataclass(frozen=True)
class NewStrand(Row):
    """A strand as it is written, without its path; what it lacks it has from the strand it is `like`."""

    name: Text
    group: MuscleName
    fmax_n: Annotated[Number, Gt(0.0)]
    like: Annotated[Text, OneOf("like", lambda: [m.muscle for m in load("muscles")])]
    lopt_m: Annotated[Number, Gt(0.0)] | None = None


@dataclass(frozen=True)
class WrittenPoint:
    """A point of a new path, in a body's frame [m]."""

    __pydantic_config__ = record_config()

    order: Whole
    body: Annotated[Text, OneOf("body", _bodies)]
    at_m: Vector3


@dataclass(frozen=True)
class WrittenWrap:
    """A wrap on a new path."""

    __pydantic_config__ = record_config()

    order: Whole
    wrap: Annotated[Text, OneOf("wrap", lambda: [w.wrap for w in load("wraps")])]


VERBS: dict[str, type[VariantEffect] | type[NewStrand]] = {
    "remove_strands": RemoveStrands,
    "scale_strength": ScaleStrength,
    "add_group": AddGroup,
    "add_strand": NewStrand,
    "move_point": MovePoint,
}


def parse(text: str, file: str = FILE) -> VariantCatalogue:
    """Read features and variants. `file` is only used in errors, which name file and line.

    Raises:
        AtlasError: not TOML; an entry is missing, unknown or impossible.
    """
    blocks = TomlFile.parse(text, file).blocks("feature", "variant")
    features = {feature.name: (feature, block) for block in blocks["feature"] for feature in [_feature(block)]}
    variants: dict[str, Variant] = {}
    for block in blocks["variant"]:
        variant = _variant(block, features, variants)
        variants[variant.name] = variant
    for feature, block in features.values():
        _check_shares(feature, block, [v for v in variants.values() if v.feature == feature.name])
    return VariantCatalogue(tuple(feature for feature, _ in features.values()), tuple(variants.values()))


def read_own_variant(path: str, text: str, library: VariantCatalogue) -> Variant:
    """The variant in a user's own file; it is called by the file's path.

    How often it is found need not be told, for nobody draws it; and without a feature of the library it goes with all.

    Args:
        path, text: of the file. library: features and variants that it may refer to.

    Raises:
        FileError: whatever is wrong in it, with line and block.
    """

    def read(file: TomlFile) -> Variant:
        found = file.blocks("feature", "variant", names_differ=False)
        if len(found["variant"]) > 1:
            raise found["variant"][1].error("a file holds one variant; write a second one into a file of its own")
        own = [_feature(block).name for block in found["feature"]]
        block = found["variant"][0]
        features = [*(feature.name for feature in library.features), *own]
        if "feature" not in block.values:
            features.append(name := str(block.values["name"]))
            block = block.replaced({**block.values, "feature": name})
        above = {variant.name: variant for variant in library.variants}
        return replace(_variant(block, features, above, drawn=False), name=path)

    sourced = [("feature",), ("variant", "prevalence"), ("variant", "effect")]
    return read_own(path, text, "variant", read, sourced)


def _feature(block: TomlBlock) -> Feature:
    correlation = block.values.get("side_correlation", 0.0)
    return block.read(Feature, added={"line": block.line}, side_correlation=correlation)


def _variant(block: TomlBlock, features: Iterable[str], above: Mapping[str, Variant], *, drawn: bool = True) -> Variant:
    """A variant; one that is `drawn` must say how often it is found."""
    needs = block.values.get("needs", [])
    if isinstance(needs, list) and (missing := [name for name in needs if name not in above]):
        raise block.error(f"needs '{missing[0]}', which is no variant above it", "needs")
    prevalences = tuple(_prevalence(b, bool(needs)) for b in block.inner("prevalence"))
    effects = tuple(_effect(b) for b in block.inner("effect"))
    variant = block.read(Variant, added={"line": block.line}, prevalence=prevalences, effect=effects)
    if variant.feature not in (known := list(features)):
        raise block.unknown("feature", variant.feature, known, "feature")
    if drawn and not prevalences:
        raise block.error("no [[variant.prevalence]]")
    if not effects and not variant.mechanics:
        raise block.error("neither [[variant.effect]] nor `mechanics`, which says why it has none")
    return variant


def _prevalence(block: TomlBlock, conditional: bool) -> Prevalence:
    found = block.read(Prevalence, **{"n": 0, "low": 0.0, "high": 1.0, **block.values})
    low, high = found.low, found.high
    if not {"low", "high"} <= set(block.values):
        if found.n < 1:
            raise block.error("give low and high, or the number n of those looked at")
        low, high = wilson_interval(found.value, found.n)
    if not low <= found.value <= high:
        raise block.error(f"the interval {low:g} to {high:g} must hold {found.value:g}", "low")
    if conditional != (found.per == "carrier"):
        raise block.error("per = 'carrier' goes with `needs`, and the other way round", "per")
    return replace(found, low=low, high=high)


def _effect(block: TomlBlock) -> VariantEffect:
    kind = block.choose("do", VERBS)
    if kind is NewStrand:
        return _new_strand(block)
    effect = block.read(kind, without=("do",))
    assert isinstance(effect, VariantEffect)
    if isinstance(effect, MovePoint):
        _check_moved_point(effect, block)
    return effect


def _new_strand(block: TomlBlock) -> AddStrand:
    new = block.read(NewStrand, without=("do", "path"))
    rows: dict[str, Muscle] = {m.muscle: m for m in load("muscles")}
    if new.name in rows:
        raise block.error(f"the tables have a strand '{new.name}' already", "name")
    like, origin = rows[new.like], (new.source, new.kind, new.note)
    strand = Muscle(
        *origin,
        muscle=new.name,
        group=new.group,
        fmax_n=new.fmax_n,
        lopt_m=like.lopt_m if new.lopt_m is None else new.lopt_m,
        lslack_m=math.nan,
        pennation_rad=like.pennation_rad,
        passive_strain=like.passive_strain,
        passive_onset=like.passive_onset,
    )
    path = tuple(_path_element(element, new) for element in block.inner("path", of="element of its path"))
    orders = [p.order for p in path]
    if len(path) < 2 or path[0].element != "point" or path[-1].element != "point" or orders != sorted({*orders}):
        raise block.error("a path starts and ends with a point, and its orders rise", "path")
    return AddStrand(*origin, strand=strand, path=path, like=new.like)


def _path_element(block: TomlBlock, strand: NewStrand) -> PathElement:
    origin = (strand.source, strand.kind, strand.note)
    if ("wrap" in block.values) == ("body" in block.values):
        raise block.error("it is either {order, body, at_m = [x, y, z]} or {order, wrap}")
    if "wrap" in block.values:
        wrap = block.read(WrittenWrap)
        return PathElement(*origin, strand.name, wrap.order, "wrap", "", 0.0, 0.0, 0.0, wrap.wrap)
    point = block.read(WrittenPoint)
    return PathElement(*origin, strand.name, point.order, "point", point.body, *point.at_m, "")


def _check_moved_point(effect: MovePoint, block: TomlBlock) -> None:
    paths: tuple[PathElement, ...] = load("paths")
    there = {p.muscle for p in paths if (p.element, p.body, p.order) == ("point", effect.body, effect.order)}
    for m in load("muscles"):
        if (m.muscle in effect.strands or m.group in effect.strands) and m.muscle not in there:
            raise block.error(f"{m.muscle} has no path point of order {effect.order} on {effect.body}", "order")


def _check_shares(feature: Feature, block: TomlBlock, states: list[Variant]) -> None:
    """The states of a feature exclude each other, so that their shares add up to no more than all sides."""
    for population in {p.population for v in states for p in v.prevalences[1:]} | {None}:
        total = sum(
            p.of_sides(feature.side_correlation)
            for v in states
            for i, p in enumerate(v.prevalences)
            if (i == 0 if population is None else i > 0 and p.population == population)
        )
        if not total <= 1.0 + 1e-6:
            whose = f" in population '{population}'" if population else ""
            lines = ", ".join(f"{v.name} line {v.line}" for v in states)
            raise block.error(f"its states{whose} add up to {total:.3f} of all sides ({lines})")
