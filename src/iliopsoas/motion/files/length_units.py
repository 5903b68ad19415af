"""Units of length, as marker files call them."""

from __future__ import annotations

METRES = {"mm": 1e-3, "millimeters": 1e-3, "millimetres": 1e-3, "cm": 1e-2, "m": 1.0, "meters": 1.0, "metres": 1.0}
"""Length of a unit [m], by what files call it; technical."""
LARGEST = 1e15
"""No file of angles, places or forces holds a larger number, in whatever unit (technical)."""
