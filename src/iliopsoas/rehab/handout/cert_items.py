"""The programme by the items of the Consensus on Exercise Reporting Template (slade2016), in our own words.

What only the professional knows is left open and says so.
"""

from __future__ import annotations

from typing import NamedTuple

from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.atlas.rehabilitation.catalogue import prescription, programme, stop_rule
from iliopsoas.rehab.diary.progress import Progress
from iliopsoas.rehab.programme.plan import Plan, PlannedExercise

OPEN = "to be filled in by the professional"
CERT_SOURCE = "slade2016"


class CertItem(NamedTuple):
    """One item: its number in the template, what it asks, and the answer."""

    item: str
    asks: str
    answer: str


def cert_items(plan: Plan, progress: Progress | None = None) -> tuple[CertItem, ...]:
    """All items for a plan; with a diary, what was really done too."""
    exercises, profile = plan.exercises, plan.profile
    needed = sorted({thing for e in exercises for thing in prescription(e.exercise).equipment})
    rules = "; ".join(f"{p.name}: {p.progress_when}" for p in plan.phases if p.progress_when)
    beside = "; ".join(f"{a.name}: {a.words}" for a in plan.advice) or "none"
    done = OPEN
    if progress is not None and progress.adherence is not None:
        done = f"{100 * progress.adherence:.0f} % of the planned sessions of full weeks were logged"
    events = OPEN if progress is None else f"{len(progress.flags)} entries with a warning sign; others: {OPEN}"
    stage = plan.phases[0].name if plan.phases else "none: a physician first"
    doses = "; ".join(f"{e.exercise}: {e.dose.words}" for e in exercises) or "none"
    goal, stops = programme(profile.goal).title, stop_rule(profile.stop_rule).words
    rows = (
        ("1", "equipment", ", ".join(needed) or "none"),
        ("2", "who supervises, with which training", OPEN),
        ("3", "alone or in a group", "alone"),
        ("4", "supervised or not", f"at home by handout and diary; supervision: {OPEN}"),
        ("5", "how adherence is measured", "a diary, append-only: sessions, repetitions, loads, pain"),
        ("6", "how people are motivated", OPEN),
        ("7a", "rule for going on", rules or "none"),
        ("7b", "how it was made harder", "by phase: " + ", ".join(f"{p.name} ({p.weeks} wk)" for p in plan.phases)),
        ("8", "each exercise, so that others can do it", "; ".join(_told(e) for e in exercises) or "none"),
        ("9", "part that is done at home", "all of it"),
        ("10", "what is given beside exercises", beside),
        ("11", "adverse events", events),
        ("12", "where it is done", "at home"),
        ("13", "sets, repetitions, hold, how often", doses),
        ("14a", "the same for all or tailored", "tailored"),
        ("14b", "how it is tailored", f"goal '{goal}', loads of this person, caps, signs, equipment"),
        ("15", "where one starts, and why", f"phase '{stage}', set by the professional; {stops}"),
        ("16a", "how fidelity is assessed", "entries of the diary beside the plan"),
        ("16b", "whether it was done as planned", done),
    )  # fmt: skip
    return tuple(CertItem(*row) for row in rows)


def _told(e: PlannedExercise) -> str:
    settings = ", ".join(f"{k} {v}" for k, v in sorted(e.parameters.items()))
    side = "both sides" if e.side == "both" else e.side
    about = f"{side}, {settings}" if settings else side
    return f"{find_movement(e.exercise).title} ({about}): {prescription(e.exercise).words}"
