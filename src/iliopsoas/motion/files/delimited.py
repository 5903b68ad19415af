"""Lines of a table, and how its cells are separated: tabs, semicolons, commas or blanks, told by its line of column
names.

Where semicolons separate, a comma is a decimal point, as spreadsheets of many countries write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

_DECIMAL_COMMA = re.compile(r"([-+]?\d*),(\d+(?:[eE][-+]?\d+)?)")


class Separator(Enum):
    """What stands between two cells."""

    TAB = "\t"
    SEMICOLON = ";"
    COMMA = ","
    BLANK = " "

    @property
    def said(self) -> str | None:
        """A sentence about a separator that OpenSim does not write; None for tabs and blanks."""
        words = {Separator.SEMICOLON: "semicolons (commas in numbers are decimal points)", Separator.COMMA: "commas"}
        return f"Columns are separated by {words[self]}." if self in words else None

    def cells(self, line: str) -> list[str]:
        """The cells of a line, without blanks around them; empty ones count, except between blanks."""
        if self is Separator.BLANK:
            return line.split()
        cells = [cell.strip() for cell in line.strip("\r\n").split(self.value)]
        if self is Separator.SEMICOLON:
            cells = [_DECIMAL_COMMA.sub(r"\1.\2", c) if _DECIMAL_COMMA.fullmatch(c) else c for c in cells]
        return cells


def separator_of(names: str) -> Separator:
    """The separator of a table, by its line of column names."""
    return next(
        (s for s in (Separator.TAB, Separator.SEMICOLON, Separator.COMMA) if s.value in names.strip()), Separator.BLANK
    )


def text_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbers, from 1, and lines of a text of any length, as they are asked for: no more of it is in memory.

    Lines may end in any of the three ways; what is no UTF-8 is replaced.

    Raises:
        OSError: it cannot be read.
    """
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            yield number, line.removesuffix("\n")
