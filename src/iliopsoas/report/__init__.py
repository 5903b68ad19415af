"""Figures and pages: what people look at.

In: results, comparisons and bodies. Out: files of HTML, PNG or SVG.
`write_report(result, body, path, bibliography=...)` makes one HTML file that needs nothing else.
`movement_view(result, body)` and `film_strip(result, body)` are its moving and its still pictures of the whole
movement, as pieces of HTML for other pages.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iliopsoas.report.page import REPORT_SOURCES, page_sources, write_report
    from iliopsoas.scene.film_strip import film_strip
    from iliopsoas.scene.player.movement_view import movement_view

_HOMES = {
    "REPORT_SOURCES": "iliopsoas.report.page",
    "page_sources": "iliopsoas.report.page",
    "write_report": "iliopsoas.report.page",
    "film_strip": "iliopsoas.scene.film_strip",
    "movement_view": "iliopsoas.scene.player.movement_view",
}
__all__ = ["REPORT_SOURCES", "film_strip", "movement_view", "page_sources", "write_report"]


def __getattr__(name: str) -> Any:
    """Load what makes pages when it is first used, so that starting the program stays quick."""
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'iliopsoas.report' has no attribute '{name}'; it has {', '.join(__all__)}")
