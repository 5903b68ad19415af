"""Finding a structure by any of its names, or by words said of it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from iliopsoas.atlas.anatomy.catalogue import structures
from iliopsoas.atlas.anatomy.records import Structure
from iliopsoas.errors import UnknownName


def find_structure(name: str, category: Iterable[str] | None = None) -> Structure:
    """The structure of this name: key, English, Latin or other name, with or without side, in any case.

    Args:
        category: only look among these categories.

    Raises:
        UnknownName: there is none; the message suggests the nearest.
    """
    wanted = normalized_name(name)
    among = [s for s in structures().values() if category is None or s.category in set(category)]
    for s in among:
        if wanted in {normalized_name(n) for n in s.names}:
            return s
    short = [s for s in among if wanted in {_without_kind(normalized_name(n)) for n in s.names}]
    if short:
        return short[0]
    near = difflib.get_close_matches(wanted, {n for s in among for n in map(normalized_name, s.names)}, n=3)
    raise UnknownName("structure", wanted, [*near, *(s.id for s in among)])


def search_structures(words: str, limit: int = 12) -> list[Structure]:
    """Structures whose names, or else whose statements, hold all these words; those named so come first."""
    wanted = normalized_name(words).split()
    named, told = [], []
    for s in structures().values():
        if all(w in " ".join(map(normalized_name, s.names)) for w in wanted):
            named.append(s)
        elif all(w in normalized_name(" ".join(t.text for t in s.statements)) for w in wanted):
            told.append(s)
    named.sort(key=lambda s: (s.category == "strand", len(s.name)))
    return [*named, *told][:limit]


def normalized_name(name: str) -> str:
    """A name for comparison: lower case, words apart by one space, no side, Latin abbreviations written out."""
    text = re.sub(r"[\s_\-/.,()]+", " ", name.lower()).strip()
    text = re.sub(r"^(right|left) | (r|l|right|left)$", "", text)
    for short, full in (("m ", "musculus "), ("n ", "nervus "), ("a ", "arteria ")):
        text = full + text[len(short) :] if text.startswith(short) else text
    return text


def _without_kind(name: str) -> str:
    return re.sub(r" (muscle|nerve|artery|vein|ligament|joint|bursa|plexus|root)$", "", name)
