"""A record of any length, filtered and splined where it is looked at: nothing of it is kept but what was recorded.

A low-pass filter forgets, and a spline feels its far neighbours little. So values at some times come from the frames
around them, with a margin on either side in which whatever was cut off fades to the rounding of numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.motion.signals.checks import TOGETHER, frame_blocks
from iliopsoas.motion.signals.time_series import SmoothCurves, lowpass, lowpass_memory, smooth_curves

ROUNDING = 1e-16
"""What is left at the end of the margin of what was cut off, as a share (technical)."""
SPLINE_FRAMES = 48
"""Frames over which a quintic spline forgets as much, 0.43 a frame (technical)."""


@dataclass(frozen=True, eq=False)
class FilteredRecord:
    """Columns of an even record, low-passed and splined.

    Attributes:
        time: (frames,) [s], even.
        columns: as recorded, each (frames,).
        cutoff_hz: of the low-pass filter (`time_series.lowpass`) [Hz]; None for none.
    """

    time: Array
    columns: Sequence[Array]
    cutoff_hz: float | None

    def blocks(self) -> Iterator[Array]:
        """Filtered values of all frames in order, some at a time, each (some, columns)."""
        for some in frame_blocks(len(self.time)):
            yield self._whole[some] if self._is_short else self._filtered(some)

    def curves(self, first: float, last: float) -> SmoothCurves:
        """Splines that can be asked for times from `first` to `last` [s]."""
        if self._is_short:
            return self._whole_curves
        begin = int(np.searchsorted(self.time, first, side="right")) - 1
        end = int(np.searchsorted(self.time, last, side="left")) + 1
        some = self._wider(slice(max(begin, 0), min(end, len(self.time))), SPLINE_FRAMES)
        return smooth_curves(self.time[some], self._filtered(some))

    def of_column(self, number: int) -> FilteredRecord:
        """The same with one of its columns."""
        return replace(self, columns=(self.columns[number],))

    @property
    def _is_short(self) -> bool:
        """Whether all of it is filtered at once, and kept."""
        return len(self.time) <= TOGETHER

    @cached_property
    def _whole(self) -> Array:
        return self._filtered(slice(0, len(self.time)))

    @cached_property
    def _whole_curves(self) -> SmoothCurves:
        return smooth_curves(self.time, self._whole)

    @cached_property
    def _memory(self) -> int:
        cutoff = self.cutoff_hz or 0.0
        return lowpass_memory(self._rate_hz, cutoff, ROUNDING) if 0.0 < cutoff < self._rate_hz / 2.0 else 0

    @cached_property
    def _rate_hz(self) -> float:
        return float((len(self.time) - 1) / (self.time[-1] - self.time[0]))

    def _filtered(self, some: slice) -> Array:
        """Values of some frames, (some, columns)."""
        if self.cutoff_hz is None:
            return np.stack([column[some] for column in self.columns], axis=1)
        wide = self._wider(some, self._memory)
        values = np.stack([column[wide] for column in self.columns], axis=1)
        return lowpass(values, self._rate_hz, self.cutoff_hz)[some.start - wide.start : some.stop - wide.start]

    def _wider(self, some: slice, margin: int) -> slice:
        return slice(max(some.start - margin, 0), min(some.stop + margin, len(self.time)))
