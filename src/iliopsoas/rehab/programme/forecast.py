"""What to expect, as a band and never as one line: strength, range and tendon of many possible people like this one.

A forecast is an ensemble: each member has its own parameters (`responses.draw_parameters`) and its own path; the band
goes from the 5th to the 95th percentile. A measurement re-weights the members by how well they foretold it, with the
measurement error of the test (Bayes' rule on an ensemble); members stay as they are. Where a measurement lies so far
out that fewer than `LEAST_MEMBERS` would carry the weight, its error is widened until they do, and it is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas.rehabilitation.catalogue import dose_preset, prescription
from iliopsoas.errors import InputError
from iliopsoas.rehab.cards.load_card import Band
from iliopsoas.rehab.programme.choice import effort_share
from iliopsoas.rehab.programme.plan import Phase, Plan, PlannedExercise
from iliopsoas.rehab.programme.responses import (
    Members,
    Training,
    draw_parameters,
    range_paths,
    strength_paths,
    tendon_paths,
    times,
)

MEMBERS = 2000
"""Of an ensemble (technical)."""
SEED = 31
"""Of its draws, so that a forecast can be repeated (technical)."""
LEAST_MEMBERS = 50.0
"""Effective members that must be left after an update (technical)."""
PERCENTILES = (0.05, 0.95)
"""Ends of a band (technical)."""
TWO_SIDED = 1.96
"""Standard deviations of a change within the minimal detectable change (technical)."""
QUANTITIES = {"strength": "of the start", "range": "deg gained", "tendon": "of the start"}
"""What is forecast, and its unit."""
TRIAL = Training(weeks=6, effort=0.73, days_per_week=3, progressive=True)
"""The six weeks of thorborg2016: from 15 RM to 8 RM, about 67 to 79 % of the maximum (the percentages estimated)."""


class Measurement(NamedTuple):
    """A change that was measured.

    Attributes:
        week: since the start.
        value: in the forecast's unit: strength over the first measurement, or degrees gained since it.
        detectable: minimal detectable change of the test, in the same unit.
    """

    week: float
    value: float
    detectable: float


@dataclass(frozen=True)
class Forecast:
    """An ensemble of paths.

    Attributes:
        quantity: one of QUANTITIES. unit: of the values.
        weeks: (times,) [week].
        paths: (members, times).
        weights: (members,), sum 1.
        notes: what was assumed.
    """

    quantity: str
    unit: str
    weeks: NDArray[np.float64]
    paths: Members
    weights: Members
    notes: tuple[str, ...] = ()

    def at(self, week: float) -> Band:
        """Median, 5th and 95th percentile at a time [week].

        Raises:
            InputError: before the start or after the end.
        """
        return Band(*(float(q) for q in self._quantiles(self.values_at(week), (0.5, *PERCENTILES))))

    @property
    def bands(self) -> tuple[Band, ...]:
        """`at` each of `weeks`."""
        return tuple(self.at(week) for week in self.weeks)

    def mean(self, week: float) -> float:
        """Mean of all members at a time, which is what a trial's mean stands beside."""
        return float(self.weights @ self.values_at(week))

    def likely(self, change: float, week: float) -> float:
        """Share of the members that have changed by at least so much by a time [-]."""
        gained = self.values_at(week) - self.paths[:, 0]
        return float(self.weights[gained >= change].sum())

    def as_data(self) -> dict[str, Any]:
        """What `json.dumps` takes: one band a week."""
        whole = [w for w in self.weeks if w == int(w)]
        keys = ("median", "low", "high")
        bands = [dict(zip(keys, (round(x, 4) for x in self.at(w)), strict=True)) for w in whole]
        return {
            "quantity": self.quantity,
            "unit": self.unit,
            "weeks": [int(w) for w in whole],
            "bands": bands,
            "notes": list(self.notes),
        }

    def values_at(self, week: float) -> Members:
        """Every member at a time [week], (members,).

        Raises:
            InputError: before the start or after the end.
        """
        if not self.weeks[0] <= week <= self.weeks[-1]:
            raise InputError(f"week {week:g} lies outside of the forecast, 0 to {self.weeks[-1]:g}")
        right = int(np.searchsorted(self.weeks, week))
        left = max(right - 1, 0)
        span = self.weeks[right] - self.weeks[left]
        share = (week - self.weeks[left]) / span if span else 0.0
        return (1.0 - share) * self.paths[:, left] + share * self.paths[:, right]

    def _quantiles(self, values: Members, levels: Sequence[float]) -> NDArray[np.float64]:
        order = np.argsort(values)
        centre = np.cumsum(self.weights[order]) - 0.5 * self.weights[order]
        return np.interp(levels, centre, values[order])


def make_forecast(
    quantity: str, trainings: Sequence[Training], *, members: int = MEMBERS, seed: int = SEED
) -> Forecast:
    """A forecast of a quantity under some trainings, one after the other.

    Raises:
        InputError: no such quantity, or nothing to forecast.
    """
    if quantity not in QUANTITIES:
        raise InputError(f"there is no forecast of '{quantity}'; there are {', '.join(QUANTITIES)}")
    if not trainings:
        raise InputError("no training, so there is nothing to forecast; give at least one")
    draws = draw_parameters(members, seed)
    paths = {"strength": strength_paths, "range": range_paths, "tendon": tendon_paths}[quantity](draws, trainings)
    return Forecast(quantity, QUANTITIES[quantity], times(trainings), paths, np.full(members, 1.0 / members))


