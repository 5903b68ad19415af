"""`assess`: a body, a test, a side -> what would be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from iliopsoas.assessment import nerve, ranges, resisted, snapping, tasks, thomas
from iliopsoas.assessment.outcome import Assessment, Outcome, Reading
from iliopsoas.atlas.assessments import Test, clinical_test, clinical_tests
from iliopsoas.body.body import Body
from iliopsoas.errors import InputError

SIDES = {"r": "r", "right": "r", "l": "l", "left": "l"}
FUNCTIONS: dict[str, Callable[[Body, str], Outcome]] = {
    "thomas": thomas.modified,
    "thomas_uncontrolled": thomas.uncontrolled,
    "thomas_tape": thomas.tape,
    "thomas_lying": thomas.lying,
    "straight_leg_raise": resisted.leg_raise,
    "resisted_seated": resisted.seated,
    "resisted_supine": resisted.supine,
    "prone_extension": ranges.prone,
    "femoral_nerve": nerve.stretch,
    "snapping": snapping.manoeuvre,
    "fadir": ranges.fadir,
    "faber": ranges.faber,
    "sit_to_stand": tasks.sit_to_stand,
    "step_up": tasks.step_up,
}
"""What computes each test of the atlas."""


def assess(body: Body, name: str, side: str = "r", *, healthy: Body | None = None) -> Assessment:
    """Simulate a clinical test.

    Args:
        body: who, with or without conditions.
        name: of a test or an alias, see `iliopsoas.atlas.assessments.clinical_tests`.
        side: 'r' or 'l' (or 'right', 'left').
        healthy: whom to compare with; default the same person without conditions, if there are any.

    Raises:
        UnknownName: there is no such test.
        InputError: no such side.
        SolverError: a computation did not end.
    """
    return Examiner().assess(body, name, side, healthy=healthy)


def assess_all(
    body: Body, side: str = "r", *, names: Iterable[str] | None = None, healthy: Body | None = None
) -> tuple[Assessment, ...]:
    """Several tests, default all, in the atlas' order."""
    chosen = [test.name for test in clinical_tests()] if names is None else names
    examiner = Examiner()
    return tuple(examiner.assess(body, name, side, healthy=healthy) for name in chosen)


class Examiner:
    """Does tests, and keeps those of healthy people, for many bodies of one person."""

    def __init__(self) -> None:
        self._healthy: dict[tuple[object, ...], tuple[Body, Outcome]] = {}

    def assess(self, body: Body, name: str, side: str = "r", *, healthy: Body | None = None) -> Assessment:
        """See `assess`."""
        test, at = clinical_test(name), check_side(side)
        found = FUNCTIONS[test.name](body, at)
        if healthy is None and body.conditions:
            healthy = body.healthy()
        before = None if healthy is None else self._before(healthy, test, at)
        return _assembled(test, at, body, found, before)

    def _before(self, healthy: Body, test: Test, side: str) -> Outcome:
        """Kept by who it is: the engine's model, which all conditions of a person share, muscles and conditions."""
        key = (id(healthy.model), id(healthy.healthy_muscles), healthy.conditions, test.name, side)
        if key not in self._healthy:
            self._healthy[key] = (healthy, FUNCTIONS[test.name](healthy, side))
        return self._healthy[key][1]


def check_side(side: str) -> str:
    """'r' or 'l'.

    Raises:
        InputError: it is neither.
    """
    if side not in SIDES:
        raise InputError(f"side is '{side}'; it must be one of {', '.join(SIDES)}")
    return SIDES[side]


def _assembled(test: Test, side: str, body: Body, found: Outcome, before: Outcome | None) -> Assessment:
    readings = tuple(
        Reading(
            replace(q, norm=found.norms.get(q.key, q.norm)),
            float(found.values[q.key]) + 0.0,
            found.norms.get(q.key, q.norm),
            None if before is None else float(before.values[q.key]) + 0.0,
        )
        for q in test.quantities
    )
    return Assessment(test, side, readings, found.pose, found.mark, (*found.notes, *test.notes), body.conditions)
