"""From a solved task to an `Adapted` movement: checked, spread over all frames, with forces and words."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from iliopsoas.adaptation.adapted import Adapted, BindingLimit
from iliopsoas.adaptation.kinematic_changes import Distance, Instant, changes_sentence, kinematic_changes
from iliopsoas.adaptation.motion_projection import TOLERANCE, ProjectedMotion
from iliopsoas.adaptation.moved_loads import ForceResidual, force_residual, move_loads
from iliopsoas.adaptation.task import AdaptationTask
from iliopsoas.arrays import Array
from iliopsoas.errors import SolverError
from iliopsoas.motion.contact.dynamic_consistency import HOPELESS
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.records.supports import Support

BINDS = 1e-3
"""Multiplier above which a limit counts as binding [1/rad] (technical)."""
MOST_SLIP = 0.02
"""Distance of a standing contact from its place above which there is no such movement [m] (technical)."""
MOST_RESIDUAL, MOST_SHIFT = 0.01, 0.015
"""Residual of movement and moved forces that a small shift of the body does not mend [body weights], and the largest
such shift [m], above which the floor's forces are predicted instead; estimated."""
MOST_REASONS = 3
"""Reasons given why there is no such movement (technical)."""
TRANSLATIONS = ("pelvis_tx", "pelvis_ty", "pelvis_tz")
"""Coordinates that are no angles."""
NOT_MEASURED = "The movement was adapted to this body: the nearest one within its limits, not a measurement."
UNCHANGED = "No range, passive moment or stretch of this body is exceeded: the poses are the recorded ones."


class MovedForces(NamedTuple):
    """Measured forces after the movement was adapted.

    Attributes:
        loads: that go along; none where they would miss the movement by too much.
        residual: recorded and adapted, of Newton's second law; None without measured forces.
        note: what became of them; empty without.
    """

    loads: tuple[ExternalLoad, ...]
    residual: tuple[ForceResidual, ForceResidual] | None = None
    note: str = ""


def adapted_motion(task: AdaptationTask, projected: ProjectedMotion) -> Adapted:
    """What was found, checked, spread over all frames and put into words.

    Raises:
        SolverError: a limit is still exceeded, or a standing contact is not where it stands.
    """
    check_feasible(task, projected)
    if not projected.deviation.any() and projected.stride == 1.0:
        return _unchanged(task)
    q, stride = _all_frames(task, projected), projected.stride
    forces = _moved_forces(task, q, stride)
    motion = replace(
        task.motion,
        coordinates=_coordinates(task, q),
        loads=forces.loads,
        supports=tuple(_with_belt_speed(support, stride) for support in task.motion.supports),
        emg=None,
        marker_errors=None,
    )
    after, instant = q[task.part], _instant(task, q[task.part])
    changes = kinematic_changes(
        task.body,
        task.q[task.part],
        after,
        instant=instant,
        distance=_distance(task, stride),
        period=_period_s(task),
    )
    binding = _binding(task, projected)
    notes = [NOT_MEASURED, changes_sentence(changes, instant.text), forces.note, _binding_sentence(binding)]
    notes = [note for note in notes if note]
    return Adapted(
        motion.with_notes(notes),
        task.recorded,
        changes,
        binding,
        stride=stride,
        slip=float(projected.slip[task.contacts.frames(task.part).touching].max(initial=0.0)),
        residual=forces.residual,
        loads="predicted" if forces.residual is not None and not forces.loads else _kind_of_loads(motion),
        notes=tuple(notes),
        instant=instant.text,
    )


def check_feasible(task: AdaptationTask, projected: ProjectedMotion) -> None:
    """Raises SolverError where a limit is still exceeded or a standing contact has left its place, the worst first."""
    reasons: list[tuple[float, str]] = []
    bad: set[int] = set()
    for c, name in enumerate(task.limits.names):
        worst = float(projected.excess[:, c].max())
        if worst > TOLERANCE:
            frames = np.flatnonzero(projected.excess[:, c] > TOLERANCE)
            bad |= set(frames.tolist())
            reasons.append((worst, f"{name} is exceeded by {task.limits.amount(c, worst)} in {len(frames)} frames"))
    slip = np.where(task.contacts.frames(task.part).touching, projected.slip, 0.0)
    if slip.max(initial=0.0) > MOST_SLIP:
        t, k = np.unravel_index(int(slip.argmax()), slip.shape)
        bad |= set(np.flatnonzero(slip.max(axis=1) > MOST_SLIP).tolist())
        far, point = float(slip[t, k]), task.contacts.names[int(k)]
        reasons.append((far, f"{point} stays {1000 * far:.0f} mm from its support"))
    if reasons:
        several = "; ".join(text for _, text in sorted(reasons, reverse=True)[:MOST_REASONS])
        raise SolverError(
            f"{task.recorded.name}: no movement within the limits of this body was found: {several}. "
            "Lower the grade of the condition, or choose an easier movement",
            sorted(bad),
            data=task,
            best=projected,
        )