def update(forecast: Forecast, measurements: Iterable[Measurement]) -> Forecast:
    """The forecast after some measurements: its members re-weighted, their paths unchanged.

    A change from the first measurement has the standard deviation of its error, detectable / 1.96.

    Raises:
        InputError: a measurement outside of the forecast, or without a positive detectable change.
    """
    found = list(measurements)
    log_likelihood = np.zeros(len(forecast.weights))
    for m in found:
        if not (np.isfinite(m.value) and np.isfinite(m.detectable) and m.detectable > 0.0):
            raise InputError(f"the measurement of week {m.week:g} needs a value and a positive detectable change")
        error = (forecast.values_at(m.week) - m.value) / (m.detectable / TWO_SIDED)
        log_likelihood -= 0.5 * error**2
    if not found:
        return forecast
    weights, temper = _weighted(forecast.weights, log_likelihood)
    notes = forecast.notes
    if temper < 1.0:
        notes = (*notes, f"A measurement lies far out; its error was taken as {temper**-0.5:.1f} times as large.")
    return replace(forecast, weights=weights, notes=notes)


def _weighted(prior: Members, log_likelihood: Members) -> tuple[Members, float]:
    """New weights, and the power of the likelihood that leaves enough effective members."""
    low, high = 0.0, 1.0
    weights = _posterior(prior, log_likelihood, high)
    if _effective(weights) >= LEAST_MEMBERS:
        return weights, 1.0
    for _ in range(40):  # bisection
        middle = 0.5 * (low + high)
        low, high = (
            (middle, high) if _effective(_posterior(prior, log_likelihood, middle)) >= LEAST_MEMBERS else (low, middle)
        )
    return _posterior(prior, log_likelihood, low), max(low, 1e-12)


def _posterior(prior: Members, log_likelihood: Members, power: float) -> Members:
    raw = prior * np.exp(power * (log_likelihood - log_likelihood.max()))
    return np.asarray(raw / raw.sum())


def _effective(weights: Members) -> float:
    return float(1.0 / np.sum(weights**2))


class PlanForecast(NamedTuple):
    """Forecasts of a plan; None where it holds nothing that would change the quantity."""

    strength: Forecast | None
    range: Forecast | None
    tendon: Forecast | None

    def as_data(self) -> dict[str, Any]:
        """What `json.dumps` takes."""
        return {name: None if f is None else f.as_data() for name, f in self._asdict().items()}


def forecast_plan(plan: Plan, *, pause_weeks: float = 0.0) -> PlanForecast:
    """What a plan should bring, if it is done as written.

    Args:
        pause_weeks: weeks without any training at its end.
    """
    trainings = [phase_training(phase) for phase in plan.phases]
    if pause_weeks > 0.0:
        trainings.append(Training(pause_weeks))
    assumed = ("The effort of some exercises was not computed; the middle of their dose's was taken.",)
    notes = assumed if any(e.card is None for e in plan.exercises) else ()

    def of(quantity: str, wanted: bool) -> Forecast | None:
        return replace(make_forecast(quantity, trainings), notes=notes) if wanted else None

    return PlanForecast(
        strength=of("strength", any(t.effort > 0.0 for t in trainings)),
        range=of("range", any(t.stretch_minutes > 0.0 for t in trainings)),
        tendon=of("tendon", any(t.tendon_strain > 0.0 for t in trainings)),
    )


def phase_training(phase: Phase) -> Training:
    """A phase as training: its most demanding exercise for strength and tendon, all its stretches for range.

    Doses of fixed light load are not progressive; those of the trial, of cuffs and of heavy slow work are.
    """
    efforts = [(exercise_effort(e), e) for e in phase.exercises]
    effort, hardest = max(efforts, key=lambda pair: pair[0], default=(0.0, None))
    stretches = [e.dose for e in phase.exercises if prescription(e.exercise).sort == "stretch"]
    strains = [e.card.loads["tendon_strain"].value for e in phase.exercises if e.card is not None]
    return Training(
        weeks=phase.weeks,
        effort=effort,
        days_per_week=hardest.dose.per_week if hardest else 0,
        progressive=bool(hardest and hardest.dose.preset in PROGRESSIVE),
        stretch_minutes=sum(dose.minutes_per_week for dose in stretches),
        tendon_strain=max((s for s in strains if np.isfinite(s)), default=0.0),
    )


PROGRESSIVE = ("trial_start", "trial_end", "cuff_steps", "heavy_slow")
"""Doses whose load is raised as the person gets stronger."""


def exercise_effort(exercise: PlannedExercise) -> float:
    """Share of the own maximum [-]; where it was not computed, the middle of what its dose is meant for; 0 for none."""
    found = prescription(exercise.exercise)
    if found.sort not in ("activation", "strength"):
        return 0.0
    share = effort_share(found, exercise.card)
    if share is None:
        effort = dose_preset(exercise.dose.preset).effort
        return 0.0 if effort is None else sum(effort) / 2.0
    return share
