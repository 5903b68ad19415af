"""The movements that come with the package, by name."""

from __future__ import annotations

import functools
from importlib.resources import files

from iliopsoas.atlas.movements.file import read_movements
from iliopsoas.atlas.movements.records import (
    Movement,
)
from iliopsoas.errors import UnknownName


@functools.cache
def movement_records() -> dict[str, Movement]:
    """All movements by name, in the order of the files."""
    folder = files("iliopsoas.atlas").joinpath("data", "movements")
    texts = {f"movements/{f.name}": f.read_text(encoding="utf-8") for f in folder.iterdir() if f.name.endswith(".toml")}
    return read_movements(dict(sorted(texts.items())))


def find_movement(name: str) -> Movement:
    """A movement by name or alias; raises UnknownName with what exists."""
    records = movement_records()
    for record in records.values():
        if name == record.name or name in record.aliases:
            return record
    raise UnknownName("movement", name, [*records, *(a for r in records.values() for a in r.aliases)])
