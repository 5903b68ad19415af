"""Forces and loads move as their inputs do: the optimum is unique and continuous, and every frame finds it."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.body.body import Body
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.motion.library.catalogue import movement

NAMES = ("walk", "squat", "march")
QUIET = 0.02
"""Frames are quiet where no joint moment moves by this share of its peak."""
MOMENTS = {"walk": 4.02, "squat": 2.65, "march": 4.59}
"""Times of each movement about which much happens at once [s]: a foot is put down, the deepest point, a foot leaves."""
HALF_WINDOW_S = 0.12


@pytest.fixture(scope="module")
def at_100_hz(body: Body) -> dict[str, xr.Dataset]:
    return {name: analyze(body, movement(name, body), rate_hz=100.0, moment_arms=False) for name in NAMES}


def jumps(values: Array, least_peak: float) -> Array:
    """Change from frame to frame as a share of the peak, (frames - 1, those whose peak is not small)."""
    peak = np.abs(values).max(axis=0)
    some = peak > least_peak
    out: Array = np.abs(np.diff(values[:, some], axis=0)) / peak[some]
    return out


def muscle_jumps(result: xr.Dataset) -> Array:
    """Of whole muscles that pull with more than 100 N."""
    return jumps(result.muscle_force.groupby("group").sum("muscle").values, 100.0)


def load_jumps(result: xr.Dataset) -> Array:
    """Of hips, knees and lumbar levels."""
    return jumps(np.linalg.norm(result.joint_reaction.values, axis=2), 100.0)


def quiet_frames(result: xr.Dataset) -> BoolArray:
    moment = result.muscle_moment.values
    out: BoolArray = (np.abs(np.diff(moment, axis=0)) < QUIET * np.maximum(np.abs(moment).max(axis=0), 10.0)).all(
        axis=1
    )
    return out


@pytest.mark.parametrize("name", NAMES)
def test_nothing_jumps_where_the_moments_do_not(at_100_hz: dict[str, xr.Dataset], name: str) -> None:
    result = at_100_hz[name]
    quiet = quiet_frames(result)
    assert quiet.mean() > 0.15
    assert muscle_jumps(result)[quiet].max() < 0.10
    assert load_jumps(result)[quiet].max() < 0.025


@pytest.mark.parametrize(("name", "most"), [("walk", 0.1), ("squat", 0.02)])
def test_joint_loads_of_smooth_movements_never_jump(at_100_hz: dict[str, xr.Dataset], name: str, most: float) -> None:
    assert load_jumps(at_100_hz[name]).max() < most


@pytest.mark.parametrize("name", NAMES)
def test_what_jumps_is_only_steep(body: Body, name: str) -> None:
    """Twice the frames, about half the change from one to the next: of a real jump all of it would stay."""
    recorded, middle = movement(name, body), MOMENTS[name]
    part = {"start": middle - HALF_WINDOW_S, "end": middle + HALF_WINDOW_S, "moment_arms": False}
    coarse, fine = (analyze(body, recorded, rate_hz=rate, **part) for rate in (200.0, 400.0))
    for steps in (muscle_jumps, load_jumps):
        assert steps(fine).max() < 0.75 * steps(coarse).max()
