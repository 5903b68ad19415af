"""Names of the arrays in signatures. Shapes and units stand in the docstring that uses them."""

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
