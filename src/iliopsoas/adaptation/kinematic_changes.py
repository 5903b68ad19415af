"""What differs between two movements of one person: angles at one instant and at their largest, stride, step time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.body.body import Body

QUANTITY_NAMES = {
    "stride": "stride length",
    "distance": "distance walked",
    "step_time": "step time",
    "hip_extension": "hip extension",
    "knee_flexion": "knee flexion",
    "ankle_dorsiflexion": "ankle dorsiflexion",
    "pelvis_tilt": "anterior pelvic tilt",
    "lordosis": "lumbar lordosis",
    "trunk_lean": "forward trunk lean",
}
"""What quantities are called."""
LEAST_CHANGE = {"deg": 0.5, "m": 0.005, "s": 1e-6}
"""Changes below this are not put into words, by unit (technical)."""


@dataclass(frozen=True)
class KinematicChange:
    """A quantity before and after.

    Attributes:
        name: see `QUANTITY_NAMES`. side: 'r', 'l' or ''. unit: 'deg', 'm', 's'.
        recorded, adapted: at the instant of comparison (`Instant`). Lengths and times: of the whole movement.
        peak_recorded, peak_adapted: the largest value in the movement.
    """

    name: str
    side: str
    unit: str
    recorded: float
    adapted: float
    peak_recorded: float
    peak_adapted: float

    @property
    def difference(self) -> float:
        """Adapted less recorded."""
        return self.adapted - self.recorded

    @property
    def noticed(self) -> bool:
        """Whether it is worth a word."""
        return abs(self.difference) >= LEAST_CHANGE[self.unit]

    @property
    def amount(self) -> str:
        """'hip extension -19 deg'."""
        return f"{QUANTITY_NAMES[self.name]} {self.difference:+.{_digits(self.unit)}f} {self.unit}"

    @property
    def span(self) -> str:
        """'13 to -6'."""
        digits = _digits(self.unit)
        return f"{round(self.recorded, digits) + 0.0:.{digits}f} to {round(self.adapted, digits) + 0.0:.{digits}f}"


def _digits(unit: str) -> int:
    return 0 if unit == "deg" else 2


class Instant(NamedTuple):
    """When two movements are compared: in walking where the recorded hip of each side is most extended, which is late
    stance; else where most changes.

    Attributes:
        frames: of each side, among the poses that are compared; what has no side follows the right.
        text: what to call it, 'in late stance'.
    """

    frames: Mapping[str, int]
    text: str


class Distance(NamedTuple):
    """A length of the whole movement, 'stride' or 'distance', recorded and adapted [m]."""

    name: str
    recorded: float
    adapted: float


SAGITTAL: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("hip_extension", ("hip_flexion",), -1.0),
    ("knee_flexion", ("knee_angle",), 1.0),
    ("ankle_dorsiflexion", ("ankle_angle",), 1.0),
)
"""Angles of each leg: name, coordinates that add up to it, sign (technical)."""
TRUNK: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("pelvis_tilt", ("pelvis_tilt",), -1.0),
    ("lordosis", ("lumbar_extension",), 1.0),
    ("trunk_lean", ("pelvis_tilt", "lumbar_extension"), -1.0),
)
"""Angles of the trunk (technical)."""


def kinematic_changes(
    body: Body,
    recorded: Array,
    adapted: Array,
    *,
    instant: Instant,
    distance: Distance | None = None,
    period: float | None = None,
) -> tuple[KinematicChange, ...]:
    """What differs between two series of poses.

    Args:
        recorded, adapted: poses, (frames, n) [rad, m].
        instant: when angles are compared.
        distance: how far the person comes, where they travel.
        period: of both movements, two steps [s].
    """
    out = []
    if distance is not None:
        name, before, after = distance
        out.append(KinematicChange(name, "", "m", before, after, before, after))
    if period is not None:
        out.append(KinematicChange("step_time", "", "s", *(4 * [period / 2.0])))
    angles = [(name, s, [f"{c}_{s}" for c in parts], sign) for s in "rl" for name, parts, sign in SAGITTAL]
    angles += [(name, "", list(parts), sign) for name, parts, sign in TRUNK]
    for name, side, coordinates, sign in angles:
        columns, t = [body.map.column(c) for c in coordinates], instant.frames[side or "r"]
        one, two = (np.degrees(sign * sum(q[:, c] for c in columns)) for q in (recorded, adapted))
        values = (float(x) for x in (one[t], two[t], one.max(), two.max()))
        out.append(KinematicChange(name, side, "deg", *values))
    return tuple(out)


def changes_sentence(changes: Sequence[KinematicChange], instant: str) -> str:
    """What gives way, as one sentence."""
    parts = change_phrases(changes, spans=True)
    if not parts:
        return "Nothing gives way by half a degree or more."
    return f"What gives way {instant}: {'; '.join(parts)}."


def change_phrases(changes: Sequence[KinematicChange], *, spans: bool = False) -> list[str]:
    """Every change that is worth a word, those that are the same on both sides once.

    Args:
        spans: with recorded and adapted value.
    """
    sides: dict[str, list[str]] = {}
    for c in changes:
        if c.noticed:
            text = f"{c.amount} ({c.span})" if spans else c.amount
            sides.setdefault(text, []).append(SIDE_NAMES.get(c.side, ""))
    return [f"{w[0]} {text}".strip() if len(w) == 1 else f"{text} on both sides" for text, w in sides.items()]
