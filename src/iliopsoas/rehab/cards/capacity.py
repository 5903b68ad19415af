"""Whether a person can do an exercise, and how heavy a cuff they can lift.

An exercise is over capacity where muscles leave a moment that they must give (a reserve beyond 5 % of the coordinate's
largest active moment, 1 N m and 0.02 N m/kg), or where hip flexion asks for more than its own maximum.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.rehab.cards.frame_loads import FrameLoads
from iliopsoas.rehab.cards.load_card import Shortfall
from iliopsoas.rehab.cards.solved_loads import SIDES
from iliopsoas.results.reserves import SMALL_MOMENT
from iliopsoas.results.unbalanced_moments import LEAST_NM, SHARE

DECIDES = "largest_share_of_maximum"
HEAVIEST_CUFF = 10.0
"""Largest cuff that is tried [kg]: what movements allow (technical)."""
COARSE_STEP, FINE_STEP = 1.0, 0.1
"""Steps of cuffs, first and then between the last that could be lifted and the next [kg] (technical)."""


def shortfalls(loads: FrameLoads, coordinates: Sequence[str], mass: float) -> tuple[Shortfall, ...]:
    """Moments that the first variant cannot give, the largest lack first.

    Args:
        mass: of the person [kg].
    """
    reserve, active = loads.reserve[0], loads.active_moment[0]
    out = []
    for k in np.flatnonzero(lacking_coordinates(reserve, active, mass)):
        t = int(np.abs(reserve[:, k]).argmax())
        needed, lack = abs(float(active[t, k])), abs(float(reserve[t, k]))
        out.append((lack, Shortfall(coordinates[int(k)], needed, max(needed - lack, 0.0))))
    found = [s for _, s in sorted(out, key=lambda pair: -pair[0])]
    for i, side in enumerate(SIDES):
        name, share = f"hip_flexion_{side}", loads.sided[DECIDES][0, :, i]
        t = int(share.argmax())
        if share[t] > 1.0 and name not in [s.coordinate for s in found]:
            needed = float(active[t, list(coordinates).index(name)])
            found.append(Shortfall(name, needed, needed / float(share[t])))
    return tuple(found)


def lacking_coordinates(reserve: Array, active: Array, mass: float) -> BoolArray:
    """Coordinates about which muscles leave too much of what is asked of them in some frame, (n).

    Args:
        reserve, active: what is left, and what is asked, (frames, n) [N m]. mass: of the person [kg].
    """
    limit = np.maximum(SHARE * np.maximum(np.abs(active).max(axis=0), SMALL_MOMENT * mass), LEAST_NM)
    return np.asarray((np.abs(reserve) > limit).any(axis=0))


def largest_cuff(solve: Callable[[Array], FrameLoads], coordinates: Sequence[str], mass: float) -> float:
    """The heaviest cuff that can be lifted, and all lighter ones too, to 0.1 kg; 0 where not even the leg can [kg].

    Args:
        solve: loads of the hardest frames with each of several cuffs [kg].
    """
    coarse = np.arange(0.0, HEAVIEST_CUFF + COARSE_STEP / 2, COARSE_STEP)
    can = ~beyond_capacity(solve(coarse), coordinates, mass)
    if not can[0]:
        return 0.0
    if can.all():
        return HEAVIEST_CUFF
    low = coarse[int(np.argmin(can)) - 1]
    fine = low + np.arange(FINE_STEP, COARSE_STEP - FINE_STEP / 2, FINE_STEP)
    could = ~beyond_capacity(solve(fine), coordinates, mass)
    lifted = int(np.argmin(could)) if not could.all() else len(could)
    return round(float(low + FINE_STEP * lifted), 3)


def beyond_capacity(loads: FrameLoads, coordinates: Sequence[str], mass: float) -> BoolArray:
    """Whether each variant is asked for more than it has, (variants)."""
    out = []
    for d in range(len(loads.reserve)):
        one = loads._replace(
            sided={DECIDES: loads.sided[DECIDES][d : d + 1]},
            reserve=loads.reserve[d : d + 1],
            active_moment=loads.active_moment[d : d + 1],
        )
        out.append(bool(shortfalls(one, coordinates, mass)))
    return np.array(out)
