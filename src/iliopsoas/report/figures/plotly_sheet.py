"""A sheet, or one of its panels, as plotly data and layout, for pages: plain dictionaries, without plotly itself."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np

from iliopsoas.report.figures.curve_chart import FONT, GRID, Chart
from iliopsoas.report.figures.sheet import Panel, Sheet


def as_plotly(sheet: Sheet) -> dict[str, Any]:
    """The sheet as plotly data and layout."""
    data: list[dict[str, Any]] = []
    caption = "<br>".join(textwrap.wrap(sheet.caption, int(sheet.width / 6.9)))
    lines = caption.count("<br>") + 1
    below = 105 if any(p.field for p in sheet.panels.values()) else 62  # room for slanted labels
    layout: dict[str, Any] = {
        "title": {"text": f"<b>{sheet.title}</b>", "x": 0.01, "xanchor": "left", "font": {"size": 19}},
        "width": sheet.width, "height": sheet.height + below, "font": FONT, "plot_bgcolor": "white",
        "margin": {"l": 60, "r": 20, "t": 85, "b": below + 13 + 17 * lines},
        "annotations": [
            {"text": caption, "x": 0, "y": 0, "yshift": -below, "xref": "paper", "yref": "paper", "xanchor": "left",
             "yanchor": "top", "align": "left", "showarrow": False, "font": {"size": 12, "color": "#444"}}
        ],
        "shapes": [], "hovermode": "closest",
    }  # fmt: skip
    for k, (key, panel) in enumerate(sheet.panels.items(), start=1):
        _place(layout, data, k, panel, _rectangle(sheet.mosaic, key, bool(panel.bars or panel.field)))
    return {"data": data, "layout": layout}


def panel_chart(key: str, panel: Panel, *, caption: str = "") -> Chart:
    """One panel of curves as a figure of a page: as wide as there is room, its legend below."""
    axes = {
        name: {**GRID, "title": {"text": text, "standoff": 6}}
        for name, text in zip("xy", (panel.x, panel.y), strict=True)
    }
    if panel.limits:
        axes["y"]["range"] = list(panel.limits)
    named = [*(b.name for b in panel.bands), *(c.name for c in panel.curves)]
    layout = {
        "xaxis": axes["x"], "yaxis": axes["y"], "font": FONT, "margin": {"l": 62, "r": 14, "t": 12, "b": 46},
        "showlegend": panel.legend and len(named) > 1, "hovermode": "closest", "paper_bgcolor": "white",
        "plot_bgcolor": "white", "shapes": [], "annotations": [],
        "legend": {"orientation": "h", "x": 0, "y": -0.23, "yanchor": "top", "font": {"size": 12.5}},
    }  # fmt: skip
    alt = f"{panel.title}: {', '.join(named)}; {panel.y} over {panel.x}."
    return Chart(key, panel.title, alt, {"data": _traces(panel), "layout": layout}, caption)


def _rectangle(mosaic: tuple[str, ...], key: str, names: bool) -> tuple[float, float, float, float]:
    """Left, right, bottom, top of a panel, 0-1, with room for its labels."""
    rows = [i for i, row in enumerate(mosaic) if key in row]
    cols = [j for row in mosaic for j, letter in enumerate(row) if letter == key]
    tall, wide = len(mosaic), len(mosaic[0])
    left, right = min(cols) / wide, (max(cols) + 1) / wide
    bottom, top = 1 - (max(rows) + 1) / tall, 1 - min(rows) / tall
    room = (0.13 if wide < 3 else 0.06) if names else (0.05 if min(cols) else 0.0)
    return left + room, right - 0.01, bottom + (0.1 if bottom > 0 else 0.0), top - 0.03


def _place(
    layout: dict[str, Any], data: list[dict[str, Any]], k: int, panel: Panel, place: tuple[float, float, float, float]
) -> None:
    """Axes, traces, title and legend of one panel."""
    number = "" if k == 1 else str(k)
    left, right, bottom, top = place
    grid: dict[str, Any] = {"gridcolor": "#e8e8e8", "zerolinecolor": "#999"}
    layout[f"xaxis{number}"] = grid | {"domain": [left, right], "anchor": f"y{number}",
                                       "title": {"text": panel.x, "standoff": 4}}  # fmt: skip
    vertical = grid | {"domain": [bottom, top], "anchor": f"x{number}", "title": {"text": panel.y, "standoff": 4}}
    if panel.y_ticks:
        vertical |= {"tickvals": list(range(len(panel.y_ticks))), "ticktext": list(panel.y_ticks), "zeroline": False}
    if panel.limits:
        vertical |= {"range": list(panel.limits)}
    if panel.field:
        layout[f"xaxis{number}"] |= {"type": "category"}
    if panel.bars or panel.field:
        vertical |= {"autorange": "reversed", "automargin": True}
    layout[f"yaxis{number}"] = vertical
    title = {"text": panel.title, "x": left, "y": top, "xref": "paper", "yref": "paper", "showarrow": False,
             "xanchor": "left", "yanchor": "bottom", "font": {"size": 14}}  # fmt: skip
    layout["annotations"].append(title)
    legend = f"legend{number}"
    layout[legend] = {"x": right, "y": bottom + panel.legend_at * (top - bottom), "xanchor": "right",
                      "yanchor": "top", "font": {"size": 11}, "bgcolor": "rgba(255,255,255,0.8)"}  # fmt: skip
    axes = {"xaxis": f"x{number}", "yaxis": f"y{number}", "legend": legend}
    data += [trace | axes for trace in _traces(panel)]
    if panel.shade:
        low = panel.limits[0] if panel.limits else min(float(np.min(c.y)) for c in panel.curves) - 1.0
        layout["shapes"].append({"type": "rect", "xref": f"x{number} domain", "yref": f"y{number}", "x0": 0, "x1": 1,
                                 "y0": low, "y1": 0, "fillcolor": "rgba(0,0,0,0.07)", "line": {"width": 0},
                                 "layer": "below"})  # fmt: skip
        layout["annotations"].append({"text": panel.shade, "xref": f"x{number} domain", "yref": f"y{number} domain",
                                      "x": 0.98, "y": 0.02, "xanchor": "right", "yanchor": "bottom",
                                      "showarrow": False, "font": {"color": "#555"}})  # fmt: skip
    for x, y, text, colour in panel.notes:
        layout["annotations"].append({"text": text, "x": x, "y": y, "xref": f"x{number}", "yref": f"y{number}",
                                      "xanchor": "left", "showarrow": False, "font": {"color": colour}})  # fmt: skip


def _traces(panel: Panel) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for b in panel.bands:
        red, green, blue = (int(b.colour[i : i + 2], 16) for i in (1, 3, 5))
        out.append({"type": "scatter", "x": _list([*b.x, *b.x[::-1]]), "y": _list([*b.high, *b.low[::-1]]),
                    "fill": "toself", "fillcolor": f"rgba({red},{green},{blue},{b.opacity})", "mode": "lines",
                    "line": {"width": 0}, "name": b.name, "showlegend": panel.legend and b.legend,
                    "hoverinfo": "skip"})  # fmt: skip
    for c in panel.curves:
        mode = "+".join(filter(None, ("lines" if c.dash != "none" else "", "markers" if c.marker else "")))
        out.append({"type": "scatter", "x": _list(c.x), "y": _list(c.y), "mode": mode, "name": c.name,
                    "line": {"color": c.colour, "width": c.width, "dash": c.dash if c.dash != "none" else "solid"},
                    "marker": {"color": "white" if c.hollow else c.colour, "symbol": c.marker or "circle",
                               "size": c.size + 2, "line": {"color": c.colour, "width": 1.5}},
                    "showlegend": panel.legend and c.legend, "hovertemplate": "%{x:.4g}: %{y:.4g}"})  # fmt: skip
    if panel.bars:
        out += [{"type": "bar", "orientation": "h", "x": _list(values), "y": list(panel.bars.names), "name": name,
                 "marker": {"color": colour}, "showlegend": bool(name) and panel.legend}
                for name, values, colour in panel.bars.series]  # fmt: skip
    if panel.field:
        f = panel.field
        out.append({"type": "heatmap", "z": [_list(row) for row in f.values], "x": list(f.columns), "y": list(f.rows),
                    "zmin": -f.reach if f.signed else 0.0, "zmax": f.reach, "colorscale": f.colours, "text": f.words,
                    "texttemplate": "%{text}", "colorbar": {"title": {"text": f.unit}, "len": 0.6},
                    "showscale": panel.legend})  # fmt: skip
    return out


def _list(values: Any) -> list[float]:
    return [float(f"{float(v):.6g}") for v in values]
