"""The page of `iliopsoas evidence`: every comparison, and our curves over the published bands, in one file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from iliopsoas.atlas.cite import reference_text
from iliopsoas.atlas.published_curves import strength_group
from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.compare import count_agreement
from iliopsoas.evidence.quantities import arms, passive, strength, walking
from iliopsoas.evidence.records import Comparison, number
from iliopsoas.evidence.table import records
from iliopsoas.files import write_text
from iliopsoas.function.moment_arms import moment_arms
from iliopsoas.report.figures.curve_chart import Chart
from iliopsoas.report.figures.plotly_sheet import panel_chart
from iliopsoas.report.figures.sheet import CurveBand, Panel, PlotCurve
from iliopsoas.report.page_shell import render_page
from iliopsoas.results.basis.instrumented_hips import INSTRUMENTED_HIPS
from iliopsoas.results.hip_contact import hip_contact_force
from iliopsoas.version import installed_version

OURS, SECOND, THEIRS, OTHERS = "#D55E00", "#0072B2", "#56B4E9", "#999999"
FAR = 2.0
"""Half-widths of the tolerance beyond which a point is drawn at the edge (drawing)."""


class EvidenceFigures(NamedTuple):
    """A section of figures: id, heading, what is told of them, the figures."""

    key: str
    title: str
    caption: str
    charts: tuple[Chart, ...]


class EvidenceGroup(NamedTuple):
    """A section of comparisons: id, heading, how many are inside, the comparisons."""

    key: str
    title: str
    agreement: str
    rows: tuple[Comparison, ...]


def write_evidence_page(path: str | Path, found: Sequence[Comparison], context: Context | None = None) -> Path:
    """Write the page.

    Args:
        path: the file to write.
        found: comparisons, from `iliopsoas.evidence.compare.compare`.
        context: what they shared, so that nothing is computed twice.
    """
    shared = context or Context()
    figures = (_arms(shared), _strength(shared), _passive(shared), _walk(shared))
    groups = _groups(found)
    keys = sorted({key for c in found for key in c.record.sources}, key=reference_text)
    contents = [("groups", "Groups"), *((f.key, f.title) for f in figures), *((g.key, g.title) for g in groups)]
    html = render_page(
        "evidence.html.j2",
        title="Our numbers beside published ones",
        kind="iliopsoas evidence",
        charts=[chart for figure in figures for chart in figure.charts],
        contents=[*contents, ("references", "References")],
        summary=str(count_agreement(found)),
        figure_sections=figures,
        groups=groups,
        number=number,
        place=place_in_tolerance,
        references=[(key, reference_text(key)) for key in keys],
        version=installed_version(),
    )
    return write_text(Path(path), html)


def place_in_tolerance(comparison: Comparison) -> float | None:
    """Where ours lies in a tolerance with two limits, -1 its lower and 1 its upper end, at most `FAR`; else None."""
    low, high, ours = comparison.target.low, comparison.target.high, comparison.ours
    if ours is None or low is None or high is None or not high > low:
        return None
    return float(np.clip((2.0 * ours - low - high) / (high - low), -FAR, FAR))


def _groups(found: Sequence[Comparison]) -> list[EvidenceGroup]:
    rows: dict[str, list[Comparison]] = {}
    for c in found:
        rows.setdefault(c.record.group, []).append(c)
    out = []
    for name, some in rows.items():
        known = [c for c in some if c.available]
        agreement = f"{sum(c.inside for c in known)} of {len(known)} inside"
        title = f"Comparisons: {name.replace('_', ' ')}"
        out.append(EvidenceGroup(f"group-{name.replace(' ', '-').replace('_', '-')}", title, agreement, tuple(some)))
    return out


def _arms(context: Context) -> EvidenceFigures:
    degrees = np.arange(-20.0, 91.0, 2.0)
    charts = []
    for muscle, origins in (("psoas_major", ("Blemker 2005", "Arnold 2000")), ("iliacus", ("Blemker 2005",))):
        bands = []
        for origin, colour in zip(origins, (THEIRS, OTHERS), strict=False):
            c = arms.curve(muscle, origin)
            bands.append(CurveBand(f"{origin} (range)", c.angle_deg, c.low_mm, c.high_mm, colour, 0.35))
        ours = moment_arms(context.generic, f"{muscle}_r", arms.FLEXION, np.radians(degrees))
        curves = [PlotCurve("ours", degrees, 1e3 * ours.whole, OURS, width=3.2)]
        name = muscle.replace("_", " ").capitalize()
        panel = Panel(name, "hip flexion [deg]", "flexion arm [mm]", curves, bands, limits=(0.0, 75.0))
        charts.append(panel_chart(f"arm-{muscle}", panel))
    caption = "The whole muscle, mean of its strands weighted by strength, over fibres (Blemker 2005) and cadavers."
    return EvidenceFigures("arms", "Moment arms at the hip", caption, tuple(charts))


def _strength(context: Context) -> EvidenceFigures:
    charts = []
    angles = np.array(strength.ANGLES)
    for who in (strength.YOUNG_MAN, strength.YOUNG_WOMAN):
        sex, age, height, _ = who
        group = strength_group(strength.FLEXION, sex, age)
        bands = []
        if group is not None:
            mean, sd = group.per_kg(np.radians(angles), height), group.sd_per_kg(np.radians(angles), height)
            bands = [CurveBand(f"measured, {group.group}: mean \u00b1 SD", angles, mean - sd, mean + sd, THEIRS, 0.35)]
        ours = np.array([strength.flexion(context, *who, float(a)) for a in angles])
        curves = [PlotCurve("ours", angles, ours, OURS, width=3.2)]
        title = f"{sex.capitalize()}, {age:g} years"
        panel = Panel(title, "hip flexion [deg]", "strength [N m/kg]", curves, bands, limits=(0.0, 3.6))
        charts.append(panel_chart(f"strength-{sex}", panel))
    caption = (
        "Anderson 2007; ours with the lower leg hanging and the pelvis held. How the test was done is not known to us."
    )
    return EvidenceFigures("strength", "Isometric hip flexion strength", caption, tuple(charts))


def _passive(context: Context) -> EvidenceFigures:
    fine = np.arange(-20.0, 21.0, 1.0)
    curves = [PlotCurve("ours", fine, passive.moments(context.person(*passive.MAN), fine), OURS, width=3.2)]
    stored = [
        (r.args["hip_deg"], r.target) for r in records() if r.compute == "passive.moment" and r.target is not None
    ]
    x = np.array([angle for angle, _ in stored])
    low, high = (np.array([getattr(t, end) for _, t in stored], dtype=float) for end in ("low", "high"))
    bands = [CurveBand("Anderson 2007 to Riener & Edrich 1999", x, low, high, THEIRS, 0.35)]
    panel = Panel("Knee straight", "hip flexion [deg]", "moment [N m], + flexes", curves, bands, limits=(-10.0, 30.0))
    caption = "The ligaments were set so that the sum lies between the two curves."
    return EvidenceFigures("passive", "Passive hip", caption, (panel_chart("passive", panel),))


def _walk(context: Context) -> EvidenceFigures:
    phase, average = walking.percent(context), ("walk_average",)
    mean_phase = walking.percent(context, average)
    hips = INSTRUMENTED_HIPS
    ends = np.array([0.0, 100.0])
    low, high = np.full(2, hips["low"]), np.full(2, hips["high"])
    band = CurveBand(f"{hips['hips']:g} instrumented hips, at the peaks", ends, low, high, THEIRS, 0.35)
    force = [
        PlotCurve("measured, 0.4 m/s", phase, hip_contact_force(context.walk, walking.SIDE), OURS, width=3.2),
        PlotCurve(
            "averaged curves, 1.3 m/s", mean_phase, hip_contact_force(context.stride(average), walking.SIDE), SECOND
        ),
    ]
    works = [
        PlotCurve(name, mean_phase, 100.0 * walking.activation(context, (muscle,), average), colour)
        for name, muscle, colour in (("psoas major", "psoas_major", OURS), ("iliacus", "iliacus", SECOND))
    ]
    quiet = CurveBand(
        "none or very weak (Simonsen 2012)", np.array([0.0, 31.0]), np.zeros(2), np.full(2, 10.0), THEIRS, 0.35
    )
    across = "gait cycle [%]"
    charts = (
        panel_chart("walk-hip", Panel("Hip contact force", across, "force [body weights]", force, [band],
                                      limits=(0.0, 7.0))),
        panel_chart("walk-active", Panel("Activation, averaged walk", across, "activation [%]", works, [quiet],
                                         limits=(0.0, 95.0))),
    )  # fmt: skip
    caption = (
        "The band is the range of the ten patients' means over their peak phases at 1.1 m/s (Bergmann 2016). The "
        "second peak of the averaged walk misses it, because averaged angles and forces do not belong to one stride. "
        "Activation is that of the averaged walk, whose speed is that of the recordings."
    )
    return EvidenceFigures("walking", "Walking", caption, charts)
