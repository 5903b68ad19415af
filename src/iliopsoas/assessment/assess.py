"""`assess`: a simulated clinical test with its norm, its error, its accuracy, and what else could cause the finding.

Each test looks at a body, never at the names of its conditions. The verdict says where the value lies and whether it
differs from the same person without conditions by more than measurement error. It is never a diagnosis.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from iliopsoas.assessment import nerve_and_tendon, range_tests, strength_tests, tasks, thomas
from iliopsoas.assessment.reading import NormalRange, Reading
from iliopsoas.atlas.assessments import Assessment, assessment
from iliopsoas.body.body import Body
from iliopsoas.errors import UnknownName, expect

OF_THE_VALUE = "% of the value"
"""Unit of an error that is relative."""
SIDES = {"r": "right", "l": "left", "right": "right", "left": "left"}
TESTS: dict[str, Callable[[Body, str], Reading]] = {
    "thomas": thomas.thomas,
    "thomas_uncontrolled": thomas.thomas_uncontrolled,
    "thomas_table": thomas.thomas_table,
    "leg_raise": strength_tests.leg_raise,
    "resisted_seated": strength_tests.resisted_seated,
    "resisted_supine": strength_tests.resisted_supine,
    "prone_extension": range_tests.prone_extension,
    "nerve_stretch": nerve_and_tendon.nerve_stretch,
    "snapping": nerve_and_tendon.snapping,
    "fadir": range_tests.fadir,
    "faber": range_tests.faber,
    "sit_to_stand": tasks.sit_to_stand,
    "step": tasks.step,
}
"""How each test of the atlas is simulated."""
TASKS: dict[str, Callable[[Body, str, tasks.TaskMotions], Reading]] = {
    "sit_to_stand": tasks.sit_to_stand,
    "step": tasks.step,
}
"""Those that move, so that a body with conditions and the healthy one can do the same motion."""


@dataclass(frozen=True)
class Finding:
    """A test's result on one person.

    Attributes:
        test: what was done, with its norms, errors and accuracies.
        side: 'right' or 'left'.
        reading: on this body. healthy: on the same person without conditions; the same object where there are none.
        conditions: what is wrong with the body.
    """

    test: Assessment
    side: str
    reading: Reading
    healthy: Reading
    conditions: tuple[str, ...]

    @property
    def value(self) -> float:
        """In the test's unit."""
        return self.reading.value

    @property
    def normal(self) -> NormalRange | None:
        """Where healthy people lie; None where nobody's norm was found."""
        if self.reading.normal is not None:
            return self.reading.normal
        norm = next((n for n in self.test.norms if not n.of), None)
        return None if norm is None else NormalRange(norm.low, norm.high, norm.population, norm.sources)

    @property
    def mdc(self) -> float | None:
        """Smallest change of this person that is more than error, in the test's unit; None where unknown."""
        error = next((e for e in self.test.errors if not e.of), None)
        if error is None:
            return None
        return error.mdc / 100.0 * abs(self.healthy.value) if error.unit == OF_THE_VALUE else error.mdc

    @property
    def verdict(self) -> str:
        """Where the value lies, and whether it changed by more than error."""
        words = []
        if (normal := self.normal) is not None:
            slack = 1e-9  # comparisons with nan are false: an end that is missing is never passed
            if self.value < normal.low - slack:
                words.append("below the normal range")
            elif self.value > normal.high + slack:
                words.append("above the normal range")
            else:
                words.append("inside the normal range")
        else:
            words.append("no norm was found")
        if not self.reading.possible:
            words = ["not possible"]
        if self.conditions:
            change = self.value - self.healthy.value
            words.append(f"{change:+.1f} {self.test.unit} beside the same person without conditions")
            if self.mdc is not None and abs(change) < self.mdc:
                words.append(f"below the measurement error of {self.mdc:.1f} {self.test.unit}, so one could not tell")
        return "; ".join(words)

    @property
    def beside(self) -> tuple[str, ...]:
        """What is known of the details: where they lie, and whether they changed by more than error."""
        known = dict.fromkeys([*(norm.of for norm in self.test.norms), *(error.of for error in self.test.errors)])
        return tuple(self._detail(of) for of in known if of)

    def _detail(self, of: str) -> str:
        value, before = (float(r.details[of]) for r in (self.reading, self.healthy))
        words = [f"{of.rpartition('_')[0].replace('_', ' ')} {value:.1f} {of.rpartition('_')[2]}"]
        for norm in (n for n in self.test.norms if n.of == of):
            outside = "below" if value < norm.low else "above" if value > norm.high else "inside"
            words.append(f"{outside} the normal range")
        for error in (e for e in self.test.errors if e.of == of):
            size = "below" if abs(value - before) < error.mdc else "beyond"
            if self.conditions:
                words.append(f"{value - before:+.1f}, {size} its measurement error of {error.mdc:.1f}")
            else:
                words.append(f"measurement error {error.mdc:.1f}")
        return "; ".join(words)

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of `references.bib`, sorted."""
        own = self.reading.normal.sources if self.reading.normal else ()
        return tuple(sorted({*self.test.sources, *own}))


def assess(body: Body, name: str, side: str = "right", *, motions: tasks.TaskMotions | None = None) -> Finding:
    """Do one test on a body.

    Args:
        name: see `iliopsoas.atlas.assessments`.
        side: 'right' or 'left' (or 'r', 'l').
        motions: movements that several calls for one person's body share, with whatever conditions.

    Raises:
        UnknownName: no such test or side.
        SolverError: the test's position could not be found.
        InputError: `motions` were made for another body.
    """
    expect(body, Body, "body", "write assess(body, name), for instance assess(body, 'thomas')")
    test = assessment(name)
    if side not in SIDES:
        raise UnknownName("side", side, ("right", "left"))
    shared, short = motions or tasks.TaskMotions(body), SIDES[side][0]

    def examine(examined: Body) -> Reading:
        if test.name in TASKS:
            return TASKS[test.name](examined, short, shared)
        return TESTS[test.name](examined, short)

    reading = examine(body)
    healthy = examine(body.healthy()) if body.conditions else reading
    return Finding(test, SIDES[side], reading, healthy, body.conditions)
