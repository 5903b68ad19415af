"""Which foot stood on which plate, and for how long plates and movement were recorded together."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from iliopsoas.arrays import Array
from iliopsoas.errors import InputError, UnknownName
from iliopsoas.motion.records.external_loads import LOADED_N, ExternalLoad
from iliopsoas.motion.signals.checks import SLACK_S, check_finite, check_time, runs

FAR_M = 0.4  # [m] a foot farther from the centre of pressure did not make it (technical)
BRIEF_S = 0.05  # [s] a contact shorter than this is a bump, not a step (technical)
LIGHT = 0.15  # a contact whose peak is below this share of the plate's has no centre of pressure to trust (technical)
SURE = 0.7  # the other foot's distance, times this, must exceed the nearer one's (technical)


class AssignedLoads(NamedTuple):
    """Loads, each on a body, and a sentence about every decision."""

    loads: list[ExternalLoad]
    notes: list[str]


class CommonWindow(NamedTuple):
    """First and last frame [s] that plates and movement share, and a sentence about it."""

    start: float
    end: float
    note: str


@dataclass(frozen=True)
class _PlateContact:
    """One stretch of load on one plate: from sample `start` to before `stop`; mean distance [m] to each foot."""

    start: int
    stop: int
    distances: dict[str, float]  # empty if too brief, too light, or not within the feet's record

    @property
    def body(self) -> str | None:
        return min(self.distances, key=self.distances.__getitem__) if self.distances else None


def assign_feet(
    loads: Sequence[ExternalLoad],
    foot_points: Mapping[str, tuple[ArrayLike, ArrayLike]],
    given: Mapping[str, str] | None = None,
    part: tuple[float | None, float | None] = (None, None),
) -> AssignedLoads:
    """Give every load the body it acts on, and say why.

    Each contact (a stretch of at least 20 N) belongs to the foot whose point is nearer to the centre of pressure, in
    the mean over the contact (weighted by force) and in the ground plane. A plate used by both feet one after the other
    becomes two loads, which add up to the measured one. Contacts outside the feet's record, shorter than 50 ms or
    lighter than 15 % of the plate's peak (a seated person's feet) go with the contact next in time.

    foot_points: body, e.g. 'calcn_r' -> (time (n,) [s], positions (n, 3) [m] of the middle of that foot).
    given: load name -> body, where it is known; loads that already have a body keep it.
    part: first and last time [s] of what will be analysed; a contact outside may be far from every foot.
    """
    given = dict(given or {})
    for name in given:
        if name not in {load.name for load in loads}:
            raise UnknownName("load", name, [load.name for load in loads])
    feet = {body: _foot(body, *points) for body, points in foot_points.items()}
    done: list[ExternalLoad] = []
    notes: list[str] = []
    for load in loads:
        notes += load.notes
        body = given.get(load.name, load.body)
        if body is not None:
            done.append(load.on(body))
            notes.append(f"Plate '{load.name}' acts on {body}, as given.")
            continue
        if not feet:
            raise InputError(f"no foot was given for plate '{load.name}'; use given={{'{load.name}': 'calcn_r'}}")
        contacts = _contacts(load, feet)
        if not any(contact.distances for contact in contacts):
            why = "never carries 20 N" if not contacts else "is loaded only while the feet were not recorded"
            notes.append(f"Plate '{load.name}' {why}: it was left out.")
            continue
        _check_near(load, contacts, part)
        done += _split(load, contacts)
        notes += _explain(load, contacts)
    if loads and not done:
        raise InputError(
            f"no plate is loaded while the feet were recorded. {' '.join(notes)} The plates cover "
            f"{loads[0].time[0]:g} to {loads[0].time[-1]:g} s"
            + "".join(f", {body} {time[0]:g} to {time[-1]:g} s" for body, (time, _) in feet.items())
        )
    return AssignedLoads(done, notes)


def _foot(body: str, time: ArrayLike, positions: ArrayLike) -> tuple[Array, Array]:
    stamps, places = np.asarray(time, dtype=np.float64), np.asarray(positions, dtype=np.float64)
    check_time(stamps, f"foot point {body}")
    if places.shape != (stamps.size, 3):
        raise InputError(f"foot point {body} has shape {places.shape}, but must have ({stamps.size}, 3)")
    check_finite(places, f"foot point {body}", "the position", "Fill the gap, or leave these frames out.")
    return stamps, places


def _contacts(load: ExternalLoad, feet: Mapping[str, tuple[Array, Array]]) -> list[_PlateContact]:
    strength = np.linalg.norm(load.force, axis=1)  # (n,)
    found = []
    for start, last in runs(load.loaded(LOADED_N)):
        stop = last + 1
        brief = load.time[last] - load.time[start] < BRIEF_S
        slight = brief or strength[start:stop].max() < LIGHT * strength.max()
        found.append(_PlateContact(start, stop, {} if slight else _distances(load, start, stop, feet)))
    if found and not any(contact.distances for contact in found):  # nothing but bumps is better than nothing
        return [_PlateContact(c.start, c.stop, _distances(load, c.start, c.stop, feet)) for c in found]
    return found


def _distances(load: ExternalLoad, start: int, stop: int, feet: Mapping[str, tuple[Array, Array]]) -> dict[str, float]:
    """Mean horizontal distance [m], weighted by force, between centre of pressure and each foot, where both exist."""
    time, point = load.time[start:stop], load.point[start:stop]
    weight = np.linalg.norm(load.force[start:stop], axis=1)  # (samples,)
    inside = np.ones(time.size, dtype=bool)
    for stamps, _ in feet.values():
        inside &= (time >= stamps[0] - SLACK_S) & (time <= stamps[-1] + SLACK_S)
    if not inside.any():
        return {}
    result = {}
    for body, (stamps, positions) in feet.items():
        aside = [point[inside, axis] - np.interp(time[inside], stamps, positions[:, axis]) for axis in (0, 2)]
        result[body] = float(np.average(np.hypot(*aside), weights=weight[inside]))
    return result


def _check_near(load: ExternalLoad, contacts: Sequence[_PlateContact], part: tuple[float | None, float | None]) -> None:
    first, last = (-np.inf if part[0] is None else part[0]), (np.inf if part[1] is None else part[1])
    for contact in (c for c in contacts if c.distances):
        body, nearest = min(contact.distances.items(), key=lambda item: item[1])
        start, end = load.time[contact.start], load.time[contact.stop - 1]
        if nearest > FAR_M and start <= last and end >= first:
            raise InputError(
                f"plate '{load.name}', loaded from {start:.2f} to {end:.2f} s, is {nearest:.2f} m from the nearer foot "
                f"({body}): plates and movement do not share a frame or a clock. Bring them together, or, if no foot "
                f"stood there, give its body: given={{'{load.name}': '...'}}"
            )


def _owners(load: ExternalLoad, contacts: Sequence[_PlateContact]) -> list[str]:
    """The body of every sample (n,): that of the decided contact next in time, the earlier of two as near."""
    judged = [c for c in contacts if c.body is not None]
    starts, ends = load.time[[c.start for c in judged]], load.time[[c.stop - 1 for c in judged]]
    after = np.minimum(np.searchsorted(ends, load.time), len(judged) - 1)  # the first that has not ended
    before = np.maximum(after - 1, 0)
    nearer = np.maximum(load.time - ends[before], 0.0) <= np.maximum(starts[after] - load.time, 0.0)
    mine = np.where((before < after) & nearer, before, after)
    return [str(judged[i].body) for i in mine]


def _split(load: ExternalLoad, contacts: Sequence[_PlateContact]) -> list[ExternalLoad]:
    bodies = sorted({c.body for c in contacts if c.body is not None}, reverse=True)  # right first
    if len(bodies) == 1:
        return [load.on(bodies[0])]
    owner = np.array(_owners(load, contacts))  # (n,)
    parts = []
    for body in bodies:
        mine = (owner == body)[:, None]
        part = dataclasses.replace(
            load,
            name=f"{load.name} ({body})",
            body=body,
            force=np.where(mine, load.force, 0.0),
            torque=np.where(mine, load.torque, 0.0),
        )
        parts.append(part)
    return parts


def _explain(load: ExternalLoad, contacts: Sequence[_PlateContact]) -> list[str]:
    """One sentence per foot: how near, how far the other, and whether that is clear."""
    sentences = []
    for body in sorted({c.body for c in contacts if c.body is not None}, reverse=True):
        mine = [c for c in contacts if c.body == body]
        near = float(np.mean([c.distances[body] for c in mine]))
        others = [min((d for b, d in c.distances.items() if b != body), default=np.inf) for c in mine]
        far = float(np.mean(others))
        steps = f"{len(mine)} contact{'s' if len(mine) > 1 else ''}"
        text = f"Plate '{load.name}' goes to {body} ({steps}): {100 * near:.0f} cm from it"
        text += f", {100 * far:.0f} cm from the other foot." if np.isfinite(far) else "; no other foot was given."
        if any(c.distances[body] > SURE * other for c, other in zip(mine, others, strict=True)):
            text += (
                f" That is not clear: if both feet stood on it at once, they cannot be told apart; otherwise use "
                f"given={{'{load.name}': '{body}'}} to confirm."
            )
        sentences.append(text)
    return sentences


def valid_window(loads: Sequence[ExternalLoad], motion_time: ArrayLike) -> CommonWindow:
    """The part of `motion_time` (frames,) [s] that all loads cover.

    Use as `motion.window(start, end)`. Without loads it is the whole movement.
    """
    time = np.asarray(motion_time, dtype=np.float64)
    if not loads:
        note = "No external load was recorded: the movement is used as a whole."
        return CommonWindow(float(time[0]), float(time[-1]), note)
    start, end = max(float(load.time[0]) for load in loads), min(float(load.time[-1]) for load in loads)
    common = time[(time >= start - SLACK_S) & (time <= end + SLACK_S)]
    if common.size == 0:
        raise InputError(
            f"plates and movement were not recorded together: the plates cover {start:g} to {end:g} s, the movement "
            f"{time[0]:g} to {time[-1]:g} s; use files of the same trial, with the same clock"
        )
    first, last = float(common[0]), float(common[-1])
    if common.size == time.size:
        return CommonWindow(first, last, f"Plates cover the whole movement ({first:g} to {last:g} s).")
    note = (
        f"Plates and movement overlap from {first:g} to {last:g} s ({common.size} of {time.size} frames); "
        "the rest has no measured forces and was cut."
    )
    return CommonWindow(first, last, note)
