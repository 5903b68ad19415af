"""Verbs that can draw a figure: what they start from and how they end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from iliopsoas.cli.options import AGE, SEX
from iliopsoas.cli.text import answer

if TYPE_CHECKING:
    from iliopsoas.body.body import Body
    from iliopsoas.report.figures.sheet import Sheet

FINE = 2.0
"""Step of the curves in figures [deg], if the table's is wider."""


def check_figure(figure: Path | None) -> None:
    """Refuse a figure's name before any work is done."""
    if figure is not None:
        from iliopsoas.report.figures.figure_file import check_figure_suffix

        check_figure_suffix(figure)


def draw(sheet: Sheet, path: Path) -> None:
    """Write a figure and say where it is."""
    from iliopsoas.report.figures.figure_file import write_sheet

    write_sheet(sheet, path)
    typer.echo(f"figure: {path}", err=True)


def body_and_posture(
    figure: Path | None,
    posture: str,
    height: float,
    mass: float,
    sex: str = SEX,
    age: float = AGE,
    muscle: str = "",
) -> tuple[Body, dict[str, float]]:
    """What every verb starts from: the body, with a psoas minor if that is what is asked about, and its posture [rad].

    A figure that could not be written is refused before any work is done.
    """
    from iliopsoas.body.body import Body
    from iliopsoas.body.subject import Subject
    from iliopsoas.function.posture import parse_posture

    check_figure(figure)
    subject = Subject(height=height, mass=mass, sex=sex, age=age)  # type: ignore[arg-type]
    body = Body.build(subject, psoas_minor=muscle.startswith("psoas_minor"))
    return body, parse_posture(posture, body)


def finish(
    figure: Path | None, sheet: Callable[[], Sheet], data: Callable[[], Any], tell: Callable[[], None], *, as_json: bool
) -> None:
    """How such a verb ends: the figure if one was asked for, then JSON or what `tell` prints."""
    if figure:
        draw(sheet(), figure)
    answer(data, tell, as_json=as_json)
