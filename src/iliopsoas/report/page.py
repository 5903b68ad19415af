"""One result -> one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xarray as xr

from iliopsoas.adaptation.adapted import Adapted
from iliopsoas.arrays import release_freed
from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.atlas.walking.own_norms import OwnNorms, own_norms
from iliopsoas.body.body import Body
from iliopsoas.files import write_text
from iliopsoas.motion.library.measured_walk import leg_length
from iliopsoas.motion.records.attachments import attached_from_text
from iliopsoas.motion.records.gait_event import STRIKE
from iliopsoas.report import comparison, findings, gait_charts, page_charts
from iliopsoas.report.figures.curve_chart import Chart
from iliopsoas.report.page_shell import render_page
from iliopsoas.results.basis.attributes import notes_of
from iliopsoas.results.basis.columns import frames_of
from iliopsoas.results.basis.instrumented_hips import INSTRUMENTED_SOURCE
from iliopsoas.results.basis.peaks import peak_of
from iliopsoas.results.cycle_axis import Axis, cycle_axes
from iliopsoas.results.emg_agreement import emg_agreements
from iliopsoas.results.gait_events import gait_events
from iliopsoas.results.instrumented_people import instrumented_comparisons, instrumented_in_words
from iliopsoas.results.muscle_forces import iliopsoas_force, strongest_side
from iliopsoas.results.trust import trust
from iliopsoas.scene.equipment import drawn_equipment
from iliopsoas.scene.film import film
from iliopsoas.scene.film_strip import film_strip
from iliopsoas.scene.player.movement_view import movement_view
from iliopsoas.scene.pose_scene import scene_in_pose
from iliopsoas.scene.pose_svg import close_up, paint_iliopsoas, whole_body
from iliopsoas.scene.supports import support_planes

REPORT_SOURCES = (INSTRUMENTED_SOURCE,)
"""Citation keys of what the page itself compares with; add them to those of the result."""

CONTENTS = (
    ("summary", "Summary"),
    ("movement", "The movement"),
    ("changes", "Healthy and changed"),
    ("picture", "The iliopsoas at its largest force"),
    ("muscles", "Hip flexors"),
    ("hip", "Hip contact force"),
    ("knee", "Knee"),
    ("spine", "Lumbar spine"),
    ("bursa", "Push on pelvic brim and femoral head"),
    ("angles", "Joint angles"),
    ("ground", "Ground forces"),
    ("moments", "Joint moments"),
    ("powers", "Joint powers"),
    ("emg", "Activation beside electromyograms"),
    ("trust", "Can it be trusted?"),
    ("references", "References"),
)
"""Sections of the page: id and name."""


def write_report(
    result: xr.Dataset,
    body: Body,
    path: str | Path,
    *,
    bibliography: Sequence[str],
    title: str | None = None,
    cycle_events: Mapping[str, tuple[float, float]] | None = None,
    healthy: xr.Dataset | None = None,
    adapted: Adapted | None = None,
    norms: OwnNorms | str | Path | None = None,
) -> Path:
    """Write the report of one analysis.

    Main arguments:
        result: from `iliopsoas.mechanics.analyze.analyze`.
        body: the body it was made with.
        path: the file to write, e.g. `walk/index.html`.
        bibliography: references as plain text, e.g. those of `result.attrs["sources"]` and `REPORT_SOURCES`.

    Other arguments:
        title: default the result's.
        healthy: the same movement of the same person without conditions, shown beside the result.
        adapted: how the movement was adapted to them, if it was; `healthy` then has the recorded movement.
        cycle_events: heel strike and next heel strike [s] by side ('r', 'l'), if the contact forces cannot tell.
        norms: your own bands to compare with, a file (.toml) or what `own_norms` read; default those of the atlas.

    Returns:
        The path written.

    Raises:
        FileError: the file of norms cannot be used; says line, block and key.
    """
    own = own_norms(norms) if isinstance(norms, str | Path) else norms
    legs = cycle_axes(result, cycle_events)
    contents = page_contents(result, body, legs, own) | comparison.comparison_contents(
        result, body, legs, healthy, adapted
    )
    shown = [*contents["sections"].values(), contents["change_charts"]]
    there = {
        "changes": contents["change_table"],
        "emg": contents["sections"]["emg"],
        "ground": contents["sections"]["ground"],
    }
    html = render_page(
        "report.html.j2",
        title=title or str(result.attrs.get("title") or "Movement"),
        kind="iliopsoas report",
        charts=[chart for section in shown for chart in section],
        contents=[entry for entry in CONTENTS if there.get(entry[0], True)],
        bibliography=list(bibliography),
        **contents,
    )
    return write_text(Path(path), html)


def page_contents(
    result: xr.Dataset, body: Body, legs: Mapping[str, Axis], own: OwnNorms | None = None
) -> dict[str, Any]:
    """Everything the template shows, by name."""
    norms = gait_charts.norms_of(result, legs, leg_length(body), own)
    sections: dict[str, list[Chart]] = {
        "muscles": page_charts.muscle_charts(result, legs),
        "hip": page_charts.hip_charts(result, legs, norms),
        "knee": page_charts.knee_charts(result, legs, norms),
        "spine": page_charts.spine_charts(result, legs),
        "bursa": page_charts.bursa_charts(result, legs),
        "angles": gait_charts.angle_charts(result, legs, norms),
        "ground": gait_charts.ground_charts(result, legs, norms),
        "moments": gait_charts.moment_charts(result, legs, norms),
        "powers": gait_charts.power_charts(result, legs, norms),
        "emg": page_charts.emg_charts(result, legs),
        "trust": page_charts.trust_charts(result, legs),
    }
    side = strongest_side(result)
    top = peak_of(result, iliopsoas_force(result, side))
    release_freed()  # curves of a long record, before pictures
    reel = film(result, body)
    drawn = scene_in_pose(body, frames_of(result, "pose", top.frame))
    painted = paint_iliopsoas(body, frames_of(result, "muscle_force", top.frame))
    things, planes = attached_from_text(str(result.attrs.get("attached", ""))), support_planes(result)
    return {
        "sections": sections,
        "norms": norms_in_words(norms),
        "predicted": "predicted" in result["kind"].values if "kind" in result.coords else False,
        "trust": trust(result),
        "facts": findings.person_facts(result),
        "reading": findings.main_findings(result, legs),
        "notes": notes_of(result),
        "axis_note": axis_note(result, legs),
        "accuracy": instrumented_in_words(result),
        "measured": {c.joint: c.measured is not None for c in instrumented_comparisons(result)},
        "peak_when": findings.time_in_words(top, legs[side]),
        "peak_side": SIDE_NAMES[side],
        "muscle_table": findings.muscle_table(result),
        "level_table": findings.level_table(result),
        "trust_table": findings.trust_table(result),
        "lacking_table": findings.strength_deficit_table(result),
        "whole_body": whole_body(body, drawn, painted, beside=drawn_equipment(things, planes, drawn, reel.floor)),
        "close_up": close_up(body, drawn, painted),
        "view": movement_view(result, body, made=reel),
        "strip": film_strip(result, body, made=reel),
        "version": findings.version(result),
    }


def axis_note(result: xr.Dataset, legs: Mapping[str, Axis]) -> str:
    """How the horizontal axis came about."""
    if not legs["r"].cycle:
        return (
            "Curves run over time: neither the recording nor the contact forces show a whole gait cycle. "
            "Grey: the foot of that side is on the ground."
        )
    origins = dict.fromkeys(event.origin for event in gait_events(result) if event.kind == STRIKE)
    who = f" (found by: {', '.join(origins)})" if origins else ""
    periods = {side: f"{axis.period:.2f} s" for side, axis in legs.items()}
    lasts = periods["r"] if len({*periods.values()}) == 1 else f"{periods['r']} (right) and {periods['l']} (left)"
    text = f"Each leg's curves run from its heel strike (0 %) to its next (100 %){who}; the cycle lasts {lasts}. "
    for side, axis in legs.items():
        if axis.joined is not None:
            text += (
                f"The {SIDE_NAMES[side]} leg's cycle is not complete in the record: at {axis.joined:.0f} % it is "
                "joined from frames one cycle apart. "
            )
    return text + "Grey: the foot is on the ground (stance); figures with both legs show the right one's."


def norms_in_words(norms: gait_charts.Norms) -> str:
    """What the grey bands are, and what they are not."""
    if norms.own is not None:
        whose = f"{norms.own.title} ({Path(norms.own.path).name})"
        if not norms.of:
            return f"The bands of {whose} run over the gait cycle; none is seen here, so they are not drawn."
        return f"Grey bands: {whose}, mean \u00b1 one standard deviation."
    if not norms.of:
        return "No usual range is drawn: this is no walk over ground at a speed for which there are figures."
    return (
        f"Grey bands: typically developing children at a {norms.pace} pace for their size, mean \u00b1 one standard "
        "deviation (Schwartz 2008). Neutral angles differ between marker models by several degrees: shapes say more "
        "than levels."
    )


def page_sources(result: xr.Dataset, body: Body, own: OwnNorms | None = None) -> tuple[str, ...]:
    """Citation keys of what this result's page compares with and how electromyograms are filtered."""
    norms = gait_charts.norms_of(result, cycle_axes(result), leg_length(body), own)
    keys = {key for norm in norms.of.values() for key in norm.sources} | {*REPORT_SOURCES}
    return tuple(sorted(keys | ({"deluca2010", "hermens2000"} if emg_agreements(result) else set())))
