"""What the exporters share: kinds of files, where they may be written, who is named in them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from iliopsoas.body.body import Body
from iliopsoas.errors import FileError, InputError
from iliopsoas.files import refuse_foreign

VMAX = 10.0
"""Maximal shortening velocity [lopt/s] (rajagopal2016)."""


class ExportFormat(NamedTuple):
    """A kind of exported file: what it is, and how its name may end."""

    what: str
    suffixes: tuple[str, ...]


def check_export_path(path: Path, kind: ExportFormat) -> Path:
    """The path itself, if such a file can be written there.

    Raises:
        InputError: it ends in something else.
        FileError: it is a folder, a file that somebody else wrote, or the folder it should lie in does not exist.
    """
    if path.suffix.lower() not in kind.suffixes:
        raise InputError(f"{path}: {kind.what} is written to a file that ends in {' or '.join(kind.suffixes)}")
    if path.is_dir():
        raise FileError(path, f"this is a folder; name a file for {kind.what}")
    if not path.parent.is_dir():
        raise FileError(path, f"the folder '{path.parent}' does not exist; make it first")
    refuse_foreign(path)
    return path


def credits(body: Body) -> str:
    """Whose body it is and what made it."""
    s = body.subject
    variants = f" Variants: {', '.join(body.variants)}." if body.variants else ""
    return (
        f"Exported by iliopsoas (research and teaching software, not a medical device). {s.sex}, {s.height:g} m, "
        f"{s.mass:g} kg, {s.age:g} years.{variants} The numbers come from the works named below."
    )
