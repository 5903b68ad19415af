"""Every record evaluated: ours beside theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from iliopsoas.errors import AtlasError, UnknownName
from iliopsoas.evidence.quantities import (
    activity,
    architecture,
    arms,
    exercises,
    loads,
    passive,
    spine,
    strength,
    variation,
    walking,
)
from iliopsoas.evidence.quantities.context import Context, NotInLibrary
from iliopsoas.evidence.quantities.target import Target
from iliopsoas.evidence.records import ROLES, Comparison, Record
from iliopsoas.evidence.table import groups, records

MODULES: dict[str, ModuleType] = {
    "activity": activity,
    "architecture": architecture,
    "arms": arms,
    "exercises": exercises,
    "loads": loads,
    "passive": passive,
    "spine": spine,
    "strength": strength,
    "variation": variation,
    "walking": walking,
}
"""Where the functions named in records live."""


@dataclass(frozen=True)
class Summary:
    """How many comparisons agree.

    Attributes:
        compared, inside: of those that could be computed.
        once: (inside, compared), each published figure counted once, without second readings of it.
        by_role: role -> (inside, compared).
        unavailable: how many need a movement that the library does not have.
    """

    compared: int
    inside: int
    once: tuple[int, int]
    by_role: dict[str, tuple[int, int]]
    unavailable: int

    @property
    def share(self) -> float:
        """Share inside [-]."""
        return self.inside / max(self.compared, 1)

    def __str__(self) -> str:
        roles = ", ".join(f"{a} of {b} {_plural(role, b)}" for role, (a, b) in self.by_role.items())
        waiting = f"; {self.unavailable} wait for movements of the library" if self.unavailable else ""
        total = f"{self.inside} of {self.compared} inside ({100 * self.share:.0f} %)"
        a, b = self.once
        if b < self.compared:
            total += f", each published figure once {a} of {b} ({100 * a / max(b, 1):.0f} %)"
        return f"{total}: {roles}{waiting}"


def compare(chosen: Iterable[Record] | None = None, context: Context | None = None) -> list[Comparison]:
    """Evaluate comparisons.

    Args:
        chosen: default all of them.
        context: what they share; default a new one.
    """
    shared = context or Context()
    return [evaluate(record, shared) for record in (records() if chosen is None else chosen)]


def evaluate(record: Record, context: Context) -> Comparison:
    """Evaluate one comparison."""
    target = record.target
    if target is None:
        target = _call(record.published_by, record.name)(context, **record.args)
    if not isinstance(target, Target):
        raise AtlasError(f"{record.name}: {record.published_by} does not give a published value")
    work = _call(record.compute, record.name)
    more: dict[str, Any] = {"movements": record.movements} if record.movements else {}
    try:
        ours = float(work(context, **record.args, **more))
    except NotInLibrary:
        return Comparison(record, target, None)
    return Comparison(record, target, ours)


def select(wanted: Sequence[str]) -> list[Record]:
    """Records of the groups among these words, and those whose name contains one of the other words; all without words.

    Raises:
        UnknownName: a word is neither.
    """
    if not wanted:
        return list(records())
    for word in wanted:
        if word not in groups() and not any(word in r.name for r in records()):
            raise UnknownName("group or comparison", word, [*groups(), *(r.name for r in records())])
    parts = [word for word in wanted if word not in groups()]
    return [r for r in records() if r.group in wanted or any(part in r.name for part in parts)]


def summarise(found: Sequence[Comparison]) -> Summary:
    """Count."""
    done = [c for c in found if c.available]
    by_role = {}
    for role in ROLES:
        mine = [c for c in done if c.record.role == role]
        if mine:
            by_role[role] = (sum(c.inside for c in mine), len(mine))
    first = [c for c in done if not c.record.second]
    once = (sum(c.inside for c in first), len(first))
    return Summary(len(done), sum(c.inside for c in done), once, by_role, len(found) - len(done))


def _call(path: str, name: str) -> Callable[..., Any]:
    module, _, function = path.partition(".")
    found = getattr(MODULES.get(module), function, None)
    if found is None:
        raise AtlasError(f"evidence.toml, {name}: there is no function '{path}' in iliopsoas.evidence")
    return found  # type: ignore[no-any-return]


def _plural(role: str, count: int) -> str:
    return {"prediction": "predictions", "input": "inputs"}.get(role, role) if count != 1 else role
