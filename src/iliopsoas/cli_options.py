"""Options that several verbs of the command line share, and the figure they draw."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from iliopsoas.report.function_render import Sheet

Height = Annotated[float, typer.Option(help="Stature [m].")]
Mass = Annotated[float, typer.Option(help="Body mass [kg].")]
Sex = Annotated[str, typer.Option(help="male or female.")]
Age = Annotated[float, typer.Option(help="Age [years].")]
Posture = Annotated[str, typer.Option(help="Angles of other joints: NAME=DEGREES,NAME=DEGREES.")]
Effort = Annotated[str, typer.Option(help="max: every strand pulls Fmax; active: what it can at its length.")]
Stress = Annotated[
    float | None,
    typer.Option(help="Stress on the dissected cross-section [N/cm2], such as 46; default the body's Fmax."),
]
Figure = Annotated[Path | None, typer.Option(help="Also draw it: FILE.png, .svg or .html.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
From = Annotated[float | None, typer.Option("--from", help="First angle [deg]; default the start of its range.")]
To = Annotated[float | None, typer.Option("--to", help="Last angle [deg]; default the end of its range.")]
Step = Annotated[float, typer.Option(help="[deg]")]


def check_figure(figure: Path | None) -> None:
    """Refuse a figure's name before any work is done."""
    if figure is not None:
        from iliopsoas.report.function_render import check_suffix

        check_suffix(figure)


def draw(sheet: Sheet, path: Path) -> None:
    """Write a figure and say where it is."""
    from iliopsoas.report.function_render import write_sheet

    write_sheet(sheet, path)
    typer.echo(f"figure: {path}", err=True)
