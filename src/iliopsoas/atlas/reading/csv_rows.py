"""Rows of a CSV table: one frozen row type a table, read and checked, with a source and a kind on every row.

A table is a file in `data/` with one column per field and, on every row, `source` (keys of `references.bib`,
several joined by ';') and `kind`, how we know it, see `iliopsoas.atlas.reading.row`. Units are in the column names.
"""

from __future__ import annotations

import csv
import math
from dataclasses import fields
from importlib.resources import files
from typing import Any, TypeVar

from iliopsoas.atlas.reading.row import KINDS, Row
from iliopsoas.errors import AtlasError

R = TypeVar("R", bound=Row)


def data_text(name: str) -> str:
    """The text of a file in `atlas/data/`."""
    return files("iliopsoas.atlas").joinpath("data", name).read_text(encoding="utf-8")


def is_number(cell: str) -> bool:
    """Whether a cell holds a number."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


def parse_csv(text: str, row: type[R], file: str) -> list[R]:
    """Read a table. `file` is only used in errors, which name file, line and column.

    Raises:
        AtlasError: a column is missing or unknown, a number is not one, `kind` is not known, `source` is empty.
    """
    reader = csv.reader(text.splitlines())
    header = next(reader, [])
    types: dict[str, Any] = {f.name: f.type for f in fields(row)}
    optional = {"note"} | {name for name in types if name.startswith("side_")}
    if (missing := set(types) - set(header) - optional) or (unknown := set(header) - set(types)):
        wrong = f"lacks {sorted(missing)}" if missing else f"has unknown {sorted(unknown)}"
        raise AtlasError(f"{file}, line 1: the header {wrong}; a {row.__name__} row has {list(types)}")
    rows = []
    for line, cells in enumerate(reader, start=2):
        if len(cells) != len(header):
            raise AtlasError(f"{file}, line {line}: {len(cells)} cells under {len(header)} columns")
        values: dict[str, Any] = {"note": ""}
        for column, cell in zip(header, cells, strict=True):
            values[column] = _value(cell, types[column], column in optional, f"{file}, line {line}, column '{column}'")
        if values["kind"] not in KINDS:
            raise AtlasError(f"{file}, line {line}: kind '{values['kind']}' is none of {', '.join(KINDS)}")
        if not values["source"]:
            raise AtlasError(f"{file}, line {line}: no source; every number in the atlas has one")
        rows.append(row(**values))
    return rows


def _value(cell: str, kind: str, optional: bool, where: str) -> Any:
    if kind not in ("int", "float"):
        return cell
    if not cell and optional:
        return math.nan
    try:
        number = int(cell) if kind == "int" else float(cell)
    except ValueError:
        raise AtlasError(f"{where}: '{cell}' is not a number") from None
    if not math.isfinite(number):
        raise AtlasError(f"{where}: '{cell}' is not a number")
    return number
