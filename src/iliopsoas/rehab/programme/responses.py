"""How strength, range and tendon answer to training: first-order lags towards what a dose would give in the end.

Strength relative to the start, with a neural part n and a size part m:

    C = (1 + n) (1 + m),    dn/dt = (r n_max u - n) / tau_n,    dm/dt = (r m_max u - m) / tau_m

u in [0, 1] is the stimulus, r the person's own response (lognormal, mean 1), tau one value while it grows and another
while it is lost. The stimulus of a load is a sigmoid of the share of the own maximum, times one for the days a week;
where the load is not raised, the share falls as the person gets stronger. Range grows towards g (1 - exp(-V / V0)) with
V minutes of stretch a week; a tendon's stiffness towards k u, u a sigmoid of its strain. At u = 0 all fall back to the
start, none below it: what bed rest takes from a healthy muscle is another question.

Sources of every number: `atlas/data/rehabilitation/adaptation.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas.rehabilitation.catalogue import adaptation_parameter

Members = NDArray[np.float64]
"""(members,) or (members, times)."""
STEPS_PER_WEEK = 4
"""Steps in which a lag is followed; each is exact (technical)."""
FULL_STRETCH_WEEKS, FULL_TENDON_WEEKS = 6.0, 13.0
"""After which the parameters `range_gain` and `tendon_gain` are stated [week] (winters2004, bohm2015)."""
FULL_MINUTES = 10.0
"""Stretch a week at which `range_gain` is stated [min] (ingram2025)."""
TENDON_WIDTH = 0.005
"""Width of the sigmoid of tendon strain [-], estimated."""


class Training(NamedTuple):
    """What is done for some weeks.

    Attributes:
        weeks: how long.
        effort: share of the own maximum at the start [-]; 0: none.
        days_per_week: with that effort.
        progressive: the load is raised as the person gets stronger, so that the effort stays.
        stretch_minutes: held stretch in a week [min].
        tendon_strain: largest strain of the tendon [-].
    """

    weeks: float
    effort: float = 0.0
    days_per_week: int = 0
    progressive: bool = True
    stretch_minutes: float = 0.0
    tendon_strain: float = 0.0


@dataclass(frozen=True)
class AdaptationDraws:
    """Parameters of many possible people, each (members,).

    Attributes:
        values: name of a parameter of the atlas -> its draws.
        response: how strongly each answers in strength [-], mean 1. steady_response: the same for range and tendon,
            with the smaller spread that size had.
    """

    values: dict[str, Members]
    response: Members
    steady_response: Members

    @property
    def members(self) -> int:
        """How many."""
        return len(self.response)


def draw_parameters(members: int, seed: int) -> AdaptationDraws:
    """Triangular between low, typical and high; the response between people lognormal."""
    rng = np.random.default_rng(seed)
    names = (
        "neural_gain", "neural_time_up", "neural_time_down", "size_gain", "size_time_up", "size_time_down",
        "effort_centre", "effort_width", "once_a_week", "twice_a_week", "range_gain", "range_time", "stretch_time",
        "tendon_gain", "tendon_time", "tendon_strain",
    )  # fmt: skip
    values = {}
    for name in names:
        p = adaptation_parameter(name)
        values[name] = rng.triangular(p.low, p.typical, p.high, members)
    spread = adaptation_parameter("response_variation")
    return AdaptationDraws(values, _lognormal(rng, spread.typical, members), _lognormal(rng, spread.low, members))


def _lognormal(rng: np.random.Generator, variation: float, members: int) -> Members:
    """Mean 1 and a coefficient of variation."""
    sigma = np.sqrt(np.log1p(variation**2))
    return rng.lognormal(-0.5 * sigma**2, sigma, members)


def times(trainings: Sequence[Training]) -> NDArray[np.float64]:
    """The times of every path [week], from 0."""
    steps = sum(_steps(t) for t in trainings)
    return np.arange(steps + 1) / STEPS_PER_WEEK


def strength_paths(draws: AdaptationDraws, trainings: Sequence[Training]) -> Members:
    """Strength relative to the start, (members, times)."""
    v = draws.values
    neural, size = np.zeros(draws.members), np.zeros(draws.members)
    out = [np.ones(draws.members)]
    for training in trainings:
        for _ in range(_steps(training)):
            strength = (1.0 + neural) * (1.0 + size)
            u = draws.response * load_stimulus(draws, training, strength)
            neural = _lag(neural, v["neural_gain"] * u, v["neural_time_up"], v["neural_time_down"])
            size = _lag(size, v["size_gain"] * u, v["size_time_up"], v["size_time_down"])
            out.append((1.0 + neural) * (1.0 + size))
    return np.stack(out, axis=1)


def range_paths(draws: AdaptationDraws, trainings: Sequence[Training]) -> Members:
    """Range gained [deg], (members, times)."""
    v = draws.values
    tau = v["range_time"]
    full = (1.0 - np.exp(-FULL_MINUTES / v["stretch_time"])) * (1.0 - np.exp(-FULL_STRETCH_WEEKS / tau))
    gained = np.zeros(draws.members)
    out = [gained]
    for training in trainings:
        u = 1.0 - np.exp(-training.stretch_minutes / v["stretch_time"])
        target = draws.steady_response * v["range_gain"] / full * u
        for _ in range(_steps(training)):
            gained = _lag(gained, target, tau, tau)
            out.append(gained)
    return np.stack(out, axis=1)


def tendon_paths(draws: AdaptationDraws, trainings: Sequence[Training]) -> Members:
    """Stiffness of the tendon relative to the start, (members, times)."""
    v = draws.values
    tau = v["tendon_time"]
    full = v["tendon_gain"] / (1.0 - np.exp(-FULL_TENDON_WEEKS / tau))
    gained = np.zeros(draws.members)
    out = [1.0 + gained]
    for training in trainings:
        u = _sigmoid((training.tendon_strain - v["tendon_strain"]) / TENDON_WIDTH)
        u = u * _frequency(draws, training.days_per_week) * (training.tendon_strain > 0.0)
        for _ in range(_steps(training)):
            gained = _lag(gained, draws.steady_response * full * u, tau, tau)
            out.append(1.0 + gained)
    return np.stack(out, axis=1)


def load_stimulus(draws: AdaptationDraws, training: Training, strength: Members | float = 1.0) -> Members:
    """Stimulus of a load [-], (members,), for people who are `strength` times as strong as at the start."""
    if training.effort <= 0.0 or training.days_per_week <= 0:
        return np.zeros(draws.members)
    effort = training.effort if training.progressive else training.effort / strength
    shape = _sigmoid((effort - draws.values["effort_centre"]) / draws.values["effort_width"])
    return shape * _frequency(draws, training.days_per_week)


def _frequency(draws: AdaptationDraws, days: int) -> Members | float:
    shares: dict[int, Members | float] = {0: 0.0, 1: draws.values["once_a_week"], 2: draws.values["twice_a_week"]}
    return shares.get(days, 1.0)


def _sigmoid(x: Members) -> Members:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def _lag(x: Members, target: Members, up: Members, down: Members) -> Members:
    """One step towards the target, exact for a constant one."""
    tau = np.where(target > x, up, down)
    return target + (x - target) * np.exp(-1.0 / (STEPS_PER_WEEK * tau))


def _steps(training: Training) -> int:
    return round(training.weeks * STEPS_PER_WEEK)
