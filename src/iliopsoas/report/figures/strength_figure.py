"""The figure of strength: moment over the angle beside measured people, and who gives it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from iliopsoas.function.strength import ANGLE_ORDER_NOTE, IsometricStrength
from iliopsoas.report.figures.curve_chart import MUSCLE_COLOUR
from iliopsoas.report.figures.display_names import BLUE, ORANGE, display_name
from iliopsoas.report.figures.sheet import CurveBand, Panel, PlotCurve, Sheet

Array = NDArray[np.float64]
SPARE = ("#E69F00", "#56B4E9", "#6A3D9A", "#8C8C00", "#444444")
REST = "#cfcfcf"


def muscle_colours(muscles: tuple[str, ...]) -> dict[str, str]:
    """A colour a muscle, the hip flexors' as everywhere."""
    spare = iter(c for _ in muscles for c in SPARE)
    return {muscle: MUSCLE_COLOUR.get(muscle[:-2]) or next(spare) for muscle in muscles}


def strength_sheet(results: list[IsometricStrength], height: float) -> Sheet:
    """Moment over angle beside measured people; shares of the muscles."""
    first = results[0]
    degrees = np.degrees(first.angle)
    bands, curves = [], []
    if first.published:
        curve = first.published
        mean, sd = curve.per_kg(first.angle, height), curve.sd_per_kg(first.angle, height)
        bands.append(CurveBand(f"measured, {curve.group}: +/- 1 SD", degrees, mean - sd, mean + sd, "#56B4E9", 0.3))
        curves.append(PlotCurve(f"measured, {curve.group} (Anderson 2007)", degrees, mean, BLUE, "dash", 1.8))
    for k, result in enumerate(results):
        curves.append(PlotCurve(f"ours, pelvis {result.pelvis}", degrees, result.active / result.mass, ORANGE,
                            "solid" if k == 0 else "dot", 3.0))  # fmt: skip
    curves.append(PlotCurve("passive, beside it", degrees, first.passive / first.mass, "#777777", "dot", 1.8))
    reach = [float(c.y.max()) for c in curves] + [float(b.high.max()) for b in bands]
    limits = (min(0.0, float((first.passive / first.mass).min())) - 0.15, 1.42 * max(reach))  # room for the legend
    title, across = "Maximal isometric moment", f"{display_name(first.coordinate)} [deg]"
    panels = {"A": Panel(title, across, "moment [N m/kg]", curves, bands, limits=limits)}
    panels["B"] = _share_panel(first, degrees)
    caption = (
        "Moment of active muscle, gravity left out, the rest of the leg held by its own muscles; a dynamometer reads "
        "the passive moment on top. Free: trunk muscles must keep the pelvis from turning. The measured curves "
        f"go on beyond the angles at which people were measured. {ANGLE_ORDER_NOTE if first.published else ''}"
    )
    word = "" if first.sign > 0 else ", the other direction"
    return Sheet(f"Strength: {display_name(first.coordinate)}{word}", caption, ("AB",), panels, 1200, 580)


def _share_panel(result: IsometricStrength, degrees: Array, count: int = 7) -> Panel:
    """The active moment, stacked by muscle."""
    share = np.maximum(result.share, 0.0) * (result.active / result.mass)[:, None]
    order = np.argsort(-share.mean(axis=0), kind="stable")
    colours = muscle_colours(result.muscles)
    floor = np.zeros(len(degrees))
    bands = []
    for i in order[:count]:
        name = result.muscles[i]
        bands.append(CurveBand(display_name(name), degrees, floor, floor + share[:, i], colours[name], 0.85))
        floor = floor + share[:, i]
    rest = share[:, order[count:]].sum(axis=1)
    bands.append(CurveBand("others", degrees, floor, floor + rest, REST, 0.85))
    limits = (0.0, 1.42 * float((floor + rest).max()))  # room for the legend
    return Panel(f"Who gives the active moment (pelvis {result.pelvis})", f"{display_name(result.coordinate)} [deg]",
                 "active moment [N m/kg]", bands=bands, limits=limits)  # fmt: skip
