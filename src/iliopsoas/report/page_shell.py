"""The shell of every page: one look, contents with links, charts whose numbers can be taken along, one file.

A page is a template that extends `page.html.j2` and uses the macros of `parts.html.j2`. Charts are drawn by parts of
plotly.js in `figures/vendor`; light or dark as the reader's system, light on paper.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from iliopsoas.report.figures.curve_chart import Chart
from iliopsoas.report.figures.figure_file import plotly_script
from iliopsoas.templating import environment, template

ROOM = "iliopsoas.report"
DOI = re.compile(r"doi:(10\.[^\s]+?)(?=[.,;]?(?:\s|$))")
"""A DOI in a reference, without the full stop that ends it."""


def render_page(
    name: str, *, title: str, kind: str, charts: Sequence[Chart], contents: Sequence[tuple[str, str]] = (), **more: Any
) -> str:
    """A page as text that needs nothing else.

    Args:
        name: of its template in `report/templates`, which extends `page.html.j2`.
        title, kind: its heading, and what it is ('iliopsoas report').
        charts: every chart that the template shows.
        contents: (id of the section, its name), linked at the top; none for a short page.
        more: what the template's own blocks show.
    """
    figures = packed_figures(charts)
    pages = environment(ROOM)
    pages.filters["with_links"] = with_links
    return pages.get_template(name).render(
        title=title,
        kind=kind,
        contents=list(contents),
        figures=json.dumps(figures, separators=(",", ":"), allow_nan=False).replace("</", "<\\/"),
        plotlyjs=plotly_script() if charts else "",
        style=template("page.css", ROOM),
        script=template("page.js", ROOM) if charts else "",
        **more,
    )


def packed_figures(charts: Sequence[Chart]) -> dict[str, Any]:
    """Figures by key, and the horizontal axes of their curves once each: curves of a leg share theirs.

    'axes': lists of numbers; 'figures': figures in which `x` of a trace is the index of its list.
    """
    axes: dict[tuple[Any, ...], int] = {}
    figures = {}
    for chart in charts:
        data = [{**t, "x": axes.setdefault(tuple(t["x"]), len(axes))} if "x" in t else t for t in chart.figure["data"]]
        figures[chart.key] = {**chart.figure, "data": data}
    return {"axes": [list(axis) for axis in axes], "figures": figures}


def unpacked_figures(packed: Mapping[str, Any]) -> dict[str, Any]:
    """The figures that `packed_figures` packed."""
    return {
        key: {**figure, "data": [{**t, "x": packed["axes"][t["x"]]} if "x" in t else t for t in figure["data"]]}
        for key, figure in packed["figures"].items()
    }


def with_links(reference: str) -> Markup:
    """A reference as HTML, its DOI a link: 'doi:10.1/x' opens https://doi.org/10.1/x."""
    text, out, end = reference, Markup(""), 0
    for found in DOI.finditer(text):
        doi = found.group(1)
        out += escape(text[end : found.start()]) + Markup('<a href="https://doi.org/{0}">doi:{0}</a>').format(doi)
        end = found.end()
    return out + escape(text[end:])
