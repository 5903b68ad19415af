"""Variants of the atlas applied to a body's strands, before the model is built.

What all variants of a person ask for is done in the order of the effects' turns, whatever the order of the variants:
strands are removed, strengths scaled, muscles and strands added, points moved. A variant acts on its own side only.

A strand whose path is new keeps the state of its fibres. With lopt, path length L and slack length Ls, at neutral,

    (L - Ls) / lopt  =  (L' - Ls') / lopt'          hence  Ls = L - (L' - Ls') lopt / lopt'

where the primes belong to the plain body's strand that it is like (itself, if only a point was moved). Pennations being
equal, equal fibre lengths relative to lopt follow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import singledispatch
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas import mirror
from iliopsoas.atlas.reading.tables import Muscle, PathElement
from iliopsoas.atlas.variants.catalogue import optional_groups, variant
from iliopsoas.atlas.variants.records import AddGroup, AddStrand, MovePoint, RemoveStrands, ScaleStrength, VariantEffect
from iliopsoas.body.strands import Strand, strands_of_both_sides
from iliopsoas.errors import AtlasError

Array = NDArray[np.float64]


class StrandSet(NamedTuple):
    """The strands of a person.

    Attributes:
        strands: right before left, the tables' before the added ones.
        like: for every strand with a new path, by name, the plain body's strand whose fibres' state it takes.
    """

    strands: list[Strand]
    like: dict[str, Strand]


class _StrandsUnderChange(NamedTuple):
    """All strands of the tables, those that are there so far, and the likenesses; by name."""

    tables: dict[str, Strand]
    present: dict[str, Strand]
    like: dict[str, Strand]

    def named(self, names: tuple[str, ...], side: str) -> list[Strand]:
        """Strands of this side that are there and are called so, or whose muscle is."""
        return [s for s in self.present.values() if s.side == side and {s.muscle.muscle, s.muscle.group} & {*names}]


def apply_variants(muscles: tuple[Muscle, ...], paths: tuple[PathElement, ...], chosen: tuple[str, ...]) -> StrandSet:
    """Both sides of every strand of a person.

    Args:
        muscles, paths: the right side's, those of optional muscles included.
        chosen: variants as `iliopsoas.atlas.variants.catalogue.resolve_variants` gives them.
    """
    tables = {s.name: s for s in strands_of_both_sides(muscles, paths)}
    optional = optional_groups()
    state = _StrandsUnderChange(tables, {name: s for name, s in tables.items() if s.muscle.group not in optional}, {})
    tasks = [
        (effect, side) for name, _, side in (c.rpartition(":") for c in chosen) for effect in variant(name).effects
    ]
    for effect, side in sorted(tasks, key=lambda task: task[0].turn):
        _apply_effect(effect, state, side)
    place = {name: i for i, name in enumerate(tables)}
    ordered = sorted(state.present.values(), key=lambda s: (s.side == "l", place.get(s.name, len(place))))
    return StrandSet(ordered, state.like)


def slack_lengths(varied: StrandSet, lengths: Array, plain: Callable[[], Mapping[str, float]]) -> Array:
    """Tendon slack length of every strand of the generic body [m], (m).

    Args:
        lengths: neutral path lengths of these strands [m], (m).
        plain: gives those of the plain body's strands by name [m]; asked only if a path is new.

    Raises:
        AtlasError: a path is too short for its fibres.
    """
    out = np.array([s.muscle.lslack_m for s in varied.strands])
    for i, s in enumerate(varied.strands):
        if like := varied.like.get(s.name):
            stretch = s.muscle.lopt_m / like.muscle.lopt_m
            out[i] = lengths[i] - (plain()[like.name] - like.muscle.lslack_m) * stretch
            if not out[i] > 0.0:
                raise AtlasError(
                    f"{s.name}: a path of {lengths[i]:.3f} m is too short for fibres of {s.muscle.lopt_m:.3f} m in the "
                    f"neutral state of {like.name}; give the variant a shorter lopt_m"
                )
    return out


@singledispatch
def _apply_effect(effect: VariantEffect, state: _StrandsUnderChange, side: str) -> None:
    raise NotImplementedError(type(effect).__name__)


@_apply_effect.register
def _(effect: RemoveStrands, state: _StrandsUnderChange, side: str) -> None:
    for s in state.named(effect.strands, side):
        del state.present[s.name]


@_apply_effect.register
def _(effect: ScaleStrength, state: _StrandsUnderChange, side: str) -> None:
    for s in state.named(effect.strands, side):
        state.present[s.name] = replace(s, muscle=replace(s.muscle, fmax_n=s.muscle.fmax_n * effect.factor))


@_apply_effect.register
def _(effect: AddGroup, state: _StrandsUnderChange, side: str) -> None:
    state.present.update({n: s for n, s in state.tables.items() if (s.muscle.group, s.side) == (effect.group, side)})


@_apply_effect.register
def _(effect: AddStrand, state: _StrandsUnderChange, side: str) -> None:
    (added,) = (s for s in strands_of_both_sides((effect.strand,), effect.path) if s.side == side)
    state.present[added.name] = added
    state.like[added.name] = state.tables[f"{effect.like}_{side}"]


@_apply_effect.register
def _(effect: MovePoint, state: _StrandsUnderChange, side: str) -> None:
    x, y, z = effect.by_m
    if side == "l":
        z = -z
    body = mirror.left(effect.body) if side == "l" else effect.body
    for s in state.named(effect.strands, side):
        at = [i for i, p in enumerate(s.path) if (p.element, p.body, p.order) == ("point", body, effect.order)]
        if len(at) != 1:
            raise AtlasError(f"{s.name} has no path point of order {effect.order} on {body} that could be moved")
        p = s.path[at[0]]
        moved = replace(p, x_m=p.x_m + x, y_m=p.y_m + y, z_m=p.z_m + z)
        state.present[s.name] = replace(s, path=(*s.path[: at[0]], moved, *s.path[at[0] + 1 :]))
        if s.name not in state.like:
            state.like[s.name] = state.tables[s.name]
