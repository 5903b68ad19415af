"""Who: the person a body is built for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from iliopsoas.errors import InputError

Sex = Literal["male", "female"]
USUAL_HEIGHT, USUAL_MASS = 1.70, 75.337
"""Who is meant where nobody is named, in Python and on the command line: the generic man [m], [kg] (delp1990)."""


@dataclass(frozen=True)
class Subject:
    """A person.

    Attributes:
        height: stature [m].
        mass: body mass [kg].
        sex: 'male' or 'female'.
        age: [years].
        segment_scale: length factors of single segments relative to the generic body (1.70 m), by body name, e.g.
            `{"femur_r": 1.08}`; the other segments follow the height.
    """

    height: float = USUAL_HEIGHT
    mass: float = USUAL_MASS
    sex: Sex = "male"
    age: float = 30.0
    segment_scale: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, value, low, high, unit in (
            ("mass", self.mass, 10.0, 400.0, "kg"),
            ("height", self.height, 0.8, 2.5, "m"),
            ("age", self.age, 2.0, 120.0, "years"),
        ):
            if not low <= value <= high:
                sentence = f"{name} is {value:g} {unit}; it must lie between {low:g} and {high:g} {unit}"
                raise InputError(sentence + self._cure(name))
        if self.sex not in ("male", "female"):
            raise InputError(f"sex is '{self.sex}'; it must be 'male' or 'female'")
        for body, factor in self.segment_scale.items():
            if not 0.3 <= factor <= 3.0:
                raise InputError(f"the length factor of {body} is {factor:g}; it must lie between 0.3 and 3")

    def _cure(self, name: str) -> str:
        """What was probably meant: height and mass the other way round, or centimetres."""
        if self.mass < 3.0 and self.height > 3.0:
            return f". They look exchanged: height={self.mass:g}, mass={self.height:g}"
        if name == "height" and 80.0 <= self.height <= 250.0:
            return f". It looks like centimetres: height={self.height / 100.0:g}"
        return ""

    @property
    def weight(self) -> float:
        """Body weight [N]."""
        return self.mass * GRAVITY


GRAVITY = 9.80665
"""Standard gravity [m/s^2] (technical)."""
