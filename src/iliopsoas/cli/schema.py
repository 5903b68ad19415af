"""`iliopsoas schema`: what an editor needs to complete and check a file of your own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from iliopsoas.atlas.reading.record_schema import JsonSchema

FILE_KINDS = ("movement", "condition", "variant", "markers", "norms")
"""What a user's own file may hold."""


def schema(
    kind: Annotated[str, typer.Argument(help="movement, condition, variant, markers or norms.")],
    out: Annotated[Path | None, typer.Option(help="Write it into a file; default the terminal.")] = None,
) -> None:
    """The JSON Schema of a movement, condition, variant, marker set or norms of your own, for your editor."""
    import json

    from iliopsoas.files import refuse_foreign, write_text

    text = json.dumps(file_schema(kind), indent=1) + "\n"
    if out is None:
        typer.echo(text, nl=False)
        return
    refuse_foreign(out, b"json-schema.org")  # every schema names it, ours and others
    typer.echo(f"schema: {write_text(out, text)}", err=True)


def file_schema(kind: str) -> JsonSchema:
    """The JSON Schema of a file that holds one movement, condition, variant, marker set or set of norms.

    Raises:
        UnknownName: no file is of that kind.
    """
    from iliopsoas.atlas.conditions.schema import condition_schema
    from iliopsoas.atlas.movements.catalogue import movement_records
    from iliopsoas.atlas.movements.schema import movement_schema
    from iliopsoas.atlas.variants.schema import variant_schema
    from iliopsoas.atlas.walking.own_norms import norms_schema
    from iliopsoas.errors import UnknownName

    match kind:
        case "movement":
            return movement_schema(movement_records())
        case "condition":
            return condition_schema()
        case "variant":
            return variant_schema()
        case "markers":
            return _marker_schema()
        case "norms":
            return norms_schema()
    raise UnknownName("kind of file", kind, FILE_KINDS)


def _marker_schema() -> JsonSchema:
    from iliopsoas.atlas.marker_sets import OWN_TABLE, UNUSED
    from iliopsoas.atlas.marker_words import place_names
    from iliopsoas.atlas.reading.record_schema import whole_file

    places = [*place_names(), UNUSED]
    sided = sorted({f"{name[:-2]}_{{s}}" for name in places if name.endswith(("_r", "_l"))})
    labels = {"type": "object", "additionalProperties": {"enum": [*places, *sided]}, "minProperties": 1}
    return whole_file("a marker set", {OWN_TABLE: labels}, [OWN_TABLE])
