"""A figure into a file: the suffix decides who draws it."""

from __future__ import annotations

from pathlib import Path

from iliopsoas.errors import InputError
from iliopsoas.files import replacing, write_text
from iliopsoas.report.figures.matplotlib_sheet import as_matplotlib
from iliopsoas.report.figures.plotly_sheet import as_plotly
from iliopsoas.report.figures.sheet import Sheet

SHEET_SUFFIXES = (".png", ".svg", ".html")


def check_figure_suffix(path: Path, suffixes: tuple[str, ...] = SHEET_SUFFIXES) -> Path:
    """The path itself, if a figure can be written there.

    Raises:
        InputError: its suffix is none of `suffixes`.
    """
    if path.suffix.lower() not in suffixes:
        raise InputError(f"--figure is '{path}'; its suffix must be one of {', '.join(suffixes)}")
    return path


def write_sheet(sheet: Sheet, path: Path) -> Path:
    """Draw a sheet into a file, by its suffix.

    Raises:
        InputError: the suffix is unknown.
        MissingExtra: .png and .svg need matplotlib.
    """
    if check_figure_suffix(path).suffix.lower() == ".html":
        import plotly.io

        figure = as_plotly(sheet)
        html = plotly.io.to_html(figure, include_plotlyjs=True, full_html=True, config={"displaylogo": False})
        return write_text(path, html)
    figure = as_matplotlib(sheet)
    with replacing(path) as temporary:
        figure.savefig(temporary, format=path.suffix[1:].lower(), dpi=150)
    return path
