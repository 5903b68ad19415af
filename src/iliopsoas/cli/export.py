"""`iliopsoas export`: a person's body as a file for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from iliopsoas.cli.options import AGE, HEIGHT, MASS, SEX, Age, Height, Mass, Sex


def export(
    osim: Annotated[Path | None, typer.Option(help="Write an OpenSim 4 model: FILE.osim.")] = None,
    mjcf: Annotated[Path | None, typer.Option(help="Write a MuJoCo model: FILE.xml or .mjcf.")] = None,
    height: Height = HEIGHT,
    mass: Mass = MASS,
    sex: Sex = SEX,
    age: Age = AGE,
    variant: Annotated[
        list[str] | None, typer.Option(help="An anatomical variant: NAME, NAME:r or NAME:l (see `atlas --variants`).")
    ] = None,
) -> None:
    """A person's body as a model for OpenSim or MuJoCo."""
    from iliopsoas.body.body import Body
    from iliopsoas.body.export.export_file import check_export_path
    from iliopsoas.body.export.mjcf import MJCF, export_mjcf
    from iliopsoas.body.export.osim import OSIM, export_osim
    from iliopsoas.body.subject import Subject
    from iliopsoas.errors import InputError

    if osim is None and mjcf is None:
        raise InputError("nothing to write: give --osim FILE.osim, --mjcf FILE.xml, or both")
    for path, target in ((osim, OSIM), (mjcf, MJCF)):  # before any work is done
        if path is not None:
            check_export_path(path, target)
    body = Body.build(Subject(height=height, mass=mass, sex=sex, age=age), variants=variant or ())  # type: ignore[arg-type]
    for path, write in ((osim, export_osim), (mjcf, export_mjcf)):
        if path is not None:
            typer.echo(f"{len(body.muscles)} strands: {write(body, path)}")
