"""What a marker's label means by its words: `L_ASIS`, `L.ASIS`, `LASI`, `Anna:LASI` and `ASIS_L` are one place.

`data/marker_words.toml` holds the words, shared by all marker sets. A label is a side and a phrase; the phrase must be
known from beginning to end, so that a word by chance is none.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from iliopsoas.atlas.mirror import mirrored_bones, mirrored_landmarks
from iliopsoas.atlas.reading.csv_rows import data_text
from iliopsoas.atlas.reading.field_types import Described, Text, record_config
from iliopsoas.atlas.reading.tables import Landmark
from iliopsoas.atlas.reading.toml_blocks import TomlBlock, TomlFile

FILE = "marker_words.toml"
GENERATED = "study"
"""Ending of labels that a network computed from videos; it does not matter."""
IN_FRONT = {"left": "l", "right": "r", "lx": "l", "rx": "r", "l": "l", "r": "r"}
"""Sides as a label begins with them."""
_BEHIND = re.compile(
    r"(?:[\s._\-]+(?:[lrLR]|[Ll]eft|[Rr]ight|LEFT|RIGHT)|(?<=[a-z0-9])(?:[LR]|Left|Right)|(?<=[A-Z])[lr])$"
)
_BEFORE_NUMBER = re.compile(r"(?<=[a-z])([LR])(\d+)$")
Phrases = Annotated[dict[str, tuple[Text, ...]], Described("a table of names with lists of texts")]


class Spot(NamedTuple):
    """What a label stands for.

    Attributes:
        body: segment it is on; None for a marker that belongs to the set but is not used.
        landmark: the place on it, or None: somewhere.
    """

    body: str | None
    landmark: Landmark | None


class WordReading(NamedTuple):
    """A label read by its words.

    Attributes:
        spot: what it stands for.
        side: 'r', 'l', or '' in the middle.
        phrase: what it says apart from the side, in plain form.
        rank: 0 for the plainest phrase of a landmark, more for others.
    """

    spot: Spot
    side: str
    phrase: str
    rank: int


@dataclass(frozen=True)
class _Vocabulary:
    """The file as it is written."""

    __pydantic_config__ = record_config()

    forms: Phrases
    landmarks: Phrases
    segments: Phrases
    qualifiers: Phrases


def normalized_label(label: str) -> str:
    """A label without capitals, spaces, points, hyphens, underscores and without the subject's name before a colon."""
    return re.sub(r"[\s._\-()]+", "", label.rsplit(":", 1)[-1]).lower().removesuffix(GENERATED)


def read_words(label: str) -> WordReading | None:
    """What a label says; None if that is nothing or not all of it is known."""
    for side, phrase in _sides(label):
        found = _landmark_phrases().get((phrase, side != ""))
        if found is not None:
            name, rank = found
            return WordReading(_spot(name.replace("{s}", side)), side, phrase, rank)
    for side, phrase in _sides(label):
        segment = _segment(phrase, side)
        if segment is not None:
            return WordReading(Spot(segment, None), side, phrase, 0)
    return None


def _sides(label: str) -> Iterator[tuple[str, str]]:
    """Every way to tell a side from the rest in plain form; '' for no side."""
    own = label.rsplit(":", 1)[-1].strip()
    plain = normalized_label(own)
    for word, side in IN_FRONT.items():
        if plain.startswith(word) and len(plain) > len(word):
            yield side, plain[len(word) :]
    inside = _BEFORE_NUMBER.search(own)
    if inside:
        yield inside[1].lower(), normalized_label(own[: inside.start()] + inside[2])
    behind = _BEHIND.search(own)
    if behind:
        yield normalized_label(behind[0])[0], normalized_label(own[: behind.start()])
    yield "", plain


@functools.cache
def _vocabulary() -> _Vocabulary:
    file = TomlFile.parse(data_text(FILE), FILE)
    return TomlBlock(file, (), file.data, "").read(_Vocabulary)


@functools.cache
def _landmark_phrases() -> dict[tuple[str, bool], tuple[str, int]]:
    """Landmark and rank, by phrase in plain form and whether a side goes with it."""
    out: dict[tuple[str, bool], tuple[str, int]] = {}
    words = _vocabulary()
    for name, phrases in words.landmarks.items():
        for rank, phrase in enumerate(phrases):
            for order in itertools.permutations(phrase.split()):
                for forms in itertools.product(*((word, *words.forms.get(word, ())) for word in order)):
                    key = ("".join(forms), "{s}" in name)
                    known = out.get(key)
                    if max(map(len, forms)) > 1 and (known is None or rank < known[1]):
                        out[key] = (name, rank)
    return out


@functools.cache
def _places() -> tuple[dict[str, Landmark], frozenset[str]]:
    """Landmarks by name, and names of segments."""
    return {row.landmark: row for row in mirrored_landmarks()}, frozenset(bone.body for bone in mirrored_bones())


def _spot(landmark: str) -> Spot:
    row = _places()[0][landmark]
    return Spot(row.body, row)


def _segment(phrase: str, side: str) -> str | None:
    """The segment that a phrase names, with nothing beside but numbers and qualifiers."""
    for pattern, name, sided in _segment_patterns():
        if (side or not sided) and pattern.fullmatch(phrase):
            return name.replace("{s}", side)
    return None


@functools.cache
def _segment_patterns() -> list[tuple[re.Pattern[str], str, bool]]:
    """How a segment may be named, the segment, and whether it has a side. Single letters, and words in front, go with
    names of more than two letters only: shorter ones begin too many other labels."""
    words = _vocabulary()
    long, short = ("|".join(words.qualifiers[key]) for key in ("long", "short"))
    out = []
    for name, stems in words.segments.items():
        for stem in stems:
            pattern = rf"(?:{long})*{stem}(?:{long}|{short}|\d)*" if len(stem) > 2 else rf"{stem}(?:{long}|\d)*"
            out.append((re.compile(pattern), name, "{s}" in name))
    return out


def place_names() -> list[str]:
    """Landmarks and segments that a marker may stand for, sorted."""
    landmarks, segments = _places()
    return sorted({*landmarks, *segments})


def spot_of_place(name: str) -> Spot | None:
    """The spot of a landmark or a segment by its name; None if there is none."""
    landmarks, segments = _places()
    if name in landmarks:
        return Spot(landmarks[name].body, landmarks[name])
    return Spot(name, None) if name in segments else None
