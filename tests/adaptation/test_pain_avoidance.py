"""Which of the attempts is taken."""

from __future__ import annotations

import numpy as np

from iliopsoas.adaptation.adapted import Adapted
from iliopsoas.adaptation.pain_avoidance import LEAST_RELIEF, Attempt, best_attempt
from iliopsoas.motion.records.motion import Motion

STANDING = Motion("standing", np.arange(5) * 0.1, {"hip_flexion_r": np.zeros(5)})


def attempt(share: float, **ratios: float) -> Attempt:
    return Attempt(share, Adapted(STANDING, STANDING, (), ()), ratios)


def test_the_first_that_does_not_hurt_is_taken() -> None:
    tried = [
        attempt(1.0, bursa=1.4, psoas=0.9),
        attempt(0.9, bursa=1.1, psoas=0.8),
        attempt(0.8, bursa=0.97, psoas=0.8),
    ]
    assert best_attempt(tried).share == 0.8
    assert tried[0].highest == 1.4


def test_where_all_hurt_the_least_painful_is_taken() -> None:
    assert best_attempt([attempt(1.0, a=2.0), attempt(0.9, a=1.5), attempt(0.8, a=1.6)]).share == 0.9


def test_a_relief_that_nobody_feels_changes_nothing() -> None:
    assert best_attempt([attempt(1.0, a=2.0), attempt(0.9, a=2.0 - 0.5 * LEAST_RELIEF)]).share == 1.0
