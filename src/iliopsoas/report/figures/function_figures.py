"""The figures of `iliopsoas function`: what each shows, from results of `iliopsoas.function`."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.function.actions import MuscleShares
from iliopsoas.function.moment_arms import MomentArms, difference_from_curve
from iliopsoas.function.paradox import PUBLISHED_SIGNS, Paradox
from iliopsoas.function.side_bend import SideBend
from iliopsoas.function.stability import Stability
from iliopsoas.function.strength import ANGLE_ORDER_NOTE, IsometricStrength
from iliopsoas.report.figures.panels import Band, Bars, Curve, Field, Panel, Sheet
from iliopsoas.report.figures.plots import LEVEL_COLOUR, MUSCLE_COLOUR

Array = NDArray[np.float64]
ORIGIN_COLOUR = {"Rajagopal2016": "#0072B2", "gait2392": "#E69F00", "MyoFullBody": "#009E73"}
BAND_COLOUR = {"Blemker 2005": "#56B4E9", "Arnold 2000": "#999999"}
SPARE = ("#E69F00", "#56B4E9", "#6A3D9A", "#8C8C00", "#444444")
REST = "#cfcfcf"
LEVELS = ("L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "T12_L1")
BLUE, ORANGE = "#0072B2", "#D55E00"


def plain(name: str) -> str:
    """'psoas_major_r' -> 'psoas major', 'L5_S1' -> 'L5/S1', 'hip_flexion_r' -> 'hip flexion'."""
    if name in LEVELS:
        return name.replace("_", "/")
    if name[:5] in LEVELS or name[:6] in LEVELS:
        level = name[:6] if name[:6] in LEVELS else name[:5]
        return f"{level.replace('_', '/')} {name[len(level) + 1 :]}"
    return (name[:-2] if name.endswith(("_r", "_l")) else name).replace("_", " ")


def arms_sheet(arms: MomentArms) -> Sheet:
    """Whole muscle, strands, published models and bands."""
    degrees = np.degrees(arms.angle)
    bands = []
    for c in (c for c in arms.published if c.shape == "band"):
        inside = (c.angle_deg >= degrees.min() - 1e-6) & (c.angle_deg <= degrees.max() + 1e-6)
        ends = (c.angle_deg[inside], c.low_mm[inside], c.high_mm[inside])
        bands.append(Band(f"{c.origin} (range)", *ends, BAND_COLOUR.get(c.origin, "#bbbbbb"), 0.3))
    curves = [
        Curve("our strands" if k == 0 else "", degrees, 1e3 * y, "#D55E00", width=0.8, legend=k == 0)
        for k, y in enumerate(arms.arm.T)
        if len(arms.strands) > 1
    ]
    for c in (c for c in arms.published if c.shape == "model"):
        inside = (c.angle_deg >= degrees.min() - 1e-6) & (c.angle_deg <= degrees.max() + 1e-6)
        colour = ORIGIN_COLOUR.get(c.origin, "#555555")
        curves.append(Curve(c.origin, c.angle_deg[inside], c.arm_mm[inside], colour, "dash", 1.8))
    curves.append(Curve("ours, whole muscle", degrees, 1e3 * arms.whole, "#D55E00", width=3.4))
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
    title = f"Moment arm of {plain(arms.muscle)} about {plain(arms.about)}"
    panel = Panel("", f"{plain(arms.coordinate)} [deg]", "moment arm [mm]", curves, bands)
    return Sheet(title, caption, ("A",), {"A": panel}, 900, 560)


def paradox_sheet(result: Paradox) -> Sheet:
    """The headline: moment per level over posture; strands upright; compression and shear."""
    degrees = np.degrees(result.flexion)
    colour = {level: LEVEL_COLOUR[LEVELS.index(level)] for level in result.levels}
    moments = [
        Curve(plain(level), degrees, result.moment[:, k], colour[level], width=3.0)
        for k, level in enumerate(result.levels)
    ]
    upright = int(np.argmin(np.abs(result.flexion)))
    agree = 0
    for level, sign in PUBLISHED_SIGNS.items():
        if level in result.levels and abs(degrees[upright]) < 2.5:
            k = result.levels.index(level)
            good = bool(np.sign(result.moment[upright, k]) == sign)
            agree += good
            marker = "triangle-up" if sign > 0 else "triangle-down"
            at = np.array([degrees[upright] + (2.0 if k % 2 else -2.0)])  # beside each other where curves meet
            y = np.interp(at, degrees, result.moment[:, k])
            moments.append(Curve("", at, y, colour[level], "none", 0, marker, not good, False, 10.0))
    low, high = float(result.moment.min()), float(result.moment.max())
    room = 0.08 * (high - low)
    main = Panel(
        "Sagittal moment of the whole muscle", "lumbar flexion [deg]   (extension | flexion)",
        "moment [N m]   + flexes", moments, shade="extends the spine", legend_at=0.8,
        limits=(min(low, 0.0) - room, high + room),
    )  # fmt: skip
    strands = _strand_panel(result, upright)
    costs = [
        Panel(title, "lumbar flexion [deg]", unit,
              [Curve(plain(v), degrees, values[:, k], colour[v]) for k, v in enumerate(result.levels)], legend=False)
        for title, unit, values in (
            ("Compression it costs", "compression [N]", result.compression),
            ("Shear it costs", "shear [N]   + upper vertebra forward", result.shear),
        )
    ]  # fmt: skip
    flips = "; ".join(f"{plain(v)} at {np.degrees(at[0]):.0f} deg" for v, at in result.sign_changes().items() if at)
    total = float(result.force[upright].sum())
    ratio = float(np.abs(result.moment[upright]).max() / result.compression[upright].max())
    caption = (
        f"{plain(result.muscle).capitalize()} of one side alone at full effort ({total:.0f} N upright), every other "
        f"muscle slack. It flips from extending to flexing: {flips or 'nowhere'}. Triangles, set beside 0 deg: "
        "sign found in dissected and X-rayed people, erect (Bogduk 1992), pointing up for flexion and down for "
        f"extension; filled where the model agrees ({agree} of {len(PUBLISHED_SIGNS)}). The moments are small beside "
        f"the load: at most {1e3 * ratio:.0f} N mm for each newton of compression, upright. Model figures, not "
        "measurements."
    )
    title = "The psoas paradox: it extends the upper lumbar spine and flexes the lower"
    if result.muscle[:-2] != "psoas_major":
        title = f"{plain(result.muscle).capitalize()} on the lumbar spine"
    return Sheet(title, caption, ("AAB", "AAC", "DDC"), {"A": main, "B": costs[0], "C": costs[1], "D": strands},
                 1250, 860)  # fmt: skip


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
        Curve(
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
    curves.append(Curve("", np.zeros(2), np.array(ends), "#666666", width=1.0, legend=False))
    return Panel("Its strands, upright", "moment arm [mm]   (extends | flexes)", "", curves,
                 y_ticks=tuple(plain(v) for v in result.levels), limits=ends)  # fmt: skip


def actions_sheet(data: xr.Dataset, muscles: list[str], coordinates: list[str]) -> Sheet:
    """Moment arms of muscles at joints, as a coloured table."""
    values = 1e3 * data["arm"].sel(muscle=muscles, coordinate=coordinates).values
    reach = float(np.abs(values).max() or 1.0)
    field = Field(tuple(map(plain, muscles)), tuple(map(plain, coordinates)), values, reach, "moment arm [mm]")
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
        rows = (*(plain(movers.muscles[i]) for i in best),)
        values = 100 * movers.share[:, best, d].T
        totals = ", ".join(f"{m:.0f}" for m in movers.moment[:, :, d].sum(axis=1))
        title = f"{word} {plain(movers.coordinate)}" + (f" (together {totals} N m)" if len(columns) <= 6 else "")
        field = Field(rows, columns, values, reach, "share of the maximum [%]")
        panels[key] = Panel(title, f"{plain(movers.coordinate)} [deg]", "", field=field, legend=key == "B")
    caption = (
        "Share of the sum of what all muscles can do in that direction at full isometric effort, each strand with its "
        "active force-length curve, in percent; a muscle whose strands pull both ways has a share in both."
    )
    return Sheet(f"Who moves {plain(movers.coordinate)}?", caption, ("AB",), panels, 1150, 560)


def muscle_colours(muscles: tuple[str, ...]) -> dict[str, str]:
    """A colour a muscle, the hip flexors' as everywhere."""
    spare = iter(c for _ in muscles for c in SPARE)
    return {muscle: MUSCLE_COLOUR.get(muscle[:-2]) or next(spare) for muscle in muscles}


