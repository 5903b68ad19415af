"""The movements that come with the package, by name; and a user's own, by the path of its file."""

from __future__ import annotations

import functools
from importlib.resources import files

from iliopsoas.atlas.movements.file import read_movements, read_own_movement
from iliopsoas.atlas.movements.records import Movement
from iliopsoas.atlas.own_files import is_own_file, own_text
from iliopsoas.errors import UnknownName


@functools.cache
def movement_records() -> dict[str, Movement]:
    """All movements by name, in the order of the files."""
    return read_movements(_texts())


def find_movement(name: str) -> Movement:
    """A movement by name or alias, or by the path of a file.

    Raises:
        UnknownName: no movement is called so; says what exists.
        FileError: the file cannot be used; says line, block and key.
    """
    name = str(name)
    if is_own_file(name):
        return _own(name, own_text(name, "movement"))
    records = movement_records()
    for record in records.values():
        if name == record.name or name in record.aliases:
            return record
    raise UnknownName("movement", name, [*records, *(a for r in records.values() for a in r.aliases)])


@functools.cache
def _texts() -> dict[str, str]:
    """The library's files, name -> text."""
    folder = files("iliopsoas.atlas").joinpath("data", "movements")
    texts = {f"movements/{f.name}": f.read_text(encoding="utf-8") for f in folder.iterdir() if f.name.endswith(".toml")}
    return dict(sorted(texts.items()))


@functools.lru_cache(maxsize=64)
def _own(path: str, text: str) -> Movement:
    """Kept by what stands in the file, so that an edited one is read again."""
    return read_own_movement(path, text, _texts())
