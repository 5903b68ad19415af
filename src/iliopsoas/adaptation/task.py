"""A recorded movement made ready to be adapted to a body, and what was found put into frames, forces and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from iliopsoas.adaptation.adapted import Adapted, Binding, changes, told
from iliopsoas.adaptation.foot_contacts import Footing, footing
from iliopsoas.adaptation.limits import Ceilings
from iliopsoas.adaptation.moved_loads import mismatch, moved
from iliopsoas.adaptation.nearest_motion import TOLERANCE, Nearest, nearest
from iliopsoas.body.body import Body
from iliopsoas.errors import InputError, SolverError
from iliopsoas.motion.contact.dynamic_consistency import HOPELESS
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.records.supports import Support
from iliopsoas.motion.signals.periodic import repetition_period
from iliopsoas.motion.signals.time_series import is_even, lowpass, resample
from iliopsoas.motion.trajectory import coordinate_values, loads_on_feet, match_hip_centres

Array = NDArray[np.float64]

BINDS = 1e-3
"""Multiplier above which a limit counts as binding [1/rad] (technical)."""
TOO_FAR = 0.02
"""Distance of a standing contact from its place above which there is no such movement [m] (technical)."""
FEWEST = 5
"""Fewer frames have no shape that could be kept (technical)."""
LEFT, SHIFTED = 0.01, 0.015
"""Mismatch of movement and moved forces that a small shift of the body does not mend [body weights], and the largest
such shift [m], above which the floor's forces are predicted instead; estimated."""
NOT_MEASURED = "The movement was adapted to this body: the nearest one within its limits, not a measurement."


@dataclass(frozen=True, eq=False)
class Task:
    """A recorded movement, ready to be adapted to a body.

    Attributes:
        body: with its condition. recorded: the movement. motion: the same, with plates on feet and our pelvis.
        time, q: its frames, (frames) [s] and (frames, n). part: the frames that are solved for. period: in frames.
        held: what it touches. limits: what must not be exceeded. columns: coordinates that may change.
    """

    body: Body
    recorded: Motion
    motion: Motion
    time: Array
    q: Array
    part: slice
    period: int | None
    held: Footing
    limits: Ceilings
    columns: list[int]


def solved(task: Task, *, stride: float | None = None) -> Nearest:
    """The nearest movement of a task, with a given stride beside the recorded one or a free one."""
    part = task.part
    return nearest(
        task.body,
        task.time[part],
        task.q[part],
        task.held.frames(part),
        task.limits,
        columns=task.columns,
        periodic=task.period is not None,
        stride=stride,
    )


def prepared(
    body: Body,
    motion: Motion,
    *,
    healthy: Body | None = None,
    cutoff_hz: float | None = 6.0,
    plates: Mapping[str, str] | None = None,
) -> Task:
    """Everything `adapt` solves with."""
    twin = healthy or body.healthy()
    if motion.frames < FEWEST:
        raise InputError(f"{motion.name} has {motion.frames} frames; adapting needs at least {FEWEST}")
    time, q = motion.time, coordinate_values(body, motion)
    if not is_even(time):
        time, q = resample(time, q)
    if motion.convention == "gait2392":
        q = match_hip_centres(body, q)[0]
    drifting = [body.map.column(f"pelvis_t{x}") for x in "xz"]
    steady = np.delete(q, drifting, axis=1)
    period = repetition_period(q) if repetition_period(steady) else None
    if period is None and not motion.supports and cutoff_hz is not None:
        q = lowpass(q, (len(time) - 1) / (time[-1] - time[0]), cutoff_hz)
    ours = replace(
        motion,
        time=time,
        coordinates={n: q[:, i] for i, n in enumerate(body.map.names) if n in motion.coordinates or np.any(q[:, i])},
        convention="rajagopal2016",
        loads=loads_on_feet(body, time, q, motion.loads, plates),
    )
    part = slice(0, len(q)) if period is None else slice(_middle(len(q), period), _middle(len(q), period) + period)
    columns = body.map.columns("root", "free", "rhythm")
    limits = Ceilings.of(body, twin, q[part], columns)
    return Task(body, motion, ours, time, q, part, period, footing(body, ours, time, q), limits, columns)


