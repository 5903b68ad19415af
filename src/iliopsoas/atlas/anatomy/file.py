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

What cites gray2020 was written from general knowledge of what that book holds and partly checked against public pages
that quote it; the book itself was not open, so a reader who has it should go through these statements. What cites
gray1918 was read in quotations of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from iliopsoas.atlas.anatomy.records import STATEMENTS, Figure, Statement, Structure
from iliopsoas.atlas.reading.toml_blocks import TomlBlock, TomlFile
from iliopsoas.errors import AtlasError


def gather_structures(texts: Mapping[str, str]) -> dict[str, Structure]:
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
        AtlasError: not TOML, an unknown entry or category, no name, no source, an unknown kind, a figure without unit.
    """
    return [_structure(block, file) for block in TomlFile.parse(text, file).named_tables("structure")]


def _structure(block: TomlBlock, file: str) -> Structure:
    statements = tuple(_statement(block, about) for about in STATEMENTS if about in block.values)
    structure = block.read(
        Structure,
        without=(*STATEMENTS, "source", "kind"),
        added={"id": block.path[-1], "statements": statements, "file": file, "line": block.line},
        figures=tuple(_figure(b) for b in block.inner("figures")),
    )
    if not statements:
        raise block.error(f"it says nothing; give at least one of {', '.join(STATEMENTS)}")
    return structure


def _statement(block: TomlBlock, about: str) -> Statement:
    """A sentence, or a table {text, source, kind}; what it lacks of these it has from the structure."""
    written = block.values[about]
    own: dict[str, Any] = written if isinstance(written, dict) else {"text": written}
    shared = {key: block.values[key] for key in ("source", "kind") if key in block.values}
    return block.child((about,), shared | own, about).read(Statement, added={"about": about})


def _figure(block: TomlBlock) -> Figure:
    figure = block.read(Figure)
    low = figure.value if figure.low is None else figure.low
    high = figure.value if figure.high is None else figure.high
    if not low <= figure.value <= high:
        raise block.error(f"{figure.value:g} lies outside of its own range, {low:g} to {high:g}", "value")
    return figure
