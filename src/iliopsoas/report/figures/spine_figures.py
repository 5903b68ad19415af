"""Figures of the psoas on the lumbar spine: the paradox, side-bending, and the stiffness it gives."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from iliopsoas.function.paradox import PUBLISHED_SIGNS, Paradox
from iliopsoas.function.side_bend import SideBend
from iliopsoas.function.stability import Stability
from iliopsoas.report.figures.curve_chart import LEVEL_COLOUR
from iliopsoas.report.figures.display_names import BLUE, LEVELS, ORANGE, display_name
from iliopsoas.report.figures.sheet import Panel, PlotBars, PlotCurve, Sheet

Array = NDArray[np.float64]


def paradox_sheet(result: Paradox) -> Sheet:
    """The headline: moment per level over posture; strands upright; compression and shear."""
    degrees = np.degrees(result.flexion)
    upright = int(np.argmin(np.abs(result.flexion)))
    main, agree = _moment_panel(result, degrees, upright)
    costs = []
    for heading, unit, values in (
        ("Compression it costs", "compression [N]", result.compression),
        ("Shear it costs", "shear [N]   + upper vertebra forward", result.shear),
    ):
        curves = [
            PlotCurve(display_name(v), degrees, values[:, k], _level_colour(v)) for k, v in enumerate(result.levels)
        ]
        costs.append(Panel(heading, "lumbar flexion [deg]", unit, curves, legend=False))
    title = "The psoas paradox: it extends the upper lumbar spine and flexes the lower"
    if result.muscle[:-2] != "psoas_major":
        title = f"{display_name(result.muscle).capitalize()} on the lumbar spine"
    panels = {"A": main, "B": costs[0], "C": costs[1], "D": _strand_panel(result, upright)}
    return Sheet(title, _paradox_caption(result, upright, agree), ("AAB", "AAC", "DDC"), panels, 1250, 860)


def _level_colour(level: str) -> str:
    return LEVEL_COLOUR[LEVELS.index(level)]


def _moment_panel(result: Paradox, degrees: Array, upright: int) -> tuple[Panel, int]:
    """Moment at every level over posture, and at how many levels it has the published sign."""
    moments = [
        PlotCurve(display_name(level), degrees, result.moment[:, k], _level_colour(level), width=3.0)
        for k, level in enumerate(result.levels)
    ]
    agree = 0
    for level, sign in PUBLISHED_SIGNS.items():
        if level in result.levels and abs(degrees[upright]) < 2.5:
            k = result.levels.index(level)
            good = bool(np.sign(result.moment[upright, k]) == sign)
            agree += good
            marker = "triangle-up" if sign > 0 else "triangle-down"
            at = np.array([degrees[upright] + (2.0 if k % 2 else -2.0)])  # beside each other where curves meet
            y = np.interp(at, degrees, result.moment[:, k])
            moments.append(PlotCurve("", at, y, _level_colour(level), "none", 0, marker, not good, False, 10.0))
    low, high = float(result.moment.min()), float(result.moment.max())
    room = 0.08 * (high - low)
    panel = Panel(
        "Sagittal moment of the whole muscle", "lumbar flexion [deg]   (extension | flexion)",
        "moment [N m]   + flexes", moments, shade="extends the spine", legend_at=0.8,
        limits=(min(low, 0.0) - room, high + room),
    )  # fmt: skip
    return panel, agree


def _paradox_caption(result: Paradox, upright: int, agree: int) -> str:
    flips = "; ".join(
        f"{display_name(v)} at {np.degrees(at[0]):.0f} deg" for v, at in result.sign_changes().items() if at
    )
    total = float(result.force[upright].sum())
    ratio = float(np.abs(result.moment[upright]).max() / result.compression[upright].max())
    return (
        f"{display_name(result.muscle).capitalize()} of one side alone at full effort ({total:.0f} N upright), "
        f"every other muscle slack. It flips from extending to flexing: {flips or 'nowhere'}. Triangles, set beside "
        "0 deg: sign found in dissected and X-rayed people, erect (Bogduk 1992), pointing up for flexion and down for "
        f"extension; filled where the model agrees ({agree} of {len(PUBLISHED_SIGNS)}). The moments are small beside "
        f"the load: at most {1e3 * ratio:.0f} N mm for each newton of compression, upright. Model figures, not "
        "measurements."
    )


def _strand_panel(result: Paradox, upright: int) -> Panel:
    """Moment arm of every strand at every level it crosses, transverse process against body and disc."""
    parts: dict[str, tuple[list[float], list[float]]] = {
        "vertebral body or disc": ([], []),
        "transverse process": ([], []),
    }
    for k in range(len(result.levels)):
        for s, name in enumerate(result.strands):
            arm = 1e3 * result.arm[upright, s, k]
            if abs(arm) > 1e-6:
                x, y = parts["transverse process" if "_TP" in name else "vertebral body or disc"]
                x.append(float(arm))
                y.append(k + (0.12 if "_TP" in name else -0.12))
    colours = {"vertebral body or disc": BLUE, "transverse process": ORANGE}
    curves = [
        PlotCurve(
            f"from {part}",
            np.array(x),
            np.array(y),
            colours[part],
            "none",
            0,
            "circle" if part[0] == "v" else "diamond",
        )
        for part, (x, y) in parts.items()
        if x
    ]
    ends = (len(result.levels) - 0.5, -0.5)
    curves.append(PlotCurve("", np.zeros(2), np.array(ends), "#666666", width=1.0, legend=False))
    return Panel("Its strands, upright", "moment arm [mm]   (extends | flexes)", "", curves,
                 y_ticks=tuple(display_name(v) for v in result.levels), limits=ends)  # fmt: skip


def side_bend_sheet(result: SideBend) -> Sheet:
    """Lateral moments of one side and both; who else bends to the side."""
    rows = tuple(display_name(r) for r in result.rows)
    series = (
        ("right alone", result.one_side, BLUE),
        ("left alone", result.other_side, ORANGE),
        ("both (they cancel)", result.both, "#555555"),
    )
    lateral = Panel("Lateral moment", "moment [N m]   (to the left | to the right)", "", bars=PlotBars(rows, series))
    share = PlotBars(tuple(map(display_name, result.benders)), (("", result.capacity, BLUE),))
    who = Panel("Capacity to bend the lumbar spine to the right", "moment at full effort [N m]", "", bars=share)
    whole, muscle = 100 * result.share[-1], display_name(result.muscle).capitalize()
    caption = (
        f"{muscle} at full effort, nothing else acting. One side alone bends the lumbar "
        "spine to its own side; both together cancel and only press. Of all that can bend it to the right, the right "
        f"one gives {whole:.0f} %."
    )
    return Sheet(f"Side-bending: {display_name(result.muscle)}", caption, ("AB",), {"A": lateral, "B": who}, 1250, 560)


def stability_sheet(result: Stability) -> Sheet:
    """Stiffness by joint and axis, and per newton of compression."""
    joints = tuple(
        "hip, " + ("right" if j[-1] == "r" else "left") if j.startswith("hip") else display_name(j)
        for j in result.joints
    )
    colours = (ORANGE, BLUE, "#009E73")
    panels = {}
    for key, title, unit, values in (
        ("A", "Moment-arm stiffness", "[N m/rad]", result.moment_arm),
        ("B", "Force stiffness, short-range", "[N m/rad]", result.short_range),
        ("C", "Both, per newton pressed on the joint", "[N m/rad per N]", result.per_newton),
    ):
        series = tuple((axis if key == "A" else "", values[:, k], colours[k]) for k, axis in enumerate(result.axes))
        panels[key] = Panel(title, unit, "", bars=PlotBars(joints, series))
    muscle = display_name(result.muscle).capitalize()
    caption = (
        f"{muscle} at {100 * result.activation:.0f} % activation ({result.tension:.0f} N in "
        "all). Positive values push the joint back, negative ones let it go on. Force stiffness is that of fibres "
        "before cross-bridges detach (Cui 2008), in series with the tendon. Buckling under the compression is not "
        "counted."
    )
    return Sheet(f"How much {display_name(result.muscle)} stiffens spine and hip", caption, ("ABC",), panels, 1300, 560)
