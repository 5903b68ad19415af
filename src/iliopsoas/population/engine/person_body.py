"""The body of a drawn person: one template for each set of variants, resized, its muscles and their ends changed.

    strength of strand i = that of measured people of this sex and age (1 + sd z) x factor of its muscle

as for load cards (`iliopsoas.rehab.cards.own_maximum`), whose factor is computed once a template and scaled.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.atlas.variants.catalogue import resolve_variants, variant
from iliopsoas.body.body import Body
from iliopsoas.body.muscles import Muscles
from iliopsoas.body.resized.changed_strands import mirrored_offsets, with_fibres, with_moved_ends
from iliopsoas.body.resized.resized_body import resized_body
from iliopsoas.body.scaling import age_factor, volume_factor
from iliopsoas.body.subject import Subject
from iliopsoas.population.definition.study_records import StudyArm
from iliopsoas.population.sampling.drawn_person import ENDS, DrawnPerson
from iliopsoas.rehab.cards.own_maximum import published_strength, strength_factor

MM = 1e-3
"""A millimetre [m] (technical)."""
LEAST_STRENGTH = 0.2
"""Nobody is weaker than this share of people of their sex and age [-] (technical)."""
TEMPLATES = 128
"""Bodies that a process keeps, one for each set of variants (technical)."""


def changing_variants(names: Sequence[str]) -> tuple[str, ...]:
    """Those that change anything in a body: the others need no template of their own."""
    needed = [name for name in names if variant(name.rpartition(":")[0]).effects]
    needed += [
        f"{need}:{name.rpartition(':')[2]}"
        for name in needed
        for need in variant(name.rpartition(":")[0]).needs
        if f"{need}:{name.rpartition(':')[2]}" in names
    ]
    return resolve_variants(needed)


@functools.lru_cache(maxsize=TEMPLATES)
def template_body(variants: tuple[str, ...] = ()) -> Body:
    """The generic body with variants, from which people are made."""
    return Body.build(variants=variants)


@functools.lru_cache(maxsize=TEMPLATES)
def _generic_moment(variants: tuple[str, ...]) -> float:
    """Hip flexion moment of the template [N m]."""
    body = template_body(variants)
    return published_strength(body.subject).per_kg * body.subject.mass / strength_factor(body)


def all_muscles() -> tuple[str, ...]:
    """Whole muscles without side that some body has."""
    body = template_body(resolve_variants(["psoas_minor"]))
    return tuple(sorted({group[:-2] for group in body.muscles.groups}))


def healthy_person(drawn: DrawnPerson) -> Body:
    """Somebody's body without conditions.

    Raises:
        InputError: a size that nobody has, or variants that do not go together.
    """
    who = drawn.size
    subject = Subject(who.height, who.mass, who.sex, who.age)
    variants = changing_variants(drawn.variants)
    body = replace(resized_body(template_body(variants), subject), variants=resolve_variants(drawn.variants))
    groups = [group[:-2] for group in body.muscles.groups]
    if "attachment" in drawn.muscles:
        offsets = [_offsets(drawn.muscles["attachment"], groups, body, end) for end in ENDS]
        body = with_moved_ends(body, *offsets)
    length, stretch, strong, soft = (
        _of_strands(drawn.muscles[name], groups)
        for name in ("fibre_length", "fibre_stretch", "muscle_strength", "passive_strain")
    )
    body = with_fibres(body, length, stretch)
    strength = strong * _person_strength(drawn, subject, variants)
    m = body.muscles
    return body.with_muscles(
        replace(m, fmax=m.fmax * strength, fpassive=m.fpassive * strength, passive_strain=m.passive_strain * soft)
    )


def in_arm(body: Body, drawn: DrawnPerson, arm: StudyArm) -> Body:
    """The body as it is in an arm of the study: with the person's conditions and the arm's.

    Raises:
        InputError: conditions that contradict each other.
    """
    muscles = body.healthy_muscles
    for name, factor in arm.strength.items():
        if name in muscles.groups or f"{name}_r" in muscles.groups:
            muscles = muscles.scaled(name, fmax=factor)
    trained = body if muscles is body.healthy_muscles else body.with_muscles(muscles)
    conditions = (*drawn.conditions, *arm.conditions)
    return trained.with_conditions(conditions) if conditions else trained


def strength_level(drawn: DrawnPerson) -> float:
    """All muscles' strength over the mean of people of that sex and age [-]."""
    who = drawn.size
    known = published_strength(Subject(who.height, who.mass, who.sex, who.age))
    return max(1.0 + known.sd * drawn.single["strength"], LEAST_STRENGTH)


def _person_strength(drawn: DrawnPerson, subject: Subject, variants: tuple[str, ...]) -> float:
    """What the body's strength, which knows no sex, is multiplied by [-]."""
    ours = _generic_moment(variants) * volume_factor(subject) * age_factor(subject.age)
    return published_strength(subject).per_kg * subject.mass / ours * strength_level(drawn)


def _offsets(drawn: Mapping[str, Array], groups: Sequence[str], body: Body, end: str) -> Array:
    """Offsets of one end of all strands in the body's size, (m, 3) [m]."""
    size = body.subject.height / Subject().height
    offset = np.stack([drawn[f"{group} {end}"] for group in groups]) * (MM * size)
    return mirrored_offsets(offset, [group[-1] for group in body.muscles.groups])


def _of_strands(drawn: Mapping[str, Array], groups: Sequence[str]) -> Array:
    """A value of each muscle for its strands, (m)."""
    return np.array([float(drawn[group][0]) for group in groups])


def fibres_outside(muscles: Muscles, fibre_length: Array, shortest: float, longest: float) -> int:
    """How many strands leave a range of fibre lengths in some frame.

    Args:
        fibre_length: (frames, m) [m]. shortest, longest: in optimal lengths [-].
    """
    length = fibre_length / muscles.lopt
    return int(((length < shortest) | (length > longest)).any(axis=0).sum())
