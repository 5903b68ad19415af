"""A movement done smaller or slower, until no load exceeds what a person bears.

Somebody who walks takes shorter strides in the same time; anything else is done more slowly, over the same way. Each
attempt is one analysis; the first that holds every threshold is taken. Where none does, the one with the lowest load
is, if it helps at all, and what stays too high is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from iliopsoas.adaptation.adapted import Adapted
from iliopsoas.adaptation.outcome import adapted_motion
from iliopsoas.adaptation.task import AdaptationTask, prepare_task
from iliopsoas.adaptation.time_scaling import slowed
from iliopsoas.body.body import Body
from iliopsoas.errors import SolverError
from iliopsoas.mechanics.analyze import analyze

SHARES = (0.9, 0.8, 0.7, 0.6, 0.5)
"""Strides or speeds that are tried, beside the first [-]; estimated."""
LEAST_RELIEF = 0.02
"""Fall of the highest ratio below which going gentler is no help [-]; estimated."""


class Attempt(NamedTuple):
    """A movement that was tried.

    Attributes:
        share: of the first movement's stride or speed [-].
        adapted: the movement.
        ratios: each threshold's largest load over its value [-].
    """

    share: float
    adapted: Adapted
    ratios: dict[str, float]

    @property
    def highest(self) -> float:
        """The largest of the ratios [-]; above 1 it hurts."""
        return max(self.ratios.values())


@dataclass(frozen=True)
class AnalysisOptions:
    """How loads are judged; as for `adapt`."""

    healthy: Body | None = None
    cutoff_hz: float | None = 6.0
    plates: Mapping[str, str] | None = None
    start: float | None = None
    end: float | None = None


def avoid_pain(task: AdaptationTask, first: Adapted, options: AnalysisOptions) -> Adapted:
    """The adapted movement itself where nothing hurts, else a gentler one."""
    if task.period is not None and options.start is None and options.end is None:
        start, end = (float(task.time[i]) for i in (task.part.start, task.part.stop))
        options = replace(options, start=start, end=end)
    attempts = [Attempt(1.0, first, load_ratios(task, first, options))]
    stopped = ""
    for share in SHARES:
        if attempts[-1].highest <= 1.0:
            break
        try:
            found = _gentler(task, first, share, options)
        except SolverError as problem:
            stopped = f" Below {share + 0.1:.0%} there is none within the limits ({problem})."
            break
        attempts.append(Attempt(share, found, load_ratios(task, found, options)))
    return _with_notes(attempts, stopped, travels=task.travels)


def load_ratios(task: AdaptationTask, adapted: Adapted, options: AnalysisOptions) -> dict[str, float]:
    """Largest load over its threshold, by name of the threshold [-], from an analysis of the movement."""
    known = {load.name for load in adapted.motion.loads}
    feet = {name: foot for name, foot in (options.plates or {}).items() if name in known}
    result = analyze(
        task.body,
        adapted.motion,
        cutoff_hz=options.cutoff_hz,
        plates=feet or None,
        start=adapted.when(options.start),
        end=adapted.when(options.end),
    )
    values = result["threshold_ratio"].values.max(axis=0)
    return {str(n): float(v) for n, v in zip(result["threshold"].values, values, strict=True)}


def _gentler(task: AdaptationTask, first: Adapted, share: float, options: AnalysisOptions) -> Adapted:
    """The movement with a share of the first one's stride, or of the recorded speed."""
    if task.travels:
        return adapted_motion(task, task.project(stride=first.stride * share))
    slower = prepare_task(task.body, slowed(task.recorded, share), healthy=options.healthy, cutoff_hz=options.cutoff_hz)
    return replace(adapted_motion(slower, slower.project()), recorded=task.recorded, duration=1.0 / share)


def best_attempt(attempts: list[Attempt]) -> Attempt:
    """The last where it does not hurt, else the one that hurts least, or the first where nothing helps."""
    if attempts[-1].highest <= 1.0:
        return attempts[-1]
    best = min(attempts, key=lambda a: a.highest)
    return best if best.highest < attempts[0].highest - LEAST_RELIEF else attempts[0]


def _with_notes(attempts: list[Attempt], stopped: str, *, travels: bool) -> Adapted:
    """The best attempt, and what it cost and left undone in words."""
    first, best = attempts[0], best_attempt(attempts)
    found, ratios = best.adapted, best.ratios
    unmet = {name: value for name, value in ratios.items() if value > 1.0}
    notes = []
    if best.share < 1.0:
        worst = max(first.ratios, key=first.ratios.__getitem__)
        notes.append(
            f"{'Strides' if travels else 'Speed'} of {best.share:.0%} because of pain: {worst} would have been "
            f"{first.highest:.2f} of its threshold, now {ratios[worst]:.2f}."
        )
    if unmet:
        text = "; ".join(f"{name} at {value:.2f} of its threshold" for name, value in unmet.items())
        tried = "no smaller stride" if travels else "no slower speed"
        notes.append(f"It still hurts: {text}; {tried} down to {attempts[-1].share:.0%} avoids it.{stopped}")
    if not notes:
        return found
    motion = found.motion.with_notes(notes) if found.changed else found.motion
    return replace(found, motion=motion, amplitude=best.share, unmet=unmet, notes=(*found.notes, *notes))
