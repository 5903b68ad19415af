"""Reading records in TOML so that every error names file and line.

A file is a list of blocks, `[[variant]]`, each with inner blocks, `[[variant.effect]]`.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from iliopsoas.atlas.reading.csv_rows import KINDS
from iliopsoas.atlas.reading.tables import Muscle, load
from iliopsoas.errors import AtlasError, UnknownName

T = TypeVar("T")


class Named(Protocol):
    """A record that has a name."""

    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


class Block:
    """A table of the file with the lines it stands on; remembers what was asked of it."""

    def __init__(self, values: dict[str, Any], file: str, line: int, lines: dict[str, int]) -> None:
        self.values, self.file, self.line, self.lines = values, file, line, lines
        self.blocks: dict[str, list[Block]] = {}
        self.asked: set[str] = set()

    def error(self, problem: str, key: str = "") -> AtlasError:
        name = self.values.get("name")
        whose = f"{name}: " if isinstance(name, str) and not problem.startswith(f"{name} ") else ""
        return AtlasError(f"{self.file}, line {self.lines.get(key, self.line)}: {whose}{problem}")

    def take(self, key: str, kind: Any, default: Any = None) -> Any:
        self.asked.add(key)
        value = self.values.get(key, default)
        if value is None:
            raise self.error(f"no {key}" + ("; every number in the atlas has one" if key == "source" else ""))
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.error(f"{key} cannot be {value!r}", key)
        return value

    def text(self, key: str, default: str | None = None) -> str:
        value: str = self.take(key, str, default)
        if not value and default is None:
            raise self.error(f"{key} is empty", key)
        return value

    def number(self, key: str, default: float | None = None) -> float:
        value = float(self.take(key, (int, float), default))
        if key in self.values and not math.isfinite(value):
            raise self.error(f"{key} is {value:g}, which is no number", key)
        return value

    def texts(self, key: str, default: list[str] | None = None) -> tuple[str, ...]:
        value = self.take(key, list, default)
        if not all(isinstance(item, str) for item in value):
            raise self.error(f"{key} is a list of names", key)
        return tuple(value)

    def pair(self, key: str) -> tuple[float, float]:
        value = self.take(key, list)
        if len(value) != 2 or not all(isinstance(x, int | float) and not isinstance(x, bool) for x in value):
            raise self.error(f"{key} is [low, high]", key)
        return float(value[0]), float(value[1])

    def flag(self, key: str) -> bool:
        """True or false; false where it is not given."""
        self.asked.add(key)
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.error(f"{key} is true or false, not {value!r}", key)
        return value

    def choice(self, key: str, known: Iterable[str]) -> str:
        value = self.text(key)
        if value not in (options := list(known)):
            raise self.error(str(UnknownName(key, value, options)), key)
        return value

    def origin(self) -> tuple[str, str, str]:
        """Source, kind and note."""
        kind = self.text("kind")
        if kind not in KINDS:
            raise self.error(f"kind '{kind}' is none of {', '.join(KINDS)}", "kind")
        return self.text("source"), kind, self.text("note", "")

    def inner(self, key: str) -> list[Block]:
        self.asked.add(key)
        return self.blocks.get(key, [])

    def done(self, made: T) -> T:
        """Nothing may be left that was not asked for."""
        if left := sorted(set(self.values) - self.asked):
            raise self.error(str(UnknownName("entry", left[0], sorted(self.asked))), left[0])
        return made


def read_blocks(text: str, file: str, kinds: Mapping[str, tuple[str, ...]]) -> dict[str, list[Block]]:
    """All tables of a file by name, with their lines, inner ones within the outer.

    Args:
        kinds: names of the outer blocks, each with those of its inner ones.

    Raises:
        AtlasError: not TOML, a table that is none of these, or two outer blocks of one kind and name.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = at[1] if at else len(text.splitlines())
        raise AtlasError(f"{file}, line {line}: not TOML: {error}") from None
    names = [*kinds, *(f"{outer}.{inner}" for outer, inners in kinds.items() for inner in inners)]
    places = {name: iter(_places(text, name)) for name in names}

    def made(name: str, values: Any, error: Callable[[str], AtlasError]) -> list[Block]:
        if not isinstance(values, list) or not all(isinstance(entry, dict) for entry in values):
            raise error(f"write '{name}' in blocks that begin with [[{name}]]")
        return [Block(entry, file, *next(places[name], (0, {}))) for entry in values]

    def outside(problem: str) -> AtlasError:
        name = problem.split("'")[1]
        before = re.split(rf"^\[*{re.escape(name)}\b", text, maxsplit=1, flags=re.MULTILINE)[0]
        return AtlasError(f"{file}, line {len(before.splitlines()) + 1}: {problem}")

    if unknown := sorted(set(data) - set(names)):
        raise outside(f"unknown '{unknown[0]}'; there are {' and '.join(f'[[{name}]]' for name in kinds)}")
    out = {name: made(name, data.get(name, []), outside) for name in kinds}
    for name, inners in kinds.items():
        first: dict[str, int] = {}
        for block in out[name]:
            if isinstance(called := block.values.get("name"), str):
                if called in first:
                    raise block.error(f"a second {name} '{called}'; the first is in line {first[called]}")
                first[called] = block.line
            inner = {key: block.values.get(key, []) for key in inners}
            block.blocks = {key: made(f"{name}.{key}", values, block.error) for key, values in inner.items()}
    return out


def _places(text: str, name: str) -> list[tuple[int, dict[str, int]]]:
    """Line of every [[name]] and of the keys below it."""
    out: list[tuple[int, dict[str, int]]] = []
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\[\[([\w.]+)\]\]", line.strip()):
            inside = header[1] == name
            if inside:
                out.append((number, {}))
        elif inside and (key := re.match(r"(\w+)\s*=", line)):
            out[-1][1][key[1]] = number
    return out


def find_record(what: str, name: str, records: Iterable[N]) -> N:
    """The record of that name.

    Raises:
        UnknownName: there is none.
    """
    by_name = {record.name: record for record in records}
    if name not in by_name:
        raise UnknownName(what, name, by_name)
    return by_name[name]


def strands_or_muscles(block: Block, key: str) -> tuple[str, ...]:
    """Names of strands or of whole muscles, checked against the tables."""
    rows: tuple[Muscle, ...] = load("muscles")
    names = block.texts(key)
    known = {m.muscle for m in rows} | {m.group for m in rows}
    if wrong := [name for name in names if name not in known]:
        raise block.error(str(UnknownName("strand or muscle", wrong[0], sorted(known))), key)
    return names
