"""Figures of moment arms: over the angle beside published ones, as a table, and as shares of what moves a joint."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.function.actions import MuscleShares
from iliopsoas.function.moment_arms import MomentArms, difference_from_curve
from iliopsoas.report.figures.display_names import display_name
from iliopsoas.report.figures.sheet import CurveBand, NumberField, Panel, PlotCurve, Sheet

Array = NDArray[np.float64]
ORIGIN_COLOUR = {"Rajagopal2016": "#0072B2", "gait2392": "#E69F00", "MyoFullBody": "#009E73"}
BAND_COLOUR = {"Blemker 2005": "#56B4E9", "Arnold 2000": "#999999"}


def arms_sheet(arms: MomentArms) -> Sheet:
    """Whole muscle, strands, published models and bands."""
    degrees = np.degrees(arms.angle)
    bands = []
    for c in (c for c in arms.published if c.shape == "band"):
        inside = (c.angle_deg >= degrees.min() - 1e-6) & (c.angle_deg <= degrees.max() + 1e-6)
        ends = (c.angle_deg[inside], c.low_mm[inside], c.high_mm[inside])
        bands.append(CurveBand(f"{c.origin} (range)", *ends, BAND_COLOUR.get(c.origin, "#bbbbbb"), 0.3))
    curves = [
        PlotCurve("our strands" if k == 0 else "", degrees, 1e3 * y, "#D55E00", width=0.8, legend=k == 0)
        for k, y in enumerate(arms.arm.T)
        if len(arms.strands) > 1
    ]
    for c in (c for c in arms.published if c.shape == "model"):
        inside = (c.angle_deg >= degrees.min() - 1e-6) & (c.angle_deg <= degrees.max() + 1e-6)
        colour = ORIGIN_COLOUR.get(c.origin, "#555555")
        curves.append(PlotCurve(c.origin, c.angle_deg[inside], c.arm_mm[inside], colour, "dash", 1.8))
    curves.append(PlotCurve("ours, whole muscle", degrees, 1e3 * arms.whole, "#D55E00", width=3.4))
    told = []
    for c in arms.published:
        rms, inside_band, of = difference_from_curve(arms, c)
        if c.shape == "band" and of:
            told.append(
                f"{c.origin}: inside its range at {inside_band} of {of} angles, {rms:.1f} mm r.m.s. to its centre"
            )
    caption = (
        "Positive: the muscle increases the coordinate. The whole muscle is the mean of its strands weighted by their "
        f"strength. {'; '.join(told)}{'.' if told else ''}"
    )
    title = f"Moment arm of {display_name(arms.muscle)} about {display_name(arms.about)}"
    panel = Panel("", f"{display_name(arms.coordinate)} [deg]", "moment arm [mm]", curves, bands)
    return Sheet(title, caption, ("A",), {"A": panel}, 900, 560)


def actions_sheet(data: xr.Dataset, muscles: list[str], coordinates: list[str]) -> Sheet:
    """Moment arms of muscles at joints, as a coloured table."""
    values = 1e3 * data["arm"].sel(muscle=muscles, coordinate=coordinates).values
    reach = float(np.abs(values).max() or 1.0)
    field = NumberField(
        tuple(map(display_name, muscles)), tuple(map(display_name, coordinates)), values, reach, "moment arm [mm]"
    )
    posture = str(data.attrs["posture"]).replace(" ", ", ") or "neutral"
    caption = (
        "Newton millimetres per newton of tension. Positive (purple): increases the coordinate, as hip flexion, "
        f"adduction, internal rotation, knee flexion, lumbar extension, bending to the right. Posture [deg]: {posture}."
    )
    height = 220 + 21 * len(muscles)
    return Sheet(
        "What each muscle does per newton", caption, ("A",), {"A": Panel("", "", "", field=field)}, 1000, height
    )


def movers_sheet(movers: MuscleShares, count: int = 10) -> Sheet:
    """Shares of the strongest muscles in both directions over the angle."""
    columns = tuple(f"{d:.4g}" for d in np.degrees(movers.angle))
    reach = 100 * float(movers.share.max() or 1.0)
    panels = {}
    for key, d, word in (("A", 0, "increases"), ("B", 1, "decreases")):
        best = np.argsort(-movers.share[:, :, d].max(axis=0), kind="stable")[:count]
        best = best[movers.share[:, best, d].max(axis=0) > 0.01]
        rows = (*(display_name(movers.muscles[i]) for i in best),)
        values = 100 * movers.share[:, best, d].T
        totals = ", ".join(f"{m:.0f}" for m in movers.moment[:, :, d].sum(axis=1))
        title = f"{word} {display_name(movers.coordinate)}" + (f" (together {totals} N m)" if len(columns) <= 6 else "")
        field = NumberField(rows, columns, values, reach, "share of the maximum [%]")
        panels[key] = Panel(title, f"{display_name(movers.coordinate)} [deg]", "", field=field, legend=key == "B")
    caption = (
        "Share of the sum of what all muscles can do in that direction at full isometric effort, each strand with its "
        "active force-length curve, in percent; a muscle whose strands pull both ways has a share in both."
    )
    return Sheet(f"Who moves {display_name(movers.coordinate)}?", caption, ("AB",), panels, 1150, 560)
