"""Results stored, and what changed since: which values moved by how much, which verdicts turned.

A value has moved if it differs by more than MOVED of its size: less is the noise of solvers on another machine.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iliopsoas.errors import FileError
from iliopsoas.evidence.records import Comparison, number
from iliopsoas.files import write_text

FORMAT = "iliopsoas evidence"
VERSION = 1
"""Of the file format (technical)."""
MOVED = 1e-3
"""Relative change that counts (technical)."""
FIELDS: dict[str, type | tuple[type, ...]] = {
    "name": str,
    "ours": (int, float),
    "published": (int, float),
    "verdict": str,
}


@dataclass(frozen=True)
class StoredDifference:
    """Something that is not as it was stored.

    Attributes:
        name: of the comparison. what: 'moved', 'turned' (moved and the verdict with it), 'new', 'gone', 'target' (only
            the published value or its limits changed).
        before, after: ours; None where there was none.
        verdict_before, verdict_after: '' where there was none.
    """

    name: str
    what: str
    before: float | None
    after: float | None
    verdict_before: str
    verdict_after: str

    @property
    def by(self) -> str:
        """How far it moved, in percent of what it was, or as it is where that was zero."""
        if self.before is None or self.after is None:
            return ""
        gap = self.after - self.before
        return f"{100.0 * gap / abs(self.before):+.1f} %" if abs(self.before) > 1e-9 else f"{gap:+.3g}"

    def __str__(self) -> str:
        if self.what == "new":
            return f"{self.name}: new, {number(self.after)}, {self.verdict_after}"
        if self.what == "gone":
            return f"{self.name}: gone; it was {number(self.before)}, {self.verdict_before}"
        verdicts = self.verdict_after
        if self.verdict_before != self.verdict_after:
            verdicts = f"{self.verdict_before}, now {self.verdict_after}"
        if self.what == "target":
            return f"{self.name}: compared with another figure or other limits; {verdicts}"
        return f"{self.name}: {number(self.before)}, now {number(self.after)} ({self.by}); {verdicts}"

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return {**vars(self), "by": self.by}


def save_comparisons(found: Sequence[Comparison], path: str | Path) -> Path:
    """Store results; the file appears whole."""
    content = {"format": FORMAT, "version": VERSION, "results": [c.as_dict() for c in found if c.available]}
    return write_text(Path(path), json.dumps(content, indent=1) + "\n")


def load_comparisons(path: str | Path) -> dict[str, dict[str, Any]]:
    """Stored results by name.

    Raises:
        FileError: there is no such file, or it does not hold results stored by `save_comparisons`.
    """
    file = Path(path)
    how = "store one with `iliopsoas evidence --save FILE`"
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FileError(file, f"there is no such file; {how}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(file, f"this file cannot be read ({type(error).__name__}); {how}") from None
    except json.JSONDecodeError as error:
        raise FileError(file, f"this is not JSON ({error.msg}); {how}", line=error.lineno) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise FileError(file, f"this JSON does not hold stored comparisons; {how}")
    if content.get("version") != VERSION:
        raise FileError(file, f"stored by another version of the format ({content.get('version')}); {how} again")
    results = content.get("results")
    if not isinstance(results, list):
        raise FileError(file, f"its 'results' are no list; {how} again")
    out = {}
    for place, result in enumerate(results, start=1):
        for field, kind in FIELDS.items():
            if not isinstance(result, dict) or not isinstance(result.get(field), kind):
                raise FileError(file, f"result {place} has no usable '{field}'; {how} again")
        out[result["name"]] = result
    return out


def differences_since(
    found: Sequence[Comparison], stored: dict[str, dict[str, Any]], *, all_of_them: bool = True
) -> list[StoredDifference]:
    """What changed since results were stored, turned verdicts first, then the largest moves.

    Args:
        all_of_them: `found` is everything, so that what is missing there is gone.
    """
    now = {c.record.name: c.as_dict() for c in found if c.available}
    out = [_new(name, result) for name, result in now.items() if name not in stored]
    for name, old in stored.items():
        if name in now:
            if change := _change(name, old, now[name]):
                out.append(change)
        elif all_of_them:
            out.append(StoredDifference(name, "gone", old["ours"], None, old["verdict"], ""))
    order = ("turned", "target", "moved", "new", "gone")
    return sorted(out, key=lambda c: (order.index(c.what), -_size(c), c.name))


def _new(name: str, result: dict[str, Any]) -> StoredDifference:
    return StoredDifference(name, "new", None, result["ours"], "", result["verdict"])


def _change(name: str, old: dict[str, Any], new: dict[str, Any]) -> StoredDifference | None:
    before, after = float(old["ours"]), float(new["ours"])
    moved = abs(after - before) > MOVED * max(abs(before), abs(after))
    turned = old["verdict"] != new["verdict"]
    target = (old["published"], old.get("spread")) != (new["published"], new["spread"])
    if not (moved or turned or target):
        return None
    what = "target" if target and not moved else "turned" if turned else "moved"
    return StoredDifference(name, what, before, after, old["verdict"], new["verdict"])


def _size(change: StoredDifference) -> float:
    if change.before is None or change.after is None:
        return 0.0
    return abs(change.after - change.before) / max(abs(change.before), 1e-9)
