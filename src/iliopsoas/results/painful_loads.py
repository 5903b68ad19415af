"""Loads of a result that exceed the thresholds beyond which a person hurts."""

from __future__ import annotations

from typing import TypedDict

import xarray as xr


class PainfulLoad(TypedDict):
    """A load beside the threshold beyond which it hurts, as `json.dumps` takes it.

    Attributes:
        threshold: what hurts. largest: load over threshold where that is largest [-]. at_s: when [s].
        painful_share: share of the frames in which the load lies above its threshold [-].
    """

    threshold: str
    largest: float
    at_s: float
    painful_share: float


def painful_loads(result: xr.Dataset) -> list[PainfulLoad]:
    """Every threshold of a result with its largest load; empty where the body has no thresholds."""
    out: list[PainfulLoad] = []
    if "threshold_ratio" not in result:
        return out
    for name in result["threshold"].values:
        ratio = result["threshold_ratio"].sel(threshold=name).values
        top = int(ratio.argmax())
        out.append(
            {
                "threshold": str(name),
                "largest": round(float(ratio[top]), 3),
                "at_s": round(float(result["time"].values[top]), 3),
                "painful_share": round(float((ratio > 1.0).mean()), 3),
            }
        )
    return out
