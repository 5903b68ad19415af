"""Pictures of a result on matplotlib's axes: axes in, axes out, so that they join any figure of the reader's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import xarray as xr

from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.errors import MissingExtra
from iliopsoas.report.figures.display_names import BLUE, ORANGE
from iliopsoas.results.cycle_axis import Axis, cycle_axes
from iliopsoas.results.instrumented_people import instrumented_comparisons
from iliopsoas.results.muscle_forces import HIP_FLEXORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = {"r": BLUE, "l": ORANGE}
STYLES = ("-", "--", ":", "-.")


class _Curves(Protocol):
    """What the plots ask of the accessor."""

    def force(self, muscle: str, *, side: str = "r") -> xr.DataArray: ...
    def activation(self, muscle: str, *, side: str = "r") -> xr.DataArray: ...
    def load(self, joint: str, *, side: str = "r", unit: str = "BW") -> xr.DataArray: ...
    def moment(self, coordinate: str, *, side: str | None = None) -> xr.DataArray: ...


class ResultPlots:
    """One method a picture. Each takes axes, or makes some, and gives them back. Right is blue, left orange; over the
    gait cycle of each leg where the contact forces show one, otherwise over time.

    Raises:
        MissingExtra: matplotlib is not installed.
    """

    def __init__(self, result: xr.Dataset, curves: _Curves) -> None:
        self._result, self._curves = result, curves
        self._legs = cycle_axes(result)

    def hip(self, ax: Axes | None = None) -> Axes:
        """Contact force of both hips, beside what people carried whose hips measure, where some did this."""
        axes = self._both_sides(
            ax, lambda side: self._curves.load("hip", side=side), "hip contact force [body weights]"
        )
        return self._measured("hip", axes)

    def knee(self, ax: Axes | None = None) -> Axes:
        """Contact force of both knees, beside what people carried whose knees measure, where some did this."""
        axes = self._both_sides(ax, lambda s: self._curves.load("knee", side=s), "knee contact force [body weights]")
        return self._measured("knee", axes)

    def moment(self, coordinate: str = "hip_flexion", ax: Axes | None = None) -> Axes:
        """Moment about a coordinate of both sides, 'hip_flexion'."""
        words = f"moment about {coordinate.replace('_', ' ')} [N m]"
        return self._both_sides(ax, lambda side: self._curves.moment(coordinate, side=side), words)

    def muscles(self, *muscles: str, ax: Axes | None = None, quantity: str = "force") -> Axes:
        """Force or activation of muscles, both sides; default psoas major and iliacus."""
        axes = _axes(ax)
        ask = self._curves.activation if quantity == "activation" else self._curves.force
        for muscle, style in zip(muscles or ("psoas_major", "iliacus"), np.resize(STYLES, 99), strict=False):
            for side, leg in self._legs.items():
                name = HIP_FLEXORS.get(muscle, muscle.replace("_", " "))
                label = f"{name}, {SIDE_NAMES[side]}"
                axes.plot(leg.at, leg.arrange(ask(muscle, side=side).values), style, color=COLOURS[side], label=label)
        return _finish(axes, self._legs["r"], "activation [-]" if quantity == "activation" else "muscle force [N]")

    def spine(self, *levels: str, ax: Axes | None = None) -> Axes:
        """Compression of lumbar levels; default all of them."""
        axes, leg = _axes(ax), self._legs["r"]
        chosen = levels or tuple(str(level) for level in self._result["level"].values)
        for k, level in enumerate(chosen):
            curve, shade = self._curves.load(level, unit="N"), 0.15 + 0.7 * k / max(len(chosen) - 1, 1)
            label = level.replace("_", "/")
            axes.plot(leg.at, leg.arrange(curve.values), color=(0.1, shade, 0.6), label=label)
        return _finish(axes, leg, "compression [N]")

    def _measured(self, joint: str, axes: Axes) -> Axes:
        """The band of people with instrumented joints, where some did this."""
        for one in instrumented_comparisons(self._result):
            if one.joint == joint and one.measured is not None:
                label = f"peaks measured in {one.measured.people} people"
                axes.axhspan(one.measured.low, one.measured.high, color="#3d7a57", alpha=0.15, lw=0, label=label)
                axes.legend(frameon=False)
        return axes

    def _both_sides(self, ax: Axes | None, ask: Any, words: str) -> Axes:
        axes = _axes(ax)
        for side, leg in self._legs.items():
            axes.plot(leg.at, leg.arrange(ask(side).values), color=COLOURS[side], label=SIDE_NAMES[side])
        return _finish(axes, self._legs["r"], words)


def _axes(ax: Axes | None) -> Axes:
    if ax is not None:
        return ax
    try:
        from matplotlib import pyplot
    except ImportError:
        raise MissingExtra("plotting on axes", "figures") from None
    return pyplot.figure(layout="constrained").add_subplot()


def _finish(axes: Axes, leg: Axis, words: str) -> Axes:
    axes.set_xlabel("gait cycle of each leg [%]" if leg.cycle else "time [s]")
    axes.set_ylabel(words)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="#e8e8e8")
    axes.set_axisbelow(True)
    axes.legend(frameon=False)
    return axes
