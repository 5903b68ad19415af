"""Reading `data/variants.toml`: every error names file and line."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from iliopsoas.atlas.proportions import wilson_interval
from iliopsoas.atlas.reading.blocks import Block, read_blocks, strands_or_muscles
from iliopsoas.atlas.reading.tables import Muscle, PathElement, load
from iliopsoas.atlas.variants.records import (
    PER,
    AddGroup,
    AddStrand,
    Feature,
    MovePoint,
    Prevalence,
    RemoveStrands,
    ScaleStrength,
    Variant,
    VariantCatalogue,
    VariantEffect,
)
from iliopsoas.errors import AtlasError, UnknownName

FILE = "variants.toml"
BLOCKS: dict[str, tuple[str, ...]] = {"feature": (), "variant": ("prevalence", "effect")}


def parse(text: str, file: str = FILE) -> VariantCatalogue:
    """Read features and variants. `file` is only used in errors, which name file and line.

    Raises:
        AtlasError: not TOML; an entry is missing, unknown or impossible.
    """
    blocks = read_blocks(text, file, BLOCKS)
    found: dict[str, Feature] = {}
    for block in blocks.get("feature", []):
        feature = _feature(block)
        found[feature.name] = feature
    known: dict[str, Variant] = {}
    for block in blocks.get("variant", []):
        v = _variant(block, found, known)
        known[v.name] = v
    for feature in found.values():
        states = [v for v in known.values() if v.feature == feature.name]
        for population in {p.population for v in states for p in v.prevalences[1:]} | {None}:
            total = sum(
                p.of_sides(feature.side_correlation)
                for v in states
                for i, p in enumerate(v.prevalences)
                if (i == 0 if population is None else i > 0 and p.population == population)
            )
            if not total <= 1.0 + 1e-6:
                whose = f" in population '{population}'" if population else ""
                raise AtlasError(
                    f"{file}, line {feature.line}: the states of '{feature.name}'{whose} add up to {total:.3f} of all "
                    f"sides ({', '.join(f'{v.name} line {v.line}' for v in states)})"
                )
    return VariantCatalogue(tuple(found.values()), tuple(known.values()))


def _feature(block: Block) -> Feature:
    correlation = block.number("side_correlation", 0.0)
    if not 0.0 <= correlation <= 1.0:
        raise block.error(f"side_correlation is {correlation:g}; it must lie between 0 and 1", "side_correlation")
    return block.done(Feature(*block.origin(), block.text("name"), block.text("about"), correlation, block.line))


def _variant(block: Block, known_features: Mapping[str, Feature], known: Mapping[str, Variant]) -> Variant:
    feature = block.choice("feature", known_features)
    needs = block.texts("needs", [])
    if missing := [n for n in needs if n not in known]:
        raise block.error(f"needs '{missing[0]}', which is no variant above it", "needs")
    prevalences = tuple(_prevalence(b, bool(needs)) for b in block.inner("prevalence"))
    if not prevalences:
        raise block.error("no [[variant.prevalence]]")
    effects = tuple(_effect(b) for b in block.inner("effect"))
    mechanics = block.text("mechanics", "")
    if not effects and not mechanics:
        raise block.error("neither [[variant.effect]] nor `mechanics`, which says why it has none")
    name, title = block.text("name"), block.text("title")
    return block.done(Variant(name, feature, title, prevalences, effects, mechanics, needs, block.line))


def _prevalence(block: Block, conditional: bool) -> Prevalence:
    value, n, per = block.number("value"), int(block.number("n", 0)), block.choice("per", PER)
    low, high = block.number("low", math.nan), block.number("high", math.nan)
    if not 0.0 <= value <= 1.0:
        raise block.error(f"prevalence {value:g} does not lie between 0 and 1", "value")
    if math.isnan(low) or math.isnan(high):
        if n < 1:
            raise block.error("give low and high, or the number n of those looked at")
        low, high = wilson_interval(value, n)
    if not 0.0 <= low <= value <= high <= 1.0:
        raise block.error(f"the interval {low:g} to {high:g} must hold {value:g} and lie between 0 and 1", "low")
    if conditional != (per == "carrier"):
        raise block.error("per = 'carrier' goes with `needs`, and the other way round", "per")
    return block.done(Prevalence(*block.origin(), value, low, high, per, n, block.text("population")))


def _effect(block: Block) -> VariantEffect:
    return block.done(VERBS[block.choice("do", VERBS)](block))


def _scale(block: Block) -> ScaleStrength:
    factor = block.number("factor")
    if factor <= 0.0:
        raise block.error(f"factor is {factor:g}; it must be above 0 (or use remove_strands)", "factor")
    return ScaleStrength(*block.origin(), strands=strands_or_muscles(block, "strands"), factor=factor)


def _add_group(block: Block) -> AddGroup:
    return AddGroup(*block.origin(), group=block.choice("group", sorted({m.group for m in load("muscles")})))


def _add_strand(block: Block) -> AddStrand:
    rows: dict[str, Muscle] = {m.muscle: m for m in load("muscles")}
    like = rows[block.choice("like", rows)]
    name, origin = block.text("name"), block.origin()
    if name in rows:
        raise block.error(f"the tables have a strand '{name}' already", "name")
    sizes = {"fmax_n": block.number("fmax_n"), "lopt_m": block.number("lopt_m", like.lopt_m)}
    if wrong := [key for key, value in sizes.items() if not value > 0.0]:
        raise block.error(f"{wrong[0]} is {sizes[wrong[0]]:g}; it must be above 0", wrong[0])
    strand = Muscle(
        *origin,
        muscle=name,
        group=block.choice("group", sorted({m.group for m in rows.values()})),
        fmax_n=sizes["fmax_n"],
        lopt_m=sizes["lopt_m"],
        lslack_m=math.nan,
        pennation_rad=like.pennation_rad,
        passive_strain=like.passive_strain,
    )
    path = tuple(_element(block, name, entry, origin) for entry in block.take("path", list))
    orders = [p.order for p in path]
    if len(path) < 2 or path[0].element != "point" or path[-1].element != "point" or orders != sorted({*orders}):
        raise block.error("a path starts and ends with a point, and its orders rise", "path")
    return AddStrand(*origin, strand=strand, path=path, like=like.muscle)


def _element(block: Block, muscle: str, entry: Any, origin: tuple[str, str, str]) -> PathElement:
    known = {"body": {b.body for b in load("bodies")}, "wrap": {w.wrap for w in load("wraps")}}
    for key, names in known.items():
        if isinstance(entry, dict) and key in entry and entry[key] not in names:
            raise block.error(str(UnknownName(key, str(entry[key]), sorted(names))), "path")
    match entry:
        case {"order": int(order), "body": str(body), "at_m": [x, y, z], **rest} if not rest:
            return PathElement(*origin, muscle, order, "point", body, float(x), float(y), float(z), "")
        case {"order": int(order), "wrap": str(wrap), **rest} if not rest:
            return PathElement(*origin, muscle, order, "wrap", "", 0.0, 0.0, 0.0, wrap)
    raise block.error(f"{entry!r} is neither {{order, body, at_m = [x, y, z]}} nor {{order, wrap}}", "path")


def _move(block: Block) -> MovePoint:
    order, body, strands, by = (
        int(block.number("order")),
        block.text("body"),
        strands_or_muscles(block, "strands"),
        block.take("by_m", list),
    )
    if len(by) != 3 or not all(isinstance(x, int | float) for x in by):
        raise block.error("by_m is [x, y, z] in metres", "by_m")
    paths: tuple[PathElement, ...] = load("paths")
    there = {p.muscle for p in paths if (p.element, p.body, p.order) == ("point", body, order)}
    for m in load("muscles"):
        if (m.muscle in strands or m.group in strands) and m.muscle not in there:
            raise block.error(f"{m.muscle} has no path point of order {order} on {body}", "order")
    return MovePoint(*block.origin(), strands, body, order, (float(by[0]), float(by[1]), float(by[2])))


VERBS: dict[str, Callable[[Block], VariantEffect]] = {
    "remove_strands": lambda block: RemoveStrands(*block.origin(), strands_or_muscles(block, "strands")),
    "scale_strength": _scale,
    "add_group": _add_group,
    "add_strand": _add_strand,
    "move_point": _move,
}
