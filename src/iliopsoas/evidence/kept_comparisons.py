"""Comparisons kept from an earlier run, so that they are there at once, and never stale.

What is kept lies under a key: a digest of the package's data and code that comparisons depend on, its version, and the
versions of the libraries that compute. Change any of them and everything is computed again, in several processes.
Comparisons with recorded trials are always computed, for the trials lie elsewhere.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from iliopsoas.errors import FileError
from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.basis.target import Target
from iliopsoas.evidence.compare import compare_record
from iliopsoas.evidence.records import Comparison, Record
from iliopsoas.evidence.table import records
from iliopsoas.files import user_cache, write_text
from iliopsoas.jobs.digests import digest_of, package_digest
from iliopsoas.jobs.forked import shared_out
from iliopsoas.version import installed_version

ROOMS = ("adaptation", "assessment", "atlas", "body", "evidence", "function", "mechanics", "motion", "results")
"""Folders of the package that comparisons depend on."""
COMPUTING = ("mujoco", "numpy", "scipy")
"""Libraries whose other version may give other numbers."""
FEW = 8
"""So few comparisons are computed without further processes (technical)."""
MOST_PROCESSES = 8
"""Processes at most (technical)."""
Progress = Callable[[int, int], None]
KeptRow = list[float | None]


def kept_comparisons(
    chosen: Iterable[Record] | None = None,
    *,
    context: Context | None = None,
    recompute: bool = False,
    folder: Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Comparison]:
    """Comparisons as `compare` gives them; those that this very version and data gave before are not computed again.

    Args:
        chosen: default all of them.
        context: with the folder of recorded trials, where there is one.
        recompute: compute all of them, whatever is kept.
        folder: where they are kept; default the user's cache folder.
        workers: processes; default one a core.
        progress: is told how many of how many are there.
    """
    wanted = list(records() if chosen is None else chosen)
    file = (folder or user_cache("evidence")) / f"{comparisons_key()}.json"
    kept = {} if recompute else _read(file)
    found = {r.name: _comparison(r, kept[r.name]) for r in wanted if r.name in kept}
    todo = [r for r in wanted if r.name not in found]
    for one in _computed(todo, context or Context(), workers or min(os.cpu_count() or 1, MOST_PROCESSES)):
        found[one.record.name] = one
        if progress:
            progress(len(found), len(wanted))
    fresh = [found[r.name] for r in todo if found[r.name].available and not r.needs_trial]
    if fresh:
        _keep(file, _read(file) | {one.record.name: _row(one) for one in fresh})
    return [found[r.name] for r in wanted]


def comparisons_key() -> str:
    """Digest of everything that comparisons depend on."""
    return digest_of(installed_version(), package_digest(ROOMS), *(f"{name} {version(name)}" for name in COMPUTING))


def _row(one: Comparison) -> KeptRow:
    t = one.target
    return [one.ours, t.published, t.low, t.high, t.sd]


def _comparison(record: Record, row: KeptRow) -> Comparison:
    ours, published, low, high, sd = row
    assert published is not None
    return Comparison(record, Target(published, low, high, sd), ours)


def _read(file: Path) -> dict[str, KeptRow]:
    """What is kept; nothing where there is no such file, or one that somebody damaged."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        rows = {str(name): [None if x is None else float(x) for x in row] for name, row in content.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return {name: row for name, row in rows.items() if len(row) == 5 and None not in row[:2]}


def _keep(file: Path, rows: dict[str, KeptRow]) -> None:
    """Keep them, and let go of those of other versions; a folder that cannot be written keeps nothing."""
    try:
        write_text(file, json.dumps(rows))
        for old in file.parent.glob("*.json"):
            if old != file:
                old.unlink(missing_ok=True)
    except (OSError, FileError):
        return


def _computed(todo: Sequence[Record], context: Context, workers: int) -> Iterator[Comparison]:
    """Comparisons as they are ready; those that share a movement in one process."""
    parts = _parts(todo)
    if len(todo) <= FEW or workers < 2 or len(parts) < 2:
        yield from (compare_record(record, context) for record in todo)
        return
    known = {r.name: r for r in todo}
    for _, done in shared_out(_part, [([r.name for r in part], context.trials) for part in parts], workers):
        for name, target, ours in done:
            yield Comparison(known[name], target, ours)


def _part(names: Sequence[str], trials: Path | None) -> list[tuple[str, Target, float | None]]:
    """Some comparisons, in a process of their own."""
    known, context = {r.name: r for r in records()}, Context(trials)
    done = [compare_record(known[name], context) for name in names]
    return [(one.record.name, one.target, one.ours) for one in done]


def _parts(todo: Sequence[Record]) -> list[list[Record]]:
    """Comparisons by the movement that they need, or by their group where they need none; the largest first."""
    by_work: dict[str, list[Record]] = {}
    for record in todo:
        by_work.setdefault(record.movements[0] if record.movements else record.group, []).append(record)
    return sorted(by_work.values(), key=len, reverse=True)
