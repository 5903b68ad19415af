"""What lies beside, in front of or between structures: questions that the relations answer directly."""

from __future__ import annotations

from iliopsoas.atlas.anatomy.catalogue import structures
from iliopsoas.atlas.anatomy.lookup import find_structure
from iliopsoas.atlas.anatomy.relations import RELATIONS, Relation, ancestors, relations
from iliopsoas.errors import UnknownName


def edges_of(structure: str) -> list[Relation]:
    """All edges that a structure is part of, as subject, object or other."""
    return [e for e in relations() if structure in (e.subject, e.object, e.other)]


def structures_between(first: str, second: str) -> list[str]:
    """What lies between two structures (or between things they are parts of, or parts of them)."""
    a, b = (_family(find_structure(name).id) for name in (first, second))
    found = [
        e.subject
        for e in relations()
        if e.relation == "lies_between" and ((e.object in a and e.other in b) or (e.object in b and e.other in a))
    ]
    return list(dict.fromkeys(found))


def passing(structure: str, how: str | None = None) -> list[Relation]:
    """What passes through, behind, in front of or beside a structure (`how`; None for all)."""
    key = find_structure(structure).id
    if how is not None and how not in RELATIONS["passes"]:
        raise UnknownName("way of passing", how, RELATIONS["passes"])
    return [e for e in relations() if e.relation == "passes" and e.object == key and how in (None, e.how)]


def _family(key: str) -> set[str]:
    return {key, *ancestors(key, "part_of"), *(k for k in structures() if key in ancestors(k, "part_of"))}
