"""Options that several verbs of the command line share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from iliopsoas.body.subject import USUAL_HEIGHT, USUAL_MASS

HEIGHT, MASS, SEX, AGE = USUAL_HEIGHT, USUAL_MASS, "male", 30.0
"""Who is meant where nobody is named: the person of `Subject()`."""

Height = Annotated[float, typer.Option(help="Stature [m].")]
Mass = Annotated[float, typer.Option(help="Body mass [kg].")]
Conditions = Annotated[
    list[str] | None,
    typer.Option(
        "--condition",
        help="Something wrong: NAME[=GRADE][:SIDE], see `conditions`; or your own, FILE.toml[=GRADE][:SIDE].",
    ),
]
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
