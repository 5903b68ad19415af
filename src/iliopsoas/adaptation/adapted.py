"""What an adapted movement is: the motion itself, what gave way in it, and which limits hold it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from iliopsoas.adaptation.kinematic_changes import KinematicChange
from iliopsoas.adaptation.moved_loads import ForceResidual
from iliopsoas.motion.records.motion import Motion


@dataclass(frozen=True)
class BindingLimit:
    """A limit that holds the movement back.

    Attributes:
        name: of the limit. frames: in which it binds. share: of all frames [-].
        excess: largest remaining excess: [deg] of a range, [rad] of a scaled moment, [-] of a strain.
        unit: 'deg', 'N m' or '-': what kind of limit it is.
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
        residual: between the movement of the centre of mass and the measured forces, recorded and adapted; None
            without forces.
        loads: 'none', 'moved' (measured forces went along with the feet) or 'predicted'.
        unmet: thresholds on force or contact that stay exceeded: name -> times the threshold.
        notes: sentences. instant: when changes are compared, in words.
    """

    motion: Motion
    recorded: Motion
    changes: tuple[KinematicChange, ...]
    binding: tuple[BindingLimit, ...]
    stride: float = 1.0
    amplitude: float = 1.0
    duration: float = 1.0
    slip: float = 0.0
    residual: tuple[ForceResidual, ForceResidual] | None = None
    loads: str = "none"
    unmet: dict[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    instant: str = ""

    @property
    def changed(self) -> bool:
        """Whether anything had to change."""
        return self.motion is not self.recorded

    def when(self, time: float | None) -> float | None:
        """The time in the adapted movement that belongs to one in the recorded movement [s]; None stays None."""
        first = float(self.recorded.time[0])
        return None if time is None else first + self.duration * (time - first)

    def change(self, name: str, side: str = "") -> KinematicChange:
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
            if self.residual is None
            else {
                when: {
                    "before_bw": round(m.before, 4),
                    "shift_mm": round(1e3 * m.shift, 2),
                    "after_bw": round(m.after, 4),
                }
                for when, m in zip(("recorded", "adapted"), self.residual, strict=True)
            },
            "unmet": {name: round(ratio, 3) for name, ratio in self.unmet.items()},
            "notes": list(self.notes),
        }
