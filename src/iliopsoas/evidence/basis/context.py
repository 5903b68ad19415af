"""What comparisons share: bodies, the walks, static postures, movements of the library; each computed once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Sex, Subject
from iliopsoas.errors import FileError, IliopsoasError, SolverError, UnknownName
from iliopsoas.evidence.basis.recorded_trials import find_trial
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.results.basis.attributes import body_weight
from iliopsoas.results.gait_events import LOADED, spans, vertical_ground_force

Value = TypeVar("Value")
WALKERS = {
    "walk": Subject(height=1.655, mass=67.0, age=30.0),
    "walk_average": Subject(height=1.71, mass=68.5, age=43.0),
}
"""Who does each walk: the man who was measured (schreiber2019), and the mean stature, mass and age of the people whose
strides were averaged (bovi2011; one sex, male)."""
READER = Subject(height=1.75, mass=75.0)
"""Who lies, stands and lifts in static postures; estimated: an average young man."""


CYCLIC = ("walk", "walk_average", "run")
"""Movements of the library that are three cycles, of which the middle one is analysed (technical)."""


class NotAvailable(IliopsoasError):
    """Something that a comparison needs is not here."""


class MovementNotInLibrary(NotAvailable):
    """A movement that a comparison needs is not in the library."""


class TrialNotGiven(NotAvailable):
    """A recorded trial that a comparison needs lies outside the repository, and its folder was not given."""


class Context:
    """Shared results of one run.

    Args:
        trials: folder of recorded trials (see `recorded_trials`); None: comparisons with them are not available.

    Raises:
        FileError: there is no such folder.
    """

    def __init__(self, trials: Path | str | None = None) -> None:
        self._kept: dict[Hashable, Any] = {}
        self.trials = None if trials is None else Path(trials)
        if self.trials is not None and not self.trials.is_dir():
            raise FileError(self.trials, "there is no such folder of recorded trials")

    def once(self, key: Hashable, work: Callable[[], Value]) -> Value:
        """The result of some work, done the first time its key is asked for."""
        if key not in self._kept:
            self._kept[key] = work()
        return cast(Value, self._kept[key])

    @cached_property
    def generic(self) -> Body:
        """The generic body, with psoas minor."""
        return Body.build(variants=["psoas_minor"])

    @cached_property
    def reader(self) -> Body:
        """The body of the static postures."""
        return Body.build(READER)

    @property
    def walk(self) -> xr.Dataset:
        """The middle cycle of the measured walk, from right foot strike to right foot strike."""
        return self.stride(["walk"])

    def stride(self, movements: Sequence[str]) -> xr.Dataset:
        """A cycle of walking: the middle one of one of WALKERS' movements, done by the body it belongs to, or the first
        of a recorded trial, from right foot strike to right foot strike.

        Raises:
            TrialNotGiven: it is a recorded trial, and no folder was given.
        """
        name = movements[0]
        if name in WALKERS:
            return self.once(("stride", name), lambda: _middle_cycle(name))
        recorded = self.recorded(name)
        return self.once(("stride", name), lambda: _first_cycle(recorded))

    def person(self, sex: str, age_years: float, height_m: float, mass_kg: float) -> Body:
        """The body of one person of a published group."""
        subject = Subject(height_m, mass_kg, cast(Sex, sex), age_years)
        return self.once(subject_key(subject), lambda: Body.build(subject))

    def library(self, names: Sequence[str]) -> xr.Dataset:
        """Analysis of the first of these movements that the library has, done by the reader.

        Raises:
            MovementNotInLibrary: it has none of them.
        """
        return self.once(("movement", *names), lambda: self._analyse(names))

    def cycle(self, names: Sequence[str]) -> xr.Dataset:
        """As `library`, but of walking and running only the middle cycle."""
        if names[0] not in CYCLIC:
            return self.library(names)

        def middle() -> xr.Dataset:
            motion = movement(names[0], self.reader)
            third = motion.duration / 3.0
            return analyze(self.reader, motion, start=third, end=2.0 * third)

        return self.once(("middle cycle", names[0]), middle)

    def recorded(self, name: str) -> xr.Dataset:
        """Analysis of a recorded trial.

        Raises:
            TrialNotGiven: no folder was given, or it lacks this trial.
            UnknownName: no trial is called so.
        """
        trial = find_trial(name)
        if self.trials is None or not trial.is_in(self.trials):
            raise TrialNotGiven(f"the recorded trial {name} is not here; give the folder of trials")
        folder = self.trials
        return self.once(("trial", name), lambda: trial.analysed(folder))

    def _analyse(self, names: Sequence[str]) -> xr.Dataset:
        for name in names:
            try:
                motion = movement(name, self.reader)
            except UnknownName:
                continue
            return analyze(self.reader, motion)
        raise MovementNotInLibrary(f"the library has no movement called {' or '.join(names)}")


def _first_cycle(recorded: xr.Dataset) -> xr.Dataset:
    loaded = spans(vertical_ground_force(recorded, "r"), LOADED * body_weight(recorded))
    strikes = [first for first, _ in loaded if first > 0]
    if len(strikes) < 2:
        raise SolverError("the right foot does not strike the ground twice in this trial")
    return recorded.isel(time=slice(strikes[0], strikes[1] + 1))


def _middle_cycle(name: str) -> xr.Dataset:
    body = Body.build(WALKERS[name])
    motion = movement(name, body)
    third = motion.duration / 3.0
    return analyze(body, motion, start=third, end=2.0 * third)


def subject_key(subject: Subject) -> Hashable:
    """What tells people apart."""
    return ("person", subject.sex, subject.age, subject.height, subject.mass)