def side_bend_sheet(result: SideBend) -> Sheet:
    """Lateral moments of one side and both; who else bends to the side."""
    rows = tuple(plain(r) for r in result.rows)
    series = (
        ("right alone", result.one_side, BLUE),
        ("left alone", result.other_side, ORANGE),
        ("both (they cancel)", result.both, "#555555"),
    )
    lateral = Panel("Lateral moment", "moment [N m]   (to the left | to the right)", "", bars=Bars(rows, series))
    share = Bars(tuple(map(plain, result.benders)), (("", result.capacity, BLUE),))
    who = Panel("Capacity to bend the lumbar spine to the right", "moment at full effort [N m]", "", bars=share)
    whole = 100 * result.share[-1]
    caption = (
        f"{plain(result.muscle).capitalize()} at full effort, nothing else acting. One side alone bends the lumbar "
        "spine to its own side; both together cancel and only press. Of all that can bend it to the right, the right "
        f"one gives {whole:.0f} %."
    )
    return Sheet(f"Side-bending: {plain(result.muscle)}", caption, ("AB",), {"A": lateral, "B": who}, 1250, 560)


def strength_sheet(results: list[IsometricStrength], height: float) -> Sheet:
    """Moment over angle beside measured people; shares of the muscles."""
    first = results[0]
    degrees = np.degrees(first.angle)
    bands, curves = [], []
    if first.published:
        curve = first.published
        mean, sd = curve.per_kg(first.angle, height), curve.sd_per_kg(first.angle, height)
        bands.append(Band(f"measured, {curve.group}: +/- 1 SD", degrees, mean - sd, mean + sd, "#56B4E9", 0.3))
        curves.append(Curve(f"measured, {curve.group} (Anderson 2007)", degrees, mean, BLUE, "dash", 1.8))
    for k, result in enumerate(results):
        curves.append(Curve(f"ours, pelvis {result.pelvis}", degrees, result.active / result.mass, ORANGE,
                            "solid" if k == 0 else "dot", 3.0))  # fmt: skip
    curves.append(Curve("passive, beside it", degrees, first.passive / first.mass, "#777777", "dot", 1.8))
    reach = [float(c.y.max()) for c in curves] + [float(b.high.max()) for b in bands]
    limits = (min(0.0, float((first.passive / first.mass).min())) - 0.15, 1.42 * max(reach))  # room for the legend
    title, across = "Maximal isometric moment", f"{plain(first.coordinate)} [deg]"
    panels = {"A": Panel(title, across, "moment [N m/kg]", curves, bands, limits=limits)}
    panels["B"] = _share_panel(first, degrees)
    caption = (
        "Moment of active muscle, gravity left out, the rest of the leg held by its own muscles; a dynamometer reads "
        "the passive moment on top. Free: trunk muscles must keep the pelvis from turning. The measured curves "
        f"go on beyond the angles at which people were measured. {ANGLE_ORDER_NOTE if first.published else ''}"
    )
    word = "" if first.sign > 0 else ", the other direction"
    return Sheet(f"Strength: {plain(first.coordinate)}{word}", caption, ("AB",), panels, 1200, 580)