def _unchanged(task: AdaptationTask) -> Adapted:
    """The recorded movement itself."""
    q = task.q[task.part]
    instant = _instant(task, q)
    same = kinematic_changes(task.body, q, q, instant=instant, distance=_distance(task, 1.0), period=_period_s(task))
    loads = _kind_of_loads(task.motion)
    return Adapted(task.recorded, task.recorded, same, (), loads=loads, notes=(UNCHANGED,), instant=instant.text)


def _all_frames(task: AdaptationTask, projected: ProjectedMotion) -> Array:
    """Adapted poses of all frames, (frames, n): one period's deviation in each, and the changed way over the ground."""
    deviation = projected.deviation
    if task.period is not None:
        deviation = deviation[(np.arange(len(task.q)) - task.part.start) % task.period]
    q = task.q + deviation
    ground = [task.body.map.column(f"pelvis_t{x}") for x in "xyz"]
    contacts = task.contacts
    q[:, ground] += (projected.stride - 1.0) * contacts.travelled[:, None] * contacts.direction
    return q


def _coordinates(task: AdaptationTask, q: Array) -> dict[str, Array]:
    """By name, with those that the body does not have (wrists) where the frames are the recorded ones."""
    names = task.body.map.names
    new = {n: q[:, i] for i, n in enumerate(names) if n in task.motion.coordinates or np.any(q[:, i])}
    if len(task.time) != len(task.recorded.time):
        return new
    return {**{n: v for n, v in task.recorded.coordinates.items() if n not in names}, **new}


def _moved_forces(task: AdaptationTask, q: Array, stride: float) -> MovedForces:
    """Measured forces go along with the feet, unless they then miss the movement by too much."""
    body, measured = task.body, task.motion.loads
    loads = move_loads(body, measured, task.time, task.q, q, task.contacts.direction, stride)
    if not loads:
        return MovedForces(loads)
    before, after = force_residual(body, task.time, task.q, measured), force_residual(body, task.time, q, loads)
    text = (
        f"{100 * after.before:.1f} % of body weight (recorded: {100 * before.before:.1f} %), "
        f"{100 * after.after:.1f} % once the body is shifted by {1000 * after.shift:.0f} mm (RMS)"
    )
    far = after.after > before.after + MOST_RESIDUAL or after.shift > before.shift + MOST_SHIFT
    if far or after.before > HOPELESS:
        note = (
            f"Moved along with the feet, measured forces would miss the adapted movement by {text}: too much, "
            "so the floor's forces are unknowns of the analysis."
        )
        return MovedForces((), (before, after), note)
    note = (
        "Measured forces went along with the feet; their part along the way was scaled with the stride. They "
        f"miss the movement by {text}."
    )
    return MovedForces(loads, (before, after), note)


def _binding(task: AdaptationTask, projected: ProjectedMotion) -> tuple[BindingLimit, ...]:
    """Limits that hold the movement back, the longest first."""
    out, units = [], task.limits.units
    for c, name in enumerate(task.limits.names):
        frames = np.flatnonzero(projected.multiplier[:, c] > BINDS)
        if frames.size:
            worst = float(projected.excess[:, c].max())
            excess = float(np.degrees(worst)) if units[c] == "deg" else worst
            at = tuple((frames + task.part.start).tolist())
            out.append(BindingLimit(name, at, frames.size / len(projected.multiplier), excess, units[c]))
    return tuple(sorted(out, key=lambda b: -b.share))


def _binding_sentence(binding: tuple[BindingLimit, ...]) -> str:
    if not binding:
        return ""
    names = "; ".join(f"{b.name} ({100 * b.share:.0f} % of the time)" for b in binding)
    return f"Limits that hold it back: {names}."


def _distance(task: AdaptationTask, stride: float) -> Distance | None:
    """The stride of a periodic walk, or how far a single one goes; None on the spot."""
    if not task.travels:
        return None
    travelled = task.contacts.travelled
    if task.period is not None:
        gone = float(travelled[task.period] - travelled[0])
        return Distance("stride", gone, stride * gone)
    gone = float(travelled[-1])
    return Distance("distance", gone, stride * gone)


def _period_s(task: AdaptationTask) -> float | None:
    """Duration of two steps [s]; None where there are none."""
    if task.period is None or not task.travels:
        return None
    return float(task.time[task.period] - task.time[0])


def _kind_of_loads(motion: Motion) -> str:
    return "moved" if motion.loads else "predicted" if motion.supports else "none"


def _instant(task: AdaptationTask, after: Array) -> Instant:
    """When changes are compared, among the frames that were solved for: see `Instant`.

    Args:
        after: adapted poses of these frames, (frames, n).
    """
    before, names = task.q[task.part], task.body.map.names
    if task.travels:
        late = {s: int(before[:, task.body.map.column(f"hip_flexion_{s}")].argmin()) for s in "rl"}
        return Instant(late, "in late stance")
    angles = [c for c in task.columns if names[c] not in TRANSLATIONS]
    frame = int(np.abs(after - before)[:, angles].max(axis=1).argmax())
    return Instant({"r": frame, "l": frame}, f"at {task.time[task.part][frame]:.2f} s, where most changes")


def _with_belt_speed(support: Support, stride: float) -> Support:
    """A belt runs as much slower as the strides are shorter."""
    x, y, z = support.velocity
    return replace(support, velocity=(stride * x, stride * y, stride * z))
