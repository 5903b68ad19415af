"""The film: which frames it keeps, and that its geometry is the scene's."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.scene.film import MOST, RATE, Film, film, kept_frames
from iliopsoas.scene.pose_scene import resample_path, scene_in_pose
from scene.conftest import made_up


@pytest.fixture(scope="module")
def reel(walk: xr.Dataset, body: Body) -> Film:
    return film(walk, body)


@pytest.mark.parametrize("rate", [10, 30, 60, 93.2, 100, 1000])
@pytest.mark.parametrize("seconds", [0.5, 4.0, 60.0])
def test_frames_are_thinned_evenly(rate: float, seconds: float) -> None:
    time = np.arange(0, seconds, 1 / rate)
    kept = kept_frames(time)
    assert kept[0] == 0
    assert kept[-1] == len(time) - 1
    assert len(kept) <= MOST
    assert len(set(np.diff(kept)[:-1])) <= 1
    assert (len(kept) - 2) / seconds <= RATE + 1e-9
    if rate <= RATE and len(time) < MOST:
        np.testing.assert_array_equal(kept, np.arange(len(time)))


def test_one_frame_is_kept() -> None:
    np.testing.assert_array_equal(kept_frames(np.array([0.3])), [0])


@pytest.mark.parametrize("k", [0, 7, -1])
def test_segments_and_paths_are_the_scenes(reel: Film, walk: xr.Dataset, body: Body, k: int) -> None:
    drawn = scene_in_pose(body, walk["pose"].values[reel.frame[k]])
    for s, name in enumerate(reel.segments):
        if name in drawn.origins:
            np.testing.assert_array_equal(reel.position[k, s], drawn.origins[name])
    assert len(reel.fixed) + len(reel.moving) == len(body.muscles)
    for i, line in reel.moving.items():
        np.testing.assert_allclose(line[k], resample_path(drawn.strands[i], line.shape[1]), atol=1e-12)
    for i, (segment, local) in reel.fixed.items():
        placed = np.einsum("pij,pj->pi", reel.rotation[k, segment], local) + reel.position[k, segment]
        np.testing.assert_allclose(placed, drawn.strands[i], atol=1e-9)


def test_the_span_holds_the_body(reel: Film, walk: xr.Dataset, body: Body) -> None:
    low, high, wide = reel.span
    assert high - low == pytest.approx(1.85, abs=0.12)
    assert 0.2 < wide < 1.2


def test_the_floor_is_at_the_lowest_bone(walk: xr.Dataset, body: Body) -> None:
    lifted = walk.isel(time=[60]).copy(deep=True)
    ty = body.map.column("pelvis_ty")
    heights = []
    for height in (0.9, 1.4):
        lifted["pose"].values[:, ty] = height
        heights.append(film(lifted, body).floor)
    assert heights[1] == pytest.approx(heights[0] + 0.5, abs=0.051)


def test_a_named_floor_wins(walk: xr.Dataset, body: Body) -> None:
    floor = '[{"name": "floor", "point": [0, -0.4, 0], "normal": [0, 1, 0]}]'
    reel = film(walk.isel(time=[0]).assign_attrs(supports=floor), body)
    assert reel.floor == -0.4
    assert reel.span[0] == -0.4


@pytest.mark.parametrize(
    ("tilt", "ends"), [(0.0, ("back", "front")), (np.pi / 2, ("head", "feet")), (-np.pi / 2, ("feet", "head"))]
)
def test_the_heading_has_the_persons_right_at_its_right(body: Body, tilt: float, ends: tuple[str, str]) -> None:
    lying = made_up(body, np.array([0.0, 0.1]), plates=False)
    lying["pose"].values[:, body.map.column("pelvis_tilt")] = tilt
    reel = film(lying, body)
    np.testing.assert_allclose(reel.heading, [1, 0, 0], atol=1e-9)
    assert reel.ends == ends


def test_somebody_who_lies_on_a_side_has_a_heading(body: Body) -> None:
    lying = made_up(body, np.array([0.0, 0.1]), plates=False)
    lying["pose"].values[:, body.map.column("pelvis_list")] = np.pi / 2
    heading = film(lying, body).heading
    assert np.linalg.norm(heading) == pytest.approx(1)
    assert heading[1] == 0
