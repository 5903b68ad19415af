"""Reading `data/conditions.toml`: every error names file, line and block."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from iliopsoas.atlas.conditions.records import (
    CAPSULE,
    ActivationLimit,
    Condition,
    ConditionEffect,
    FibreLength,
    Lesion,
    MinimumActivation,
    PainThreshold,
    PassiveStiffness,
    RangeLimit,
    RedFlag,
    ReflexGain,
    StrengthFactor,
    TendonSlack,
    pain_targets,
)
from iliopsoas.atlas.own_files import read_own
from iliopsoas.atlas.reading.tables import load
from iliopsoas.atlas.reading.toml_blocks import TomlBlock, TomlFile

FILE = "conditions.toml"
VERBS: dict[str, type[ConditionEffect]] = {
    effect.verb: effect
    for effect in (
        StrengthFactor,
        ActivationLimit,
        MinimumActivation,
        FibreLength,
        TendonSlack,
        PassiveStiffness,
        ReflexGain,
        Lesion,
        RangeLimit,
        PainThreshold,
    )
}


class ConditionCatalogue(NamedTuple):
    """Everything in the file, in its order."""

    conditions: tuple[Condition, ...]
    red_flags: tuple[RedFlag, ...]


def parse(text: str, file: str = FILE) -> ConditionCatalogue:
    """Read conditions and red flags. `file` is only used in errors, which name file and line.

    Raises:
        AtlasError: not TOML; an entry is missing, unknown or impossible.
    """
    blocks = TomlFile.parse(text, file).blocks("condition", "red_flag")
    names = [str(block.values.get("name", "")) for block in blocks["condition"]]
    conditions = tuple(_condition(block, names) for block in blocks["condition"])
    return ConditionCatalogue(conditions, tuple(block.read(RedFlag) for block in blocks["red_flag"]))


def read_own_condition(path: str, text: str, known: Iterable[str]) -> Condition:
    """The condition in a user's own file; it is called by the file's path.

    Args:
        path, text: of the file. known: names of the library's conditions, which it may exclude.

    Raises:
        FileError: whatever is wrong in it, with line and block.
    """

    def read(file: TomlFile) -> Condition:
        blocks = file.blocks("condition", names_differ=False)["condition"]
        if len(blocks) > 1:
            raise blocks[1].error("a file holds one condition; write a second one into a file of its own")
        return replace(_condition(blocks[0], list(known)), name=path)

    return read_own(path, text, "condition", read, [("condition",), ("condition", "effect")])


def _condition(block: TomlBlock, names: list[str]) -> Condition:
    effects = tuple(_effect(inner) for inner in block.inner("effect"))
    condition = block.read(Condition, added={"line": block.line}, effect=effects)
    low, high = condition.typical
    if not 0.0 <= low <= high <= 1.0:
        raise block.error(f"typical grades {low:g} to {high:g} must rise between 0 and 1", "typical")
    for name in condition.excludes:
        if name not in names:
            raise block.unknown("condition", name, names, "excludes")
    if not effects:
        raise block.error("no [[condition.effect]]")
    return condition


def _effect(block: TomlBlock) -> ConditionEffect:
    kind = block.choose("do", VERBS)
    at_1 = block.values.get("at_1")
    given = {key: block.values.get(key, at_1) for key in ("low", "high")} if at_1 is not None else {}
    effect = block.read(kind, without=("do",), **given)
    if not effect.low <= effect.at_1 <= effect.high:
        raise block.error(f"the range {effect.low:g} to {effect.high:g} must hold {effect.at_1:g}", "low")
    match effect:
        case PassiveStiffness(muscles=muscles) if CAPSULE in muscles and len(muscles) > 1:
            raise block.error(f"{CAPSULE} stands alone; write another effect for the muscles", "muscles")
        case RangeLimit():
            _check_range(effect, block)
        case PainThreshold():
            _check_threshold(effect, block)
    return effect


def _check_range(effect: RangeLimit, block: TomlBlock) -> None:
    row = next(c for c in load("coordinates") if c.coordinate.removesuffix("_r") == effect.coordinate)
    low, high = math.degrees(row.min_si), math.degrees(row.max_si)
    for key, value in (("at_1", effect.at_1), ("healthy_deg", effect.healthy_deg)):
        if not low - 0.01 <= value <= high + 0.01:
            raise block.error(f"{value:g} deg lies outside the joint's range, {low:.0f} to {high:.0f} deg", key)


def _check_threshold(effect: PainThreshold, block: TomlBlock) -> None:
    if effect.target not in (targets := pain_targets(effect.quantity)):
        raise block.unknown("target", effect.target, targets, "target")
    if not 0.0 < effect.at_1 <= effect.mild:
        raise block.error(
            f"thresholds fall from mild ({effect.mild:g}) to grade 1 ({effect.at_1:g}) and stay above 0", "at_1"
        )
