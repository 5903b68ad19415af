"""What can be believed of a recording and of what was computed from it: one rule, written down in one file.

`data/plausibility.toml` says of each check what is measured and from which value on it is told with care, makes the
answer poor, or is refused unless the user accepts it by name. `iliopsoas.motion.plausibility` applies the rule to what
goes in, `iliopsoas.results.trust` to what comes out.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from iliopsoas.atlas.reading.csv_rows import data_text
from iliopsoas.atlas.reading.field_types import Number, Text, record_config
from iliopsoas.atlas.reading.row import Row
from iliopsoas.atlas.reading.toml_blocks import TomlFile, find_record
from iliopsoas.errors import InputError

FILE = "plausibility.toml"
LEVELS = ("care", "poor", "refused")
"""How bad a finding is, the mildest first."""


@dataclass(frozen=True)
class PlausibilityFinding:
    """Something that is hard to believe.

    Attributes:
        name: of the check.
        level: 'care', 'poor' or 'refused'.
        words: what was found, and where. advice: what to do.
        accepted: the user said that it is so.
    """

    name: str
    level: str
    words: str
    advice: str
    accepted: bool = False

    @property
    def sentence(self) -> str:
        """Both, as a sentence."""
        end = "accepted by the user" if self.accepted else self.advice
        return f"{self.words[0].upper()}{self.words[1:]}: {end}{'' if end.endswith('?') else '.'}"


@dataclass(frozen=True)
class PlausibilityRule(Row):
    """One check and its bounds, all in `unit`; infinite where there is none.

    Attributes:
        name, about: what is looked at.
        care, poor, refused: a larger value is told, makes the answer poor, or is refused.
        advice: what to do.
    """

    __pydantic_config__ = record_config()

    name: Text
    about: Text
    unit: Text
    advice: Text
    care: Number = field(default=math.inf, kw_only=True)
    poor: Number = field(default=math.inf, kw_only=True)
    refused: Number = field(default=math.inf, kw_only=True)

    def level(self, value: float) -> str | None:
        """How bad a value is; None where it can be believed. No number at all is as bad as can be."""
        reached = [level for level in LEVELS if not value <= getattr(self, level)]
        return reached[-1] if reached else None

    def judge(self, value: float, words: str) -> PlausibilityFinding | None:
        """A finding where the value is hard to believe.

        Args:
            value: in `unit`. words: what was found, and where, as the beginning of a sentence.
        """
        level = self.level(value)
        return None if level is None else PlausibilityFinding(self.name, level, words, self.advice)


@functools.cache
def plausibility_rules() -> tuple[PlausibilityRule, ...]:
    """All checks, in the order of the file."""
    return tuple(parse_plausibility(data_text(FILE)))


def parse_plausibility(text: str, file: str = FILE) -> list[PlausibilityRule]:
    """Read the rule.

    Raises:
        AtlasError: a table is not as it must be, or its bounds do not rise; names file and line.
    """
    out = []
    for block in TomlFile.parse(text, file).named_tables("check"):
        rule = block.read(PlausibilityRule, added={"name": str(block.path[0])})
        bounds = [b for level in LEVELS if math.isfinite(b := getattr(rule, level))]
        if not bounds:
            raise block.error(f"it has no bound; there are {', '.join(LEVELS)}")
        if bounds != sorted(bounds):
            raise block.error(f"its bounds must rise from {' to '.join(LEVELS)}")
        out.append(rule)
    return out


def plausibility_rule(name: str) -> PlausibilityRule:
    """One check.

    Raises:
        UnknownName: there is none of that name.
    """
    return find_record("check of plausibility", name, plausibility_rules())


def accepted(findings: Iterable[PlausibilityFinding], names: Iterable[str]) -> tuple[PlausibilityFinding, ...]:
    """The findings, of which those that were refused must have been accepted; these are then 'poor'.

    Args:
        names: checks whose findings are accepted.

    Raises:
        UnknownName: a name is no check.
        InputError: something is refused and not accepted; says what and how it would be accepted.
    """
    known = [plausibility_rule(name).name for name in names]
    out = []
    for finding in findings:
        if finding.level != "refused":
            out.append(finding)
        elif finding.name in known:
            out.append(replace(finding, level="poor", accepted=True))
        else:
            raise InputError(
                f"{finding.words}: {finding.advice.rstrip('?')}{'?' if finding.advice.endswith('?') else '.'} "
                f"If it is so, accept it by name: --accept {finding.name}"
            )
    return tuple(out)
