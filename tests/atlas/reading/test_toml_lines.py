"""Lines of a TOML text: every path that tomllib finds is there, on the line where it was written."""

from __future__ import annotations

import functools
import random
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.atlas.reading.toml_lines import Path, line_map

KEYS = ["a", "b-c", "d_1", "9", "long_name", '"a b"', "'c.d'", '"q\\"uo#te"', '"[x]"', '"\\u00e9"', "'='"]
SCALARS = [
    "1",
    "-2.5e3",
    "true",
    "nan",
    '"text"',
    '"a # b"',
    "'] }, ['",
    '"\\"[[x]]\\""',
    '""',
    "1979-05-27 07:32:00",
    "07:32:00",
    '"""\none = 1\n[two]\n\\"""\n"""',
    "'''\n[[three]]\nfour = 4\n'''",
    '"""ends in quotes"""""',
]
SEEDS = st.integers(0, 2**32)
GAPS = ["", " ", "\n", " # note, with ] } \" '\n  ", "\n\n# [[not.a.table]]\n"]


class Writer:
    """Writes TOML and remembers on which line everything begins."""

    def __init__(self, seed: int) -> None:
        self.random, self.text, self.lines = random.Random(seed), "", dict[Path, int]()
        self.pick, self.number = self.random.choice, self.random.randint

    def line(self) -> int:
        return self.text.count("\n") + 1

    def key(self, path: Path) -> Path:
        """A key that the table at this path does not have yet."""
        used = {p[-1] for p in self.lines if p[:-1] == path}
        written = self.pick([k for k in KEYS if _meant(k) not in used])
        self.lines[(*path, _meant(written))] = self.line()
        self.text += written
        return (*path, _meant(written))

    def value(self, path: Path, depth: int) -> None:
        kind = self.pick(["scalar", "list", "table"]) if depth else "scalar"
        size = self.number(0, 2)
        if kind == "scalar":
            self.text += self.pick(SCALARS)
        elif kind == "list":
            self.text += "["
            for i in range(size):
                self.text += self.pick(GAPS)
                self.lines[(*path, i)] = self.line()
                self.value((*path, i), depth - 1)
                self.text += self.pick(GAPS) + ("," if i < size - 1 else self.pick(["", ","]))
            self.text += self.pick(GAPS) + "]"
        else:
            self.text += "{ "
            for i in range(size):
                self.entry(path, depth - 1)
                self.text += ", " if i < size - 1 else ""
            self.text += " }"

    def entry(self, path: Path, depth: int) -> None:
        key = self.key(path)
        self.text += self.pick([" = ", "=", "\t=  "])
        self.value(key, depth)

    def table(self, path: Path) -> None:
        for _ in range(self.number(0, 3)):
            self.text += self.pick(["", "  ", "# a = 1\n"])
            self.entry(path, 2)
            self.text += self.pick(["\n", "  # done\n", "\n\n"])


@functools.cache
def _meant(written: str) -> str:
    return next(iter(tomllib.loads(f"{written} = 0")))


def document(seed: int) -> tuple[str, dict[Path, int]]:
    """A text with tables and lists of tables, and the lines of everything in it."""
    w = Writer(seed)
    w.table(())
    for name in w.random.sample(["one", "two", "three"], w.number(0, 3)):
        many = w.number(0, 1)
        for i in range(w.number(1, 3) if many else 1):
            w.lines.setdefault((name,), w.line())
            path: Path = (name, i) if many else (name,)
            w.lines[path] = w.line()
            w.text += (f"[[ {name} ]]" if many else f"[{name}]") + w.pick(["\n", " # note\n"])
            w.table(path)
            for k in range(w.number(0, 2)):
                w.lines.setdefault((*path, "inner"), w.line())
                w.lines[(*path, "inner", k)] = w.line()
                w.text += f"[[{name}.inner]]\n"
                w.table((*path, "inner", k))
    return w.text, w.lines


def paths_of(value: Any, path: Path = ()) -> set[Path]:
    """The path of everything in parsed TOML."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path} | {p for key, inner in items for p in paths_of(inner, (*path, key))}


@given(SEEDS)
def test_everything_written_is_on_its_line(seed: int) -> None:
    text, lines = document(seed)
    assert line_map(text) == lines
    assert set(lines) | {()} == paths_of(tomllib.loads(text))


@given(SEEDS)
def test_line_ends_of_other_systems_change_nothing(seed: int) -> None:
    text, lines = document(seed)
    assert line_map(text.replace("\n", "\r\n")) == lines


def test_an_example_read_by_eye() -> None:
    text = '[[movement]]\nname = "nod"\nkeyframes = [\n  { phase = "start" },\n  { phase = "bend", lasts_s = 1 },\n]\n'
    assert line_map(text) == {
        ("movement",): 1,
        ("movement", 0): 1,
        ("movement", 0, "name"): 2,
        ("movement", 0, "keyframes"): 3,
        ("movement", 0, "keyframes", 0): 4,
        ("movement", 0, "keyframes", 0, "phase"): 4,
        ("movement", 0, "keyframes", 1): 5,
        ("movement", 0, "keyframes", 1, "phase"): 5,
        ("movement", 0, "keyframes", 1, "lasts_s"): 5,
    }


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("a.b = 1\na.c = 2\n", ("a",), 1),
        ("a.b = 1\na.c = 2\n", ("a", "c"), 2),
        ("\n[x.y]\nz = 1\n", ("x",), 2),
        ("\n[x.y]\nz = 1\n", ("x", "y", "z"), 3),
        ("[[a]]\n[a.b]\nc = 1\n[[a]]\n[a.b]\nc = 2\n", ("a", 1, "b", "c"), 6),
        ("[[a]]\n[[a.b]]\n[[a.b]]\n[[a]]\n[[a.b]]\n", ("a", 0, "b", 1), 3),
        ("[[a]]\n[[a.b]]\n[[a.b]]\n[[a]]\n[[a.b]]\n", ("a", 1, "b", 0), 5),
        ('a = """\nb = 1\n"""\nb = 2\n', ("b",), 4),
        ("a = [\n  [1,\n   2],\n  [3]\n]\n", ("a", 0, 1), 3),
    ],
)
def test_dotted_keys_tables_in_tables_and_long_texts(text: str, path: Path, line: int) -> None:
    assert line_map(text)[path] == line


def test_every_file_of_the_atlas_is_mapped_completely() -> None:
    from importlib.resources import files

    folder = files("iliopsoas.atlas").joinpath("data")
    for file in [*folder.iterdir(), *folder.joinpath("movements").iterdir(), *folder.joinpath("structures").iterdir()]:
        if file.name.endswith(".toml"):
            text = file.read_text(encoding="utf-8")
            lines = line_map(text)
            assert set(lines) | {()} == paths_of(tomllib.loads(text)), file.name
            rows = text.splitlines()
            assert all(str(path[-1]) in rows[n - 1] for path, n in lines.items() if isinstance(path[-1], str))
