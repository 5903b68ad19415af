"""Options that several verbs of the command line share, and the figure they draw."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from iliopsoas.body.body import Body
    from iliopsoas.report.figures.sheet import Sheet

HEIGHT, MASS, SEX, AGE = 1.70, 75.337, "male", 30.0
"""The generic body's person, which verbs about the muscle itself start from."""

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
        from iliopsoas.report.figures.figure_file import check_figure_suffix

        check_figure_suffix(figure)


def draw(sheet: Sheet, path: Path) -> None:
    """Write a figure and say where it is."""
    from iliopsoas.report.figures.figure_file import write_sheet

    write_sheet(sheet, path)
    typer.echo(f"figure: {path}", err=True)


def person_of(
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
