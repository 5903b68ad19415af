"""The page of `iliopsoas evidence`: every comparison, and our curves over the published bands, in one file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas.cite import bibliography
from iliopsoas.atlas.published_curves import strength_group
from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.compare import count_agreement
from iliopsoas.evidence.quantities import arms, passive, strength, walking
from iliopsoas.evidence.records import Comparison, number
from iliopsoas.evidence.table import records
from iliopsoas.files import write_text
from iliopsoas.function.moment_arms import moment_arms
from iliopsoas.report.figures.figure_file import plotly_script
from iliopsoas.report.figures.plotly_sheet import as_plotly
from iliopsoas.report.figures.sheet import CurveBand, Panel, PlotCurve, Sheet
from iliopsoas.results.basis.instrumented_hips import INSTRUMENTED_HIPS
from iliopsoas.results.hip_contact import hip_contact_force
from iliopsoas.templating import environment, template

Array = NDArray[np.float64]
OURS, THEIRS, OTHERS = "#D55E00", "#56B4E9", "#999999"
FAR = 4.0
"""Half-widths of the tolerance beyond which a point is drawn at the edge (drawing)."""


def write_evidence_page(path: str | Path, found: Sequence[Comparison], context: Context | None = None) -> Path:
    """Write the page.

    Args:
        path: the file to write.
        found: comparisons, from `iliopsoas.evidence.compare.compare`.
        context: what they shared, so that nothing is computed twice.
    """
    shared = context or Context()
    sheets = [_arms(shared), _strength(shared), _passive(shared), _walk(shared), _overview(found)]
    figures = {f"f{k}": as_plotly(sheet) for k, sheet in enumerate(sheets)}
    figures[f"f{len(sheets) - 1}"]["layout"]["yaxis"]["automargin"] = True  # names of comparisons are long
    groups: dict[str, list[Comparison]] = {}
    for c in found:
        groups.setdefault(c.record.group, []).append(c)
    html = (
        environment()
        .from_string(template("evidence.html.j2", "iliopsoas.report"))
        .render(
            summary=str(count_agreement(found)),
            groups=groups,
            number=number,
            titles={key: sheet.title for key, sheet in zip(figures, sheets, strict=True)},
            bibliography=bibliography(key for c in found for key in c.record.sources),
            figures=json.dumps(figures, separators=(",", ":"), allow_nan=False).replace("</", "<\\/"),
            plotlyjs=plotly_script(),
        )
    )
    return write_text(Path(path), html)


def _overview(found: Sequence[Comparison]) -> Sheet:
    """Where ours lies in every tolerance with two limits, -1 to 1 from end to end."""
    rows: list[tuple[str, float, bool]] = []
    for c in found:
        low, high = c.target.low, c.target.high
        if c.ours is not None and low is not None and high is not None and high > low:
            place = (2.0 * c.ours - low - high) / (high - low)
            rows.append((c.record.name, float(np.clip(place, -FAR, FAR)), c.inside))
    curves = []
    for inside, colour, name in ((True, "#0072B2", "inside"), (False, OURS, "outside")):
        mine = [(x, k) for k, (_, x, good) in enumerate(rows) if good == inside]
        x, y = np.array(mine, dtype=float).reshape(-1, 2).T
        curves.append(PlotCurve(name, x, y, colour, "none", 0.0, "circle", size=6.0))
    ends = (len(rows) - 0.5, -0.5)
    band = CurveBand("tolerance", np.array([-1.0, 1.0]), np.full(2, ends[1]), np.full(2, ends[0]), THEIRS, 0.25)
    panel = Panel("", "ours in the tolerance: -1 its lower, 1 its upper end", "", curves, [band],
                  y_ticks=tuple(name for name, _, _ in rows), limits=ends)  # fmt: skip
    caption = f"Points at -{FAR:g} and {FAR:g} lie further out. Signs, orders and bounds are in the table below only."
    return Sheet("Every comparison with two limits", caption, ("A",), {"A": panel}, 1000, 120 + 15 * len(rows))


def _arms(context: Context) -> Sheet:
    degrees = np.arange(-20.0, 91.0, 2.0)
    panels = {}
    for key, muscle, origins in (
        ("A", "psoas_major", ("Blemker 2005", "Arnold 2000")),
        ("B", "iliacus", ("Blemker 2005",)),
    ):
        bands = []
        for origin, colour in zip(origins, (THEIRS, OTHERS), strict=False):
            c = arms.curve(muscle, origin)
            bands.append(CurveBand(f"{origin} (range)", c.angle_deg, c.low_mm, c.high_mm, colour, 0.35))
        ours = moment_arms(context.generic, f"{muscle}_r", arms.FLEXION, np.radians(degrees))
        curves = [PlotCurve("ours", degrees, 1e3 * ours.whole, OURS, width=3.2)]
        panels[key] = Panel(muscle.replace("_", " "), "hip flexion [deg]", "flexion arm [mm]", curves, bands,
                            limits=(0.0, 75.0))  # fmt: skip
    caption = "The whole muscle, mean of its strands weighted by strength, over fibres (Blemker 2005) and cadavers."
    return Sheet("Moment arms at the hip", caption, ("AB",), panels, 1100, 440)


def _strength(context: Context) -> Sheet:
    panels = {}
    angles = np.array(strength.ANGLES)
    for key, who in (("A", strength.YOUNG_MAN), ("B", strength.YOUNG_WOMAN)):
        sex, age, height, _ = who
        group = strength_group(strength.FLEXION, sex, age)
        bands = []
        if group is not None:
            mean, sd = group.per_kg(np.radians(angles), height), group.sd_per_kg(np.radians(angles), height)
            bands = [
                CurveBand(
                    f"measured, {group.group}: mean - 1 SD to mean + 1 SD", angles, mean - sd, mean + sd, THEIRS, 0.35
                )
            ]
        ours = np.array([strength.flexion(context, *who, float(a)) for a in angles])
        curves = [PlotCurve("ours", angles, ours, OURS, width=3.2)]
        panels[key] = Panel(f"{sex}, {age:g} years", "hip flexion [deg]", "strength [N m/kg]", curves, bands,
                            limits=(0.0, 3.6))  # fmt: skip
    caption = (
        "Anderson 2007; ours with the lower leg hanging and the pelvis held. How the test was done is not known to us."
    )
    return Sheet("Isometric hip flexion strength", caption, ("AB",), panels, 1100, 440)


def _passive(context: Context) -> Sheet:
    fine = np.arange(-20.0, 21.0, 1.0)
    curves = [PlotCurve("ours", fine, passive.moments(context.person(*passive.MAN), fine), OURS, width=3.2)]
    stored = [
        (r.args["hip_deg"], r.target) for r in records() if r.compute == "passive.moment" and r.target is not None
    ]
    x = np.array([angle for angle, _ in stored])
    low, high = (np.array([getattr(t, end) for _, t in stored], dtype=float) for end in ("low", "high"))
    bands = [CurveBand("Anderson 2007 to Riener & Edrich 1999", x, low, high, THEIRS, 0.35)]
    panel = Panel("", "hip flexion [deg]", "passive moment [N m], + flexes", curves, bands, limits=(-10.0, 30.0))
    return Sheet("Passive hip, knee straight", "The ligaments were set so that the sum lies between the two curves.",
                 ("A",), {"A": panel}, 1100, 420)  # fmt: skip


def _walk(context: Context) -> Sheet:
    phase, average = walking.percent(context), ("walk_average",)
    mean_phase = walking.percent(context, average)
    hips = INSTRUMENTED_HIPS
    ends = np.array([0.0, 100.0])
    low, high = np.full(2, hips["low"]), np.full(2, hips["high"])
    band = CurveBand(f"{hips['hips']:g} instrumented hips, at the peaks", ends, low, high, THEIRS, 0.35)
    force = [
        PlotCurve("measured, 0.4 m/s", phase, hip_contact_force(context.walk, walking.SIDE), OURS, width=3.2),
        PlotCurve(
            "averaged curves, 1.3 m/s", mean_phase, hip_contact_force(context.stride(average), walking.SIDE), THEIRS
        ),
    ]
    works = [
        PlotCurve(name, mean_phase, 100.0 * walking.activation(context, (muscle,), average), colour)
        for name, muscle, colour in (("psoas major", "psoas_major", OURS), ("iliacus", "iliacus", "#0072B2"))
    ]
    quiet = CurveBand(
        "none or very weak (Simonsen 2012)", np.array([0.0, 31.0]), np.zeros(2), np.full(2, 10.0), THEIRS, 0.35
    )
    panels = {
        "A": Panel("Hip contact force", "gait cycle [%]", "force [body weights]", force, [band], limits=(0.0, 7.0)),
        "B": Panel("Activation, averaged walk", "gait cycle [%]", "activation [%]", works, [quiet], limits=(0.0, 95.0)),
    }
    caption = (
        "The band is the range of the ten patients' means over their peak phases at 1.1 m/s (Bergmann 2016). The "
        "second peak of the averaged walk misses it, because averaged angles and forces do not belong to one stride. "
        "Activation is that of the averaged walk, whose speed is that of the recordings."
    )
    return Sheet("Walking", caption, ("AB",), panels, 1100, 440)
