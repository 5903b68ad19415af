"""Published curves that ours are shown beside: moment arms over a joint angle, strength over a joint angle.

Nothing is computed from these rows but the comparison itself.

Hip flexion strength and the passive moment of six groups (anderson2007), theta = hip flexion [rad]:

    T = C1 m g H cos(C2 (theta - C3))          M = B1 exp(k1 theta) + B2 exp(k2 theta)
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas.reading.csv_rows import data_text, parse_csv
from iliopsoas.atlas.reading.row import Row

Array = NDArray[np.float64]
GRAVITY = 9.80665  # technical


@dataclass(frozen=True)
class PublishedArm(Row):
    """A moment arm of a muscle about `about` while `coordinate` is at an angle [deg]: centre and range [mm]. `shape`
    is 'model' (one curve; low and high equal the arm) or 'band' (people, cadavers or fibres)."""

    origin: str
    shape: str
    muscle: str
    coordinate: str
    about: str
    angle_deg: float
    arm_mm: float
    low_mm: float
    high_mm: float


@dataclass(frozen=True)
class StrengthCurve(Row):
    """Strength over a joint angle of one age and sex group, and the passive moment of the same joint."""

    curve: str
    sex: str
    age_from_years: float
    age_to_years: float
    c1: float
    c1_sd: float
    c2_per_rad: float
    c3_rad: float
    b1_nm: float
    k1_per_rad: float
    b2_nm: float
    k2_per_rad: float

    @property
    def group(self) -> str:
        """Such as 'men 18-25 y'."""
        age = f"{self.age_from_years:.0f}-{self.age_to_years:.0f}" if self.age_to_years < 100 else ">65"
        return f"{'men' if self.sex == 'male' else 'women'} {age} y"

    def per_kg(self, angle: Array, height: float) -> Array:
        """Maximal isometric moment per body mass [N m/kg] at joint angles [rad], for a stature [m]."""
        turn = np.clip(self.c2_per_rad * (angle - self.c3_rad), -0.5 * np.pi, 0.5 * np.pi)
        out: Array = self.c1 * GRAVITY * height * np.cos(turn)
        return out

    def sd_per_kg(self, angle: Array, height: float) -> Array:
        """Its standard deviation between people, that of C1 [N m/kg]."""
        return self.per_kg(angle, height) * (self.c1_sd / self.c1)

    def passive(self, angle: Array) -> Array:
        """Passive moment [N m], + flexion, at joint angles [rad]."""
        out: Array = self.b1_nm * np.exp(self.k1_per_rad * angle) + self.b2_nm * np.exp(self.k2_per_rad * angle)
        return out


@dataclass(frozen=True)
class ArmCurve:
    """The published arms of one origin, sorted by angle; arrays (n) [deg], [mm]."""

    origin: str
    shape: str
    angle_deg: Array
    arm_mm: Array
    low_mm: Array
    high_mm: Array
    sources: tuple[str, ...]


@functools.cache
def arm_rows() -> tuple[PublishedArm, ...]:
    """All published moment arms."""
    return tuple(parse_csv(data_text("published_arms.csv"), PublishedArm, "published_arms.csv"))


@functools.cache
def strength_curves() -> tuple[StrengthCurve, ...]:
    """All published strength curves."""
    return tuple(parse_csv(data_text("published_curves.csv"), StrengthCurve, "published_curves.csv"))


def arm_curves(muscle: str, coordinate: str, about: str) -> list[ArmCurve]:
    """Published arms of a muscle about one coordinate over another (names with or without side); empty if none."""
    wanted = tuple(_without_side(name) for name in (muscle, coordinate, about))
    by_origin: dict[str, list[PublishedArm]] = {}
    for row in arm_rows():
        if (row.muscle, row.coordinate, row.about) == wanted:
            by_origin.setdefault(row.origin, []).append(row)
    return [_curve(origin, sorted(rows, key=lambda r: r.angle_deg)) for origin, rows in by_origin.items()]


def strength_groups(coordinate: str, sex: str) -> list[StrengthCurve]:
    """Published strength of a coordinate for a sex, youngest first; empty if none."""
    name = _without_side(coordinate)
    return sorted((c for c in strength_curves() if (c.curve, c.sex) == (name, sex)), key=lambda c: c.age_from_years)


def strength_group(coordinate: str, sex: str, age: float) -> StrengthCurve | None:
    """The published group nearest in age [years], or None."""
    groups = strength_groups(coordinate, sex)
    return min(groups, key=lambda c: max(c.age_from_years - age, age - c.age_to_years), default=None)


def _without_side(name: str) -> str:
    return name[:-2] if name.endswith(("_r", "_l")) else name


def _curve(origin: str, rows: list[PublishedArm]) -> ArmCurve:
    angle, arm, low, high = np.array([(r.angle_deg, r.arm_mm, r.low_mm, r.high_mm) for r in rows]).T
    keys = tuple(sorted({key for row in rows for key in row.sources}))
    return ArmCurve(origin, rows[0].shape, angle, arm, low, high, keys)
