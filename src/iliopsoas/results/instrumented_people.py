"""A result beside people whose joints measure: what they carried doing the same, and whether ours lies within it.

A movement of the library is known by its name; a recording is compared where its forces under the feet show steady
walking, and otherwise said to have no comparison. Figures: `iliopsoas.atlas.instrumented_joints`.
"""

from __future__ import annotations

from typing import NamedTuple

import xarray as xr

from iliopsoas.atlas.instrumented_joints import InstrumentedLoad, instrumented_load, loads_in_movement
from iliopsoas.results.cycle_axis import cycle_axes, has_flight_phase
from iliopsoas.results.hip_contact import hip_contact_force
from iliopsoas.results.knee_contact import knee_contact_force

FORCES = {"hip": hip_contact_force, "knee": knee_contact_force}
"""Joints that are compared, and their contact force over time."""


class InstrumentedComparison(NamedTuple):
    """The load of a joint beside instrumented people.

    Attributes:
        joint: 'hip' or 'knee'.
        ours: largest contact force of either side [body weights].
        measured: what people carried; None where nobody was measured doing this.
    """

    joint: str
    ours: float
    measured: InstrumentedLoad | None

    @property
    def verdict(self) -> str:
        """'within', 'above' or 'below' the band; 'no comparison'."""
        if self.measured is None:
            return "no comparison"
        if self.ours > self.measured.high:
            return "above"
        return "below" if self.ours < self.measured.low else "within"

    @property
    def words(self) -> str:
        """One sentence."""
        if self.measured is None:
            return f"No {self.joint} was measured inside people doing this."
        known = self.measured
        place = "within that" if self.verdict == "within" else f"{self.verdict} that"
        return (
            f"Instrumented people doing this ({known.doing}): {self.joint} {known.low:.1f}-{known.high:.1f} body "
            f"weights ({known.people} people); ours is {self.ours:.2f}, {place}."
        )


def instrumented_comparisons(result: xr.Dataset) -> tuple[InstrumentedComparison, ...]:
    """Hip and knee of a result beside instrumented people."""
    return tuple(
        InstrumentedComparison(joint, max(float(force(result, side).max()) for side in "rl"), _measured(result, joint))
        for joint, force in FORCES.items()
    )


def instrumented_in_words(result: xr.Dataset) -> list[str]:
    """One sentence a joint; a single one where no joint has a comparison."""
    found = instrumented_comparisons(result)
    if all(c.measured is None for c in found):
        return ["No hip or knee was measured inside people doing this: how far these loads are off is not known."]
    return [c.words for c in found]


def instrumented_as_data(result: xr.Dataset) -> dict[str, dict[str, object] | None]:
    """By joint, for programs; None where nobody was measured."""
    return {
        c.joint: None
        if c.measured is None
        else {
            "activity": c.measured.doing,
            "low_bw": c.measured.low,
            "high_bw": c.measured.high,
            "people": c.measured.people,
            "band": c.measured.band,
            "ours_bw": round(c.ours, 3),
            "verdict": c.verdict,
            "source": c.measured.source,
        }
        for c in instrumented_comparisons(result)
    }


def instrumented_sources(result: xr.Dataset) -> tuple[str, ...]:
    """Keys of `references.bib` of what the result is compared with."""
    keys = {key for c in instrumented_comparisons(result) if c.measured for key in c.measured.sources}
    return tuple(sorted(keys))


def _measured(result: xr.Dataset, joint: str) -> InstrumentedLoad | None:
    found = loads_in_movement(str(result.attrs["title"]), joint)
    if found:
        return found[0]
    if cycle_axes(result)["r"].cycle and not has_flight_phase(result):
        return instrumented_load("walking", joint)
    return None
