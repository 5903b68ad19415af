"""The view's data are the result's; nothing is loaded from elsewhere."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.report import film_strip, movement_view
from iliopsoas.results.muscle_forces import whole_muscle_force
from iliopsoas.scene.film import Film, film
from iliopsoas.scene.player.movement_view import left_out
from iliopsoas.scene.player.packing import unpack
from iliopsoas.scene.pose_scene import resample_path, scene_in_pose
from iliopsoas.scene.pose_svg import ARMS, ILIOPSOAS
from scene.conftest import made_up


@pytest.fixture(scope="module")
def reel(walk: xr.Dataset, body: Body) -> Film:
    return film(walk, body)


@pytest.fixture(scope="module")
def html(walk: xr.Dataset, body: Body, reel: Film) -> str:
    return movement_view(walk, body, made=reel)


@pytest.fixture(scope="module")
def data(html: str) -> dict[str, Any]:
    return read(html)


def read(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json">(.*?)</script>', html, re.S)
    assert found
    out: dict[str, Any] = json.loads(found.group(1))
    return out


def placed(data: dict[str, Any], k: int) -> tuple[np.ndarray, np.ndarray]:
    """Origins and axes of the segments in a frame, as the page computes them."""
    rows = unpack(data["place"]).reshape(len(data["time"]), -1, 7)[k].astype(float)
    w, x, y, z = rows[:, 3:].T
    turn = np.array([
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ])  # fmt: skip
    return rows[:, :3], turn.transpose(2, 0, 1)


@pytest.mark.parametrize("k", [0, 11, 20])
def test_segments_come_back(data: dict[str, Any], reel: Film, k: int) -> None:
    position, rotation = placed(data, k)
    np.testing.assert_allclose(position, reel.position[k], atol=2e-7)
    np.testing.assert_allclose(rotation, reel.rotation[k], atol=1e-6)


@pytest.mark.parametrize("k", [0, 11, 20])
def test_paths_come_back_within_a_fifth_of_a_millimetre(
    data: dict[str, Any], reel: Film, walk: xr.Dataset, body: Body, k: int
) -> None:
    drawn = scene_in_pose(body, walk["pose"].values[reel.frame[k]]).strands
    position, rotation = placed(data, k)
    count, quantum = data["paths"]["count"], data["paths"]["quantum"]
    moving = unpack(data["paths"]["points"]).reshape(-1, count, 3)[k] * quantum + position[data["pelvis"]]
    segment, local = unpack(data["fixed"]["segment"]), unpack(data["fixed"]["local"]).reshape(-1, 3)
    assert len(data["strands"]) == len(body.muscles)
    for line, (start, points, moves, _) in zip(drawn, data["strands"], strict=True):
        own = slice(start, start + points)
        fixed = np.einsum("pij,pj->pi", rotation[segment[own]], local[own]) + position[segment[own]]
        error = moving[own] - resample_path(line, points) if moves else fixed - line
        assert np.linalg.norm(error, axis=1).max() < 2e-4


def test_bones_come_back(data: dict[str, Any], reel: Film, walk: xr.Dataset, body: Body) -> None:
    drawn = scene_in_pose(body, walk["pose"].values[reel.frame[5]])
    position, rotation = placed(data, 5)
    mesh = {mesh["name"]: mesh for mesh in data["meshes"]}
    expected = drawn.solid("bone", without=ARMS)
    local = unpack(mesh["bone"]["vertex"]).reshape(-1, 3) * mesh["bone"]["quantum"]
    segment = unpack(mesh["bone"]["segment"])
    ground = np.einsum("vij,vj->vi", rotation[segment], local) + position[segment]
    assert np.abs(ground - expected.vertices).max() < 2e-4
    np.testing.assert_array_equal(unpack(mesh["bone"]["face"]).reshape(-1, 3), expected.faces)


def test_forces_are_the_results(data: dict[str, Any], reel: Film, walk: xr.Dataset, body: Body) -> None:
    share = unpack(data["share"]).reshape(len(data["time"]), -1) / 255
    expected = np.clip(walk["muscle_force"].values[reel.frame] / body.muscles.fmax, 0, 1)
    np.testing.assert_allclose(share, expected, atol=0.5 / 255 + 1e-9)
    for name in ILIOPSOAS:
        np.testing.assert_allclose(data["curves"][name], whole_muscle_force(walk, name), atol=0.051)
        assert data["fmax"][name] == pytest.approx(body.muscles.fmax[body.muscles.select(name)].sum())
    assert len(data["curves"]["time"]) == walk.sizes["time"]


def test_only_the_iliopsoas_has_a_belly(data: dict[str, Any], body: Body) -> None:
    mine = {int(i) for name in ILIOPSOAS for i in body.muscles.select(name)}
    assert {i for i, strand in enumerate(data["strands"]) if strand[3]} == mine
    radius = np.split(unpack(data["radius"]), np.cumsum([s[1] for s in data["strands"]])[:-1])
    assert min(radius[i].max() for i in mine) > max(radius[i].max() for i in range(len(radius)) if i not in mine)


def test_what_is_left_out_is_said(html: str, walk: xr.Dataset, reel: Film) -> None:
    assert f"{len(reel.frame)} of the 151 computed frames" in html
    few = walk.isel(time=slice(0, None, 5))
    assert left_out(few, Film(**{**vars(reel), "frame": np.arange(31), "time": few["time"].values})) == ""


def test_the_view_needs_nothing_else(html: str) -> None:
    """Only names of XML languages look like addresses."""
    html = html.replace("http://www.w3.org/1999/xhtml", "")
    for pattern in ("<link", "@import", r"url\(", r"fetch\(", "XMLHttpRequest", "import ", r"\ssrc=", "https?://"):
        assert not re.search(pattern, html), pattern


def test_two_hundred_frames_stay_small(body: Body) -> None:
    long = made_up(body, np.arange(0, 200) / 30)
    html = movement_view(long, body)
    assert len(read(html)["time"]) == 200
    assert len(html) < 2.2e6  # the report's other part, mostly plotly.js, has 5 MB


def test_arrows_are_the_contact_forces(data: dict[str, Any], reel: Film, walk: xr.Dataset) -> None:
    drawn = unpack(data["loads"]["values"]).reshape(len(data["time"]), -1, 6)
    assert data["loads"]["count"] == 2
    assert np.isfinite(drawn).all()
    force = walk["contact_force"].values[reel.frame]
    np.testing.assert_allclose(drawn[..., :3], force, rtol=1e-6)
    there = force[..., 1] > 0
    assert there.any()
    assert not there.all()
    np.testing.assert_allclose(drawn[there][:, 3:], walk["contact_point"].values[reel.frame][there], rtol=1e-6)
    assert not drawn[~there].any()


def test_without_contact_forces_there_are_no_arrows(free: xr.Dataset, body: Body) -> None:
    html = movement_view(free, body)
    assert read(html)["loads"]["count"] == 0
    assert "Green arrows" not in html


def test_a_single_frame_can_be_viewed(single: xr.Dataset, body: Body) -> None:
    html = movement_view(single, body)
    assert read(html)["time"] == [0.3]
    assert film_strip(single, body, pixels=40).count("<svg") == 1
