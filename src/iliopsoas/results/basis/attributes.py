"""What a result says of itself: the person's weight, the notes, the names of lumbar levels."""

from __future__ import annotations

import xarray as xr


def body_weight(result: xr.Dataset) -> float:
    """Body weight [N]."""
    return float(result.attrs["body_weight_n"])


def notes_of(result: xr.Dataset) -> list[str]:
    """What was assumed, one sentence each."""
    return [line for line in str(result.attrs.get("notes", "")).split("\n") if line.strip()]


def level_name(level: object) -> str:
    """'L5_S1' -> 'L5/S1'."""
    return str(level).replace("_", "/")
