"""Our numbers beside published ones.

    table.records       what is compared, from `atlas/data/evidence.toml`: nothing in it feeds a computation of the body
    context.Context     bodies, movements and sweeps that records share, computed once
    spine, arms, strength, passive, walking, architecture, variation, loads, exercises
                        our side of each record: one function a quantity
    compare.compare     every record evaluated: ours, theirs, inside or outside
    history             results stored, and what changed since
    golden              compact curves of reference analyses, against unnoticed change

A record that misses stays, with its size and a reading that says why as far as known. Tolerances are the published
spread, or the one that the record states; none is widened to fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iliopsoas.evidence.records import Comparison

__all__ = ["comparisons"]


def comparisons(*names: str) -> list[Comparison]:
    """Our numbers beside published ones: ours, theirs, inside or outside, and what that means.

    Args:
        names: groups ('walking', 'strength'), or words in the names of comparisons; none: all of them, which takes some
            seconds.

    Raises:
        UnknownName: a name is neither.
    """
    from iliopsoas.evidence.compare import compare, select

    return compare(select(names))
