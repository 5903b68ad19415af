"""The shell of every page: one look, contents with links, charts whose numbers can be taken along, one file.

A page is a template that extends `page.html.j2` and uses the macros of `parts.html.j2`. Charts are drawn by parts of
plotly.js in `figures/vendor`; light or dark as the reader's system, light on paper.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
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
    figures = {chart.key: chart.figure for chart in charts}
    pages = environment(ROOM)
    pages.filters["with_links"] = with_links
    return pages.get_template(name).render(
        title=title,
        kind=kind,
        contents=list(contents),
        figures=json.dumps(figures, separators=(",", ":"), allow_nan=False).replace("</", "<\\/"),
        plotlyjs=plotly_script() if figures else "",
        style=template("page.css", ROOM),
        script=template("page.js", ROOM) if figures else "",
        **more,
    )


def with_links(reference: str) -> Markup:
    """A reference as HTML, its DOI a link: 'doi:10.1/x' opens https://doi.org/10.1/x."""
    text, out, end = reference, Markup(""), 0
    for found in DOI.finditer(text):
        doi = found.group(1)
        out += escape(text[end : found.start()]) + Markup('<a href="https://doi.org/{0}">doi:{0}</a>').format(doi)
        end = found.end()
    return out + escape(text[end:])
