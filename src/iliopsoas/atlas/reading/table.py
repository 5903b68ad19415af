"""A table of a TOML file of movements that knows where it stands and what was asked of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from iliopsoas.errors import AtlasError, UnknownName

Vector = tuple[float, float, float]


class Table:
    """Values of one table with the file and the movement they belong to."""

    def __init__(self, values: Mapping[str, Any], file: str, owner: str, what: str = "") -> None:
        self.values, self.file, self.owner, self.what = dict(values), file, owner, what
        self.asked: set[str] = set()

    def error(self, problem: str) -> AtlasError:
        """An error that names file and movement."""
        return AtlasError(f"{self.file}, movement '{self.owner}'{self.what}: {problem}")

    def inner(self, values: Any, what: str) -> Table:
        """A table inside this one."""
        if not isinstance(values, Mapping):
            raise self.error(f"a {what} is a table in braces, not {values!r}")
        name = values.get("phase", values.get("name", values.get("regions", "")))
        return Table(values, self.file, self.owner, f", {what} {name}")

    def asks(self, key: str) -> bool:
        """Whether there is such an entry."""
        self.asked.add(key)
        return key in self.values

    def take(self, key: str, kind: Any, default: Any = None) -> Any:
        """An entry of a type."""
        value = self.values[key] if self.asks(key) else default
        if value is None:
            raise self.error(f"no {key}" + ("; every number in the atlas has one" if key == "source" else ""))
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error(f"{key} cannot be {value!r}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A text."""
        value: str = self.take(key, str, default)
        if not value and default is None:
            raise self.error(f"{key} is empty")
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """A number."""
        value = float(self.take(key, (int, float), default))
        if not math.isfinite(value):
            raise self.error(f"{key} is {value:g}, which is no number")
        return value

    def items(self, key: str, default: list[Any] | None = None) -> list[Any]:
        """A list of anything."""
        value: list[Any] = self.take(key, list, default)
        return value

    def texts(self, key: str, default: list[str] | None = None) -> tuple[str, ...]:
        """A list of names."""
        value = self.take(key, list, default)
        if not all(isinstance(item, str) for item in value):
            raise self.error(f"{key} is a list of names")
        return tuple(value)

    def vector(self, key: str, default: Vector) -> Vector:
        """Three numbers."""
        value = self.take(key, (list, tuple), default)
        if len(value) != 3 or not all(isinstance(x, int | float) for x in value):
            raise self.error(f"{key} is [x, y, z]")
        return float(value[0]), float(value[1]), float(value[2])

    def choice(self, key: str, known: Iterable[str]) -> str:
        """One of some names."""
        value = self.text(key)
        if value not in (options := list(known)):
            raise self.error(str(UnknownName(key, value, options)))
        return value

    def done(self) -> None:
        """Nothing may be left that was not asked for."""
        if left := sorted(set(self.values) - self.asked):
            raise self.error(str(UnknownName("entry", left[0], sorted(self.asked))))
