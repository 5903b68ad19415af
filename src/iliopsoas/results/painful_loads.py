"""Loads of a result that exceed the thresholds beyond which a person hurts."""

from __future__ import annotations

from typing import Any

import xarray as xr


def painful(result: xr.Dataset) -> list[dict[str, Any]]:
    """Every threshold of a result: its largest ratio, when that is, and the share of the time above 1."""
    out: list[dict[str, Any]] = []
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
