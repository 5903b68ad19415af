"""Anatomical structures as records: what each is called, where it lies, what it does, and where that is written.

One TOML file a kind of structure in `data/structures/`; each table is one structure:

    [iliacus]
    category = "muscle"                     one of CATEGORIES
    name, latin, synonyms                   English, Terminologia Anatomica, other names
    fma, uberon, ta2                        identifiers, blank where not known for certain
    model                                   its name in the tables of the model, if it is in the model
    summary, origin, insertion, ...         statements (STATEMENTS), each a sentence or {text, source, kind}
    source, kind                            where the statements without their own come from
    [[iliacus.figures]]                     numbers: name, value, low, high, unit, source, kind, note

Kinds are those of `reading.tables`; textbook anatomy is 'transcribed'. What cites gray2020 was written from
general knowledge of what that book holds and partly checked against public pages that quote it; the book itself was not
open, so a reader who has it should go through these statements. What cites gray1918 was read in quotations of it.

The strands of psoas major and iliacus are read from the muscles table, so that they are listed once.
"""

from __future__ import annotations

import difflib
import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from iliopsoas.atlas.reading.tables import KINDS, load
from iliopsoas.errors import AtlasError, UnknownName

CATEGORIES = (
    "muscle", "strand", "tendon", "bone", "landmark", "joint", "disc", "capsule", "ligament", "bursa", "fascia",
    "plexus", "root", "nerve", "artery", "vein", "organ",
)  # fmt: skip
STATEMENTS = (
    "summary", "origin", "insertion", "course", "innervation", "supply", "actions", "relations", "clinical",
)  # fmt: skip
NAMES = ("category", "name", "latin", "synonyms", "fma", "uberon", "ta2", "model", "source", "kind", "figures")
FIGURE = ("name", "value", "low", "high", "unit", "source", "kind", "note")
STRANDED = ("psoas_major", "iliacus")
"""Muscles whose strands are structures of their own."""


@dataclass(frozen=True)
class Statement:
    """One thing said of a structure. `about` is one of STATEMENTS."""

    about: str
    text: str
    source: str
    kind: str

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of `references.bib`."""
        return tuple(self.source.split(";"))


@dataclass(frozen=True)
class Figure:
    """A number said of a structure, with the range it was found in, if there is one."""

    name: str
    value: float
    unit: str
    source: str
    kind: str
    low: float | None = None
    high: float | None = None
    note: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of `references.bib`."""
        return tuple(self.source.split(";"))


@dataclass(frozen=True)
class Structure:
    """One anatomical structure.

    Attributes:
        id: its key, such as 'psoas_major'.
        model: what it is called in the tables of the model; empty if it is not in the model.
        file, line: where it is written, for error messages.
    """

    id: str
    category: str
    name: str
    latin: str = ""
    synonyms: tuple[str, ...] = ()
    fma: str = ""
    uberon: str = ""
    ta2: str = ""
    model: str = ""
    statements: tuple[Statement, ...] = ()
    figures: tuple[Figure, ...] = ()
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it may be called, the key first."""
        return tuple(dict.fromkeys(n for n in (self.id, self.name, self.latin, *self.synonyms) if n))

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of everything said of it, sorted."""
        said: list[Statement | Figure] = [*self.statements, *self.figures]
        return tuple(sorted({key for item in said for key in item.sources}))

    def say(self, about: str) -> str:
        """The text of one statement; empty if nothing is said."""
        return next((s.text for s in self.statements if s.about == about), "")


@functools.cache
def structures() -> dict[str, Structure]:
    """All structures, id -> record, strands included.

    Raises:
        AtlasError: a record is not as it must be; the message names file and line.
    """
    folder = files("iliopsoas.atlas").joinpath("data", "structures")
    texts = {p.name: p.read_text(encoding="utf-8") for p in folder.iterdir() if p.name.endswith(".toml")}
    found = gather(texts)
    for strand in _strands(found):
        found[strand.id] = strand
    return found


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


