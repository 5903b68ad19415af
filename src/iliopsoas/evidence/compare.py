"""Every record evaluated: ours beside theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iliopsoas.errors import AtlasError, InputError, UnknownName
from iliopsoas.evidence.basis.context import Context, NotAvailable
from iliopsoas.evidence.basis.target import Target
from iliopsoas.evidence.quantity_registry import quantity
from iliopsoas.evidence.records import ROLES, Comparison, Record
from iliopsoas.evidence.table import FILE, groups, records


@dataclass(frozen=True)
class Agreement:
    """How many comparisons agree.

    Attributes:
        compared, inside: of those that could be computed.
        once: (inside, compared), each published figure counted once, without second readings of it.
        by_role: role -> (inside, compared).
        unavailable: how many need a movement that the library does not have.
        need_trials: how many need recorded trials that were not given.
    """

    compared: int
    inside: int
    once: tuple[int, int]
    by_role: dict[str, tuple[int, int]]
    unavailable: int
    need_trials: int = 0

    @property
    def share(self) -> float:
        """Share inside [-]."""
        return self.inside / max(self.compared, 1)

    def __str__(self) -> str:
        roles = ", ".join(f"{a} of {b} {_plural(role, b)}" for role, (a, b) in self.by_role.items())
        waiting = f"; {self.unavailable} wait for movements of the library" if self.unavailable else ""
        waiting += f"; {self.need_trials} need recorded trials (--trials)" if self.need_trials else ""
        total = f"{self.inside} of {self.compared} inside ({100 * self.share:.0f} %)"
        a, b = self.once
        if b < self.compared:
            total += f", each published figure once {a} of {b} ({100 * a / max(b, 1):.0f} %)"
        return f"{total}: {roles}{waiting}"


def compare(
    chosen: Iterable[Record] | None = None, context: Context | None = None, *, trials: Path | str | None = None
) -> list[Comparison]:
    """Evaluate comparisons.

    Args:
        chosen: default all of them.
        context: what they share; default a new one.
        trials: folder of recorded trials for a new context; without it comparisons with them are not available.

    Raises:
        FileError: there is no such folder.
        InputError: both a context and a folder were given.
    """
    if context is not None and trials is not None:
        raise InputError("trials belong to the context; give one of the two")
    shared = context or Context(trials)
    return [compare_record(record, shared) for record in (records() if chosen is None else chosen)]


def compare_record(record: Record, context: Context) -> Comparison:
    """Evaluate one comparison."""
    target = record.target
    if target is None:
        target = quantity(record.published_by, record.name, FILE)(context, **record.args)
    if not isinstance(target, Target):
        raise AtlasError(f"{record.name}: {record.published_by} does not give a published value")
    work = quantity(record.compute, record.name, FILE)
    more: dict[str, Any] = {"movements": record.movements} if record.movements else {}
    try:
        ours = float(work(context, **record.args, **more))
    except NotAvailable:
        return Comparison(record, target, None)
    return Comparison(record, target, ours)


def select_records(wanted: Sequence[str]) -> list[Record]:
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


def count_agreement(found: Sequence[Comparison]) -> Agreement:
    """Count."""
    done = [c for c in found if c.available]
    by_role = {}
    for role in ROLES:
        mine = [c for c in done if c.record.role == role]
        if mine:
            by_role[role] = (sum(c.inside for c in mine), len(mine))
    first = [c for c in done if not c.record.second]
    once = (sum(c.inside for c in first), len(first))
    trials = sum(c.record.needs_trial for c in found if not c.available)
    return Agreement(
        len(done), sum(c.inside for c in done), once, by_role, len(found) - len(done) - trials, need_trials=trials
    )


def _plural(role: str, count: int) -> str:
    return {"prediction": "predictions", "input": "inputs"}.get(role, role) if count != 1 else role
