"""The part in which the plates carry the body is what is analysed."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.motion.contact.carried_part import carried_part
from iliopsoas.motion.contact.plate_assignment import CommonWindow
from iliopsoas.motion.records.external_loads import ExternalLoad

TIME = np.arange(0.0, 3.001, 0.01)
WEIGHT = 700.0
WHOLE = CommonWindow(0.0, 3.0, "All of it.")


def pushing(share: np.ndarray) -> ExternalLoad:
    force = np.zeros((TIME.size, 3))
    force[:, 1] = share * WEIGHT
    return ExternalLoad("FP1", "calcn_r", TIME, force, np.zeros_like(force), np.zeros_like(force))


def test_plates_that_always_carry_leave_the_window_as_it_is() -> None:
    assert carried_part(WHOLE, TIME, [pushing(np.ones(TIME.size))], WEIGHT) == WHOLE


def test_running_flies_and_stays_whole() -> None:
    """In the mean over the strides the plates carry the weight, though in flight they carry nothing."""
    push = np.where(np.sin(2 * np.pi * 1.4 * TIME) > 0, 2.0, 0.0)
    assert carried_part(WHOLE, TIME, [pushing(push)], WEIGHT) == WHOLE


def test_a_foot_beside_the_plates_is_cut_away() -> None:
    push = np.where((TIME > 0.255) & (TIME < 2.745), 1.0, 0.3)
    part = carried_part(WHOLE, TIME, [pushing(push)], WEIGHT)
    assert (part.start, part.end) == (pytest.approx(0.26), pytest.approx(2.74))
    assert part.note.startswith("All of it. The plates carry the body from 0.26 to 2.74 s only")
    assert "--from and --to" in part.note


def test_the_longest_of_several_parts_counts() -> None:
    push = np.where((TIME < 0.5) | (TIME > 2.0), 1.0, 0.0)
    part = carried_part(WHOLE, TIME, [pushing(push)], WEIGHT)
    assert (part.start, part.end) == (pytest.approx(2.01), pytest.approx(3.0))


def test_plates_that_never_carry_leave_all_and_say_so() -> None:
    part = carried_part(WHOLE, TIME, [pushing(np.full(TIME.size, 0.4))], WEIGHT)
    assert (part.start, part.end) == (0.0, 3.0)
    assert "never carry the body" in part.note


def test_a_moment_is_not_worth_an_analysis() -> None:
    push = np.where((TIME > 1.0) & (TIME < 1.1), 1.0, 0.3)
    assert carried_part(WHOLE, TIME, [pushing(push)], WEIGHT) == WHOLE
