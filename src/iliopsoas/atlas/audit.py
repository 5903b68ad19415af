"""The audit: every number in the package, how it is known, and where it comes from.

What is counted:

* tables (`data/**/*.csv`): every cell of a column of numbers; source and kind stand on its row, or, for a table without
  those columns, under the column's name in the TOML file beside it (walk.csv, walk.toml);
* records (`data/**/*.toml`): every number; source and kind stand in its own table or the nearest one around it;
* constants of the code (UPPER_CASE = number in a module of ROOMS): the docstring below, or the comment beside, must
  hold a key of `references.bib`, or the word 'estimated', 'derived' or 'measured'.

What is not: a column that only counts rows (SCALES), places of a wrap in paths.csv (they have none), drawings in code
(`report`, `studio`), numbers inside functions, and constants that say nothing of a person: limits on files, settings of
solvers, gravity. Those have the word 'solver', 'technical' or 'frames' beside them.

Anything else without source or kind, and any source that is not in `references.bib`, is a problem, with file and line.
"""

from __future__ import annotations

import ast
import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from iliopsoas.atlas.cite import references
from iliopsoas.atlas.reading.csv_rows import is_number
from iliopsoas.atlas.reading.row import KINDS

SCALES = ("order", "line", "cycle_percent")
ROOMS = (
    "atlas",
    "body",
    "motion",
    "mechanics",
    "results",
    "adaptation",
    "function",
    "assessment",
    "rehab",
    "population",
    "evidence",
    "study",
)
_TECHNICAL_WORDS = re.compile(r"\b(solver|technical|frames)\b", re.IGNORECASE)
_KEY = re.compile(r"\b[a-z]{3,}(?:19|20)\d\d\b")


@dataclass(frozen=True)
class Entry:
    """Some numbers of one file with the same kind and source."""

    file: str
    kind: str
    source: str
    count: int


@dataclass(frozen=True)
class Audit:
    """What was found.

    Attributes:
        entries: all numbers, grouped.
        problems: numbers without source or kind, sources without reference; empty if the package is clean.
        technical: constants that were left out, by module.
    """

    entries: tuple[Entry, ...]
    problems: tuple[str, ...]
    technical: dict[str, tuple[str, ...]]

    @property
    def total(self) -> int:
        """How many numbers."""
        return sum(e.count for e in self.entries)

    def by(self, what: str) -> dict[str, int]:
        """Numbers by 'kind', 'file' or 'source' (a number with two sources counts for both), most first."""
        count: Counter[str] = Counter()
        for e in self.entries:
            for key in e.source.split(";") if what == "source" else (getattr(e, what),):
                count[key] += e.count
        return dict(count.most_common())

    def share(self, kind: str) -> float:
        """Share of the numbers that are of a kind [-]."""
        return self.by("kind").get(kind, 0) / max(self.total, 1)


def audit() -> Audit:
    """Look at every number of the package."""
    root = files("iliopsoas")
    found: list[_Number] = []
    texts = dict(_texts(root.joinpath("atlas", "data"), (".csv", ".toml")))
    for file, text in texts.items():
        if file.endswith(".toml"):
            found += numbers_of_toml(text, file)
        else:
            found += numbers_of_csv(text, file, texts.get(f"{file[:-4]}.toml"))
    technical: dict[str, tuple[str, ...]] = {}
    for room in ROOMS:
        if root.joinpath(room).is_dir():
            for file, text in _texts(root.joinpath(room), (".py",), room):
                counted, left_out = numbers_of_code(text, file)
                found += counted
                technical |= {file: left_out} if left_out else {}
    return collect(found, technical)


@dataclass(frozen=True)
class _Number:
    """Numbers at one place."""

    file: str
    where: str
    kind: str
    source: str
    count: int = 1


def collect(found: list[_Number], technical: Mapping[str, tuple[str, ...]] | None = None) -> Audit:
    """Group numbers and say what is wrong with them."""
    known = references()
    count: Counter[tuple[str, str, str]] = Counter()
    problems: dict[str, None] = {}
    for n in found:
        count[n.file, n.kind or "none", n.source or "none"] += n.count
        if not n.source:
            problems[f"{n.where}: a number without source"] = None
        elif n.kind not in KINDS:
            problems[f"{n.where}: kind '{n.kind}' is none of {', '.join(KINDS)}"] = None
        for key in filter(None, n.source.split(";")):
            if key not in known:
                problems[f"{n.where}: source '{key}' is not in references.bib"] = None
    entries = tuple(Entry(*key, number) for key, number in sorted(count.items()))
    return Audit(entries, tuple(problems), dict(technical or {}))


# --- data -------------------------------------------------------------------------------------------------------------


