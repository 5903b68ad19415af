"""The strip: which moments it shows, and its arrows."""

from __future__ import annotations

import re

import numpy as np
import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.report import film_strip
from iliopsoas.results.muscle_forces import whole_muscle_force
from iliopsoas.scene.film import Film, film
from iliopsoas.scene.film_strip import arrow, strip_frames
from iliopsoas.scene.pose_svg import ILIOPSOAS


@pytest.fixture(scope="module")
def reel(walk: xr.Dataset, body: Body) -> Film:
    return film(walk, body)


def test_an_arrow_is_as_long_as_its_force() -> None:
    mesh = arrow(np.array([0.1, 0, 0]), np.array([0, 0.5, 0]))
    assert mesh.vertices[:, 1].max() == pytest.approx(0.5, abs=0.005)
    assert mesh.vertices[:, 1].min() == pytest.approx(0.0, abs=0.012)


def test_the_strip_shows_the_peak_and_differing_poses(walk: xr.Dataset, body: Body, reel: Film) -> None:
    strip = film_strip(walk, body, made=reel, pixels=40)
    times = [float(t) for t in re.findall(r">([\d.]+) s</div>", strip)]
    assert len(set(times)) == 6
    assert times == sorted(times)
    top = np.argmax(sum(whole_muscle_force(walk, name) for name in ILIOPSOAS))
    assert round(float(walk["time"].values[top]), 2) in times
    assert "contact forces" in strip


def test_a_repeated_movement_is_shown_in_all_its_phases() -> None:
    time = np.arange(0, 10.001, 0.01)
    knee = 1 - np.cos(2 * np.pi * time / 2)  # five squats: six evenly spaced moments would all be upright
    chosen = strip_frames(time, knee[:, None], 6, first=100)
    assert 100 in chosen
    assert (knee[chosen] > 1.5).sum() >= 2
    assert (knee[chosen] < 0.5).sum() >= 2


def test_one_frame_makes_one_picture() -> None:
    np.testing.assert_array_equal(strip_frames(np.array([0.3]), np.zeros((1, 4)), 6), [0])
