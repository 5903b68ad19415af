"""`iliopsoas movements`: the movements that come with the package, one of them with its picture, or your own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from iliopsoas.cli.shared.options import AsJson
from iliopsoas.cli.shared.text import answer


def movements(
    name: Annotated[str | None, typer.Argument(help="One movement, or your own (.toml); default all.")] = None,
    figure: Annotated[
        Path | None, typer.Option(help="Where its picture goes: FILE.png or .svg; default out/NAME.png.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The movements that come with the package, and their parameters; one of them with its picture and sources."""
    from iliopsoas.atlas.own_files import plain_name
    from iliopsoas.errors import InputError
    from iliopsoas.motion.library.catalogue import described_movement
    from iliopsoas.motion.library.catalogue import movements as known

    if name is None:
        if figure is not None:
            raise InputError("--figure draws one movement; name it: `iliopsoas movements NAME --figure FILE.png`")
        answer(known, lambda: _list(known()), as_json=as_json)
        return
    record = described_movement(name)
    answer(record, lambda: _tell(record), as_json=as_json)
    if figure is not None or not as_json:
        _draw(name, figure or Path("out", f"{plain_name(name)}.png"), wanted=figure is not None)


def _list(records: list[dict[str, Any]]) -> None:
    for record in records:
        names = " / ".join([record["name"], *record["aliases"]])
        asked = ", ".join(_parameter(name, about) for name, about in record["parameters"].items())
        typer.echo(f"{names}\n    {record['about']}\n    {record['kind']}; {asked or 'no parameters'}")


def _tell(record: dict[str, Any]) -> None:
    from iliopsoas.atlas.cite import bibliography

    typer.echo(f"{' / '.join([record['name'], *record['aliases']])}: {record['title']}\n    {record['about']}")
    typer.echo(f"    for: {record['group']}; sides: {record['laterality']}; angles and times: {record['kind']}")
    for name, about in record["parameters"].items():
        span = (
            f"one of {', '.join(about['choices'])}" if "choices" in about else f"{about['min']:g} to {about['max']:g}"
        )
        typer.echo(f"    {_parameter(name, about)}  ({span}): {about['about']}")
    if record["supports"]:
        typer.echo(f"    touches: {', '.join(record['supports'])}")
    for line in bibliography(record["sources"]):
        typer.echo(f"    {line}")


def _draw(name: str, path: Path, *, wanted: bool) -> None:
    """Draw it; where nobody asked for a picture, it may be missing."""
    from iliopsoas.errors import MissingExtra
    from iliopsoas.report.preview_picture import write_preview
    from iliopsoas.study.person import Person
    from iliopsoas.study.preview import preview
    from iliopsoas.study.recordings import LibraryMovement

    try:
        typer.echo(f"figure: {write_preview(preview(Person(), LibraryMovement(name)), path)}", err=True)
    except MissingExtra as missing:
        if wanted:
            raise
        typer.echo(f"no figure: {missing}", err=True)


def _parameter(name: str, about: dict[str, Any]) -> str:
    default = about.get("default")
    unit = f" {about['unit']}" if about.get("unit") else ""
    return (
        name if default is None else f"{name}={default:g}{unit}" if isinstance(default, float) else f"{name}={default}"
    )
