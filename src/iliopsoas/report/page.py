"""One result -> one HTML file that needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xarray as xr

from iliopsoas.adaptation.adapted import Adapted
from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.body.body import Body
from iliopsoas.files import write_text
from iliopsoas.report import changes, charts, words
from iliopsoas.report.figures.plots import Chart
from iliopsoas.results.attributes import notes_of
from iliopsoas.results.cycle_axis import Axis, cycle_axes
from iliopsoas.results.instrumented_hips import INSTRUMENTED_HIPS, INSTRUMENTED_SOURCE
from iliopsoas.results.muscle_forces import iliopsoas_force, strongest_side
from iliopsoas.results.peaks import peak_of
from iliopsoas.scene.drawing import close_up, paint, whole_body
from iliopsoas.scene.film import film
from iliopsoas.scene.player.player import movement_view
from iliopsoas.scene.still import scene
from iliopsoas.scene.strip import film_strip
from iliopsoas.templating import environment, template

REPORT_SOURCES = (INSTRUMENTED_SOURCE,)
"""Citation keys of what the page itself compares with; add them to those of the result."""


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

    Returns:
        The path written.
    """
    from plotly.offline import get_plotlyjs

    legs = cycle_axes(result, cycle_events)
    contents = page_contents(result, body, legs) | changes.contents(result, body, legs, healthy, adapted)
    shown = [*contents["sections"].values(), contents["change_charts"]]
    figures = {chart.key: chart.figure for section in shown for chart in section}
    html = (
        environment()
        .from_string(template("report.html.j2", "iliopsoas.report"))
        .render(
            **contents,
            title=title or str(result.attrs.get("title") or "Movement"),
            bibliography=list(bibliography),
            figures=json.dumps(figures, separators=(",", ":"), allow_nan=False).replace("</", "<\\/"),
            plotlyjs=get_plotlyjs(),
        )
    )
    return write_text(Path(path), html)


def page_contents(result: xr.Dataset, body: Body, legs: Mapping[str, Axis]) -> dict[str, Any]:
    """Everything the template shows, by name."""
    sections: dict[str, list[Chart]] = {
        "muscles": charts.muscle_charts(result, legs),
        "hip": charts.hip_charts(result, legs),
        "spine": charts.spine_charts(result, legs),
        "bursa": charts.bursa_charts(result, legs),
        "moments": charts.moment_charts(result, legs),
        "trust": charts.trust_charts(result, legs),
    }
    side = strongest_side(result)
    top = peak_of(result, iliopsoas_force(result, side))
    reel = film(result, body)
    drawn = scene(body, result["pose"].values[top.frame])
    painted = paint(body, result["muscle_force"].values[top.frame])
    return {
        "sections": sections,
        "facts": words.facts(result),
        "reading": words.reading(result, legs),
        "notes": notes_of(result),
        "axis_note": axis_note(legs),
        "hips": INSTRUMENTED_HIPS,
        "peak_when": words.when(top, legs[side]),
        "peak_side": SIDE_NAMES[side],
        "muscle_table": words.muscle_table(result),
        "level_table": words.level_table(result),
        "trust_table": words.trust_table(result),
        "lacking_table": words.lacking_table(result),
        "whole_body": whole_body(body, drawn, painted),
        "close_up": close_up(body, drawn, painted),
        "view": movement_view(result, body, made=reel),
        "strip": film_strip(result, body, made=reel),
        "version": words.version(result),
    }


def axis_note(legs: Mapping[str, Axis]) -> str:
    """How the horizontal axis came about."""
    if not legs["r"].cycle:
        return (
            "Curves run over time, because the measured contact forces do not show a whole gait cycle. "
            "Grey: the foot of that side is on the ground."
        )
    text = "Each leg's curves run from its own heel strike (0 %) to its next (100 %); "
    text += f"the cycle lasts {legs['r'].period:.2f} s. "
    for side, axis in legs.items():
        if axis.joined is not None:
            text += (
                f"The {SIDE_NAMES[side]} leg's cycle is not complete in the record: beyond {axis.joined:.0f} % it "
                "shows the frames one cycle earlier. "
            )
    return text + "Grey: the foot is on the ground (stance); figures with both legs show the right one's."
