"""Sex, age, stature and mass of a person.

    sex       woman with probability f
    age       a band by its share, evenly within it
    stature   H = mean + sd z_H                                        of the band
    mass      ln m = mean + sd (c z_H + sqrt(1 - c^2) z_m)             of the band, c the correlation

z_H and z_m are standard normals, cut off at `MOST_SD`. Distributions that a study gives take their place one by one;
mass then goes with stature only by way of `bmi`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from iliopsoas.atlas.populations import PopulationBand, population_bands
from iliopsoas.atlas.reading.distributions import NormalDistribution
from iliopsoas.body.subject import Sex
from iliopsoas.population.definition.study_records import PeopleDrawn
from iliopsoas.population.sampling.shares import Shares

MOST_SD = 3.3
"""Nobody is farther from the mean of their band, in its standard deviations (technical): 1 in 1,000 is left out."""
LEAST_MASS, MOST_MASS, LEAST_HEIGHT, MOST_HEIGHT = 25.0, 300.0, 1.2, 2.3
"""Adults outside of this are told to be impossible [kg], [m] (technical)."""
LEAST_BMI, MOST_BMI = 11.0, 90.0
"""Likewise [kg/m^2] (technical)."""


class PersonSize(NamedTuple):
    """Who somebody is.

    Attributes:
        sex: 'male' or 'female'. age: [years]. height: [m]. mass: [kg].
    """

    sex: Sex
    age: float
    height: float
    mass: float

    @property
    def bmi(self) -> float:
        """[kg/m^2]."""
        return self.mass / self.height**2

    @property
    def impossible(self) -> str:
        """Why nobody is like this; '' where somebody may be."""
        if not LEAST_HEIGHT <= self.height <= MOST_HEIGHT:
            return f"nobody is {self.height:.2f} m tall ({LEAST_HEIGHT:g} to {MOST_HEIGHT:g} m)"
        if not LEAST_MASS <= self.mass <= MOST_MASS:
            return f"no adult weighs {self.mass:.1f} kg ({LEAST_MASS:g} to {MOST_MASS:g} kg)"
        if not LEAST_BMI <= self.bmi <= MOST_BMI:
            return f"nobody of {self.height:.2f} m weighs {self.mass:.1f} kg: {self.bmi:.1f} kg/m2"
        return ""


def person_size(who: PeopleDrawn, shares: Shares) -> PersonSize:
    """One person's."""
    bands = population_bands(who.population)
    women = sum(b.share for b in bands if b.sex == "female") / sum(b.share for b in bands)
    sex: Sex = "female" if shares.one("sex") < (women if who.female is None else who.female) else "male"
    mine = [b for b in bands if b.sex == sex]
    age = _age(who, mine, shares.one("age"))
    band = min(mine, key=lambda b: max(b.age_from_years - age, age - b.age_to_years))
    cut = NormalDistribution(0.0, 1.0, -MOST_SD, MOST_SD)
    tall, heavy = (float(cut.quantile(shares.draw(what))[0]) for what in ("height", "mass"))
    height = band.height_m + band.height_sd_m * tall
    if "height_m" in who.own:
        height = float(who.own["height_m"].quantile(shares.draw("height"))[0])
    if "mass_kg" in who.own:
        mass = float(who.own["mass_kg"].quantile(shares.draw("mass"))[0])
    elif "bmi" in who.own:
        mass = float(who.own["bmi"].quantile(shares.draw("mass"))[0]) * height**2
    else:
        tall = float(np.clip((height - band.height_m) / band.height_sd_m, -MOST_SD, MOST_SD))
        c = band.correlation
        mass = float(np.exp(band.log_mass + band.log_mass_sd * (c * tall + np.sqrt(1.0 - c * c) * heavy)))
    return PersonSize(sex, age, height, mass)


def _age(who: PeopleDrawn, bands: Sequence[PopulationBand], share: float) -> float:
    """Years, by the shares of the bands."""
    if "age_years" in who.own:
        return float(who.own["age_years"].quantile(np.array([share]))[0])
    ends = np.cumsum([b.share for b in bands])
    ends /= ends[-1]
    at = min(int(np.searchsorted(ends, share, side="right")), len(bands) - 1)
    below = ends[at - 1] if at else 0.0
    band = bands[at]
    inside = (share - below) / (ends[at] - below)
    return float(band.age_from_years + inside * (band.age_to_years - band.age_from_years))
