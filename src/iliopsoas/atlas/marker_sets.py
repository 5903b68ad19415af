"""Marker sets: what the labels of common laboratories stand for, and sets that users write themselves.

`data/marker_sets.toml` gives each label a landmark of `data/markers.csv`, or only the segment it is stuck to. Labels
are compared by `normalized_label`: "Subject:R.ASIS", "r_asis" and "R ASIS" are the same. A set is a naming habit and no
closed list: what it does not list is read by its words (`iliopsoas.atlas.marker_words`).
"""

from __future__ import annotations

import functools
import json
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from iliopsoas.atlas.marker_words import Spot, normalized_label, place_names, spot_of_place
from iliopsoas.atlas.reading.csv_rows import data_text
from iliopsoas.atlas.reading.field_types import Described, Text, Texts, record_config
from iliopsoas.atlas.reading.toml_blocks import TomlBlock, TomlFile
from iliopsoas.errors import AtlasError, FileError

FILE = "marker_sets.toml"
OWN_TABLE = "markers"
"""Table of a user's own set."""
UNUSED = "unused"
"""What a label stands for that is to be left out."""
Places = Annotated[dict[str, Text], Described("a table of labels, each with a name")]


@dataclass(frozen=True)
class MarkerSet:
    """A laboratory's labels.

    Attributes:
        name: of the set.
        about: whose it is.
        labels: label as the laboratory writes it, by its plain form.
        spots: what each stands for, by the plain form.
        partners: plain form of the left label, by that of the right one.
        complete: whether labels that it does not list mean nothing, as in a set that a user wrote.
    """

    name: str
    about: str
    labels: dict[str, str]
    spots: dict[str, Spot]
    partners: dict[str, str]
    complete: bool = False


@dataclass(frozen=True)
class _WrittenSet:
    """A set as `marker_sets.toml` has it."""

    __pydantic_config__ = record_config()

    about: Text
    landmarks: Places = field(default_factory=dict)
    segments: Places = field(default_factory=dict)
    unused: Texts = ()
    same_as: str = ""


@functools.cache
def marker_sets() -> dict[str, MarkerSet]:
    """All marker sets, by name."""
    file = TomlFile.parse(data_text(FILE), FILE)
    tables = {str(block.path[0]): block for block in file.named_tables("marker set")}
    return {name: _read(name, block, tables) for name, block in tables.items()}


def _read(name: str, block: TomlBlock, tables: dict[str, TomlBlock]) -> MarkerSet:
    written = block.read(_WrittenSet)
    maker = _SetMaker(block)
    others = [tables[written.same_as]] if written.same_as in tables else []
    for source in (*others, block):
        held = source.read(_WrittenSet)
        for kind, places in (("landmarks", held.landmarks), ("segments", held.segments)):
            for label, place in places.items():
                maker.add(label, place, source, kind, label)
        for i, label in enumerate(held.unused):
            maker.add(label, UNUSED, source, "unused", i)
    return maker.made(name, written.about)


class _SetMaker:
    """A set while its labels are added."""

    def __init__(self, block: TomlBlock) -> None:
        self.block = block
        self.labels: dict[str, str] = {}
        self.spots: dict[str, Spot] = {}
        self.partners: dict[str, str] = {}

    def add(self, pattern: str, place: str, block: TomlBlock, *keys: str | int) -> None:
        """A label, or with {s} two, and the place it stands for.

        Raises:
            AtlasError: no such place, or the label is there already.
        """
        sides = ("r", "l") if "{s}" in pattern else ("",)
        plain = [normalized_label(pattern.replace("{s}", side.upper())) for side in sides]
        for side, key in zip(sides, plain, strict=True):
            name, label = place.replace("{s}", side), pattern.replace("{s}", side.upper())
            spot = Spot(None, None) if name == UNUSED else spot_of_place(name)
            if spot is None:
                raise block.unknown("landmark or segment", name, [*place_names(), UNUSED], *keys)
            if key in self.spots:
                raise block.error(f"'{label}' is there already, as '{self.labels[key]}'", *keys)
            self.labels[key], self.spots[key] = label, spot
        if len(plain) == 2 and place != UNUSED:
            self.partners[plain[0]] = plain[1]

    def made(self, name: str, about: str, *, complete: bool = False) -> MarkerSet:
        """The set; in a user's own, places that differ by their side alone make pairs."""
        partners = self.partners or dict(_pairs(self.spots))
        return MarkerSet(name, about, self.labels, self.spots, partners, complete)


def _pairs(spots: dict[str, Spot]) -> Iterable[tuple[str, str]]:
    at = {spot.landmark.landmark: key for key, spot in spots.items() if spot.landmark}
    for name, key in at.items():
        if name.endswith("_r") and f"{name[:-2]}_l" in at:
            yield key, at[f"{name[:-2]}_l"]


@dataclass(frozen=True)
class _OwnFile:
    """A user's own set as it is written."""

    __pydantic_config__ = record_config()

    markers: Places


def read_marker_set(path: str | Path) -> MarkerSet:
    """A user's own set: a table [markers] with label = landmark, segment or 'unused'; {s} stands for R and L.

    Raises:
        FileError: the file is missing, is no TOML, or names a place that does not exist; says line and nearest name.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise FileError(path, f"the marker set cannot be read ({reason})") from None
    try:
        file = TomlFile.parse(text, path.name)
        block = TomlBlock(file, (), file.data, "")
        maker = _SetMaker(block)
        for label, place in block.read(_OwnFile).markers.items():
            maker.add(label, place, block, OWN_TABLE, label)
    except AtlasError as error:
        raise FileError(path, str(error).removeprefix(path.name).lstrip(", ")) from None
    if not maker.spots:
        raise FileError(path, f'it lists no markers; write [{OWN_TABLE}] and lines such as "R.ASIS" = "asis_r"')
    return maker.made(path.stem, f"read from {path.name}", complete=True)


def own_set_text(entries: Iterable[tuple[str, str, str]], about: Iterable[str] = ()) -> str:
    """The text of a user's own set: label, place and a remark each. A second spelling of a label becomes a remark."""
    lines = [*(f"# {line}" for line in about), "# A label stands for a landmark, a segment, or 'unused'. Landmarks:"]
    lines += [f"#   {line}" for line in textwrap.wrap(", ".join(place_names()), 110)]
    lines += ["", f"[{OWN_TABLE}]"]
    taken: set[str] = set()
    for label, place, remark in entries:
        key = json.dumps(label, ensure_ascii=False).replace("\x7f", "\\u007f")
        said = f"  # {remark}" if remark else ""
        twice = normalized_label(label) in taken
        taken.add(normalized_label(label))
        lines.append(f'{"# again: " if twice else ""}{key} = "{place}"{said}')
    return "\n".join(lines) + "\n"
