"""Some columns of a variable, or some frames of all: of a result that lies in a file no more is read than is needed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
TOGETHER = 2048
"""Frames of a long result that are looked at together (technical)."""


def some_columns(result: xr.Dataset, name: str, mine: ArrayLike) -> Array:
    """Columns of a variable over time and a dimension or two more, (frames, k) or (frames, k, ...).

    Args:
        mine: which of them, true or false each.
    """
    at, variable = np.flatnonzero(mine), result[name].variable
    if at.size and at[-1] - at[0] + 1 == at.size:  # neighbours are read in one piece
        return np.asarray(variable[:, int(at[0]) : int(at[-1]) + 1].values)
    return np.asarray(variable[:, at].values)


def frames_of(result: xr.Dataset, name: str, frames: ArrayLike) -> Array:
    """Some frames of a variable, (k, ...); those of one frame, (...)."""
    at = np.asarray(frames)
    return np.asarray(result[name].variable[int(at) if at.ndim == 0 else at].values)


def largest_sizes(result: xr.Dataset, name: str) -> Array:
    """Largest magnitude over all frames, of every column of a variable, (k)."""
    variable = result[name].variable
    return np.asarray(np.max([np.abs(variable[some].values).max(axis=0) for some in blocks_of_frames(result)], axis=0))


def blocks_of_frames(result: xr.Dataset) -> Iterator[slice]:
    """All frames in blocks, in order."""
    for first in range(0, result.sizes["time"], TOGETHER):
        yield slice(first, min(first + TOGETHER, result.sizes["time"]))