def _middle(frames: int, period: int) -> int:
    """First frame of the period in the middle."""
    return ((frames - 1) // period) // 2 * period


def finished(task: Task, found: Nearest) -> Adapted:
    """What was found, checked, spread over all frames and put into words.

    Raises:
        SolverError: a limit is still exceeded, or a standing contact is not where it stands.
    """
    _check(task, found)
    held = task.held.frames(task.part)
    slip = float(found.slip[held.firm].max(initial=0.0))
    if not found.deviation.any() and found.stride == 1.0:
        q = task.q[task.part]
        at, late = _moment(task, q)
        same = changes(task.body, q, q, at=at, way=_way(task, 1.0), step_time=_step_time(task))
        note = "No range, passive moment or stretch of this body is exceeded: the poses are the recorded ones."
        return Adapted(task.recorded, task.recorded, same, (), loads=_kind(task.motion), notes=(note,), late=late)
    q = task.q + _spread(task, found.deviation)
    ground = [task.body.map.column(f"pelvis_t{x}") for x in "xyz"]
    q[:, ground] += (found.stride - 1.0) * task.held.ramp[:, None] * task.held.way
    new = {n: q[:, i] for i, n in enumerate(task.body.map.names) if n in task.motion.coordinates or np.any(q[:, i])}
    wrists = {n: v for n, v in task.recorded.coordinates.items() if n not in task.body.map.names}
    loads = moved(task.body, task.motion.loads, task.time, task.q, q, task.held.way, found.stride)
    kept = {**wrists, **new} if len(task.time) == len(task.recorded.time) else new
    supports = tuple(_faster(support, found.stride) for support in task.motion.supports)
    motion = replace(task.motion, coordinates=kept, loads=loads, supports=supports, emg=None, marker_errors=None)
    off, kind = None, _kind(motion)
    way, step_time = _way(task, found.stride), _step_time(task)
    at, late = _moment(task, q[task.part])
    seen = changes(task.body, task.q[task.part], q[task.part], at=at, way=way, step_time=step_time)
    notes = [NOT_MEASURED, told(seen, late)]
    if loads:
        off = (mismatch(task.body, task.time, task.q, task.motion.loads), mismatch(task.body, task.time, q, loads))
        told_of = (
            f"{100 * off[1].before:.1f} % of body weight (recorded: {100 * off[0].before:.1f} %), "
            f"{100 * off[1].after:.1f} % once the body is shifted by {1000 * off[1].shift:.0f} mm (RMS)"
        )
        far = off[1].after > off[0].after + LEFT or off[1].shift > off[0].shift + SHIFTED
        if far or off[1].before > HOPELESS:
            motion, kind = replace(motion, loads=()), "predicted"
            notes.append(
                f"Moved along with the feet, measured forces would miss the adapted movement by {told_of}: too much, "
                "so the floor's forces are unknowns of the analysis."
            )
        else:
            notes.append(
                "Measured forces went along with the feet; their part along the way was scaled with the stride. They "
                f"miss the movement by {told_of}."
            )
    binding = _binding(task, found)
    if binding:
        notes.append(
            "Limits that hold it back: "
            + "; ".join(f"{b.name} ({100 * b.share:.0f} % of the time)" for b in binding)
            + "."
        )
    return Adapted(
        motion.with_notes(notes),
        task.recorded,
        seen,
        binding,
        stride=found.stride,
        slip=slip,
        mismatch=off,
        loads=kind,
        notes=tuple(notes),
        late=late,
    )


def _check(task: Task, found: Nearest) -> None:
    apart = []
    bad: set[int] = set()
    for c, name in enumerate(task.limits.names):
        worst = float(found.excess[:, c].max())
        if worst > TOLERANCE:
            frames = np.flatnonzero(found.excess[:, c] > TOLERANCE)
            bad |= set(frames.tolist())
            apart.append((worst, f"{name} is exceeded by {task.limits.amount(c, worst)} in {len(frames)} frames"))
    firm = task.held.frames(task.part).firm
    slip = np.where(firm, found.slip, 0.0)
    if slip.max(initial=0.0) > TOO_FAR:
        t, k = np.unravel_index(int(slip.argmax()), slip.shape)
        bad |= set(np.flatnonzero(slip.max(axis=1) > TOO_FAR).tolist())
        apart.append(
            (float(slip[t, k]), f"{task.held.names[int(k)]} stays {1000 * slip[t, k]:.0f} mm from its support")
        )
    if apart:
        several = "; ".join(text for _, text in sorted(apart, reverse=True)[:3])
        raise SolverError(
            f"{task.recorded.name}: no movement within the limits of this body was found: {several}. "
            "Lower the grade of the condition, or choose an easier movement",
            sorted(bad),
            data=task,
            best=found,
        )


def _spread(task: Task, deviation: Array) -> Array:
    """One period's deviation over all frames."""
    if task.period is None:
        return deviation
    return np.asarray(deviation[(np.arange(len(task.q)) - task.part.start) % task.period])


def _binding(task: Task, found: Nearest) -> tuple[Binding, ...]:
    out = []
    for c, name in enumerate(task.limits.names):
        frames = np.flatnonzero(found.price[:, c] > BINDS)
        if frames.size:
            unit = task.limits.units[c]
            worst = float(found.excess[:, c].max())
            share = frames.size / len(found.price)
            at = tuple((frames + task.part.start).tolist())
            out.append(Binding(name, at, share, float(np.degrees(worst)) if unit == "deg" else worst, unit))
    return tuple(sorted(out, key=lambda b: -b.share))


def _way(task: Task, stride: float) -> tuple[str, float, float] | None:
    if not task.held.travels:
        return None
    if task.period is not None:
        gone = float(task.held.ramp[task.period] - task.held.ramp[0])
        return "stride", gone, stride * gone
    gone = float(task.held.ramp[-1])
    return "distance", gone, stride * gone


def _step_time(task: Task) -> float | None:
    if task.period is None or not task.held.travels:
        return None
    return float(task.time[task.period] - task.time[0])


def _kind(motion: Motion) -> str:
    return "moved" if motion.loads else "predicted" if motion.supports else "none"


def _moment(task: Task, after: Array) -> tuple[dict[str, int], str]:
    """Frame of each side, of the part that was solved for, at which changes are told, and what to call it."""
    before = task.q[task.part]
    if task.held.travels:
        late = {s: int(before[:, task.body.map.column(f"hip_flexion_{s}")].argmin()) for s in "rl"}
        return late, "in late stance"
    angles = [c for c in task.columns if "_t" not in task.body.map.names[c][-3:-1]]
    frame = int(np.abs(after - before)[:, angles].max(axis=1).argmax())
    return {"r": frame, "l": frame}, f"at {task.time[task.part][frame]:.2f} s, where most changes"


def _faster(support: Support, stride: float) -> Support:
    """A belt runs as much slower as the strides are shorter."""
    x, y, z = support.velocity
    return replace(support, velocity=(stride * x, stride * y, stride * z))
