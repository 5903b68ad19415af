"""Names of the arrays in signatures, and their memory. Shapes and units stand in the docstring that uses them."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
"""Numbers with a unit."""
BoolArray: TypeAlias = NDArray[np.bool_]
"""A choice of frames, markers, muscles ..."""
IndexArray: TypeAlias = NDArray[np.intp]
"""Positions in another array."""


def release_freed() -> None:
    """Give memory that was freed back to the system, where its library keeps it (glibc): between the stages of a long
    job, so that what one of them needed is not added to what the next one needs."""
    import ctypes
    import sys

    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
