"""One comparison: what was published, how wide people or studies spread, and what we computed.

    inside  <=>  low <= ours <= high          two limits
                 ours > low, or ours < high   one limit: a sign, an order, a bound

Limits come from the record: `low` and `high` as they stand; `sd`: published -+ sd; `percent`: published -+ that share
of it; `n` people of whom a share was published: Wilson's interval, 95 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from iliopsoas.atlas.reading.field_types import Flag, OneOf, Text, Texts, record_config
from iliopsoas.atlas.reading.row import SourceKind
from iliopsoas.evidence.basis.target import Target

CONFIDENCE = ("seen", "abstract-only", "secondary")
"""How well the published figure is known: read in the source or a data file, in the abstract only, or as another author
quotes or re-analyses it."""
ROLES = ("prediction", "fitted", "input")
"""What agreement is worth: nothing was set with the figure in view; something was; the figure itself went in."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """A comparison as stored.

    Attributes:
        name, group, quantity: what it is called, where it belongs, what is compared.
        compute: 'module.function' of this room that gives ours.
        args: its arguments.
        target: what was published; None where `published_by` finds it in another table.
        published_by: 'module.function' that gives the target from the same arguments, or ''.
        unit: of ours and theirs.
        sources: keys of `references.bib`.
        kind: measured, transcribed, derived (see `iliopsoas.atlas.reading.tables`).
        confidence: one of CONFIDENCE. role: one of ROLES.
        tolerance: what the limits are, in words.
        reading, miss: one plain line each: what agreement means, and why it misses where it does.
        movements: names under which the library may have the movement it needs; empty if it needs none.
        held_out: decided before parameters were chosen: it was not looked at while choosing them.
        second: another reading (posture, definition) of a published figure that another record is compared with.
    """

    __pydantic_config__ = record_config(sources="source")

    name: Text
    group: Text
    quantity: Text
    compute: Text
    args: dict[str, Any]
    target: Target | None
    published_by: str = ""
    unit: Text
    sources: Texts
    kind: SourceKind
    confidence: Annotated[Text, OneOf("confidence", CONFIDENCE)]
    role: Annotated[Text, OneOf("role", ROLES)] = ROLES[0]
    tolerance: Text
    reading: Text
    miss: str = ""
    movements: Texts = ()
    held_out: Flag = False
    second: Flag = False

    @property
    def needs_trial(self) -> bool:
        """Whether it is about a recorded trial, which lies outside the repository."""
        return "trial" in self.args


@dataclass(frozen=True)
class Comparison:
    """A record evaluated; `ours` is None where it needs a movement that the library does not have, or a recorded trial
    that was not given."""

    record: Record
    target: Target
    ours: float | None

    @property
    def available(self) -> bool:
        """Whether it could be computed."""
        return self.ours is not None

    @property
    def inside(self) -> bool:
        """Whether ours lies inside the limits."""
        return self.ours is not None and self.target.contains(self.ours)

    @property
    def verdict(self) -> str:
        """'inside', 'outside' or 'not available'."""
        if not self.available:
            return "not available"
        return "inside" if self.inside else "outside"

    @property
    def difference(self) -> str:
        """Ours less theirs: in standard deviations where published, else in percent, else in its unit; for a limit or a
        sign nothing."""
        if self.ours is None or self.target.low is None or self.target.high is None:
            return ""
        gap = self.ours - self.target.published
        if self.target.sd:
            return f"{_signed(gap / self.target.sd, 1)} SD"
        if abs(self.target.published) > 1e-9:
            return f"{_signed(100.0 * gap / abs(self.target.published), 0)} %"
        return f"{gap:+.3g}"

    @property
    def theirs(self) -> str:
        """The published value with its limits, in words."""
        t = self.target
        if t.low is None:
            return f"below {number(t.high)}"
        if t.high is None:
            return f"above {number(t.low)}"
        if t.sd:
            return f"{number(t.published)} \N{PLUS-MINUS SIGN} {number(t.sd)}"
        return f"{number(t.published)} ({number(t.low)} to {number(t.high)})"

    @property
    def reading(self) -> str:
        """One plain line."""
        if not self.available and self.record.needs_trial:
            return "Recorded trials lie outside the repository; give their folder with --trials."
        if not self.available:
            return f"The library has no movement called {' or '.join(self.record.movements)}."
        if self.inside:
            return self.record.reading
        return self.record.miss or "Why it misses is not known yet."

    def as_dict(self) -> dict[str, Any]:
        """For programs; `spread` holds the two limits, null where there is none."""
        t, r = self.target, self.record
        return {
            "name": r.name,
            "ours": None if self.ours is None else rounded(self.ours),
            "published": rounded(t.published),
            "spread": [None if x is None else rounded(x) for x in (t.low, t.high)],
            "unit": r.unit,
            "verdict": self.verdict,
            "reading": self.reading,
            "source": ";".join(r.sources),
            "group": r.group,
            "quantity": r.quantity,
            "difference": self.difference,
            "tolerance": r.tolerance,
            "confidence": r.confidence,
            "role": r.role,
            "held_out": r.held_out,
            "second": r.second,
        }


def _signed(value: float, digits: int) -> str:
    """With its sign, and 0 without one."""
    nearest = round(value, digits)
    return f"{nearest:+.{digits}f}" if nearest else "0"


def rounded(value: float) -> float:
    """Five significant figures, no negative zero."""
    return float(f"{value:.5g}") + 0.0


def number(value: float | None) -> str:
    """Three significant figures, as people write them."""
    if value is None:
        return ""
    text = f"{value:.0f}" if abs(value) >= 100.0 else f"{value:.3g}"
    return "0" if text in ("-0", "0") else text
