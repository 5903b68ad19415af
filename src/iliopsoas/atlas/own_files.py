"""Files that users write themselves: read like those of the atlas, with the same errors, called by their path.

    iliopsoas analyze my_exercise.toml --condition my_condition.toml=0.6:left --variant my_variant.toml:r
    iliopsoas analyze trial.c3d --norms my_norms.toml

A name that ends in `.toml` is the path of such a file, wherever a name may stand. What it holds is yours: `source` and
`kind` may be left out, and then say so (`own`, `estimated`); a `source` that is written must be a key of the atlas.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from iliopsoas.atlas.cite import OWN_SOURCE, references
from iliopsoas.atlas.reading.toml_blocks import TomlFile
from iliopsoas.errors import FileError, RecordError, UnknownName

T = TypeVar("T")
SUFFIX = ".toml"
"""How a name ends that is the path of a file; technical."""
KINDS = {
    "movement": "a movement: `iliopsoas analyze FILE.toml`",
    "condition": "a condition: `--condition FILE.toml=GRADE:SIDE`",
    "variant": "a variant: `--variant FILE.toml:SIDE`",
    "markers": "a marker set: `--markers FILE.toml`",
    "norms": "a set of norms: `--norms FILE.toml`",
}
"""What a file may hold, by its first table, and where it is given."""
Blocks = Sequence[tuple[str, ...]]


def is_own_file(name: str) -> bool:
    """Whether a name is the path of a file."""
    return name.lower().endswith(SUFFIX)


def plain_name(name: str) -> str:
    """The name of a record, without folder and ending where it is a path."""
    return Path(name).stem if is_own_file(name) else name


def own_text(path: str | Path, what: str, *, named: bool = True) -> str:
    """The text of a file; `what` it should hold is told where there is none.

    Args:
        named: whether the library has such things by name, so that a name may have been meant.

    Raises:
        FileError: it is missing, a folder, or no text.
    """
    file = Path(path).expanduser()
    if file.is_dir():
        raise FileError(path, f"this is a folder; give the file of the {what}, FILE.toml")
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        other = ", or its name without .toml" if named else ""
        raise FileError(path, f"there is no such file; give the path of the {what}{other}") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise FileError(path, f"the {what} cannot be read ({reason})") from None


def read_own(path: str, text: str, what: str, read: Callable[[TomlFile], T], sourced: Blocks) -> T:
    """The record in a user's file.

    Args:
        path: of the file, as it is told in errors. text: what stands in it.
        what: kind of record, the name of its block.
        read: makes the record of the file.
        sourced: blocks whose records carry a source; they get the user's own where none is written.

    Raises:
        FileError: whatever is wrong in it, with line and block.
    """
    try:
        file = TomlFile.parse(text, path)
        _check_kind(file, what)
        for table in file.data[what] if isinstance(file.data[what], list) else ():
            if isinstance(table, dict):
                table.setdefault("name", Path(path).stem)
        for names in sourced:
            _fill_origin(file, file.data, (), names)
        return read(file)
    except RecordError as error:
        if error.file != path:
            raise
        raise FileError(path, error.problem, line=error.line, block=error.block) from None


def _check_kind(file: TomlFile, what: str) -> None:
    """Say what a file is for that holds something else."""
    held = [kind for kind in KINDS if kind in file.data]
    if what not in file.data:
        if held:
            needed = KINDS[what].partition(":")[0]
            raise file.error(f"this file holds {KINDS[held[0]]}; here {needed} is needed", (held[0],))
        raise file.error(f"it holds no {what}; begin one with [[{what}]] (`iliopsoas schema {what}` lists its entries)")


def _fill_origin(file: TomlFile, table: Any, path: tuple[str | int, ...], names: Sequence[str]) -> None:
    """Source and kind of the tables under a chain of names, where none is written; those written are looked up."""
    if names:
        inner = table.get(names[0]) if isinstance(table, dict) else None
        for i, entry in enumerate(inner if isinstance(inner, list) else ()):
            _fill_origin(file, entry, (*path, names[0], i), names[1:])
    elif isinstance(table, dict):
        table.setdefault("source", OWN_SOURCE)
        table.setdefault("kind", "estimated")
        for key in str(table["source"]).split(";"):
            if key not in (OWN_SOURCE, *references()):
                about = "leave source out where the number is your own, or give a key of the atlas"
                raise file.error(f"{UnknownName('source', key, references())}; {about}", (*path, "source"))
