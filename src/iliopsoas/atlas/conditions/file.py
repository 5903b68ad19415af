"""Reading `data/conditions.toml`: every error names file and line."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from iliopsoas.atlas.anatomy.innervation import NERVE_CATEGORIES
from iliopsoas.atlas.anatomy.lookup import find_structure
from iliopsoas.atlas.conditions.records import (
    ENDS,
    QUANTITIES,
    ActivationLimit,
    Condition,
    ConditionEffect,
    FibreLength,
    Lesion,
    MinimumActivation,
    OnMuscles,
    PainThreshold,
    PassiveStiffness,
    RangeLimit,
    RedFlag,
    ReflexGain,
    StrengthFactor,
    TendonSlack,
)
from iliopsoas.atlas.reading.blocks import Block, read_blocks, strands_or_muscles
from iliopsoas.atlas.reading.tables import load
from iliopsoas.errors import UnknownName

FILE = "conditions.toml"
CAPSULE = "hip_capsule"
"""What `passive_stiffness` can be of beside muscles."""
JOINTS = ("hip",)


class ConditionCatalogue(NamedTuple):
    """Everything in the file, in its order."""

    conditions: tuple[Condition, ...]
    red_flags: tuple[RedFlag, ...]


def parse(text: str, file: str = FILE) -> ConditionCatalogue:
    """Read conditions and red flags. `file` is only used in errors, which name file and line.

    Raises:
        AtlasError: not TOML; an entry is missing, unknown or impossible.
    """
    tables = read_blocks(text, file, {"condition": ("effect",), "red_flag": ()})
    blocks = tables["condition"]
    names = [block.text("name") for block in blocks]
    conditions = tuple(_condition(block, names) for block in blocks)
    return ConditionCatalogue(conditions, tuple(_red_flag(block) for block in tables["red_flag"]))


def _red_flag(block: Block) -> RedFlag:
    return block.done(RedFlag(*block.origin(), block.text("sign"), block.text("think_of"), block.text("action")))


def _condition(block: Block, names: list[str]) -> Condition:
    typical, default = block.pair("typical"), block.number("default", 0.5)
    if not 0.0 <= typical[0] <= typical[1] <= 1.0:
        raise block.error(f"typical grades {typical[0]:g} to {typical[1]:g} must rise between 0 and 1", "typical")
    if not 0.0 < default <= 1.0:
        raise block.error(f"the default grade is {default:g}; it must be above 0 and at most 1", "default")
    excludes = block.texts("excludes", [])
    if wrong := [name for name in excludes if name not in names]:
        raise block.error(str(UnknownName("condition", wrong[0], names)), "excludes")
    changes = tuple(_change(inner) for inner in block.inner("effect"))
    if not changes:
        raise block.error("no [[condition.effect]]")
    source, kind, note = block.origin()
    made = Condition(
        name=block.text("name"),
        title=block.text("title"),
        plain=block.text("plain"),
        findings=block.text("findings"),
        grade=block.text("grade"),
        typical=typical,
        default=default,
        icd10=block.text("icd10", ""),
        look_alike=block.flag("look_alike"),
        contested=block.text("contested", ""),
        red_flags=block.texts("red_flags", []),
        excludes=excludes,
        changes=changes,
        source=source,
        kind=kind,
        note=note,
        line=block.line,
    )
    return block.done(made)


def _change(block: Block) -> ConditionEffect:
    made = block.done(VERBS[block.choice("do", VERBS)](block))
    if not made.low <= made.at_1 <= made.high:
        raise block.error(f"the range {made.low:g} to {made.high:g} must hold {made.at_1:g}", "low")
    return made


def _values(block: Block) -> tuple[str, str, str, float, float, float]:
    value = block.number("at_1")
    return (*block.origin(), value, block.number("low", value), block.number("high", value))


def _on_muscles(kind: type[OnMuscles], least: float, most: float) -> Callable[[Block], ConditionEffect]:
    def read(block: Block) -> ConditionEffect:
        if kind is PassiveStiffness and block.texts("muscles") == (CAPSULE,):
            muscles: tuple[str, ...] = (CAPSULE,)
        else:
            muscles = strands_or_muscles(block, "muscles")
        made = kind(*_values(block), muscles)
        if not least <= made.at_1 <= most:
            raise block.error(f"{kind.verb} is {made.at_1:g}; it must lie between {least:g} and {most:g}", "at_1")
        return made

    return read


def _lesion(block: Block) -> ConditionEffect:
    structure = find_structure(block.text("structure"), NERVE_CATEGORIES).id
    made = Lesion(*_values(block), structure)
    if not 0.0 < made.at_1 <= 1.0:
        raise block.error(f"the share lost is {made.at_1:g}; it must be above 0 and at most 1", "at_1")
    return made


def _range(block: Block) -> ConditionEffect:
    sided = {c.coordinate.removesuffix("_r"): c for c in load("coordinates")}
    coordinate = block.choice("coordinate", sorted(sided))
    row = sided[coordinate]
    made = RangeLimit(*_values(block), coordinate, block.choice("end", ENDS), block.number("healthy_deg"))
    low, high = math.degrees(row.min_si), math.degrees(row.max_si)
    for key, value in (("at_1", made.at_1), ("healthy_deg", made.healthy_deg)):
        if not low - 0.01 <= value <= high + 0.01:
            raise block.error(f"{value:g} deg lies outside the joint's range, {low:.0f} to {high:.0f} deg", key)
    return made


def _threshold(block: Block) -> ConditionEffect:
    quantity = block.choice("quantity", QUANTITIES)
    targets: Mapping[str, tuple[str, ...]] = {
        "force": tuple(sorted({m.group for m in load("muscles")})),
        "stretch": tuple(sorted({m.group for m in load("muscles")})),
        "contact": ("bursa",),
        "joint": JOINTS,
        "compression": tuple(level.level for level in load("lumbar_levels")),
    }
    target, mild = block.choice("target", targets[quantity]), block.number("mild")
    made = PainThreshold(*_values(block), quantity, target, mild)
    if not 0.0 < made.at_1 <= mild:
        raise block.error(f"thresholds fall from mild ({mild:g}) to grade 1 ({made.at_1:g}) and stay above 0", "at_1")
    return made


VERBS: dict[str, Callable[[Block], ConditionEffect]] = {
    "strength": _on_muscles(StrengthFactor, 0.0, 2.0),
    "activation_limit": _on_muscles(ActivationLimit, 0.0, 1.0),
    "minimum_activation": _on_muscles(MinimumActivation, 0.0, 1.0),
    "fibre_length": _on_muscles(FibreLength, 0.3, 2.0),
    "tendon_slack": _on_muscles(TendonSlack, 0.7, 1.5),
    "passive_stiffness": _on_muscles(PassiveStiffness, 0.1, 20.0),
    "reflex_gain": _on_muscles(ReflexGain, 0.0, 10.0),
    "lesion": _lesion,
    "range_limit": _range,
    "pain_threshold": _threshold,
}
