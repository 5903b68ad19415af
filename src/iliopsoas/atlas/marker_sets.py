"""Marker sets: what the labels of common laboratories stand for.

`data/marker_sets.toml` gives each label a landmark of `data/markers.csv`, or only the segment it is stuck to. Labels
are compared by `normalized_label`: "Subject:R.ASIS", "r_asis" and "R ASIS" are the same.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from typing import NamedTuple

from iliopsoas.atlas.mirror import mirrored_bones, mirrored_landmarks
from iliopsoas.atlas.reading.csv_rows import data_text
from iliopsoas.atlas.reading.tables import Landmark
from iliopsoas.errors import AtlasError

FILE = "marker_sets.toml"
GENERATED = "study"
"""Ending of labels that a network computed from videos; it does not matter."""


class Spot(NamedTuple):
    """What a label stands for.

    Attributes:
        body: segment it is on; None for a marker that belongs to the set but is not used.
        landmark: the place on it, or None: somewhere.
    """

    body: str | None
    landmark: Landmark | None


@dataclass(frozen=True)
class MarkerSet:
    """A laboratory's labels.

    Attributes:
        name: of the set.
        about: whose it is.
        labels: label as the laboratory writes it, by its plain form.
        spots: what each stands for, by the plain form.
        partners: plain form of the left label, by that of the right one.
    """

    name: str
    about: str
    labels: dict[str, str]
    spots: dict[str, Spot]
    partners: dict[str, str]


def normalized_label(label: str) -> str:
    """A label without capitals, spaces, points, hyphens, underscores and without the subject's name before a colon."""
    return re.sub(r"[\s._\-]+", "", label.rsplit(":", 1)[-1]).lower().removesuffix(GENERATED)


@functools.cache
def marker_sets() -> dict[str, MarkerSet]:
    """All marker sets, by name."""
    known = {row.landmark: row for row in mirrored_landmarks()}
    segments = {bone.body for bone in mirrored_bones()}
    entries = tomllib.loads(data_text(FILE))
    return {
        name: _read(name, {**entries.get(str(entry.get("same_as")), {}), **entry}, known, segments)
        for name, entry in entries.items()
    }


def _read(name: str, entry: dict[str, object], known: dict[str, Landmark], segments: set[str]) -> MarkerSet:
    spots: dict[str, Spot] = {}
    labels: dict[str, str] = {}

    def add(label: str, spot: Spot) -> None:
        if normalized_label(label) in spots:
            raise AtlasError(f"{FILE}: '{label}' of [{name}] appears twice")
        spots[normalized_label(label)], labels[normalized_label(label)] = spot, label

    for label, value in _both_sides(entry.get("landmarks")):
        if value not in known:
            raise AtlasError(f"{FILE}: '{label}' of [{name}] stands for '{value}', which markers.csv does not have")
        add(label, Spot(known[value].body, known[value]))
    for label, value in _both_sides(entry.get("segments")):
        if value not in segments:
            raise AtlasError(f"{FILE}: '{label}' of [{name}] is on '{value}', which is not a segment")
        add(label, Spot(value, None))
    unused = entry.get("unused")
    for label, _ in _both_sides(dict.fromkeys(unused, "") if isinstance(unused, list) else None):
        add(label, Spot(None, None))
    return MarkerSet(name, str(entry["about"]), labels, spots, _partners(entry))


def _partners(entry: dict[str, object]) -> dict[str, str]:
    """The left label of every right one, both in plain form."""
    patterns: list[str] = []
    for group in (entry.get("landmarks"), entry.get("segments")):
        patterns += [str(label) for label in group if "{s}" in label] if isinstance(group, dict) else []
    return {normalized_label(p.replace("{s}", "R")): normalized_label(p.replace("{s}", "L")) for p in patterns}


def _both_sides(pairs: object) -> list[tuple[str, str]]:
    """Pairs with {s} replaced by R and L in the label, by r and l in the value."""
    out = []
    for label, value in pairs.items() if isinstance(pairs, dict) else ():
        for side in "rl" if "{s}" in label else ("",):
            out.append((label.replace("{s}", side.upper()), str(value).replace("{s}", side)))
    return out
