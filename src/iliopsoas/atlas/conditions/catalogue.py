"""What can be wrong with an iliopsoas, or look as if: conditions that change a body, graded, with their sources.

A condition is written NAME, NAME=GRADE or NAME=GRADE:SIDE: `tightness=0.6`, `psoas_weakness=0.3:left`; a user's own one
by the path of its file, `my_condition.toml=0.6:left`.
`data/conditions.toml` holds them in blocks:

    [[condition]]          name, title, plain, findings, grade, typical, default, icd10, look_alike, contested,
                           red_flags, excludes, source, kind, note
      [[condition.effect]] do: one of VERBS; what it acts on; at_1: the value at grade 1, with low and high; source,
                           kind, note
    [[red_flag]]           sign, think_of, action, source, kind

Effects are data: `iliopsoas.body.applied_conditions` applies them, and says how those of
several conditions go together.
Nothing here is a diagnosis: a condition is an assumption about a body, made to see what would follow.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from typing import NamedTuple

from iliopsoas.atlas.conditions.file import FILE, ConditionCatalogue, parse, read_own_condition
from iliopsoas.atlas.conditions.records import Condition, RedFlag
from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.atlas.own_files import is_own_file, own_text
from iliopsoas.atlas.reading.csv_rows import data_text
from iliopsoas.atlas.reading.toml_blocks import find_record
from iliopsoas.errors import InputError

SIDES = {"r": ("r",), "right": ("r",), "l": ("l",), "left": ("l",), "both": ("r", "l")}


class GradedCondition(NamedTuple):
    """A condition on one side."""

    condition: Condition
    grade: float
    side: str

    def __str__(self) -> str:
        return f"{self.condition.name}={self.grade:g}:{self.side}"


def conditions() -> tuple[Condition, ...]:
    """All conditions."""
    return _all().conditions


def red_flags() -> tuple[RedFlag, ...]:
    """Signs that need a physician, whatever the condition."""
    return _all().red_flags


def condition(name: str) -> Condition:
    """One condition, by its name or the path of a file.

    Raises:
        UnknownName: there is no such condition.
        FileError: the file cannot be used; says line, block and key.
    """
    if is_own_file(name):
        return _own(name, own_text(name, "condition"))
    return find_record("condition", name, conditions())


def resolve_conditions(names: Iterable[str]) -> tuple[GradedCondition, ...]:
    """A person's conditions, each on one side, in the atlas' order, right before left. Grade 0 is left out.

    Args:
        names: NAME[=GRADE][:SIDE]; without a grade the record's own, without a side both. NAME may be a file, .toml.

    Raises:
        UnknownName: there is no such condition.
        FileError: a file cannot be used.
        InputError: no such side or grade; a condition twice on a side; conditions that exclude each other.
    """
    chosen: dict[tuple[str, str], float] = {}
    for given in [names] if isinstance(names, str) else names:
        name, equals, text, side = _parts(str(given))
        found = condition(name)
        if (side := side or "both") not in SIDES:
            raise InputError(f"'{given}': '{side}' is no side; write {name}=0.5:right, :left, or no side for both")
        grade = _grade(given, text, found) if equals else found.default
        for s in SIDES[side]:
            if (name, s) in chosen:
                raise InputError(
                    f"{name} is given twice on the {SIDE_NAMES[s]} (grades {chosen[name, s]:g} and {grade:g}); "
                    "give it once"
                )
            chosen[name, s] = grade
    if not chosen:
        return ()
    own = (condition(name) for name in dict.fromkeys(name for name, _ in chosen) if is_own_file(name))
    every = (*conditions(), *own)
    out = tuple(GradedCondition(c, chosen[c.name, s], s) for c in every for s in "rl" if chosen.get((c.name, s)))
    for a in out:
        for b in out:
            if a.side == b.side and b.condition.name in a.condition.excludes:
                raise InputError(
                    f"{a.condition.name} and {b.condition.name} contradict each other on the {SIDE_NAMES[a.side]} "
                    f"({a.condition.name if is_own_file(a.condition.name) else FILE}, line {a.condition.line}); "
                    "give one of them"
                )
    return out


def _parts(given: str) -> tuple[str, str, str, str]:
    """Name, equals sign, grade and side of NAME=GRADE:SIDE; a path may hold both signs itself."""
    head, colon, side = ("", "", "") if is_own_file(given) else given.rpartition(":")
    head = head if colon else given
    name, equals, grade = ("", "", "") if is_own_file(head) else head.rpartition("=")
    return (name if equals else head).strip(), equals, grade.strip(), side.strip() if colon else ""


def _grade(given: str, text: str, found: Condition) -> float:
    try:
        grade = float(text)
    except ValueError:
        grade = math.nan
    if not 0.0 <= grade <= 1.0:
        raise InputError(
            f"'{given}': the grade '{text}' must be a number from 0 (healthy) to 1; for {found.name} "
            f"{found.typical[0]:g} to {found.typical[1]:g} are usual"
        )
    return grade


@functools.cache
def _all() -> ConditionCatalogue:
    return parse(data_text(FILE))


@functools.lru_cache(maxsize=64)
def _own(path: str, text: str) -> Condition:
    """Kept by what stands in the file, so that an edited one is read again."""
    return read_own_condition(path, text, [c.name for c in conditions()])
