"""What the two sides of the body are called."""

from __future__ import annotations

SIDE_NAMES = {"r": "right", "l": "left"}
