"""Strands: the lines of action of which muscles are made, on both sides of the body.

A muscle of the atlas is one strand or several; each is a row of the muscles' table with a path of points and wrapping
surfaces. The tables hold the right side, the left one is its mirror image.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from iliopsoas.atlas import mirror
from iliopsoas.atlas.reading.tables import Muscle, PathElement, load
from iliopsoas.errors import UnknownName

DEFAULT_SECTIONS = "dezee2007"
"""The assignment of the psoas' dissected cross-sections that the muscles' table follows."""


@dataclass(frozen=True)
class Strand:
    """A strand and the elements of its path, origin first."""

    name: str
    muscle: Muscle
    path: tuple[PathElement, ...]
    side: str


def strands_of_both_sides(muscles: tuple[Muscle, ...], paths: tuple[PathElement, ...]) -> list[Strand]:
    """Both sides of every strand, right first."""
    by_name: dict[str, list[PathElement]] = {m.muscle: [] for m in muscles}
    for p in sorted(paths, key=lambda p: p.order):
        if p.muscle in by_name:
            by_name[p.muscle].append(p)
    right = [Strand(f"{m.muscle}_r", m, tuple(by_name[m.muscle]), "r") for m in muscles]
    left = [Strand(f"{s.muscle.muscle}_l", s.muscle, tuple(mirror.left_path(list(s.path))), "l") for s in right]
    return right + left


def muscle_tables() -> tuple[tuple[Muscle, ...], tuple[PathElement, ...]]:
    """Muscles and paths of the atlas."""
    return load("muscles"), load("paths")


def distribute_psoas_strength(muscles: tuple[Muscle, ...], assignment: str) -> tuple[Muscle, ...]:
    """Share the psoas' total strength among its strands by a published assignment of dissected cross-sections.

    Raises:
        UnknownName: no such assignment; lists those that exist.
    """
    rows = load("psoas_sections")
    known = sorted({row.assignment for row in rows})
    if assignment not in known:
        raise UnknownName("assignment of psoas cross-sections", assignment, known)
    if assignment == DEFAULT_SECTIONS:  # the muscles' table already follows it
        return muscles
    size = {r.muscle: r.section_cm2 for r in rows if r.assignment == assignment}
    tension = sum(m.fmax_n for m in muscles if m.muscle in size) / sum(size.values())
    return tuple(replace(m, fmax_n=tension * size[m.muscle]) if m.muscle in size else m for m in muscles)
