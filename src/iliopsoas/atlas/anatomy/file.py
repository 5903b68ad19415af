"""Reading `data/structures/`: every error names file and line.

One TOML file a kind of structure in `data/structures/`; each table is one structure:

    [iliacus]
    category = "muscle"                     one of CATEGORIES
    name, latin, synonyms                   English, Terminologia Anatomica, other names
    fma, uberon, ta2                        identifiers, blank where not known for certain
    model                                   its name in the tables of the model, if it is in the model
    summary, origin, insertion, ...         statements (STATEMENTS), each a sentence or {text, source, kind}
    source, kind                            where the statements without their own come from
    [[iliacus.figures]]                     numbers: name, value, low, high, unit, source, kind, note

What cites gray2020 was written from
general knowledge of what that book holds and partly checked against public pages that quote it; the book itself was not
open, so a reader who has it should go through these statements. What cites gray1918 was read in quotations of it.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from iliopsoas.atlas.anatomy.records import CATEGORIES, STATEMENTS, Figure, Statement, Structure
from iliopsoas.atlas.reading.csv_rows import KINDS
from iliopsoas.errors import AtlasError

NAMES = ("category", "name", "latin", "synonyms", "fma", "uberon", "ta2", "model", "source", "kind", "figures")
FIGURE = ("name", "value", "low", "high", "unit", "source", "kind", "note")


def gather(texts: Mapping[str, str]) -> dict[str, Structure]:
    """The structures of several files (name -> text) together; each id only once.

    Raises:
        AtlasError: see `parse_structures`; or two records have the same id.
    """
    found: dict[str, Structure] = {}
    for file in sorted(texts):
        for s in parse_structures(texts[file], file):
            if s.id in found:
                first = found[s.id]
                raise AtlasError(f"{file}, line {s.line}: '{s.id}' is also in {first.file}, line {first.line}")
            found[s.id] = s
    return found


def parse_structures(text: str, file: str) -> list[Structure]:
    """Read the structures of one file.

    Raises:
        AtlasError: not TOML, an unknown field or category, no name, no source, an unknown kind, a figure without unit.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AtlasError(f"{file}: {error}") from None
    return [_structure(key, table, _Lines(text, file, key)) for key, table in tables.items()]


class _Lines:
    """Where the parts of one record stand in its file, for error messages."""

    def __init__(self, text: str, file: str, key: str) -> None:
        self.file, self.key = file, key
        self._lines = text.splitlines()
        head = re.compile(rf"\[{re.escape(key)}\]")
        self.start = next((i for i, line in enumerate(self._lines, 1) if head.match(line)), 1)

    def of(self, name: str) -> int:
        """Line of a field; of the record if the field is not there."""
        for i, line in enumerate(self._lines[self.start :], self.start + 1):
            if line.startswith("["):
                break
            if re.match(rf"{re.escape(name)}\s*=", line):
                return i
        return self.start

    def of_figure(self, index: int) -> int:
        """Line of the n-th figure."""
        head = f"[[{self.key}.figures]]"
        at = [i for i, line in enumerate(self._lines, 1) if line.startswith(head)]
        return at[index] if index < len(at) else self.start

    def wrong(self, problem: str, line: int) -> AtlasError:
        return AtlasError(f"{self.file}, line {line}: [{self.key}] {problem}")


def _structure(key: str, table: Any, at: _Lines) -> Structure:
    if not isinstance(table, dict):
        raise AtlasError(f"{at.file}: '{key}' stands outside of a record; a record starts with [name]")
    if unknown := set(table) - set(NAMES) - set(STATEMENTS):
        name = sorted(unknown)[0]
        near = difflib.get_close_matches(name, (*NAMES, *STATEMENTS), n=1)
        hint = f"; did you mean '{near[0]}'?" if near else f"; there are {', '.join((*NAMES, *STATEMENTS))}"
        raise at.wrong(f"has an unknown field '{name}'{hint}", at.of(name))
    category = table.get("category", "")
    if category not in CATEGORIES:
        raise at.wrong(f"category '{category}' is none of {', '.join(CATEGORIES)}", at.of("category"))
    if not table.get("name"):
        raise at.wrong("has no name", at.start)
    statements = tuple(_statement(k, table, at) for k in STATEMENTS if k in table)
    if not statements:
        raise at.wrong(f"says nothing; give at least one of {', '.join(STATEMENTS)}", at.start)
    figures = tuple(_figure(i, f, at) for i, f in enumerate(table.get("figures", ())))
    texts = {k: str(table.get(k, "")) for k in ("name", "latin", "fma", "uberon", "ta2", "model")}
    return Structure(
        id=key,
        category=category,
        synonyms=tuple(table.get("synonyms", ())),
        statements=statements,
        figures=figures,
        file=at.file,
        line=at.start,
        **texts,
    )


def _statement(about: str, table: Mapping[str, Any], at: _Lines) -> Statement:
    value = table[about]
    own: Mapping[str, Any] = value if isinstance(value, dict) else {"text": value}
    source, kind = own.get("source", table.get("source", "")), own.get("kind", table.get("kind", ""))
    _check(source, kind, f"'{about}'", at, at.of(about))
    return Statement(about, str(own.get("text", "")), str(source), str(kind))


def _figure(index: int, table: Mapping[str, Any], at: _Lines) -> Figure:
    line = at.of_figure(index)
    if unknown := set(table) - set(FIGURE):
        raise at.wrong(f"a figure has {sorted(unknown)}; it may have {', '.join(FIGURE)}", line)
    for name in ("name", "value", "unit"):
        if name not in table:
            raise at.wrong(f"a figure has no {name}", line)
    _check(table.get("source", ""), table.get("kind", ""), f"figure '{table['name']}'", at, line)
    numbers = {k: float(table[k]) for k in ("value", "low", "high") if k in table}
    if not numbers.get("low", numbers["value"]) <= numbers["value"] <= numbers.get("high", numbers["value"]):
        raise at.wrong(f"figure '{table['name']}' lies outside of its own range", line)
    texts = {k: str(table.get(k, "")) for k in ("name", "unit", "source", "kind", "note")}
    return Figure(**texts, **numbers)  # type: ignore[arg-type]


def _check(source: object, kind: object, what: str, at: _Lines, line: int) -> None:
    if not source:
        raise at.wrong(f"{what} has no source; everything in the atlas has one", line)
    if kind not in KINDS:
        raise at.wrong(f"{what}: kind '{kind}' is none of {', '.join(KINDS)}", line)
