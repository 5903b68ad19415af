"""Tables as one .xlsx file with a sheet each, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from iliopsoas.errors import MissingExtra
from iliopsoas.files import replacing

Sheets = Mapping[str, Iterable[Sequence[Any]]]


def check_workbooks() -> None:
    """Say what is missing before any work is done.

    Raises:
        MissingExtra: openpyxl is not installed.
    """
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        raise MissingExtra("a spreadsheet as .xlsx (.csv works without)", "excel") from None


def write_workbook(sheets: Sheets, path: Path) -> Path:
    """Write a workbook.

    Args:
        sheets: name -> rows, the first of which names the columns.

    Raises:
        MissingExtra: openpyxl is not installed. FileError: the file cannot be written.
    """
    check_workbooks()
    from openpyxl import Workbook

    with replacing(path) as temporary:  # first: a workbook that is begun must be written
        book = Workbook(write_only=True)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
        book.save(temporary)
    return path
