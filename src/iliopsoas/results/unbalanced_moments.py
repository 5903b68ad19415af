"""Where the muscles were not strong enough: which balanced coordinates lack how much, when, who was at full effort.

    A a + s = b:   a coordinate lacks strength in a frame where its reserve s exceeds 5 % of its largest moment
                   and 1 N m

Reserves below that are what balance costs (see `recruitment`); above it the muscles that could turn the coordinate the
way that was asked are at full effort, held back by what else they do, or not there at all.
"""

from __future__ import annotations

from typing import TypedDict

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.results.basis.columns import largest_sizes
from iliopsoas.results.gait_events import spans
from iliopsoas.results.reserves import moment_scale

Array = NDArray[np.float64]

SHARE = 0.05
"""Reserve above which a coordinate lacks strength, as a share of its largest moment [-] (technical)."""
LEAST_NM = 1.0
"""Smaller reserves are never named [N m] (technical)."""
MOST_SPANS = 100
"""Stretches that are named one by one, the first ones (technical)."""
FULL = 0.999
"""Share of the greatest activation a strand can have from which it is at full effort [-] (technical)."""


class UnbalancedMoment(TypedDict):
    """A coordinate that lacks strength, as `json.dumps` takes it.

    Attributes:
        coordinate: its name. direction: +1 or -1, the way that was asked.
        time_s, lacking_nm, asked_nm: of the worst frame: when, how much was lacking, and how much was asked of active
            muscle.
        share: of what was asked that was lacking [-]; 1 where a coordinate gives way although little was asked,
            because its muscles work for another one.
        full: the muscles at full effort that turn that way, the strongest there first.
        frames: in how many it lacks. spans_s: from when to when, the first `MOST_SPANS`.
    """

    coordinate: str
    direction: int
    time_s: float
    lacking_nm: float
    asked_nm: float
    share: float
    full: list[str]
    frames: int
    spans_s: list[list[float]]


def unbalanced_moments(result: xr.Dataset) -> list[UnbalancedMoment]:
    """The coordinates that lack strength, those that lack most first; empty where the muscles can do it all."""
    time, names = result["time"].values, [str(name) for name in result["coordinate"].values]
    limit = reserve_limits(result)
    out: list[UnbalancedMoment] = []
    for i in np.flatnonzero(largest_sizes(result, "reserve") > limit):
        reserve = result["reserve"].variable[:, int(i)].values
        size = np.abs(reserve)
        worst = int(size.argmax())
        sign = 1 if reserve[worst] > 0 else -1
        asked = abs(float(result["muscle_moment"].variable[worst, int(i)].values))
        out.append(
            {
                "coordinate": names[i],
                "direction": sign,
                "time_s": round(float(time[worst]), 4),
                "lacking_nm": round(float(size[worst]), 2),
                "asked_nm": round(asked, 2),
                "share": round(float(size[worst] / max(asked, size[worst])), 4),
                "full": _at_full_effort(result, worst, int(i), sign),
                "frames": int((size > limit[i]).sum()),
                "spans_s": [
                    [round(float(time[a]), 4), round(float(time[b]), 4)] for a, b in spans(size, limit[i])[:MOST_SPANS]
                ],
            }
        )
    return sorted(out, key=lambda row: -row["lacking_nm"])


def reserve_limits(result: xr.Dataset) -> Array:
    """Reserve above which each coordinate lacks strength, (coordinates) [N m]."""
    limit: Array = np.maximum(SHARE * moment_scale(result), LEAST_NM)
    return limit


def unbalanced_in_words(row: UnbalancedMoment) -> str:
    """One row of `unbalanced_moments` as a sentence."""
    spans_s = row["spans_s"]
    shown = [f"{a:.2f}-{b:.2f} s" if b > a else f"{a:.2f} s" for a, b in spans_s[:3]]
    more = f" and {len(spans_s) - 3} more" if len(spans_s) > 3 else ""
    full = f"; at full effort: {', '.join(row['full'])}" if row["full"] else ""
    frames = f"{row['frames']} frame{'s' if row['frames'] > 1 else ''}"
    sign = "+" if row["direction"] > 0 else "-"
    asked = f" of {row['asked_nm']:.3g} ({100 * row['share']:.0f} %)" if row["share"] < 1 else ""
    return (
        f"{row['coordinate']} lacks {sign}{row['lacking_nm']:.3g} N m{asked} at {row['time_s']:.2f} s; in {frames}, "
        f"{', '.join(shown)}{more}{full}"
    )


def _at_full_effort(result: xr.Dataset, frame: int, coordinate: int, sign: int) -> list[str]:
    """Muscles of which a strand at full effort turns the coordinate that way, the strongest there first."""
    if "moment_arm" in result:
        arm = sign * result["moment_arm"].isel(time=frame, coordinate=coordinate).values
    else:
        arm = sign * result["moment_arm_at_worst"].isel(coordinate=coordinate).values
    pull = arm * result["muscle_force"].isel(time=frame).values
    full = (result["activation"].isel(time=frame).values > FULL * result["activation_max"].values) & (pull > 0.0)
    groups = result["group"].values
    total = {str(g): float(pull[full & (groups == g)].sum()) for g in np.unique(groups[full])}
    return sorted(total, key=lambda g: -total[g])