def _share_panel(result: IsometricStrength, degrees: Array, count: int = 7) -> Panel:
    """The active moment, stacked by muscle."""
    share = np.maximum(result.share, 0.0) * (result.active / result.mass)[:, None]
    order = np.argsort(-share.mean(axis=0), kind="stable")
    colours = muscle_colours(result.muscles)
    floor = np.zeros(len(degrees))
    bands = []
    for i in order[:count]:
        name = result.muscles[i]
        bands.append(Band(plain(name), degrees, floor, floor + share[:, i], colours[name], 0.85))
        floor = floor + share[:, i]
    rest = share[:, order[count:]].sum(axis=1)
    bands.append(Band("others", degrees, floor, floor + rest, REST, 0.85))
    limits = (0.0, 1.42 * float((floor + rest).max()))  # room for the legend
    return Panel(f"Who gives the active moment (pelvis {result.pelvis})", f"{plain(result.coordinate)} [deg]",
                 "active moment [N m/kg]", bands=bands, limits=limits)  # fmt: skip


def stability_sheet(result: Stability) -> Sheet:
    """Stiffness by joint and axis, and per newton of compression."""
    joints = tuple(
        "hip, " + ("right" if j[-1] == "r" else "left") if j.startswith("hip") else plain(j) for j in result.joints
    )
    colours = (ORANGE, BLUE, "#009E73")
    panels = {}
    for key, title, unit, values in (
        ("A", "Moment-arm stiffness", "[N m/rad]", result.moment_arm),
        ("B", "Force stiffness, short-range", "[N m/rad]", result.short_range),
        ("C", "Both, per newton pressed on the joint", "[N m/rad per N]", result.per_newton),
    ):
        series = tuple((axis if key == "A" else "", values[:, k], colours[k]) for k, axis in enumerate(result.axes))
        panels[key] = Panel(title, unit, "", bars=Bars(joints, series))
    caption = (
        f"{plain(result.muscle).capitalize()} at {100 * result.activation:.0f} % activation ({result.tension:.0f} N in "
        "all). Positive values push the joint back, negative ones let it go on. Force stiffness is that of fibres "
        "before cross-bridges detach (Cui 2008), in series with the tendon. Buckling under the compression is not "
        "counted."
    )
    return Sheet(f"How much {plain(result.muscle)} stiffens spine and hip", caption, ("ABC",), panels, 1300, 560)
