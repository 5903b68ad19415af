"""Parameters and analog channels of a .c3d file, whatever state they are in."""

from __future__ import annotations

from typing import Any

import numpy as np

from iliopsoas.arrays import Array


def numbers_of(value: Any) -> Array:
    """A parameter as an array of numbers; an empty one if it is missing or is no number."""
    try:
        return np.asarray([] if value is None else value, dtype=np.float64)
    except (ValueError, TypeError):
        return np.zeros(0)


def texts_of(value: Any, count: int | None = None) -> list[str]:
    """A parameter as texts without blanks around them; padded with empty ones, or cut, to `count`."""
    entries = value if isinstance(value, list) else [] if value is None else [value]
    found = [entry.strip() for entry in entries if isinstance(entry, str)]
    return found if count is None else [*found, *[""] * (count - len(found))][:count]


class AnalogChannels:
    """Analog channels as the file scales them.

    Attributes:
        values: (samples, channels).
        rate: samples per second [Hz]; 0 where there are none.
        labels, units, about: one a channel, '' where the file has none.
        time: (samples) [s].
    """

    def __init__(self, given: dict[str, Any], analogs: Array, start: float) -> None:
        self.values: Array = analogs.T
        count = self.values.shape[1]
        rates = numbers_of(given.get("RATE")).ravel()
        self.rate = float(rates[0]) if self.values.size and rates.size and rates[0] > 0.0 else 0.0
        self.labels = texts_of(_joined("LABELS", given), count)
        self.units = texts_of(_joined("UNITS", given), count)
        self.about = texts_of(_joined("DESCRIPTIONS", given), count)
        self.time: Array = start + np.arange(len(self.values)) / (self.rate or 1.0)


def _joined(name: str, given: dict[str, Any]) -> list[str]:
    keys = [key for key in (name, *(f"{name}{i}" for i in range(2, 10))) if key in given]
    return [text for key in keys for text in texts_of(given[key])]
