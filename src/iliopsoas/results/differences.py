"""What changes: one result beside another of the same person and movement, quantity by quantity.

Used for a person with and without conditions, and for a movement before and after it was adapted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

import numpy as np
import xarray as xr

from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.results.basis.attributes import body_weight, level_name
from iliopsoas.results.hip_contact import bursa_push, hip_contact_force
from iliopsoas.results.muscle_forces import whole_muscle_force

POSTURE = {
    "pelvis_tilt": ("pelvis tilt forward, mean", -1.0),
    "lumbar_extension": ("lumbar lordosis, mean", 1.0),
}
"""Coordinates that one reads as a posture: name and sign (technical)."""
NOTICED = 0.02
"""Changes below this share of the larger value are not told in words (technical)."""
STEADY_DEG = 0.5
"""Changes of an angle below this are not told in words [deg] (technical)."""
DIGITS = {"N": 0, "deg": 1, "N m": 1}
"""Digits behind the point by unit, where they are not 2 (technical)."""
MOST_IN_WORDS = 8
"""Differences told in words, at most (technical)."""


@dataclass(frozen=True)
class Difference:
    """One quantity without and with a change, in `unit`."""

    name: str
    unit: str
    healthy: float
    changed: float

    @property
    def difference(self) -> float:
        """Changed less healthy."""
        return self.changed - self.healthy

    @property
    def noticed(self) -> bool:
        """Whether it is worth a word."""
        if self.unit == "deg":
            return abs(self.difference) >= STEADY_DEG
        return abs(self.difference) >= NOTICED * max(abs(self.healthy), abs(self.changed), 1e-9)

    @property
    def words(self) -> str:
        """'right hip contact force 2.91 -> 2.98 body weights (+0.07)'."""
        digits = DIGITS.get(self.unit, 2)
        return (
            f"{self.name} {self.healthy:.{digits}f} -> {self.changed:.{digits}f} {self.unit} "
            f"({self.difference:+.{digits}f})"
        )


def differences(changed: xr.Dataset, healthy: xr.Dataset) -> list[Difference]:
    """All quantities that both results have, hips and muscles first, then spine and posture."""
    pairs = zip(_quantities(changed), _quantities(healthy), strict=True)
    return [Difference(after.name, after.unit, before.value, after.value) for after, before in pairs]


def differences_as_data(found: Sequence[Difference]) -> list[dict[str, object]]:
    """For JSON."""
    rounded = [Difference(d.name, d.unit, round(d.healthy, 3), round(d.changed, 3)) for d in found]
    return [{**asdict(d), "difference": round(d.difference, 3)} for d in rounded]


def differences_in_words(found: Sequence[Difference], names: str) -> str:
    """One sentence: what changes most, beside the same person without."""
    noticed = sorted((d for d in found if d.noticed), key=_size, reverse=True)[:MOST_IN_WORDS]
    what = "; ".join(d.words for d in noticed) or "nothing that this analysis shows changes by 2 % or half a degree"
    return f"With {names}, beside the same person without: {what}."


def _size(d: Difference) -> float:
    scale = 10.0 if d.unit == "deg" else max(abs(d.healthy), abs(d.changed), 1e-9)
    return abs(d.difference) / scale


class _Quantity(NamedTuple):
    """One number that is compared."""

    name: str
    unit: str
    value: float


def _quantities(result: xr.Dataset) -> Iterator[_Quantity]:
    for side, word in SIDE_NAMES.items():
        yield _Quantity(f"{word} hip contact force", "body weights", float(hip_contact_force(result, side).max()))
        for muscle in ("psoas_major", "iliacus", "rectus_femoris"):
            force = whole_muscle_force(result, f"{muscle}_{side}")
            yield _Quantity(f"{word} {muscle.replace('_', ' ')}", "N", float(force.max()))
        push = float(bursa_push(result, side).max()) / body_weight(result)
        yield _Quantity(f"push on the {word} bursa", "body weights", push)
    for level in result["level"].values:
        compression = float(result["compression"].sel(level=level).values.max())
        yield _Quantity(f"{level_name(level)} compression", "N", compression)
        shear = result["shear"].sel(level=level).values
        yield _Quantity(f"{level_name(level)} shear", "N", float(shear[np.abs(shear).argmax()]))
    pose = result["pose"]
    for side, word in SIDE_NAMES.items():
        angle = np.degrees(pose.sel(pose_coordinate=f"hip_flexion_{side}").values)
        yield _Quantity(f"largest {word} hip extension", "deg", float(-angle.min()))
    for coordinate, (name, sign) in POSTURE.items():
        yield _Quantity(name, "deg", sign * float(np.degrees(pose.sel(pose_coordinate=coordinate).values).mean()))


def variants_in_words(result: xr.Dataset, plain: xr.Dataset, variants: Sequence[str]) -> str:
    """One sentence: the loads of a body with variants less those of the same person without, frame by frame."""
    parts = []
    for level in result["level"].values:
        change = (result["compression"] - plain["compression"]).sel(level=level).values
        largest = change[np.abs(change).argmax()]
        parts.append(f"{level_name(level)} {change.mean():+.1f} N (at most {largest:+.1f} N)")
    hips = [
        f"{word} hip {hip_contact_force(result, side).max() - hip_contact_force(plain, side).max():+.3f} body weights "
        "at its peak"
        for side, word in SIDE_NAMES.items()
    ]
    return (
        f"With {', '.join(variants)}, beside the same person without: mean lumbar compression {'; '.join(parts)}; "
        f"{'; '.join(hips)}."
    )
