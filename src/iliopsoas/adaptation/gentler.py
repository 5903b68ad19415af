"""A movement done smaller or slower, until no load exceeds what a person bears.

Somebody who walks takes shorter strides in the same time; anything else is done more slowly, over the same way. Each
try is one analysis; the first that holds every threshold is taken. Where none does, the one with the lowest load is, if
it helps at all, and what stays too high is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from iliopsoas.adaptation.adapted import Adapted
from iliopsoas.adaptation.slower import slowed
from iliopsoas.adaptation.task import Task, finished, prepared, solved
from iliopsoas.body.body import Body
from iliopsoas.errors import SolverError
from iliopsoas.mechanics.analyze import analyze

SHARES = (0.9, 0.8, 0.7, 0.6, 0.5)
"""Strides or speeds that are tried, beside the first [-]; estimated."""
HELPS = 0.02
"""Fall of the highest ratio below which going gentler is no help [-]; estimated."""


def gentler(
    task: Task,
    first: Adapted,
    *,
    healthy: Body | None,
    cutoff_hz: float | None,
    plates: Mapping[str, str] | None,
    start: float | None,
    end: float | None,
) -> Adapted:
    """The adapted movement itself where nothing hurts, else a gentler one."""
    if task.period is not None and start is None and end is None:
        start, end = (float(task.time[i]) for i in (task.part.start, task.part.stop))

    def ratios(found: Adapted) -> dict[str, float]:
        first_s, last_s = found.when(start), found.when(end)
        known = {load.name for load in found.motion.loads}
        feet = {name: foot for name, foot in (plates or {}).items() if name in known}
        result = analyze(task.body, found.motion, cutoff_hz=cutoff_hz, plates=feet or None, start=first_s, end=last_s)
        values = result["threshold_ratio"].values.max(axis=0)
        return {str(n): float(v) for n, v in zip(result["threshold"].values, values, strict=True)}

    tries = [(1.0, first, ratios(first))]
    stopped = ""
    for share in SHARES:
        if max(tries[-1][2].values()) <= 1.0:
            break
        try:
            if task.held.travels:
                found = finished(task, solved(task, stride=first.stride * share))
            else:
                slower = prepared(task.body, slowed(task.recorded, share), healthy=healthy, cutoff_hz=cutoff_hz)
                found = finished(slower, solved(slower))
                found = replace(found, recorded=task.recorded, duration=1.0 / share)
        except SolverError as problem:
            stopped = f" Below {share + 0.1:.0%} there is none within the limits ({problem})."
            break
        tries.append((share, found, ratios(found)))
    return _chosen(task, tries, stopped)


def _chosen(task: Task, tries: list[tuple[float, Adapted, dict[str, float]]], stopped: str) -> Adapted:
    highest = [max(ratio.values()) for _, _, ratio in tries]
    if highest[-1] <= 1.0:
        best = len(tries) - 1
    else:
        best = min(range(len(tries)), key=highest.__getitem__)
        best = best if highest[best] < highest[0] - HELPS else 0
    share, found, ratio = tries[best]
    unmet = {name: value for name, value in ratio.items() if value > 1.0}
    what = "Strides" if task.held.travels else "Speed"
    notes = []
    if share < 1.0:
        worst = max(tries[0][2], key=tries[0][2].__getitem__)
        notes.append(
            f"{what} of {share:.0%} because of pain: {worst} would have been {highest[0]:.2f} of its threshold, "
            f"now {ratio[worst]:.2f}."
        )
    if unmet:
        text = "; ".join(f"{name} at {value:.2f} of its threshold" for name, value in unmet.items())
        tried = "no smaller stride" if task.held.travels else "no slower speed"
        notes.append(f"It still hurts: {text}; {tried} down to {tries[-1][0]:.0%} avoids it.{stopped}")
    if not notes:
        return found
    motion = found.motion.with_notes(notes) if found.changed else found.motion
    return replace(found, motion=motion, amplitude=share, unmet=unmet, notes=(*found.notes, *notes))
