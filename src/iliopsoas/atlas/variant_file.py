"""Reading `data/variants.toml`: every error names file and line."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from iliopsoas.atlas.tables import KINDS, Muscle, PathElement, load
from iliopsoas.atlas.variant_records import (
    PER,
    AddGroup,
    AddStrand,
    Catalogue,
    Effect,
    Feature,
    MovePoint,
    Prevalence,
    RemoveStrands,
    ScaleStrength,
    Variant,
)
from iliopsoas.errors import AtlasError, UnknownName

FILE = "variants.toml"
BLOCKS = ("feature", "variant", "variant.prevalence", "variant.effect")
T = TypeVar("T")


def parse(text: str, file: str = FILE) -> Catalogue:
    """Read features and variants. `file` is only used in errors, which name file and line.

    Raises:
        AtlasError: not TOML; an entry is missing, unknown or impossible.
    """
    blocks = _blocks(text, file)
    found: dict[str, Feature] = {}
    for block in blocks.get("feature", []):
        feature = _feature(block)
        if feature.name in found:
            raise block.error(f"a second feature '{feature.name}'; the first is in line {found[feature.name].line}")
        found[feature.name] = feature
    known: dict[str, Variant] = {}
    for block in blocks.get("variant", []):
        v = _variant(block, found, known)
        if v.name in known:
            raise block.error(f"a second variant '{v.name}'; the first is in line {known[v.name].line}")
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
    return Catalogue(tuple(found.values()), tuple(known.values()))


def _feature(block: _Block) -> Feature:
    correlation = block.number("side_correlation", 0.0)
    if not 0.0 <= correlation <= 1.0:
        raise block.error(f"side_correlation is {correlation:g}; it must lie between 0 and 1", "side_correlation")
    return block.done(Feature(*block.origin(), block.text("name"), block.text("about"), correlation, block.line))


def _variant(block: _Block, known_features: Mapping[str, Feature], known: Mapping[str, Variant]) -> Variant:
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


def _prevalence(block: _Block, conditional: bool) -> Prevalence:
    value, n, per = block.number("value"), int(block.number("n", 0)), block.choice("per", PER)
    low, high = block.number("low", math.nan), block.number("high", math.nan)
    if not 0.0 <= value <= 1.0:
        raise block.error(f"prevalence {value:g} does not lie between 0 and 1", "value")
    if math.isnan(low) or math.isnan(high):
        if n < 1:
            raise block.error("give low and high, or the number n of those looked at")
        low, high = wilson(value, n)
    if not 0.0 <= low <= value <= high <= 1.0:
        raise block.error(f"the interval {low:g} to {high:g} must hold {value:g} and lie between 0 and 1", "low")
    if conditional != (per == "carrier"):
        raise block.error("per = 'carrier' goes with `needs`, and the other way round", "per")
    return block.done(Prevalence(*block.origin(), value, low, high, per, n, block.text("population")))


def wilson(share: float, n: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval of a share seen in n, 95 % by default."""
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return min(max(centre - half, 0.0), share), max(min(centre + half, 1.0), share)


def _effect(block: _Block) -> Effect:
    return block.done(VERBS[block.choice("do", VERBS)](block))


def _strands(block: _Block) -> tuple[str, ...]:
    rows: tuple[Muscle, ...] = load("muscles")
    names = block.texts("strands")
    known = {m.muscle for m in rows} | {m.group for m in rows}
    if wrong := [name for name in names if name not in known]:
        raise block.error(str(UnknownName("strand or muscle", wrong[0], sorted(known))), "strands")
    return names


def _scale(block: _Block) -> ScaleStrength:
    factor = block.number("factor")
    if factor <= 0.0:
        raise block.error(f"factor is {factor:g}; it must be above 0 (or use remove_strands)", "factor")
    return ScaleStrength(*block.origin(), strands=_strands(block), factor=factor)


def _add_group(block: _Block) -> AddGroup:
    return AddGroup(*block.origin(), group=block.choice("group", sorted({m.group for m in load("muscles")})))


def _add_strand(block: _Block) -> AddStrand:
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


def _element(block: _Block, muscle: str, entry: Any, origin: tuple[str, str, str]) -> PathElement:
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


def _move(block: _Block) -> MovePoint:
    order, body, strands, by = int(block.number("order")), block.text("body"), _strands(block), block.take("by_m", list)
    if len(by) != 3 or not all(isinstance(x, int | float) for x in by):
        raise block.error("by_m is [x, y, z] in metres", "by_m")
    paths: tuple[PathElement, ...] = load("paths")
    there = {p.muscle for p in paths if (p.element, p.body, p.order) == ("point", body, order)}
    for m in load("muscles"):
        if (m.muscle in strands or m.group in strands) and m.muscle not in there:
            raise block.error(f"{m.muscle} has no path point of order {order} on {body}", "order")
    return MovePoint(*block.origin(), strands, body, order, (float(by[0]), float(by[1]), float(by[2])))


