"""Curves over the gait cycle, and their mean and spread over several trials or people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from iliopsoas.errors import InputError
from iliopsoas.results.cycle_axis import cycle_axes

PERCENT = np.arange(101.0)
"""Places of the normalised cycle [%] (technical)."""


def curves_over_cycle(
    result: xr.Dataset, curves: Mapping[str, xr.DataArray], side: str, events: tuple[float, float] | None = None
) -> xr.Dataset:
    """Curves (time) over one leg's gait cycle, (percent), linearly interpolated.

    Args:
        side: 'r' or 'l'.
        events: heel strike and next heel strike of that leg [s]; default read from the contact forces.

    Returns:
        A dataset; its attributes hold side, `start_s`, `period_s`, and `stance_percent` where it is known.

    Raises:
        InputError: the contact forces show no walking or running, and no events are given.
    """
    axis = cycle_axes(result, None if events is None else {side: events})[side]
    if not axis.cycle:
        raise InputError(
            "the contact forces show no whole gait cycle; give events=(heel strike, next heel strike) in seconds, or "
            "use the curves over time"
        )
    order = np.argsort(axis.at, kind="stable")
    kept = order[axis.order[order] >= 0]
    attrs = {"side": side, "start_s": axis.start, "period_s": axis.period, "title": result.attrs.get("title", "")}
    if axis.stance:
        attrs["stance_percent"] = axis.stance[0][1]
    out = {
        name: ("percent", np.interp(PERCENT, axis.at[kept], axis.arrange(curve.values)[kept]), dict(curve.attrs))
        for name, curve in curves.items()
    }
    return xr.Dataset(out, {"percent": ("percent", PERCENT, {"units": "%"})}, attrs)


def mean_of(results: Sequence[xr.Dataset], *, side: str = "r") -> xr.Dataset:
    """Mean and spread of the main curves of several results over the gait cycle.

    Args:
        results: at least two, of `iliopsoas.analyze`; or cycles of `result.iliopsoas.cycle()`.

    Returns:
        A dataset over `statistic` ('mean', 'sd', 'low', 'high': the extremes) and `percent`; `n` in its attributes.

    Raises:
        InputError: fewer than two results, or one without a gait cycle; says which.
    """
    if len(results) < 2:
        raise InputError(f"mean_of needs at least two results; it got {len(results)}")
    cycles = []
    for number, result in enumerate(results):
        try:
            cycles.append(result if "percent" in result.dims else result.iliopsoas.cycle(side))
        except InputError as error:
            raise InputError(f"result {number}: {error}") from None
    shared = [str(name) for name in cycles[0].data_vars if all(name in cycle for cycle in cycles)]
    together = xr.concat(
        [cycle[shared] for cycle in cycles], "trial", coords="minimal", compat="override", combine_attrs="drop"
    )
    parts = {
        "mean": together.mean("trial"),
        "sd": together.std("trial", ddof=1),
        "low": together.min("trial"),
        "high": together.max("trial"),
    }
    out = xr.concat(list(parts.values()), xr.DataArray(list(parts), dims="statistic", name="statistic"))
    for name in shared:
        out[name].attrs = dict(cycles[0][name].attrs)
    return out.assign_attrs(n=len(cycles), side=side)
