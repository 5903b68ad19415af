"""Our numbers beside published ones: what agrees, what does not, and what changed.

In: records of `atlas/data/evidence.toml` (`table.records`); nothing in them feeds a computation of the body. Out: a
`records.Comparison` each: ours, theirs, inside or outside. Start at `compare.compare`; `quantity_registry` finds our
side of each record in `quantities`; `kept_comparisons` keeps what was computed; `history` stores results and tells
changes; `golden` guards reference curves.
A record that misses stays, with its size and a reading that says why as far as known. Tolerances are the published
spread, or the one that the record states; none is widened to fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iliopsoas.evidence.records import Comparison

__all__ = ["comparisons"]


def comparisons(*names: str, recompute: bool = False) -> list[Comparison]:
    """Our numbers beside published ones: ours, theirs, inside or outside, and what that means.

    Args:
        names: groups ('walking', 'strength'), or words in the names of comparisons; none: all of them, which takes a
            minute the first time. What this very version and data gave is kept in the user's cache folder.
        recompute: compute them again, whatever is kept.

    Raises:
        UnknownName: a name is neither.
    """
    from iliopsoas.evidence.compare import select_records
    from iliopsoas.evidence.kept_comparisons import kept_comparisons

    return kept_comparisons(select_records(names), recompute=recompute)
