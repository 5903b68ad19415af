"""From the generic body to a person's: lengths, masses, and the muscle-tendon parameters of every strand.

    length   factor of a segment = its own factor if given, else height / 1.70 m
    mass     every segment with the whole body's mass; inertia with mass x length^2
    strength Fmax = Fmax_generic * (V / V_generic) * g(age) / (length factor),  V = 47 height mass + 1285 cm^3

    lopt     = lopt_generic * L / L_generic,  lslack likewise;  L: path length of the strand in the neutral pose

V is the volume of the muscles of one leg (Handsfield 2014); a muscle's maximal force is its volume over its fibre
length.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from iliopsoas.body.muscles import Muscles
from iliopsoas.body.strands import Strand
from iliopsoas.body.subject import Subject
from iliopsoas.errors import UnknownName

Array = NDArray[np.float64]
GENERIC = Subject()
AGE_ONSET = 50.0
"""Age from which strength falls [years]; estimated."""
AGE_LOSS = 0.015
"""Loss of strength a year after that [-]; estimated: 10 to 15 % a decade in cross-sectional studies, and all six groups
of anderson2007 then lie within one SD in hip flexion (its women lose 1.8 % a year, its men 0.6 %)."""


def length_factors(subject: Subject, bodies: list[str]) -> dict[str, float]:
    """Length factor of each segment [-].

    Raises:
        UnknownName: `subject.segment_scale` names a segment that does not exist.
    """
    for name in subject.segment_scale:
        if name not in bodies:
            raise UnknownName("segment", name, bodies)
    overall = subject.height / GENERIC.height
    return {body: subject.segment_scale.get(body, overall) for body in bodies}


def leg_muscle_volume(subject: Subject) -> float:
    """Volume of the muscles of one leg [cm^3], 47 height mass + 1285 (handsfield2014)."""
    return 47.0 * subject.height * subject.mass + 1285.0


def volume_factor(subject: Subject) -> float:
    """Muscle volume relative to the generic body [-]."""
    return leg_muscle_volume(subject) / leg_muscle_volume(GENERIC)


def age_factor(age: float) -> float:
    """Strength relative to a young adult's [-]: 1 up to 50 years, then 1.5 % less a year; estimated.

    Men and women alike; strength falls by 10 to 15 % a decade from the sixth decade on in cross-sectional studies.
    """
    return max(1.0 - AGE_LOSS * max(age - AGE_ONSET, 0.0), 0.3)


def mass_factor(subject: Subject, generic_mass: float) -> float:
    """Mass relative to the sum of the generic segments [-]."""
    return subject.mass / generic_mass


def overall_length(factors: Mapping[str, float]) -> float:
    """One length factor for the whole body: the femora's mean [-]."""
    return 0.5 * (factors["femur_r"] + factors["femur_l"])


def muscle_tendon_parameters(strands: list[Strand], slack: Array, ratio: Array, strength_factor: float) -> Muscles:
    """Muscle-tendon parameters of a person's strands: strength, optimal fibre length, tendon slack length, pennation.

    Args:
        strands: in the order of the model.
        slack: tendon slack lengths in the generic body [m], (m).
        ratio: neutral path length of the person over that of the generic body [-], (m).
        strength_factor: of all maximal isometric forces [-].
    """
    return Muscles(
        names=tuple(s.name for s in strands),
        groups=tuple(f"{s.muscle.group}_{s.side}" for s in strands),
        fmax=np.array([s.muscle.fmax_n for s in strands]) * strength_factor,
        lopt=np.array([s.muscle.lopt_m for s in strands]) * ratio,
        lslack=slack * ratio,
        pennation=np.array([s.muscle.pennation_rad for s in strands]),
        passive_strain=np.array([s.muscle.passive_strain for s in strands]),
        passive_onset=np.array([s.muscle.passive_onset for s in strands]),
        sources=tuple(s.muscle.sources for s in strands),
    )
