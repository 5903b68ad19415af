"""Figures and pages: what people look at.

`write_report(result, body, path, bibliography=...)` makes one HTML file that needs nothing else.
`movement_view(result, body)` and `film_strip(result, body)` are its moving and its still pictures of the whole
movement, as pieces of HTML for other pages.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iliopsoas.report.page import REPORT_SOURCES, write_report
    from iliopsoas.scene.player.player import movement_view
    from iliopsoas.scene.strip import film_strip

_HOMES = {
    "REPORT_SOURCES": "iliopsoas.report.page",
    "write_report": "iliopsoas.report.page",
    "film_strip": "iliopsoas.scene.strip",
    "movement_view": "iliopsoas.scene.player.player",
}
__all__ = ["REPORT_SOURCES", "film_strip", "movement_view", "write_report"]


def __getattr__(name: str) -> Any:
    """Load what makes pages when it is first used, so that starting the program stays quick."""
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'iliopsoas.report' has no attribute '{name}'; it has {', '.join(__all__)}")
