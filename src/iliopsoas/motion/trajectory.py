"""A motion put into a body: smooth coordinates with their derivatives, and loads on segments, at common times.

Steps, each of which leaves a sentence in `notes`:

1. the pelvis of a gait2392 file is moved so that the hip centres are where that model had them;
2. coordinates are low-passed; every plate finds its foot, and the frames that plates and movement share are kept;
3. the whole body is shifted by millimetres so that its centre of mass accelerates as the plates say;
4. coordinates are differentiated with a quintic spline; loads are brought to the same times.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.atlas.plausibility import PlausibilityFinding, accepted
from iliopsoas.body.body import Body
from iliopsoas.body.kinematics.segment_poses import point_paths
from iliopsoas.errors import InputError
from iliopsoas.motion.contact.attachment_forces import attachment_loads
from iliopsoas.motion.contact.carried_part import carried_part
from iliopsoas.motion.contact.dynamic_consistency import LEAST_FRAMES, reconcile_with_plates
from iliopsoas.motion.contact.ground import estimate_floor, estimate_seat, looked_at
from iliopsoas.motion.contact.plate_assignment import CommonWindow, assign_feet, valid_window
from iliopsoas.motion.hip_match import PLACES, match_hip_centres
from iliopsoas.motion.plausibility import fit_findings, load_findings, motion_findings
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.records.supports import Support, without_loaded
from iliopsoas.motion.signals.checks import frame_blocks
from iliopsoas.motion.signals.filtered_record import FilteredRecord
from iliopsoas.motion.signals.time_series import SmoothCurves, is_even, resample, smooth_curves, spline_derivatives

MID_FOOT = np.array([0.08, 0.0, 0.0])
"""Middle of the foot in the calcaneus' frame [m]; estimated."""


@dataclass(frozen=True, eq=False)
class Trajectory:
    """What `analyze` works on.

    Attributes:
        time: (frames,) [s].
        q, qd, qdd: coordinates of the body and their derivatives, (frames, n).
        loads: each on a segment, sampled at `time`.
        hidden: measured loads that are only compared with.
        supports: what may push on the body with unknown forces.
        findings: what is hard to believe of the recording.
        notes: what was assumed or decided.
        sources: citation keys of the steps that were taken.
    """

    time: Array
    q: Array
    qd: Array
    qdd: Array
    loads: tuple[ExternalLoad, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...] = ()
    hidden: tuple[ExternalLoad, ...] = ()
    supports: tuple[Support, ...] = ()
    findings: tuple[PlausibilityFinding, ...] = ()

    def coordinate(self, column: int) -> Array:
        """Values of one coordinate in all frames, (frames) [rad, m]."""
        return self.q[:, column]


class _Moving(NamedTuple):
    """The coordinates that a motion has, k of the body's n; the others stay zero."""

    columns: IndexArray
    size: int

    def all(self, values: Array) -> Array:
        """(frames, k) -> (frames, n)."""
        out = np.zeros((len(values), self.size))
        out[:, self.columns] = values
        return out


