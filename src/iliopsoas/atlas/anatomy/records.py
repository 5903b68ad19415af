"""What is said of one anatomical structure: names, statements and figures, each with its source.

Kinds are those of `iliopsoas.atlas.reading.row`; textbook anatomy is 'transcribed'.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from iliopsoas.atlas.reading.field_types import Number, OneOf, Text, Texts, record_config
from iliopsoas.atlas.reading.row import SourceKind

CATEGORIES = (
    "muscle", "strand", "tendon", "bone", "landmark", "joint", "disc", "capsule", "ligament", "bursa", "fascia",
    "plexus", "root", "nerve", "artery", "vein", "organ",
)  # fmt: skip

STATEMENTS = (
    "summary", "origin", "insertion", "course", "innervation", "supply", "actions", "relations", "clinical",
)  # fmt: skip

STRANDED = ("psoas_major", "iliacus")
"""Muscles whose strands are structures of their own."""


@dataclass(frozen=True)
class Statement:
    """One thing said of a structure. `about` is one of STATEMENTS."""

    __pydantic_config__ = record_config()

    about: Text
    text: Text
    source: Text
    kind: SourceKind

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of `references.bib`."""
        return tuple(self.source.split(";"))


@dataclass(frozen=True)
class Figure:
    """A number said of a structure, with the range it was found in, if there is one."""

    __pydantic_config__ = record_config()

    name: Text
    value: Number
    unit: Text
    source: Text
    kind: SourceKind
    low: Number | None = None
    high: Number | None = None
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

    __pydantic_config__ = record_config()

    id: Text
    category: Annotated[Text, OneOf("category", CATEGORIES)]
    name: Text
    latin: str = ""
    synonyms: Texts = ()
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
