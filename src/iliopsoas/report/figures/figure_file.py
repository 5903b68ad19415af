"""A figure into a file: the suffix decides who draws it."""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from iliopsoas.errors import InputError
from iliopsoas.files import refuse_foreign, replacing, write_text
from iliopsoas.report.figures.matplotlib_sheet import as_matplotlib
from iliopsoas.report.figures.plotly_sheet import as_plotly
from iliopsoas.report.figures.sheet import Sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="generator" content="iliopsoas"><title>{title}</title></head>'
    '<body><div id="figure"></div><script>{library}</script><script>'
    'var f = {figure}; Plotly.newPlot("figure", f.data, f.layout, {{displaylogo: false}});</script></body></html>'
)
MAKER = {"png": "Software", "svg": "Creator"}
"""Field of each kind of picture that names who made it (technical)."""
SHEET_SUFFIXES = (".png", ".svg", ".html")


def check_figure_suffix(path: Path, suffixes: tuple[str, ...] = SHEET_SUFFIXES) -> Path:
    """The path itself, if a figure can be written there.

    Raises:
        InputError: its suffix is none of `suffixes`.
        FileError: a folder, or a file that somebody else wrote, is there already.
    """
    if path.suffix.lower() not in suffixes:
        raise InputError(f"--figure is '{path}'; its suffix must be one of {', '.join(suffixes)}")
    refuse_foreign(path)
    return path


def write_sheet(sheet: Sheet, path: Path) -> Path:
    """Draw a sheet into a file, by its suffix.

    Raises:
        InputError: the suffix is unknown.
        MissingExtra: .png and .svg need matplotlib.
    """
    if check_figure_suffix(path).suffix.lower() == ".html":
        return write_text(path, sheet_page(sheet))
    return save_picture(as_matplotlib(sheet), path, dpi=150)


def save_picture(figure: Figure, path: Path, *, dpi: int) -> Path:
    """Write a figure of matplotlib as .png or .svg, by the suffix; it names this package as its maker."""
    kind = path.suffix[1:].lower()
    with replacing(path) as temporary:
        figure.savefig(temporary, format=kind, dpi=dpi, metadata={MAKER[kind]: "iliopsoas"})
    return path


def plotly_script() -> str:
    """The parts of plotly.js that draw this package's figures, as one script with its licence."""
    return files("iliopsoas.report.figures").joinpath("vendor", "plotly.min.js").read_text(encoding="utf-8")


def sheet_page(sheet: Sheet) -> str:
    """A sheet as a page that needs nothing else."""
    figure = json.dumps(as_plotly(sheet), separators=(",", ":"), allow_nan=False).replace("</", "<\\/")
    return PAGE.format(title=escape(sheet.title), library=plotly_script(), figure=figure)
