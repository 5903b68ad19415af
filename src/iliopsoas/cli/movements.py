"""`iliopsoas movements`: the movements that come with the package, and their parameters."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from iliopsoas.cli.shared.text import print_json


def movements(as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False) -> None:
    """The movements that come with the package, and their parameters."""
    from iliopsoas.motion.library.catalogue import movements as known

    if as_json:
        print_json(known())
        return
    for record in known():
        names = " / ".join([record["name"], *record["aliases"]])
        asked = ", ".join(_parameter(name, about) for name, about in record["parameters"].items())
        typer.echo(f"{names}\n    {record['about']}\n    {record['kind']}; {asked or 'no parameters'}")


def _parameter(name: str, about: dict[str, Any]) -> str:
    default = about.get("default")
    unit = f" {about['unit']}" if about.get("unit") else ""
    return (
        name if default is None else f"{name}={default:g}{unit}" if isinstance(default, float) else f"{name}={default}"
    )