def find(name: str, category: Iterable[str] | None = None) -> Structure:
    """The structure of this name: key, English, Latin or other name, with or without side, in any case.

    Args:
        category: only look among these categories.

    Raises:
        UnknownName: there is none; the message suggests the nearest.
    """
    wanted = plain(name)
    among = [s for s in structures().values() if category is None or s.category in set(category)]
    for s in among:
        if wanted in {plain(n) for n in s.names}:
            return s
    short = [s for s in among if wanted in {_without_kind(plain(n)) for n in s.names}]
    if short:
        return short[0]
    near = difflib.get_close_matches(wanted, {n for s in among for n in map(plain, s.names)}, n=3)
    raise UnknownName("structure", wanted, [*near, *(s.id for s in among)])


def search(words: str, limit: int = 12) -> list[Structure]:
    """Structures whose names, or else whose statements, hold all these words; those named so come first."""
    wanted = plain(words).split()
    named, told = [], []
    for s in structures().values():
        if all(w in " ".join(map(plain, s.names)) for w in wanted):
            named.append(s)
        elif all(w in plain(" ".join(t.text for t in s.statements)) for w in wanted):
            told.append(s)
    named.sort(key=lambda s: (s.category == "strand", len(s.name)))
    return [*named, *told][:limit]


def plain(name: str) -> str:
    """A name for comparison: lower case, words apart by one space, no side, Latin abbreviations written out."""
    text = re.sub(r"[\s_\-/.,()]+", " ", name.lower()).strip()
    text = re.sub(r"^(right|left) | (r|l|right|left)$", "", text)
    for short, full in (("m ", "musculus "), ("n ", "nervus "), ("a ", "arteria ")):
        text = full + text[len(short) :] if text.startswith(short) else text
    return text


def _without_kind(name: str) -> str:
    return re.sub(r" (muscle|nerve|artery|vein|ligament|joint|bursa|plexus|root)$", "", name)


# --- reading ----------------------------------------------------------------------------------------------------------


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


# --- strands ----------------------------------------------------------------------------------------------------------

PLACES = {
    "VB": ("side of the body of {0}", "vertebra_{0}"),
    "TP": ("transverse process of {0}", "{0}_transverse_process"),
    "IVD": ("disc between {0} and {1}", "disc_{0}_{1}"),
}
"""What the last part of a psoas strand's name means: in words, and the structure it is attached to."""


def strand_place(muscle: str) -> tuple[str, str]:
    """Where a strand of psoas major arises: in words, and as the id of a structure.

    >>> strand_place("psoas_major_L1_L2_IVD")
    ('disc between L1 and L2', 'disc_L1_L2')
    """
    *levels, what = muscle.removeprefix("psoas_major_").split("_")
    words, structure = PLACES[what]
    return words.format(*levels), structure.format(*levels)


def _strands(found: Mapping[str, Structure]) -> list[Structure]:
    out = []
    for row in load("muscles"):
        if row.group not in STRANDED:
            continue
        whole = found[row.group]
        if row.group == "psoas_major":
            place = strand_place(row.muscle)[0]
        else:
            place = f"{row.muscle.removeprefix('iliacus_')} part of the iliac fossa"
        text = f"The strand of {whole.name} that arises from the {place}, as the model has it."
        out.append(
            Structure(
                id=row.muscle,
                category="strand",
                name=f"{whole.name}, strand from the {place}",
                model=row.muscle,
                statements=(Statement("summary", text, row.source, row.kind),),
                figures=(
                    Figure("maximal isometric force", row.fmax_n, "N", row.source, row.kind, note=row.note),
                    Figure("optimal fibre length", row.lopt_m, "m", row.source, row.kind),
                    Figure("tendon slack length", row.lslack_m, "m", row.source, row.kind),
                    Figure("pennation at optimal length", row.pennation_rad, "rad", row.source, row.kind),
                ),
                file="muscles.csv",
            )
        )
    return out
