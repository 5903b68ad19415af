"""Few frames: ends and peaks among them, more where loads change."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.rehab.cards.chosen_frames import EVENLY, first_frames_of, more_frames

TIME = np.arange(301) / 50.0


@given(st.integers(2, 60), st.floats(0.0, 3.0))
def test_first_frames_rise_from_the_first_to_the_last(count: int, turn: float) -> None:
    q = turn * np.sin(TIME)[:, None]
    kept = first_frames_of(TIME, q, (), 700.0, count)
    assert kept[0] == 0
    assert kept[-1] == 300
    assert (np.diff(kept) > 0).all()
    assert len(kept) <= count + EVENLY


def test_a_pose_that_is_held_is_not_missed() -> None:
    """Nothing changes while it lasts, and yet its loads may be the largest."""
    q = np.where(TIME < 1.0, TIME, 1.0)[:, None]  # moves for 1 s and is held for 5 s
    held = TIME[first_frames_of(TIME, q, (), 700.0)]
    assert ((held > 1.5) & (held < 5.5)).sum() >= 6


def test_frames_go_where_something_moves() -> None:
    q = np.clip(TIME - 2.0, 0.0, 1.0)[:, None]  # moves from 2 to 3 s
    kept = first_frames_of(TIME, q, (), 700.0, 30)
    assert ((TIME[kept] > 2.0) & (TIME[kept] < 3.0)).sum() > 20


def test_frames_go_where_a_push_grows() -> None:
    force = np.zeros((301, 3))
    force[:, 0] = 350.0 * np.clip(TIME - 4.0, 0.0, 1.0)
    push = ExternalLoad("push", "femur_r", TIME, force, np.zeros((301, 3)), np.zeros((301, 3)))
    kept = first_frames_of(TIME, np.zeros((301, 1)), (push,), 700.0, 30)
    assert ((TIME[kept] > 4.0) & (TIME[kept] < 5.0)).sum() > 15


def test_longer_ways_get_more_frames() -> None:
    short, long = (len(first_frames_of(TIME, x * TIME[:, None], (), 700.0)) for x in (0.1, 3.0))
    assert short < long


@given(st.integers(0, 40), st.integers(3, 30), st.integers(0, 2**31))
def test_more_frames_lie_between(count: int, few: int, seed: int) -> None:
    chosen = np.unique(np.linspace(0, 300, few).astype(int))
    curves = np.random.default_rng(seed).random((len(chosen), 4))
    kept = more_frames(chosen, TIME, curves, count)
    assert set(chosen) <= set(kept)
    assert (np.diff(kept) > 0).all()
    assert len(kept) == min(len(chosen) + count, 301)


def test_a_peak_is_found() -> None:
    """A narrow peak between two frames: the second choice comes nearer to it."""
    load = np.exp(-(((TIME - 2.57) / 0.15) ** 2))
    chosen = np.arange(0, 301, 12)
    kept = more_frames(chosen, TIME, load[chosen][:, None], 10)
    assert load[kept].max() > 0.99
    assert abs(np.trapezoid(load[kept], TIME[kept]) / np.trapezoid(load, TIME) - 1.0) < 0.1
