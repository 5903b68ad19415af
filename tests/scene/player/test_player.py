"""The view's data are the result's; nothing is loaded from elsewhere."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.report import film_strip, movement_view
from iliopsoas.results.muscle_forces import whole_muscle_force
from iliopsoas.scene.drawing import ARMS, ILIOPSOAS
from iliopsoas.scene.film import Film, film
from iliopsoas.scene.planes import contact_arrows, planes
from iliopsoas.scene.player.packing import pack, quaternions, unpack
from iliopsoas.scene.player.player import left_out, scripts
from iliopsoas.scene.still import resampled, scene
from iliopsoas.scene.strip import arrow, strip_frames
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
    drawn = scene(body, walk["pose"].values[reel.frame[k]]).strands
    position, rotation = placed(data, k)
    count, quantum = data["paths"]["count"], data["paths"]["quantum"]
    moving = unpack(data["paths"]["points"]).reshape(-1, count, 3)[k] * quantum + position[data["pelvis"]]
    segment, local = unpack(data["fixed"]["segment"]), unpack(data["fixed"]["local"]).reshape(-1, 3)
    assert len(data["strands"]) == len(body.muscles)
    for line, (start, points, moves, _) in zip(drawn, data["strands"], strict=True):
        own = slice(start, start + points)
        fixed = np.einsum("pij,pj->pi", rotation[segment[own]], local[own]) + position[segment[own]]
        error = moving[own] - resampled(line, points) if moves else fixed - line
        assert np.linalg.norm(error, axis=1).max() < 2e-4


def test_bones_come_back(data: dict[str, Any], reel: Film, walk: xr.Dataset, body: Body) -> None:
    drawn = scene(body, walk["pose"].values[reel.frame[5]])
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


@pytest.mark.parametrize(("kind", "step"), [("f4", 0), ("i2", 0), ("i2", 1), ("i2", 4), ("u2", 1), ("u1", 4)])
def test_packed_numbers_come_back(kind: str, step: int) -> None:
    values = np.random.default_rng(3).integers(0, 255, 37) * (129 if kind in ("i2", "u2") else 1)
    np.testing.assert_array_equal(unpack(pack(values, kind, step)), values.astype(f"<{kind}"))


def test_quaternions_never_jump() -> None:
    angle = np.linspace(0, 4 * np.pi, 60)
    turn = np.zeros((60, 1, 3, 3))
    turn[:, 0, 0, 0], turn[:, 0, 0, 2], turn[:, 0, 2, 0], turn[:, 0, 2, 2] = (
        np.cos(angle), np.sin(angle), -np.sin(angle), np.cos(angle),
    )  # fmt: skip
    turn[:, 0, 1, 1] = 1
    assert np.abs(np.diff(quaternions(turn), axis=0)).max() < 0.12


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


def test_unknown_and_tiny_forces_have_no_arrow(walk: xr.Dataset) -> None:
    odd = walk.copy(deep=True)
    odd["contact_force"].values[30] = [[np.nan, 0, 0], [0, 5, 0]]
    odd["contact_point"].values[30] = 0.0
    force, point = contact_arrows(odd)
    assert not force[30].any()
    assert np.isfinite(force).all()
    assert np.isfinite(point).all()


def test_without_contact_forces_there_are_no_arrows(free: xr.Dataset, body: Body) -> None:
    html = movement_view(free, body)
    assert read(html)["loads"]["count"] == 0
    assert "Green arrows" not in html


def test_an_arrow_is_as_long_as_its_force() -> None:
    mesh = arrow(np.array([0.1, 0, 0]), np.array([0, 0.5, 0]))
    assert mesh.vertices[:, 1].max() == pytest.approx(0.5, abs=0.005)
    assert mesh.vertices[:, 1].min() == pytest.approx(0.0, abs=0.012)


def test_supports_are_drawn(walk: xr.Dataset, body: Body) -> None:
    bench = {"name": "bench", "point": [0.2, 0.5, 0], "normal": [0, 2, 0], "size": [1.8, 0.4]}
    wall = {"name": "wall", "point": [-0.3, 1, 0], "normal": [1, 0, 0]}
    some = walk.isel(time=[0, 40]).assign_attrs(supports=json.dumps([bench, wall, {**bench, "name": "floor"}]))
    flat, upright, _ = planes(some)
    np.testing.assert_allclose([flat.u, np.abs(flat.v)], [[0.9, 0, 0], [0, 0, 0.2]], atol=1e-12)
    np.testing.assert_allclose([upright.u, np.abs(upright.v)], [[0, 0.5, 0], [0, 0, 0.5]], atol=1e-12)
    assert len(read(movement_view(some, body))["supports"]) == 3
    assert film_strip(some, body, pixels=40).count("<polygon") == 2 * 3


@pytest.mark.parametrize(
    "text", ["{", '[{"name": "floor"}]', '[{"name": "a", "point": [0], "normal": [0,1,0]}]', "[1]"]
)
def test_bad_supports_are_refused(walk: xr.Dataset, text: str) -> None:
    with pytest.raises(InputError, match="'supports' cannot be read"):
        planes(walk.assign_attrs(supports=text))


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


def test_a_single_frame_can_be_viewed(single: xr.Dataset, body: Body) -> None:
    html = movement_view(single, body)
    assert read(html)["time"] == [0.3]
    assert film_strip(single, body, pixels=40).count("<svg") == 1


def test_the_library_carries_its_licence_and_can_stand_in_a_page() -> None:
    library, *_ = scripts()
    assert library.startswith("/*! three.js")
    assert "The MIT License" in library[:200]
    assert "three.js authors" in library[:200]
    assert "</script" not in library.lower()
    assert "<!--" not in library
    assert len(library) < 1.5e6


def test_every_part_of_the_library_that_is_used_is_in_it() -> None:
    """The entry names what is bundled; a name that is missing there would only fail in the browser."""
    entry = files("iliopsoas.scene.player").joinpath("vendor", "three_entry.js").read_text(encoding="utf-8")
    bundled = set(re.findall(r"\b[A-Z]\w+", entry))
    library, drawing, _ = scripts()
    used = set(re.findall(r"THREE\.(\w+)", drawing)) | set(re.findall(r'"(\w+Material|Mesh|Line\w+)"', drawing))
    assert used == bundled
    assert all(f"{name}:()=>" in library for name in bundled)


@pytest.mark.skipif(shutil.which("node") is None, reason="node.js is not installed")
def test_scripts_can_be_parsed(tmp_path: Path) -> None:
    (tmp_path / "all.js").write_text("\n".join(scripts()), encoding="utf-8")
    subprocess.run(["node", "--check", str(tmp_path / "all.js")], check=True, capture_output=True)
