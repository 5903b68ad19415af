"""Where the package keeps each fact that it must know, compute or act on, as a table.

`data/facts.toml` holds addresses only: statements of the atlas ("iliopsoas.summary"), functions
("iliopsoas.atlas.anatomy.graph:between"), commands ("iliopsoas atlas bursa"). `facts_page()`
makes `docs/facts.md` of them.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from iliopsoas.atlas.anatomy.catalogue import structures
from iliopsoas.atlas.anatomy.records import STATEMENTS
from iliopsoas.atlas.reading.csv_rows import data_text
from iliopsoas.atlas.reading.field_types import Text, Texts, record_config
from iliopsoas.atlas.reading.toml_blocks import TomlBlock, TomlFile

FILE = "facts.toml"
_STATEMENT = re.compile(r"(\w+)\.(\w+)")


@dataclass(frozen=True)
class Fact:
    """One fact and its addresses.

    Attributes:
        number: its place in the list, from 1.
        about: what it says. part: the chapter.
        knows: statements of the atlas and functions that hold it.
        computes: functions that show it.
        ask: commands that answer it.
    """

    __pydantic_config__ = record_config()

    number: int
    about: Text
    part: Text
    knows: Texts = ()
    computes: Texts = ()
    ask: Texts = ()

    @property
    def functions(self) -> tuple[str, ...]:
        """Addresses of the kind module:function."""
        return tuple(a for a in (*self.knows, *self.computes) if ":" in a)

    @property
    def statements(self) -> tuple[tuple[str, str], ...]:
        """Addresses of the kind structure.statement, in two parts."""
        return tuple((m[1], m[2]) for a in self.knows if ":" not in a and (m := _STATEMENT.fullmatch(a)))


@functools.cache
def facts() -> tuple[Fact, ...]:
    """All facts, in the order of the list.

    Raises:
        AtlasError: an entry is not as it must be; the message names file and line.
    """
    return tuple(parse_facts(data_text(FILE)))


def parse_facts(text: str, file: str = FILE) -> list[Fact]:
    """Read facts and check that what they point to in the atlas is there.

    Raises:
        AtlasError: an unknown entry, a statement that does not exist, or no address.
    """
    blocks = TomlFile.parse(text, file).blocks("fact")["fact"]
    return [_fact(block, number) for number, block in enumerate(blocks, start=1)]


def _fact(block: TomlBlock, number: int) -> Fact:
    fact = block.read(Fact, added={"number": number})
    if not (fact.knows or fact.computes or fact.ask):
        raise block.error("it has no address")
    for structure, statement in fact.statements:
        if structure not in structures():
            raise block.unknown("structure", structure, structures(), "knows")
        if statement not in STATEMENTS or not structures()[structure].say(statement):
            raise block.error(f"nothing is said of '{statement}' in '{structure}'", "knows")
    return fact


def facts_page() -> str:
    """The page `docs/facts.md`."""
    lines = [
        "# Facts: where each one lives",
        "",
        "Made by `iliopsoas.atlas.facts.facts_page()`; change `atlas/data/facts.toml`, not this page. *Knows*:",
        "a statement of the atlas (structure.statement) or a function; *computes*: the function that shows it;",
        "*ask*: what to type.",
    ]
    for part in dict.fromkeys(f.part for f in facts()):
        lines += ["", f"## {part}", "", "| | fact | knows | computes | ask |", "|-|-|-|-|-|"]
        for f in facts():
            if f.part == part:
                cells = [_code(f.knows), _code(f.computes), _code(f.ask)]
                lines.append(f"| {f.number} | {f.about} | {' | '.join(cells)} |")
    lines += ["", f"{len(facts())} facts."]
    return "\n".join(lines) + "\n"


def _code(addresses: tuple[str, ...]) -> str:
    return "<br>".join(f"`{a.replace('iliopsoas.', '', 1) if ':' in a else a}`" for a in addresses)
