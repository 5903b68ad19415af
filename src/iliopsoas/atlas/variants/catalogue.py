"""How people differ: variants of the iliopsoas, its nerves and its bursa, how often each is found, what it changes.

`data/variants.toml` holds two kinds of blocks:

    [[feature]]               what varies, such as the tendon: name, about, side_correlation, source, kind, note
    [[variant]]               one state of a feature on one side: name, feature, title; `mechanics` says why a variant
                              without effects has none; `needs` lists variants one of which must be on the same side
      [[variant.prevalence]]  the first one is drawn from, the others are for their population. value, low, high, n,
                              per, population, source, kind, note. Without low and high: Wilson's interval of n, 95 %
      [[variant.effect]]      what it does to the body: one of VERBS in `do`, source, kind, note

Variants of one feature exclude each other on a side; what their shares leave is the ordinary state. `per` says of what
the value is a share: `person` (found on at least one side), `both` (on both), `side` (of all sides), `carrier` (of the
sides that have what it needs). The sides of a feature are drawn so: with probability c the left repeats the right, else
it is drawn anew. Each side then has a state with probability p, the sides correlate with c, and

    side = p      both = c p + (1 - c) p^2      person = 2 p - both

Effects are data: only the right side is stored, and `iliopsoas.body.applied_variants` applies them to either.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

import numpy as np

from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.atlas.own_files import is_own_file, own_text
from iliopsoas.atlas.reading.csv_rows import data_text
from iliopsoas.atlas.reading.toml_blocks import find_record
from iliopsoas.atlas.variants.file import FILE, parse, read_own_variant
from iliopsoas.atlas.variants.records import AddGroup, Feature, Variant, VariantCatalogue
from iliopsoas.errors import InputError, UnknownName

SIDES = {"r": ("r",), "right": ("r",), "l": ("l",), "left": ("l",), "both": ("r", "l")}


def variants() -> tuple[Variant, ...]:
    """All variants."""
    return _catalogue().variants


def features() -> tuple[Feature, ...]:
    """What varies."""
    return _catalogue().features


def variant(name: str) -> Variant:
    """One variant, by its name or the path of a file.

    Raises:
        UnknownName: there is no such variant.
        FileError: the file cannot be used; says line, block and key.
    """
    if is_own_file(name):
        return _own(name, own_text(name, "variant"))
    return find_record("variant", name, variants())


def populations() -> tuple[str, ...]:
    """Populations with figures of their own for some variant, sorted."""
    return tuple(sorted({p.population for v in variants() for p in v.prevalences[1:]}))


def optional_groups() -> frozenset[str]:
    """Muscles of the tables that only a variant brings."""
    return frozenset(e.group for v in variants() for e in v.effects if isinstance(e, AddGroup))


def variant_records(chosen: Iterable[str]) -> tuple[Variant, ...]:
    """What these variants ('name:side') are: a user's own file may change while its name stays."""
    return tuple(variant(name.rpartition(":")[0]) for name in chosen)


def effect_sources(chosen: Iterable[str]) -> set[str]:
    """Keys of what these variants ('name:side') change in a body."""
    return {key for name in chosen for e in variant(name.rpartition(":")[0]).effects for key in e.sources}


def resolve_variants(names: Iterable[str]) -> tuple[str, ...]:
    """A person's variants in one form, 'name:r' and 'name:l', in the atlas' order, right before left; own ones last.

    Args:
        names: 'name:r', 'name:l', 'name:both', or 'name' for both sides. The name may be a file, .toml.

    Raises:
        UnknownName: there is no such variant.
        FileError: a file cannot be used.
        InputError: no such side; two states of one feature on a side; something that a variant needs is missing.
    """
    chosen: set[tuple[str, str]] = set()
    for given in [names] if isinstance(names, str) else names:
        head, colon, side = ("", "", "") if is_own_file(str(given)) else str(given).rpartition(":")
        name, side = (head, side) if colon else (str(given), "both")
        variant(name)
        if side not in SIDES:
            raise InputError(f"'{given}': '{side}' is no side; write {name}:r, {name}:l or {name} for both")
        chosen |= {(name, s) for s in SIDES[side]}
    every = (*variants(), *(variant(name) for name in sorted({n for n, _ in chosen if is_own_file(n)})))
    for side in "rl":
        taken: dict[str, Variant] = {}
        for v in (v for v in every if (v.name, side) in chosen):
            if other := taken.get(v.feature):
                raise InputError(
                    f"{other.name} and {v.name} contradict each other on the {SIDE_NAMES[side]}: both are states of "
                    f"'{v.feature}' ({_lines(other, v)}); give one of them"
                )
            taken[v.feature] = v
            if v.needs and not any((n, side) in chosen for n in v.needs):
                raise InputError(
                    f"{v.name}:{side} needs {' or '.join(v.needs)} on the same side ({FILE}, line {v.line})"
                )
    return tuple(f"{v.name}:{side}" for v in every for side in "rl" if (v.name, side) in chosen)


def _lines(one: Variant, other: Variant) -> str:
    """Where two variants stand."""
    if not is_own_file(other.name):
        return f"{FILE}, lines {one.line} and {other.line}"
    return f"{one.name if is_own_file(one.name) else FILE}, line {one.line}, and {other.name}, line {other.line}"


def sample_variants(rng: np.random.Generator, population: str | None = None) -> tuple[str, ...]:
    """Draw a person: the variants on each side, as `resolve_variants` writes them.

    Features are independent of each other, except that a variant which needs another is drawn only on sides that have
    it. Three numbers a feature are taken from `rng`, whatever the population.

    Args:
        population: use its figures where there are any (`populations()`); the other states of the feature then share
            what is left as they do by default.

    Raises:
        UnknownName: there are no figures for this population.
    """
    drawn: set[str] = set()
    for feature, states, shares in _drawing(population):
        right, left, alike = rng.random(3)
        first = int(np.searchsorted(shares, right, side="right"))
        second = first if alike < feature.side_correlation else int(np.searchsorted(shares, left, side="right"))
        for side, state in (("r", first), ("l", second)):
            if state < len(states):
                v = states[state]
                if not v.needs or any(f"{n}:{side}" in drawn for n in v.needs):
                    drawn.add(f"{v.name}:{side}")
    return tuple(f"{v.name}:{side}" for v in variants() for side in "rl" if f"{v.name}:{side}" in drawn)


@functools.cache
def _drawing(population: str | None) -> tuple[tuple[Feature, tuple[Variant, ...], np.ndarray], ...]:
    """Of every feature: its states and their cumulative shares of sides."""
    if population is not None and population not in populations():
        raise UnknownName("population", population, populations())
    out = []
    for feature in features():
        states = tuple(v for v in variants() if v.feature == feature.name)
        share = np.array([v.prevalence.of_sides(feature.side_correlation) for v in states])
        own = {
            i: p.of_sides(feature.side_correlation)
            for i, v in enumerate(states)
            for p in v.prevalences[1:]
            if p.population == population
        }
        if own:
            given = list(own)
            others = 1.0 - share[given].sum()
            share *= (1.0 - sum(own.values())) / others if others > 0.0 else 0.0
            share[given] = list(own.values())
        out.append((feature, states, np.minimum(np.cumsum(share), 1.0)))
    return tuple(out)


@functools.cache
def _catalogue() -> VariantCatalogue:
    return parse(data_text(FILE), FILE)


@functools.lru_cache(maxsize=64)
def _own(path: str, text: str) -> Variant:
    """Kept by what stands in the file, so that an edited one is read again."""
    return read_own_variant(path, text, _catalogue())