VERBS: dict[str, Callable[[_Block], Effect]] = {
    "remove_strands": lambda block: RemoveStrands(*block.origin(), _strands(block)),
    "scale_strength": _scale,
    "add_group": _add_group,
    "add_strand": _add_strand,
    "move_point": _move,
}


class _Block:
    """A table of the file with the lines it stands on; remembers what was asked of it."""

    def __init__(self, values: dict[str, Any], file: str, line: int, lines: dict[str, int]) -> None:
        self.values, self.file, self.line, self.lines = values, file, line, lines
        self.blocks: dict[str, list[_Block]] = {}
        self.asked: set[str] = set()

    def error(self, problem: str, key: str = "") -> AtlasError:
        name = self.values.get("name")
        whose = f"{name}: " if isinstance(name, str) and not problem.startswith(f"{name} ") else ""
        return AtlasError(f"{self.file}, line {self.lines.get(key, self.line)}: {whose}{problem}")

    def take(self, key: str, kind: Any, default: Any = None) -> Any:
        self.asked.add(key)
        value = self.values.get(key, default)
        if value is None:
            raise self.error(f"no {key}" + ("; every number in the atlas has one" if key == "source" else ""))
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.error(f"{key} cannot be {value!r}", key)
        return value

    def text(self, key: str, default: str | None = None) -> str:
        value: str = self.take(key, str, default)
        if not value and default is None:
            raise self.error(f"{key} is empty", key)
        return value

    def number(self, key: str, default: float | None = None) -> float:
        value = float(self.take(key, (int, float), default))
        if key in self.values and not math.isfinite(value):
            raise self.error(f"{key} is {value:g}, which is no number", key)
        return value

    def texts(self, key: str, default: list[str] | None = None) -> tuple[str, ...]:
        value = self.take(key, list, default)
        if not all(isinstance(item, str) for item in value):
            raise self.error(f"{key} is a list of names", key)
        return tuple(value)

    def choice(self, key: str, known: Iterable[str]) -> str:
        value = self.text(key)
        if value not in (options := list(known)):
            raise self.error(str(UnknownName(key, value, options)), key)
        return value

    def origin(self) -> tuple[str, str, str]:
        """Source, kind and note."""
        kind = self.text("kind")
        if kind not in KINDS:
            raise self.error(f"kind '{kind}' is none of {', '.join(KINDS)}", "kind")
        return self.text("source"), kind, self.text("note", "")

    def inner(self, key: str) -> list[_Block]:
        self.asked.add(key)
        return self.blocks.get(key, [])

    def done(self, made: T) -> T:
        """Nothing may be left that was not asked for."""
        if left := sorted(set(self.values) - self.asked):
            raise self.error(str(UnknownName("entry", left[0], sorted(self.asked))), left[0])
        return made


def _blocks(text: str, file: str) -> dict[str, list[_Block]]:
    """All tables of the file by name, with their lines, inner ones within the outer."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = at[1] if at else len(text.splitlines())
        raise AtlasError(f"{file}, line {line}: not TOML: {error}") from None
    places = {name: iter(_places(text, name)) for name in BLOCKS}

    def made(name: str, values: Any, error: Callable[[str], AtlasError]) -> list[_Block]:
        if not isinstance(values, list) or not all(isinstance(entry, dict) for entry in values):
            raise error(f"write '{name}' in blocks that begin with [[{name}]]")
        return [_Block(entry, file, *next(places[name], (0, {}))) for entry in values]

    def outside(problem: str) -> AtlasError:
        name = problem.split("'")[1]
        before = re.split(rf"^\[*{re.escape(name)}\b", text, maxsplit=1, flags=re.MULTILINE)[0]
        return AtlasError(f"{file}, line {len(before.splitlines()) + 1}: {problem}")

    if unknown := sorted(set(data) - set(BLOCKS)):
        raise outside(f"unknown '{unknown[0]}'; there are [[feature]] and [[variant]]")
    out = {name: made(name, data.get(name, []), outside) for name in ("feature", "variant")}
    for block in out["variant"]:
        inner = {key: block.values.get(key, []) for key in ("prevalence", "effect")}
        block.blocks = {key: made(f"variant.{key}", values, block.error) for key, values in inner.items()}
    return out


def _places(text: str, name: str) -> list[tuple[int, dict[str, int]]]:
    """Line of every [[name]] and of the keys below it."""
    out: list[tuple[int, dict[str, int]]] = []
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\[\[([\w.]+)\]\]", line.strip()):
            inside = header[1] == name
            if inside:
                out.append((number, {}))
        elif inside and (key := re.match(r"(\w+)\s*=", line)):
            out[-1][1][key[1]] = number
    return out
