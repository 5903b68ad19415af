"""What an adapted movement is, and what gave way in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iliopsoas.adaptation.moved_loads import Mismatch
from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.body.body import Body
from iliopsoas.motion.records.motion import Motion

Array = NDArray[np.float64]

WORDS = {
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
TELLING = {"deg": 0.5, "m": 0.005, "s": 1e-6}
"""Changes below this are not put into words, by unit (technical)."""


@dataclass(frozen=True)
class Change:
    """A quantity before and after.

    Attributes:
        name: see `WORDS`. side: 'r', 'l' or ''. unit: 'deg', 'm', 's'.
        recorded, adapted: at the moment told of: in walking where the recorded hip of that side (of the right one,
            without a side) is most extended, which is late stance; else where most changes. Lengths and times: of all.
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
        return abs(self.difference) >= TELLING[self.unit]

    @property
    def amount(self) -> str:
        """'hip extension -19 deg'."""
        return f"{WORDS[self.name]} {self.difference:+.{_digits(self.unit)}f} {self.unit}"

    @property
    def span(self) -> str:
        """'13 to -6'."""
        digits = _digits(self.unit)
        return f"{round(self.recorded, digits) + 0.0:.{digits}f} to {round(self.adapted, digits) + 0.0:.{digits}f}"


def _digits(unit: str) -> int:
    return 0 if unit == "deg" else 2


@dataclass(frozen=True)
class Binding:
    """A limit that holds the movement back.

    Attributes:
        name: of the limit. frames: in which it binds. share: of all frames [-].
        excess: largest remaining excess, in unit: 'deg', 'N m' or '-' (strain).
    """

    name: str
    frames: tuple[int, ...]
    share: float
    excess: float
    unit: str


@dataclass(frozen=True, eq=False)
class Adapted:
    """The nearest movement within limits.

    Attributes:
        motion: what the person does now; the recorded one itself if nothing had to change.
        recorded: what was recorded.
        changes: what gave way. binding: the limits that hold it back.
        stride: stride length beside the recorded one [-].
        amplitude: of its stride or speed, lowered because of painful loads [-].
        duration: beside the recorded one [-]; above 1 where it is done more slowly.
        slip: largest distance of a standing contact point from where it should be [m].
        mismatch: between the movement of the centre of mass and the measured forces, recorded and adapted; None
            without forces.
        loads: 'none', 'moved' (measured forces went along with the feet) or 'predicted'.
        unmet: thresholds on force or contact that stay exceeded: name -> times the threshold.
        notes: sentences. late: the moment that changes are told of.
    """

    motion: Motion
    recorded: Motion
    changes: tuple[Change, ...]
    binding: tuple[Binding, ...]
    stride: float = 1.0
    amplitude: float = 1.0
    duration: float = 1.0
    slip: float = 0.0
    mismatch: tuple[Mismatch, Mismatch] | None = None
    loads: str = "none"
    unmet: dict[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    late: str = ""

    @property
    def changed(self) -> bool:
        """Whether anything had to change."""
        return self.motion is not self.recorded

    def when(self, time: float | None) -> float | None:
        """The time in the adapted movement that belongs to one in the recorded movement [s]; None stays None."""
        first = float(self.recorded.time[0])
        return None if time is None else first + self.duration * (time - first)

    def change(self, name: str, side: str = "") -> Change:
        """One of the changes."""
        return next(c for c in self.changes if c.name == name and c.side == side)

    def summary(self) -> dict[str, Any]:
        """For `summary.json`."""
        return {
            "changed": self.changed,
            "stride": round(self.stride, 4),
            "amplitude": round(self.amplitude, 3),
            "duration": round(self.duration, 3),
            "changes": [
                {
                    "name": c.name,
                    "side": c.side,
                    "unit": c.unit,
                    "recorded": round(c.recorded, 3),
                    "adapted": round(c.adapted, 3),
                    "peak_recorded": round(c.peak_recorded, 3),
                    "peak_adapted": round(c.peak_adapted, 3),
                }
                for c in self.changes
            ],
            "binding": [
                {"limit": b.name, "frames": len(b.frames), "share": round(b.share, 3), "excess": round(b.excess, 5)}
                for b in self.binding
            ],
            "slip_mm": round(1000.0 * self.slip, 2),
            "loads": self.loads,
            "mismatch": None
            if self.mismatch is None
            else {
                when: {
                    "before_bw": round(m.before, 4),
                    "shift_mm": round(1e3 * m.shift, 2),
                    "after_bw": round(m.after, 4),
                }
                for when, m in zip(("recorded", "adapted"), self.mismatch, strict=True)
            },
            "unmet": {name: round(ratio, 3) for name, ratio in self.unmet.items()},
            "notes": list(self.notes),
        }


def changes(
    body: Body,
    before: Array,
    after: Array,
    *,
    at: dict[str, int],
    way: tuple[str, float, float] | None,
    step_time: float | None,
) -> tuple[Change, ...]:
    """What differs between two series of poses (frames, n) [rad, m].

    Args:
        at: frame of the moment that is told of, for each side.
        way: name, recorded and adapted value of a length of the whole movement [m].
        step_time: of one period [s].
    """
    out = []
    if way is not None:
        out.append(Change(way[0], "", "m", way[1], way[2], way[1], way[2]))
    if step_time is not None:
        out.append(Change("step_time", "", "s", *(4 * [step_time / 2.0])))

    def add(name: str, side: str, columns: Sequence[str], sign: float) -> None:
        one, two = (np.degrees(sign * sum(q[:, body.map.column(c)] for c in columns)) for q in (before, after))
        t = at[side or "r"]
        out.append(Change(name, side, "deg", *(float(x) for x in (one[t], two[t], one.max(), two.max()))))

    for s in "rl":
        add("hip_extension", s, [f"hip_flexion_{s}"], -1.0)
        add("knee_flexion", s, [f"knee_angle_{s}"], 1.0)
        add("ankle_dorsiflexion", s, [f"ankle_angle_{s}"], 1.0)
    add("pelvis_tilt", "", ["pelvis_tilt"], -1.0)
    add("lordosis", "", ["lumbar_extension"], 1.0)
    add("trunk_lean", "", ["pelvis_tilt", "lumbar_extension"], -1.0)
    return tuple(out)


def told(found: Sequence[Change], late: str) -> str:
    """What gives way, as one sentence."""
    parts = phrases(found, spans=True)
    if not parts:
        return "Nothing gives way by half a degree or more."
    return f"What gives way {late}: {'; '.join(parts)}."


def phrases(found: Sequence[Change], *, spans: bool = False) -> list[str]:
    """Every change that is worth a word, those that are the same on both sides once."""
    noticed = [c for c in found if c.noticed]
    texts = [(c, f"{c.amount} ({c.span})" if spans else c.amount) for c in noticed]
    sides: dict[str, list[str]] = {}
    for c, text in texts:
        sides.setdefault(text, []).append(SIDE_NAMES.get(c.side, ""))
    return [f"{w[0]} {text}".strip() if len(w) == 1 else f"{text} on both sides" for text, w in sides.items()]
