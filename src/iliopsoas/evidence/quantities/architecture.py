"""Sizes of muscles: fibres, pennation, volumes, cross-sections, the length of psoas minor."""

from __future__ import annotations

import numpy as np

from iliopsoas.body.body import Body, neutral_lengths
from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.basis.target import Target

CM, CM2, CM3 = 1e2, 1e4, 1e6  # technical: centimetres in a metre, and so on
TENSION = 6e5
"""Specific tension behind the maximal forces of the legs' muscles [N/m^2] (rajagopal2016)."""


def fibre_length(context: Context, muscle: str) -> float:
    """Optimal fibre length, mean of the strands weighted by strength [cm]."""
    return CM * _mean(context.generic, muscle, context.generic.muscles.lopt)


def pennation(context: Context, muscle: str) -> float:
    """Pennation at optimal length, mean of the strands weighted by strength [deg]."""
    return float(np.degrees(_mean(context.generic, muscle, context.generic.muscles.pennation)))


def volume(context: Context, muscle: str, sex: str, age_years: float, height_m: float, mass_kg: float) -> float:
    """Volume that strength and fibre length stand for: Fmax lopt / tension [cm^3]."""
    body = context.person(sex, age_years, height_m, mass_kg)
    return CM3 * float(body.muscles.volume[body.muscles.select(f"{muscle}_r")].sum()) / TENSION


def volume_by_mri(context: Context, muscle: str, sex: str, age_years: float, height_m: float, mass_kg: float) -> Target:
    """What the regressions on height and mass give [cm^3], and 20 % around it."""
    slope, offset = HANDSFIELD[muscle]
    value = slope * (HANDSFIELD_TOTAL[0] * height_m * mass_kg + HANDSFIELD_TOTAL[1]) + offset
    return Target(value, 0.8 * value, 1.2 * value)


HANDSFIELD_TOTAL = (47.0, 1285.0)
"""Volume of all muscles of one leg [cm^3]: first times stature [m] times mass [kg], plus second (handsfield2014)."""
HANDSFIELD = {"psoas_major": (0.055, -117.0), "iliacus": (0.0248, 0.383)}
"""Volume of a muscle [cm^3]: first times that of the leg, plus second (handsfield2014)."""


def section(context: Context, muscle: str) -> float:
    """Physiological cross-section that the strength stands for at the specific tension [cm^2]."""
    body = context.generic
    return CM2 * float(body.muscles.fmax[body.muscles.select(f"{muscle}_r")].sum()) / TENSION


def share_of_processes(context: Context) -> float:
    """Share of the psoas' strength that comes from transverse processes [%]."""
    body = context.generic
    strands = body.muscles.select("psoas_major_r")
    process = [i for i in strands if "_TP" in body.muscles.names[i]]
    return 100.0 * float(body.muscles.fmax[process].sum() / body.muscles.fmax[strands].sum())


def path_length(context: Context, muscle: str) -> float:
    """Length of the whole muscle with its tendon, upright [cm]."""
    body = context.generic
    lengths = neutral_lengths(body.model, body.map)
    return CM * float(lengths[body.muscles.select(f"{muscle}_r")].mean())


def fibre_spread(context: Context, muscle: str) -> float:
    """Longest over shortest optimal fibre length of a muscle's strands [-]."""
    lengths = context.generic.muscles.lopt[context.generic.muscles.select(f"{muscle}_r")]
    return float(lengths.max() / lengths.min())


def tendon_length(context: Context, muscle: str) -> float:
    """Slack length of the tendon, mean of the strands weighted by strength [cm]."""
    return CM * _mean(context.generic, muscle, context.generic.muscles.lslack)


def _mean(body: Body, muscle: str, values: np.ndarray) -> float:
    strands = body.muscles.select(f"{muscle}_r")
    return float(np.average(values[strands], weights=body.muscles.fmax[strands]))
