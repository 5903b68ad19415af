"""Tables and JSON as the command line prints them."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Sequence
from typing import Any

import typer

PHYSICIAN = "Not a diagnosis. For hip pain or trouble walking, see a physician."
"""Said wherever something may be wrong with somebody."""


def answer(data: Any, tell: Callable[[], None], *, as_json: bool) -> None:
    """How every verb ends: its data as JSON, or what `tell` prints for people.

    Args:
        data: what `json.dumps` takes, or a function that gives it.
    """
    if as_json:
        print_json(data() if callable(data) else data)
    else:
        tell()


def table(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Columns of text; numbers to the right, with as many decimals as the largest of the column asks for."""
    columns = [_column([row[i] for row in rows]) for i in range(len(header))]
    for i, h in enumerate(header):
        named = bool(rows) and all(isinstance(row[i], str) for row in rows)
        width = max(len(h), *(len(c) for c in columns[i]), 0)
        columns[i] = [c.ljust(width) if named else c.rjust(width) for c in (h, *columns[i])]
    for line in zip(*columns, strict=True):
        typer.echo("  " + "  ".join(line).rstrip())


def _column(values: Sequence[Any]) -> list[str]:
    numbers = [round(float(v), 9) for v in values if not isinstance(v, str)]
    top = max(map(abs, numbers), default=0.0)
    whole = all(v == int(v) for v in numbers)
    digits = 0 if whole or top >= 200 else 1 if top >= 10 else 2
    text = [v if isinstance(v, str) else f"{float(v):.{digits}f}" for v in values]
    return ["0" if t.strip("-0.") == "" and t else t for t in text]


def print_json(value: Any) -> None:
    """JSON on standard output and nothing else."""
    sys.stdout.write(json.dumps(value, indent=1) + "\n")


def short(value: Any) -> float | None:
    """Five significant figures, so that JSON stays readable; no negative zero, and null for what does not exist."""
    return None if value != value else float(f"{float(value):.5g}") + 0.0


def shorts(values: Any) -> list[float | None]:
    """`short` of each."""
    return [short(v) for v in values]


def named(names: Sequence[str], values: Any) -> dict[str, float | None]:
    """Name -> value."""
    return {name: short(v) for name, v in zip(names, values, strict=True)}


def both_ways(values: Any) -> dict[str, float | None]:
    """A pair of values that increase and decrease a coordinate."""
    return {"+": short(values[0]), "-": short(values[1])}


def in_degrees(posture: dict[str, float]) -> dict[str, float | None]:
    """A posture [rad] in degrees."""
    return {name: short(math.degrees(value)) for name, value in posture.items()}
