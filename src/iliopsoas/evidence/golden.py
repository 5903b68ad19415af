"""Golden results: compact curves of reference analyses, stored once and compared ever after.

They are our own results, no evidence: they only say that something changed, and by how much. Each curve may differ from
what is stored by TOLERANCE of its largest value, which is what another machine's rounding can do with room to spare.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.quantities import passive, strength, walking
from iliopsoas.function.moment_arms import moment_arms
from iliopsoas.function.paradox import paradox
from iliopsoas.results.hip_contact import hip_contact_force
from iliopsoas.results.muscle_forces import whole_muscle_force

Array = NDArray[np.float64]
TOLERANCE = 0.005
"""Largest difference from a stored curve, as a share of its largest value (technical)."""
FIGURES = 4
"""Significant figures, relative to the largest value, that are stored (technical)."""
STEPS = 50
"""Parts of a gait cycle (technical)."""


@dataclass(frozen=True)
class GoldenCurve:
    """A stored curve: (n) over (n), with the units of both."""

    name: str
    x: Array
    x_unit: str
    y: Array
    unit: str


def golden_curves(context: Context | None = None) -> tuple[GoldenCurve, ...]:
    """The reference analyses, computed now."""
    shared = context or Context()
    return (*_arms(shared), *_spine(shared), *_moments(shared), *_walk(shared))


def _arms(context: Context) -> list[GoldenCurve]:
    degrees = np.arange(-20.0, 121.0, 10.0)
    return [
        GoldenCurve(f"flexion arm of {muscle}", degrees, "deg", 1e3 * arms.whole, "mm")
        for muscle in ("psoas_major", "iliacus")
        for arms in [moment_arms(context.generic, f"{muscle}_r", "hip_flexion_r", np.radians(degrees))]
    ]


def _spine(context: Context) -> list[GoldenCurve]:
    degrees = np.arange(-30.0, 61.0, 15.0)
    found = paradox(context.generic, np.radians(degrees))
    return [
        GoldenCurve(f"sagittal moment of psoas_major at {level}", degrees, "deg", found.moment[:, k], "N m")
        for k, level in enumerate(found.levels)
    ]


def _moments(context: Context) -> list[GoldenCurve]:
    angles = np.array(strength.ANGLES)
    values = np.array([strength.flexion(context, *strength.YOUNG_MAN, angle) for angle in strength.ANGLES])
    stretched = np.arange(-20.0, 21.0, 5.0)
    resting = passive.moments(context.person(*passive.MAN), stretched)
    return [
        GoldenCurve("hip flexion strength of a young man", angles, "deg", values, "N m/kg"),
        GoldenCurve("passive hip flexion moment", stretched, "deg", resting, "N m"),
    ]


def _walk(context: Context) -> list[GoldenCurve]:
    walk, phase = context.walk, np.linspace(0.0, 100.0, STEPS + 1)
    series = {
        "psoas_major force, walk": (whole_muscle_force(walk, "psoas_major_r"), "N"),
        "iliacus force, walk": (whole_muscle_force(walk, "iliacus_r"), "N"),
        "hip contact force, walk": (hip_contact_force(walk, "r"), "body weights"),
        "L4_L5 compression, walk": (walk["compression"].sel(level="L4_L5").values, "N"),
        "L5_S1 compression, walk": (walk["compression"].sel(level="L5_S1").values, "N"),
    }
    now = walking.percent(context)
    return [
        GoldenCurve(name, phase, "% of cycle", np.interp(phase, now, values), unit)
        for name, (values, unit) in series.items()
    ]


def curves_to_json(found: tuple[GoldenCurve, ...], version: int) -> dict[str, Any]:
    """What is stored: the version, a fingerprint, the curves."""
    rows = [
        {"name": c.name, "x_unit": c.x_unit, "unit": c.unit, "x": c.x.round(3).tolist(), "y": _rounded(c.y)}
        for c in found
    ]
    return {"version": version, "fingerprint": fingerprint(rows), "curves": rows}


def fingerprint(rows: list[dict[str, Any]]) -> str:
    """Twelve letters that change with any stored figure."""
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()[:12]


def curves_from_json(data: dict[str, Any]) -> tuple[GoldenCurve, ...]:
    """Curves as stored."""
    return tuple(
        GoldenCurve(row["name"], np.array(row["x"]), row["x_unit"], np.array(row["y"]), row["unit"])
        for row in data["curves"]
    )


def relative_differences(found: tuple[GoldenCurve, ...], stored: tuple[GoldenCurve, ...]) -> dict[str, float]:
    """Curve -> largest difference as a share of the stored curve's largest value; infinite where one is missing or has
    other points."""
    old = {c.name: c for c in stored}
    out = {c.name: float("inf") for c in stored}
    for c in found:
        before = old.get(c.name)
        if before is None or before.x.shape != c.x.shape or not np.allclose(before.x, c.x, atol=1e-3):
            out[c.name] = float("inf")
        else:
            out[c.name] = float(np.abs(c.y - before.y).max() / np.abs(before.y).max())
    return out


def _rounded(values: Array) -> list[float]:
    top = float(np.abs(values).max()) or 1.0
    digits = FIGURES - 1 - int(np.floor(np.log10(top)))
    return [v + 0.0 for v in values.round(digits).tolist()]
