"""One wide picture of a result: the coloured iliopsoas, its force and the hip contact force over the gait cycle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import xarray as xr

from iliopsoas.atlas.sides import SIDE_NAMES
from iliopsoas.body.body import Body
from iliopsoas.files import write_text
from iliopsoas.mechanics.summary import whole_force
from iliopsoas.report import quantities as q
from iliopsoas.report.charts import hip_charts
from iliopsoas.report.cycle import axes
from iliopsoas.report.plots import MUSCLE_COLOUR, Line, chart
from iliopsoas.report.scene import scene
from iliopsoas.report.skeleton import close_up, paint
from iliopsoas.report.templating import environment, template


def write_picture(
    result: xr.Dataset,
    body: Body,
    path: str | Path,
    *,
    cycle_events: Mapping[str, tuple[float, float]] | None = None,
) -> Path:
    """Write an HTML page of 1200 x 690 pixels, to be photographed by a headless browser.

    Args:
        result, body, cycle_events: as for `write_report`.
        path: the file to write.
    """
    from plotly.offline import get_plotlyjs

    legs = axes(result, cycle_events)
    side = q.strongest_side(result)
    frame = q.peak(result, q.iliopsoas_force(result, side)).frame
    lines = [
        Line(f"{name}, {SIDE_NAMES[s]}", whole_force(result, f"{m}_{s}"), legs[s], MUSCLE_COLOUR[m], dash, 2.8)
        for m, name in (("psoas_major", "psoas major"), ("iliacus", "iliacus"))
        for s, dash in (("r", "solid"), ("l", "dash"))
    ]
    charts = [chart("iliopsoas", "Force of psoas major and iliacus", lines, "force [N]"), hip_charts(result, legs)[0]]
    html = (
        environment()
        .from_string(template("picture.html.j2"))
        .render(
            title=str(result.attrs.get("title") or "Movement"),
            close_up=close_up(
                body, scene(body, result["pose"].values[frame]), paint(body, result["muscle_force"].values[frame])
            ),
            charts=charts,
            figures=json.dumps({c.key: c.figure for c in charts}, allow_nan=False).replace("</", "<\\/"),
            plotlyjs=get_plotlyjs(),
        )
    )
    return write_text(Path(path), html)