def numbers_of_csv(text: str, file: str, beside: str | None = None) -> list[_Number]:
    """Numbers of a table.

    Args:
        beside: the TOML file of the same name, which says of each column where it comes from.
    """
    header, *rows = list(csv.reader(text.splitlines()))
    about = tomllib.loads(beside) if beside else {}
    out = []
    for k, column in enumerate(header):
        cells = [(line, row[k], row) for line, row in enumerate(rows, start=2) if k < len(row) and row[k] != ""]
        if column in SCALES or not cells or not all(is_number(cell) for _, cell, _ in cells):
            continue
        told = about.get(column, {})
        for line, _, row in cells:
            named = dict(zip(header, row, strict=False))
            if named.get("element") == "wrap":
                continue
            source, kind = (named.get(f, "") or str(told.get(f, "")) for f in ("source", "kind"))
            where = f"{file}, line {line}, column '{column}'"
            out.append(_Number(file, where, kind, _keys(source)))
    return out


def numbers_of_toml(text: str, file: str) -> list[_Number]:
    """Numbers of a file of records."""
    lines = text.splitlines()

    def line_of(name: str, value: object) -> int:
        """The line that gives this value to this name; exact unless two records share both."""
        same = re.compile(rf'.*(^|[\s{{,"]){re.escape(name)}"?\s*=\s*(.*)')
        at = [i for i, line in enumerate(lines, 1) if (m := same.match(line)) and str(value) in m[2]]
        return at[0] if at else 1

    def walk(table: Mapping[str, Any], source: str, kind: str, path: str) -> Iterator[_Number]:
        source, kind = str(table.get("source", source)), str(table.get("kind", kind))
        for name, value in table.items():
            here = f"{path}.{name}" if path else name
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, Mapping):
                    yield from walk(item, source, kind, here)
                elif isinstance(item, int | float) and not isinstance(item, bool):
                    yield _Number(file, f"{file}, line {line_of(name, item)}, {here}", kind, _keys(source))

    return list(walk(tomllib.loads(text), "", "", ""))


def _keys(source: str) -> str:
    return ";".join(key.strip() for key in source.replace(",", ";").split(";") if key.strip())


def _texts(folder: Traversable, endings: tuple[str, ...], path: str = "") -> Iterator[tuple[str, str]]:
    for item in sorted(folder.iterdir(), key=lambda f: f.name):
        name = f"{path}/{item.name}" if path else item.name
        if item.is_dir() and item.name not in ("data", "__pycache__"):
            yield from _texts(item, endings, name)
        elif item.name.endswith(endings):
            yield name, item.read_text(encoding="utf-8")


# --- code -------------------------------------------------------------------------------------------------------------


def numbers_of_code(text: str, file: str) -> tuple[list[_Number], tuple[str, ...]]:
    """Constants of a module: those with a unit or a source, and the names of the technical ones."""
    lines = text.splitlines()
    body = ast.parse(text).body
    found, technical = [], []
    for statement, after in zip(body, [*body[1:], None], strict=False):
        names = _names(statement)
        value = getattr(statement, "value", None)
        count = 0 if value is None else _count(value)
        if not names or not count:
            continue
        comment = " ".join(line.partition("#")[2] for line in lines[statement.lineno - 1 : statement.end_lineno])
        about = f"{_docstring(after)} {comment}"
        keys = [key for key in dict.fromkeys(_KEY.findall(about))]
        kind = next((k for k in ("estimated", "derived", "measured") if re.search(rf"\b{k}\b", about)), "")
        if not keys and not kind and _TECHNICAL_WORDS.search(about):
            technical += names
            continue
        source = ";".join(keys) or ("iliopsoas" if kind in ("estimated", "derived") else "")
        where = f"{file}, line {statement.lineno}, {', '.join(names)}"
        found.append(_Number(file, where, kind or ("transcribed" if keys else ""), source, count))
    return found, tuple(technical)


def _names(statement: ast.stmt) -> list[str]:
    """UPPER_CASE names that a statement gives a value to."""
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    names = [n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)]
    return [name for name in names if re.fullmatch(r"_?[A-Z][A-Z0-9_]*", name)]


def _count(value: ast.expr) -> int:
    """Literal numbers in an expression; indices, exponents and arguments by name do not count."""
    if isinstance(value, ast.Constant):
        return int(isinstance(value.value, int | float) and not isinstance(value.value, bool))
    if isinstance(value, ast.Call):
        return sum(_count(a) for a in value.args if _is_conversion(value.func))
    if isinstance(value, ast.UnaryOp):
        return _count(value.operand)
    if isinstance(value, ast.BinOp):
        return _count(value.left) + _count(value.right)
    if isinstance(value, ast.Tuple | ast.List | ast.Set):
        return sum(_count(v) for v in value.elts)
    if isinstance(value, ast.Dict):
        return sum(_count(v) for v in value.values)
    return 0


def _is_conversion(function: ast.expr) -> bool:
    """Calls whose arguments are the constant itself: np.radians(12.0), np.array([...])."""
    return getattr(function, "attr", getattr(function, "id", "")) in ("radians", "deg2rad", "array", "sqrt", "float")


def _docstring(statement: ast.stmt | None) -> str:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return str(statement.value.value)
    return ""