@dataclass(frozen=True, eq=False)
class TrajectoryPlan:
    """A trajectory of any length: all that concerns the record as a whole is decided, frames are made when asked for.

    Attributes:
        time, loads, hidden, supports, findings, notes, sources: as of the whole `Trajectory`.
    """

    time: Array
    loads: tuple[ExternalLoad, ...]
    hidden: tuple[ExternalLoad, ...]
    supports: tuple[Support, ...]
    findings: tuple[PlausibilityFinding, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    _moving: _Moving
    _record: FilteredRecord
    _pelvis: IndexArray
    _shift: SmoothCurves | None

    def part(self, first: int = 0, stop: int | None = None) -> Trajectory:
        """The frames from `first` to before `stop`."""
        some = slice(first, len(self.time) if stop is None else stop)
        time = self.time[some]
        q, qd, qdd = self._coordinates(time)
        loads, hidden = (tuple(load.samples(some) for load in loads) for loads in (self.loads, self.hidden))
        return Trajectory(time, q, qd, qdd, loads, self.notes, self.sources, hidden, self.supports, self.findings)

    def coordinate(self, column: int) -> Array:
        """Values of one coordinate in all frames, (frames) [rad, m]."""
        out, at = np.zeros(len(self.time)), np.flatnonzero(self._moving.columns == column)
        if not at.size:
            return out
        record, pelvis = self._record.of_column(int(at[0])), np.flatnonzero(self._pelvis == column)
        for some in frame_blocks(len(self.time)):
            time = self.time[some]
            out[some] = record.curves(time[0], time[-1]).at(time)[0][:, 0]
            if self._shift is not None and pelvis.size:
                out[some] += self._shift.at(time)[0][:, pelvis[0]]
        return out

    def _coordinates(self, time: Array) -> tuple[Array, Array, Array]:
        curves = self._record.curves(float(time[0]), float(time[-1]))
        out = tuple(self._moving.all(values) for values in curves.at(time))
        if self._shift is not None:
            for values, moved in zip(out, self._shift.at(time), strict=True):
                values[:, self._pelvis] += moved
        x, xd, xdd = out
        return x, xd, xdd


def prepare_trajectory(body: Body, motion: Motion, **options: Any) -> Trajectory:
    """Fit a motion to a body, all frames; options as for `plan_trajectory`."""
    return plan_trajectory(body, motion, **options).part()


def plan_trajectory(
    body: Body,
    motion: Motion,
    *,
    cutoff_hz: float | None = 6.0,
    rate_hz: float | None = None,
    start: float | None = None,
    end: float | None = None,
    plates: Mapping[str, str] | None = None,
    match_hips: bool = True,
    consistent: bool = True,
    predict_contact: bool = False,
    seat: bool = False,
    accept: Iterable[str] = (),
) -> TrajectoryPlan:
    """Fit a motion to a body.

    Args:
        cutoff_hz: low-pass of the coordinates (zero-lag Butterworth, 4th order) [Hz]; None for none.
        rate_hz: frames per second of the result; None keeps the file's.
        start, end: part to analyse [s]; None: all that plates and movement share.
        plates: plate -> segment where it is known ({'FP1': 'calcn_r'}).
        consistent: shift the whole body by millimetres so that it accelerates as the plates say
            (`iliopsoas.motion.contact.dynamic_consistency`).
        predict_contact: keep the measured loads for comparison only; the floor's forces become unknowns.
        seat: a seat whose force was not measured carries pelvis and thighs; it is found where they are lowest.
        match_hips: move the pelvis of gait2392 files so that the hip centres coincide.
        accept: checks of plausibility whose findings are accepted (`iliopsoas.atlas.plausibility`).

    Raises:
        InputError: no common time, a window outside the movement, a foot nowhere near its plate, a recording that
            cannot be believed and was not accepted.
    """
    findings = accepted([*motion_findings(motion), *_fit(motion)], accept)
    log = _Log(list(motion.notes), list(motion.sources))
    moving, record = _even_record(body, motion, log, cutoff_hz=cutoff_hz, match_hips=match_hips)
    time, poses = record.time, (moving.all(values) for values in record.blocks())
    loads, (feet, com) = list(motion.loads), _feet_and_mass(body, time, poses)
    if loads:
        loads, why = assign_feet(loads, feet, plates, (start, end))
        log.notes.extend(why)
    common = valid_window(loads, time)
    unknown = predict_contact or not (loads or motion.supports)
    alone = bool(loads) and not (motion.supports or seat or unknown)
    if alone and start is None and end is None:
        common = carried_part(common, time, loads, body.subject.weight)
    if loads or not motion.supports:
        log.add(common.note)
    shift = None
    if loads and consistent and not predict_contact:
        shared = time[(time >= common.start - 1e-9) & (time <= common.end + 1e-9)]
        if len(shared) > LEAST_FRAMES:
            part = _inside(shared, start, end)
            shift, sentence = reconcile_with_plates(body.subject.mass, time, com, loads, shared, part)
            log.add(sentence, "leardini2005")
    grid = _grid(common, rate_hz or motion.rate_hz, start, end)
    moved = None if shift is None else smooth_curves(shift.time, shift.path)
    pelvis = np.array([body.map.column(f"pelvis_t{c}") for c in "xyz"])
    sampled, hidden = tuple(load.resampled(grid) for load in loads), ()
    if sampled:
        subject, path = body.subject, spline_derivatives(time, com, grid)[0]
        strange = load_findings(sampled, grid, path, subject.weight, subject.mass, alone=alone)
        findings += accepted(strange, accept)
    if unknown:
        sampled, hidden = (), sampled
    plan = TrajectoryPlan(
        grid, sampled, hidden, (), tuple(findings), (), (), _moving=moving, _record=record, _pelvis=pelvis, _shift=moved
    )
    supports: tuple[Support, ...] = ()
    if motion.supports or unknown or seat or motion.attached:
        supports = _supports(body, motion, plan, log, floor=unknown, seat=seat)
        if motion.attached:
            carried = attachment_loads(body, grid, plan.part().q, motion.attached)
            plan = replace(plan, loads=(*sampled, *carried))
    if supports:
        supports = without_loaded(supports, sampled)
        log.sources.append("fluit2014")
    return replace(plan, supports=supports, notes=tuple(log.notes), sources=tuple(log.sources))


def _fit(motion: Motion) -> list[PlausibilityFinding]:
    """How well the motion explains the markers it comes from, where it does."""
    return [] if motion.marker_errors is None else fit_findings(motion.marker_errors)


class _Log(NamedTuple):
    """What the steps decided, and the works they rest on."""

    notes: list[str]
    sources: list[str]

    def add(self, note: str, source: str | None = None) -> None:
        """Write a sentence down."""
        self.notes.append(note)
        if source:
            self.sources.append(source)


def _even_record(
    body: Body, motion: Motion, log: _Log, *, cutoff_hz: float | None, match_hips: bool
) -> tuple[_Moving, FilteredRecord]:
    """The moving coordinates, evenly spaced, with this body's hip centres; they are low-passed where they are used."""
    names = {*body.map.names} & {*motion.coordinates} | {body.map.names[c] for c in body.map.columns("root")}
    moving = _Moving(np.array(sorted(body.map.column(name) for name in names)), len(body.map.names))
    none = np.zeros(motion.frames)
    time, columns = motion.time, [motion.coordinates.get(body.map.names[at], none) for at in moving.columns]
    if not is_even(time):
        resampled = [resample(time, column) for column in columns]
        time, columns = resampled[0][0], [values for _, values in resampled]
        log.add("The frames were not evenly spaced; they were resampled.")
    if match_hips and motion.convention == "gait2392":
        places = [int(np.flatnonzero(moving.columns == body.map.column(name))[0]) for name in PLACES]
        moved = np.zeros((len(time), len(places)))
        for some in frame_blocks(len(time)):
            pose, sentence = match_hip_centres(body, moving.all(np.stack([c[some] for c in columns], axis=1)))
            moved[some] = pose[:, moving.columns[places]]
        for k, place in enumerate(places):
            columns[place] = moved[:, k]
        log.add(sentence, "delp1990")
    if cutoff_hz is not None:
        log.add(f"Coordinates were low-passed at {cutoff_hz:g} Hz (zero lag).")
    return moving, FilteredRecord(time, columns, cutoff_hz)


def _grid(common: CommonWindow, rate_hz: float, start: float | None, end: float | None) -> Array:
    """Times of the result (frames) [s]: the part to analyse at a rate [Hz]."""
    first, last = _window(common.start, common.end, start, end)
    grid = first + np.arange(int(np.floor((last - first) * rate_hz + 1e-6)) + 1) / rate_hz
    if len(grid) < 3:
        raise InputError(f"only {len(grid)} frames lie between {first:g} and {last:g} s; take a longer part")
    return grid


def _supports(
    body: Body, motion: Motion, plan: TrajectoryPlan, log: _Log, *, floor: bool, seat: bool
) -> tuple[Support, ...]:
    """What may push with unknown forces: the motion's supports, and floor and seat where the body is lowest."""
    supports = motion.supports
    floor = floor and not any(support.name == "floor" for support in supports)
    if floor or seat:
        parts = [plan.part(some.start, some.stop) for some in looked_at(len(plan.time))]
        time, q = np.concatenate([part.time for part in parts]), np.concatenate([part.q for part in parts])
    if floor:
        ground = estimate_floor(body, time, q)
        supports = (*supports, *ground.supports)
        log.add(ground.note)
    if seat:
        chair = estimate_seat(body, time, q)
        supports = (*supports, *chair.supports)
        log.add(chair.note)
    if motion.supports:
        names = ", ".join(dict.fromkeys(support.name for support in motion.supports))
        log.add(f"Nobody measured what the supports carry ({names}): their forces are unknowns of the analysis.")
    return supports


def coordinate_values(body: Body, motion: Motion) -> Array:
    """The motion's values of all coordinates of the body, (frames, n); those it lacks are zero."""
    q = np.zeros((motion.frames, len(body.map.names)))
    for name, values in motion.coordinates.items():
        if name in body.map.names:  # the hands are fixed to the forearms: wrists are left out
            q[:, body.map.column(name)] = values
    return q


def _window(first: float, last: float, start: float | None, end: float | None) -> tuple[float, float]:
    begin, stop = (first if start is None else start), (last if end is None else end)
    if not first - 1e-6 <= begin < stop <= last + 1e-6:
        raise InputError(
            f"the part from {begin:g} to {stop:g} s is not inside what can be analysed, {first:g} to {last:g} s"
        )
    return max(begin, first), min(stop, last)


def _inside(time: Array, start: float | None, end: float | None) -> Array:
    """The frames of a part, with one more at either end."""
    low, high = (-np.inf if start is None else start), (np.inf if end is None else end)
    keep = (time >= low - 1e-9) & (time <= high + 1e-9)
    out: Array = time[keep | np.r_[keep[1:], False] | np.r_[False, keep[:-1]]]
    return out


def loads_on_feet(
    body: Body, time: Array, q: Array, loads: Sequence[ExternalLoad], plates: Mapping[str, str] | None = None
) -> tuple[ExternalLoad, ...]:
    """The loads, each on the segment it acts on."""
    return tuple(assign_feet(loads, _feet_and_mass(body, time, [q])[0], plates)[0]) if loads else ()


def _feet_and_mass(body: Body, time: Array, poses: Iterable[Array]) -> tuple[dict[str, tuple[Array, Array]], Array]:
    """Middle of each foot, segment -> (time, (frames, 3)), and the centre of mass, (frames, 3) [m].

    Args:
        poses: coordinates of all frames in order, some at a time, each (some, n).
    """
    feet = [f"calcn_{s}" for s in "rl"]
    offsets = np.array([MID_FOOT * body.factors[name] for name in feet])
    found = [point_paths(body, q, feet, offsets) for q in poses]
    at, com = np.concatenate([f.points for f in found]), np.concatenate([f.centre_of_mass for f in found])
    return {name: (time, at[:, k]) for k, name in enumerate(feet)}, com
