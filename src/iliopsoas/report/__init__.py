"""Figures and pages: what people look at.

`write_report(result, body, path, bibliography=...)` makes one HTML file that needs nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iliopsoas.report.page import REPORT_SOURCES, write_report

__all__ = ["REPORT_SOURCES", "write_report"]


def __getattr__(name: str) -> Any:
    """Load the page maker when it is first used, so that starting the program stays quick."""
    if name in __all__:
        from iliopsoas.report import page

        return getattr(page, name)
    raise AttributeError(f"module 'iliopsoas.report' has no attribute '{name}'; it has {', '.join(__all__)}")
