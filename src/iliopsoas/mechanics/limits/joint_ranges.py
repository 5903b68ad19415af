"""Where a movement leaves the range that conditions leave a joint.

A movement is analysed as it is, also where its person could not do it: then it is said, coordinate by coordinate.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body

MARGIN_DEG = 0.5
"""A range counts as left from here on [deg] (technical)."""


class RangeExceeded(NamedTuple):
    """A coordinate that leaves a narrowed range.

    Attributes:
        coordinate: its name.
        reached, limit: where it goes, and the end of the range that it passes [deg].
        share: of the frames [-].
    """

    coordinate: str
    reached: float
    limit: float
    share: float

    @property
    def note(self) -> str:
        """As a note of the result."""
        return (
            f"{self.coordinate} reaches {self.reached:.1f} deg, beyond the {self.limit:.1f} deg that the conditions "
            f"leave it, in {100.0 * self.share:.0f} % of the frames; the movement is analysed as it is."
        )


def exceeded_ranges(body: Body, coordinate: Callable[[int], Array]) -> list[RangeExceeded]:
    """Coordinates that leave a range which conditions narrowed, either end by itself.

    Args:
        coordinate: values of a column of the coordinates in all frames, (frames) [rad, m].
    """
    limits, whole = body.limits, body.map
    margin, out = np.radians(MARGIN_DEG), []
    for sign, ends, healthy in ((-1.0, limits.lower, whole.lower), (1.0, limits.upper, whole.upper)):
        for i in np.flatnonzero(sign * (healthy - ends) > 0.0):
            values = coordinate(int(i))
            beyond = sign * (values - ends[i]) > margin
            if beyond.any():
                reached = float(sign * (sign * values).max())
                limit = float(np.degrees(ends[i]))
                out.append(RangeExceeded(whole.names[i], float(np.degrees(reached)), limit, float(beyond.mean())))
    return out
