"""`iliopsoas schema`: what an editor needs to complete and check a file of your own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def schema(
    kind: Annotated[str, typer.Argument(help="movement, condition, variant or markers.")],
    out: Annotated[Path | None, typer.Option(help="Write it into a file; default the terminal.")] = None,
) -> None:
    """The JSON Schema of a movement, condition, variant or marker set of your own, for your editor."""
    import json

    from iliopsoas.atlas.schemas import file_schema
    from iliopsoas.files import write_text

    text = json.dumps(file_schema(kind), indent=1) + "\n"
    if out is None:
        typer.echo(text, nl=False)
        return
    typer.echo(f"schema: {write_text(out, text)}", err=True)
