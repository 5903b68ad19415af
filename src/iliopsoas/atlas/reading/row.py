"""What every record of the atlas carries: where it comes from, and how it is known.

measured      read in a study of people or cadavers
transcribed   taken from a published model
derived       computed from other rows or figures; the note says how
estimated     a judgement, to be replaced
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from iliopsoas.atlas.reading.field_types import OneOf, Text, record_config

KINDS = ("measured", "transcribed", "derived", "estimated")
SourceKind = Annotated[Text, OneOf("kind", KINDS)]


@dataclass(frozen=True)
class Row:
    """A row of a table or a record of a file. `source`: keys of `references.bib`, several joined by ';'."""

    __pydantic_config__ = record_config()

    source: Text
    kind: SourceKind
    note: str

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of `references.bib`."""
        return tuple(self.source.split(";"))
