"""How a recording is analysed: which part, how finely, with which forces, adapted or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from iliopsoas.errors import InputError
from iliopsoas.motion.records.motion import Motion

PERIODIC = ("walk", "walk_average", "run")
"""Movements of the library that are three cycles, of which the middle one is analysed."""
DEAREST_LOAD = 1.0
"""Largest cost of joint loads that may be asked for; beyond it muscles no longer matter [-] (technical)."""
LOWEST_RATE, HIGHEST_RATE = 10.0, 10000.0
"""Frames a second that an analysis may have [Hz] (technical)."""


@dataclass(frozen=True)
class Options:
    """How to analyse.

    Main attributes:
        start, end: part to analyse [s]; None: all there is, of walking and running in the library the middle cycle.
        cutoff_hz: low-pass of the coordinates [Hz]; None for none.
        adapt: analyse the nearest movement that the person's conditions allow instead.

    Other attributes:
        rate_hz: frames a second; None: as recorded.
        exponent: p of the recruitment cost, 2 or 3.
        joint_load_cost: cost of a squared joint reaction of one body weight beside the muscles' effort; None: default.
        volume_power: a muscle costs (its volume)^volume_power, 0 to 1; None: default.
        plates: plate -> segment where it is known ({'FP1': 'calcn_r'}).
        predict_contact: hide the plates, predict the forces under the feet, and compare.
        seat: an unmeasured seat carries part of the body.
        accept: checks of plausibility whose findings are accepted (`iliopsoas.atlas.plausibility`).
        moment_arms: keep the moment arms of every frame in the result, which makes it three times as large.

    Raises:
        InputError: a cut-off, a rate or a cost that cannot be.
    """

    start: float | None = None
    end: float | None = None
    cutoff_hz: float | None = 6.0
    adapt: bool = False
    rate_hz: float | None = None
    exponent: int = 2
    joint_load_cost: float | None = None
    volume_power: float | None = None
    plates: Mapping[str, str] = field(default_factory=dict)
    predict_contact: bool = False
    seat: bool = False
    accept: tuple[str, ...] = ()
    moment_arms: bool = False

    def __post_init__(self) -> None:
        if self.cutoff_hz is not None and self.cutoff_hz <= 0:
            raise InputError(f"cutoff_hz is {self.cutoff_hz:g} Hz; give a positive cut-off, or None for none")
        if self.rate_hz is not None and not LOWEST_RATE <= self.rate_hz <= HIGHEST_RATE:
            raise InputError(
                f"rate_hz is {self.rate_hz:g}; it must lie between {LOWEST_RATE:g} and {HIGHEST_RATE:g} frames a second"
            )

        if self.joint_load_cost is not None and not 0.0 <= self.joint_load_cost <= DEAREST_LOAD:
            raise InputError(
                f"joint_load_cost is {self.joint_load_cost:g}; it must lie between 0 (joint loads cost nothing) and "
                f"{DEAREST_LOAD:g}"
            )
        if self.volume_power is not None and not 0.0 <= self.volume_power <= 1.0:
            raise InputError(
                f"volume_power is {self.volume_power:g}; it must lie between 0 (all alike) and 1 (by volume)"
            )

    def for_motion(self, motion: Motion) -> Options:
        """The same with the part to analyse of this motion: the middle cycle where nothing else was asked."""
        if motion.name not in PERIODIC or self.start is not None or self.end is not None:
            return self
        third = motion.duration / 3.0
        return replace(self, start=third, end=2.0 * third)

    def as_arguments(self) -> dict[str, Any]:
        """What `mechanics.analyze.analyze` takes."""
        given = {"joint_load_cost": self.joint_load_cost, "volume_power": self.volume_power}
        return {
            **{name: value for name, value in given.items() if value is not None},
            "exponent": self.exponent,
            "cutoff_hz": self.cutoff_hz,
            "rate_hz": self.rate_hz,
            "start": self.start,
            "end": self.end,
            "plates": self.plates,
            "predict_contact": self.predict_contact,
            "seat": self.seat,
            "accept": self.accept,
            "moment_arms": self.moment_arms,
        }
