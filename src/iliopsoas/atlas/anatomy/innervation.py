"""Which roots, nerves and arteries supply what, and what a lesion of them takes.

Drive of a muscle under lesions, each a share lost between 0 and 1:

    drive = sum over its nerves of  share  *  prod over the nerve and all it branches from of (1 - lesion)
                                          *  sum over roots of  share (1 - lesion)

A nerve without roots of its own has those of the nerve it branches from; fibres that reach its plexus through a trunk
that is part of the plexus (L4 and L5 through the lumbosacral trunk) also suffer with that trunk. Shares of
innervated_by and of root_of add up to 1."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from iliopsoas.atlas.anatomy.catalogue import structures
from iliopsoas.atlas.anatomy.lookup import find_structure
from iliopsoas.atlas.anatomy.relations import ancestors, relations
from iliopsoas.errors import InputError

NERVE_CATEGORIES = ("root", "nerve", "plexus")
"""Categories that can be lesioned."""


@dataclass(frozen=True)
class Supply:
    """What a root, nerve or artery supplies.

    Attributes:
        muscles: share of each muscle's drive that it carries.
        nerves: share of each nerve that comes from it.
        fed: what an artery and its branches bring blood to.
    """

    muscles: dict[str, float]
    nerves: dict[str, float]
    fed: tuple[str, ...] = ()


def supplies(name: str) -> Supply:
    """What depends on a root, a nerve, a plexus or an artery, largest share first.

    Raises:
        UnknownName: no such structure.
        InputError: it supplies nothing by its nature (a bone, say).
    """
    s = find_structure(name)
    if s.category == "artery":
        below = {s.id, *_descendants(s.id)}
        fed = {e.subject for e in relations() if e.relation == "supplied_by" and e.object in below}
        return Supply({}, {}, tuple(sorted(fed)))
    if s.category not in NERVE_CATEGORIES:
        raise InputError(f"{s.name} is a {s.category}; only roots, nerves, plexuses and arteries supply something")
    muscles = drive_loss({s.id: 1.0})
    nerves = {n: v for n in _of("nerve") if n != s.id and (v := _loss(n, {s.id: 1.0})) > 1e-9}
    return Supply(muscles, dict(sorted(nerves.items(), key=lambda item: (-item[1], item[0]))))


def drive_loss(lesion: Mapping[str, float]) -> dict[str, float]:
    """Share of its motor drive that each muscle loses, largest first; muscles that lose none are left out.

    Args:
        lesion: share lost (0 to 1) of roots, nerves or the plexus: {"femoral_nerve": 0.5}, {"L2": 1}.

    Raises:
        UnknownName: no such root or nerve.
        InputError: a share is not between 0 and 1.
    """
    lost = {}
    for name, share in lesion.items():
        if not 0.0 <= share <= 1.0:
            raise InputError(f"lesion of {name} is {share:g}; give the share lost, between 0 and 1")
        lost[find_structure(name, NERVE_CATEGORIES).id] = float(share)
    out = {}
    for muscle, nerves in _nerves_of_muscles().items():
        loss = round(sum(share * _loss(nerve, lost) for nerve, share in nerves.items()), 9)
        if loss > 0.0:
            out[muscle] = loss
    return dict(sorted(out.items(), key=lambda item: (-item[1], item[0])))


def nerves(muscle: str) -> dict[str, float]:
    """The nerves of a muscle with their shares of its drive. A strand has those of its muscle."""
    s = find_structure(muscle)
    for key in (s.id, *ancestors(s.id, "part_of")):
        if key in _nerves_of_muscles():
            return dict(_nerves_of_muscles()[key])
    parts = [e.subject for e in relations() if e.relation == "part_of" and e.object == s.id]
    return {n: share for part in parts for n, share in _nerves_of_muscles().get(part, {}).items()}


def roots(name: str) -> dict[str, float]:
    """The roots of a nerve or muscle with their shares of its motor fibres."""
    s = find_structure(name)
    if s.category == "nerve":
        return dict(_roots_of(s.id))
    out: dict[str, float] = {}
    for nerve, share in _nerves_of_muscles().get(s.id, {}).items():
        for root, part in _roots_of(nerve).items():
            out[root] = out.get(root, 0.0) + share * part
    return dict(sorted(out.items(), key=lambda item: (-item[1], item[0])))


def _of(category: str) -> list[str]:
    return [key for key, s in structures().items() if s.category == category]


@functools.cache
def _nerves_of_muscles() -> dict[str, dict[str, float]]:
    out: dict[str, dict[str, float]] = {}
    for e in relations():
        if e.relation == "innervated_by":
            out.setdefault(e.subject, {})[e.object] = e.share
    return out


@functools.cache
def _roots_of(nerve: str) -> dict[str, float]:
    """Its own roots, else those of the nearest nerve it branches from."""
    for key in (nerve, *ancestors(nerve, "branch_of")):
        own = {e.subject: e.share for e in relations() if e.relation == "root_of" and e.object == key}
        if own:
            return own
    return {}


def _loss(nerve: str, lesion: Mapping[str, float]) -> float:
    """Share of a nerve's drive that the lesions take."""
    arrives = 1.0
    for key in (nerve, *ancestors(nerve, "branch_of")):
        arrives *= 1.0 - lesion.get(key, 0.0)
    arriving = 0.0
    for root, share in _roots_of(nerve).items():
        for key in (root, *_trunks(nerve, root)):
            share *= 1.0 - lesion.get(key, 0.0)
        arriving += share
    return round(1.0 - arrives * (arriving if _roots_of(nerve) else 1.0), 9)


@functools.cache
def _trunks(nerve: str, root: str) -> tuple[str, ...]:
    """The nerves through which a root's fibres reach the plexus that a nerve comes from."""
    plexuses = ancestors(nerve, "branch_of")
    parts = [e.subject for e in relations() if e.relation == "part_of" and e.object in plexuses]
    return tuple(p for p in parts if structures()[p].category == "nerve" and p != nerve and root in _roots_of(p))


def _descendants(key: str) -> list[str]:
    return [k for k in structures() if key in ancestors(k, "branch_of")]
