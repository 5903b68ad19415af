"""When a foot meets the ground, stands, and leaves it.

Events that the recording names win; for a foot of which it names none they are found in the forces under the feet: the
first frame above `LOADED_N` after the foot was in the air, and the last one before it is there again, interpolated.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.motion.records.gait_event import OFF, STRIKE, GaitEvent, events_as_text, events_from_text
from iliopsoas.motion.signals.checks import runs
from iliopsoas.results.basis.columns import some_columns

Array = NDArray[np.float64]

LOADED = 0.04
"""Vertical force above which a foot stands [body weights] (technical)."""
BRIEF = 0.1
"""Contacts shorter than this are ignored [s] (technical)."""
LOADED_N = 20.0
"""A foot that carries this is on the ground [N] (technical)."""
BRIEF_S = 0.06
"""Shorter contacts or gaps are bumps [s] (technical)."""


class Stance(NamedTuple):
    """One contact of a foot.

    Attributes:
        first, last: frames, both inside.
        complete: it neither starts at the first frame nor ends at the last.
    """

    first: int
    last: int
    complete: bool


def gait_events(result: xr.Dataset) -> tuple[GaitEvent, ...]:
    """Foot strikes and foot offs in the order of time, each with its origin.

    Those of the recording may lie outside the analysed part; they tell how long a cycle takes.
    """
    stored = events_from_text(str(result.attrs.get("events", "")))
    named = {event.side for event in stored if event.kind == STRIKE}
    found = [event for side in "rl" if side not in named for event in found_events(result, side)]
    return tuple(sorted({*stored, *found}, key=lambda event: (event.time_s, event.side, event.kind)))


def found_events(result: xr.Dataset, side: str) -> list[GaitEvent]:
    """Events of one foot in the forces under it."""
    time, force = np.asarray(result["time"].values, dtype=np.float64), foot_force(result, side)
    predicted = "kind" in result.coords and "predicted" in result["kind"].values
    origin = f"{'predicted ' if predicted else ''}force under the foot"
    times = {STRIKE: heel_strikes(time, force), OFF: [-t for t in heel_strikes(-time[::-1], force[::-1])]}
    return [GaitEvent(round(t, 5), side, kind, origin) for kind, at in times.items() for t in sorted(at)]


def with_stored_events(result: xr.Dataset) -> xr.Dataset:
    """The result with all events in its attributes, as it is kept in a file."""
    events = gait_events(result)
    return result.assign_attrs(events=events_as_text(events)) if events else result


def foot_force(result: xr.Dataset, side: str) -> Array:
    """Force under one foot, (frames) [N]; empty if nothing was measured."""
    if "load" not in result.dims or "contact_force" not in result:
        return np.zeros(0)
    mine = [str(s) == f"foot_{side}" for s in result["contact"].values]
    if not any(mine):
        return np.zeros(0)
    return np.asarray(np.linalg.norm(some_columns(result, "contact_force", mine).sum(axis=1), axis=1))


def heel_strikes(time: Array, force: Array) -> list[float]:
    """Times at which a foot that was in the air takes load [s]."""
    found: list[float] = []
    loaded = spans(force, LOADED_N)
    for k, (start, stop) in enumerate(loaded):
        before = time[start] - (time[loaded[k - 1][1]] if k else time[0] - 1.0)
        if start == 0 or time[stop] - time[start] < BRIEF_S or before < BRIEF_S:
            continue
        share = (LOADED_N - force[start - 1]) / max(force[start] - force[start - 1], 1e-9)
        found.append(float(time[start - 1] + share * (time[start] - time[start - 1])))
    return found


def vertical_ground_force(result: xr.Dataset, side: str) -> Array:
    """Vertical ground reaction on a foot [N], (frames)."""
    mine = result["contact"].values == f"foot_{side}"
    out: Array = some_columns(result, "contact_force", mine)[:, :, 1].sum(axis=1)
    return out


def spans(force: Array, threshold: float) -> list[tuple[int, int]]:
    """First and last frame of each stretch in which a force exceeds a threshold."""
    return runs(force > threshold)


def stances(result: xr.Dataset, side: str) -> list[Stance]:
    """Contacts of a foot in the order of time."""
    time = result["time"].values
    force = vertical_ground_force(result, side)
    loaded = spans(force, LOADED * result.attrs["body_weight_n"])
    found = [Stance(a, b, a > 0 and b < len(force) - 1) for a, b in loaded]
    return [s for s in found if time[s.last] - time[s.first] > BRIEF]


def main_stance(result: xr.Dataset, side: str) -> Stance | None:
    """The contact to report: the longest complete one, else the longest."""
    found = stances(result, side)
    return max(found, key=lambda s: (s.complete, s.last - s.first), default=None)
