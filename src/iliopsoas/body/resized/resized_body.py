"""The body of another person by changing arrays of one that is built: the same body, in a hundredth of the time.

Segments of a person follow the height where no length of their own is given, so that all lengths of the engine's model
grow by one factor and all masses by another:

    lengths   x L                     L = height / height of the template
    masses    x M, inertias x M L^2   M = mass / mass of the template
    muscles   fibres and tendons x L, strength as `iliopsoas.body.scaling` has it

What else may differ is in `changed_strands`.
"""

from __future__ import annotations

import copy
from dataclasses import replace

from iliopsoas.body.body import Body
from iliopsoas.body.coordinate_map import CoordinateMap
from iliopsoas.body.muscles import Muscles
from iliopsoas.body.scaling import age_factor, volume_factor
from iliopsoas.body.subject import Subject
from iliopsoas.errors import InputError

LENGTHS = ("body_pos", "body_ipos", "jnt_pos", "site_pos", "geom_pos", "geom_size")
"""Arrays of the engine's model that are lengths."""


def resized_body(template: Body, subject: Subject) -> Body:
    """A healthy body with the template's variants and another person's size, age and strength.

    Args:
        template: built by `Body.build`, without conditions.
        subject: without segment lengths of their own, as the template's.

    Raises:
        InputError: one of them has segment lengths of their own; such a body must be built.
    """
    if subject.segment_scale or template.subject.segment_scale:
        raise InputError("a body with segment lengths of its own cannot be made from another one; use Body.build")
    before = template.subject
    length, mass = subject.height / before.height, subject.mass / before.mass
    model = copy.copy(template.model)
    for name in LENGTHS:
        getattr(model, name)[:] *= length
    model.body_mass[:] *= mass
    model.body_subtreemass[:] *= mass
    model.body_inertia[:] *= mass * length**2
    factors = {name: factor * length for name, factor in template.factors.items()}
    strength = _strength(subject) / _strength(before) / length
    muscles = _scaled_muscles(template.healthy_muscles, strength, length)
    return replace(
        template,
        subject=subject,
        model=model,
        map=_scaled_map(template.map, length),
        muscles=muscles,
        healthy_muscles=muscles,
        factors=factors,
    )


def _strength(subject: Subject) -> float:
    """Strength times overall length, relative to the generic body [-]."""
    return volume_factor(subject) * age_factor(subject.age)


def _scaled_muscles(muscles: Muscles, strength: float, length: float) -> Muscles:
    return replace(
        muscles,
        fmax=muscles.fmax * strength,
        fpassive=muscles.fpassive * strength,
        lopt=muscles.lopt * length,
        lslack=muscles.lslack * length,
    )


def _scaled_map(coordinates: CoordinateMap, length: float) -> CoordinateMap:
    """The same with translations of knee and patella that have grown along."""
    names = coordinates.dofs
    grown = [names[row].endswith(("_tx", "_ty", "_tz")) or names[row].startswith(("patella_x", "patella_y"))
             for row, *_ in coordinates.splines]  # fmt: skip
    splines = tuple(
        (row, column, curve, scale * length if longer else scale)
        for (row, column, curve, scale), longer in zip(coordinates.splines, grown, strict=True)
    )
    return replace(coordinates, splines=splines)
