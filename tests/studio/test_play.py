"""Play: stored results over time, alone and beside another."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.errors import FileError, InputError
from iliopsoas.results.stored.recorded_body import recorded_body
from iliopsoas.results.stored.store import load_result, save
from iliopsoas.scene.pose_scene import scene_in_pose
from iliopsoas.studio.drawing.played import CURVES, REACTION_LENGTH, PlayedResult, curves_of, played, played_file
from iliopsoas.studio.play.play_tab import trust_words
from iliopsoas.studio.server import StudioServer, start_studio
from scene.conftest import made_up
from studio.visitor import Visitor

FRAMES = 31


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two stored walks, the second twice as long."""
    tall = Body.build(Subject(1.80, 72.6))
    out = []
    for k, seconds in enumerate((1.0, 2.0)):
        result = made_up(tall, np.linspace(0.0, seconds, FRAMES))
        result.attrs["title"] = f"walk {k}"
        out.append(save(result, tmp_path_factory.mktemp("results") / f"walk_{k}.nc"))
    return out


@pytest.fixture(scope="module")
def item(results: list[Path]) -> PlayedResult:
    return played_file(results[0])


@pytest.fixture(scope="module")
def cinema(results: list[Path]) -> Iterator[StudioServer]:
    running = start_studio(port=0, results=results)
    yield running
    running.stop()


@pytest.fixture
def watcher(cinema: StudioServer) -> Iterator[Visitor]:
    with Visitor(cinema.port) as someone:
        someone.wait_for_text("Moment arms about the hip")
        yield someone


def test_the_body_comes_back_from_the_result(item: PlayedResult) -> None:
    body = item.drawn.body
    assert body.subject.height == 1.80
    assert body.subject.sex == "female"
    k = FRAMES // 2
    pose, scene = item.pose(k), scene_in_pose(body, item.result["pose"].values[item.film.frame[k]])
    femur, pelvis = (item.film.segments.index(name) for name in ("femur_r", "pelvis"))
    np.testing.assert_allclose(
        pose.position[femur] - pose.position[pelvis], scene.origins["femur_r"] - scene.origins["pelvis"], atol=1e-9
    )
    assert pose.position[femur][1] == pytest.approx(scene.origins["femur_r"][1])


def test_who_walks_is_followed_and_who_stays_is_not(item: PlayedResult, results: list[Path]) -> None:
    """1.2 m of walking stay in the middle; swaying by a hand stays to be seen."""
    pelvis = item.film.segments.index("pelvis")
    for k in range(0, FRAMES, 10):
        np.testing.assert_allclose(item.pose(k).position[pelvis][[0, 2]], 0.0, atol=1e-9)
    swaying = load_result(results[0])
    column = list(swaying["pose_coordinate"].values).index("pelvis_tx")
    swaying["pose"].values[:, column] *= 0.1
    sways = played(swaying, item.drawn, "sway")
    x = [sways.pose(k).position[pelvis][0] for k in (0, FRAMES - 1)]
    assert x == pytest.approx([-0.06, 0.06], abs=1e-9)
    assert sways.plates[0].name == "floor"


def test_arrows_are_the_forces(item: PlayedResult) -> None:
    """Contact arrows begin where forces act; reactions end at their joint and point as the force on the child does."""
    k, result = 10, item.result
    feet, along = item.contact_arrows(k)
    force = np.nan_to_num(result["contact_force"].values[item.film.frame[k]])
    assert (np.einsum("ij,ij->i", along, force)[np.abs(force).sum(axis=1) > 0] > 0).all()
    assert feet.shape == along.shape == force.shape
    start, pull = item.reaction_arrows(k)
    heads = start + pull
    np.testing.assert_allclose(heads[0], item.pose(k).position[item.film.segments.index("femur_r")], atol=1e-9)
    size = np.linalg.norm(result["joint_reaction"].sel(joint="hip_r").values[item.film.frame[k]])
    assert np.linalg.norm(pull[0]) == pytest.approx(REACTION_LENGTH * size / result.attrs["body_weight_n"])


@pytest.mark.parametrize("what", CURVES)
def test_curves_have_a_value_a_frame(item: PlayedResult, what: str) -> None:
    lines = curves_of(item, what)
    assert len(lines) == (6 if what.startswith("Lumbar") else 2)
    assert all(y.shape == (len(item.film.time),) and np.isfinite(y).all() for y in lines.values())
    if what.startswith("Hip flexion"):
        assert lines["right"].max() == pytest.approx(np.degrees(0.6), abs=0.5)


def test_the_clock_finds_the_nearest_frame(item: PlayedResult) -> None:
    assert item.frame_at(0.0) == 0
    assert item.frame_at(item.duration) == len(item.film.time) - 1
    assert item.frame_at(0.5) == FRAMES // 2


def test_the_verdict_is_told_with_its_reasons(item: PlayedResult) -> None:
    words = trust_words(item)
    assert words.startswith(f"**{item.trust.words}**")
    assert all(f"* {reason}" in words for reason in item.trust.reasons[:2])


def test_a_result_of_another_body_is_refused(results: list[Path], tmp_path: Path) -> None:
    with xr.open_dataset(results[0], engine="h5netcdf") as stored:
        result = stored.load()
    with pytest.raises(InputError, match="strands of this result are not those of the body"):
        recorded_body(result.isel(muscle=slice(0, 50)))
    unknown = result.copy()
    del unknown.attrs["sex"]
    with pytest.raises(InputError, match="does not say sex"):
        recorded_body(unknown)
    with pytest.raises(FileError, match="no such result"):
        start_studio(port=0, results=[tmp_path / "nothing.nc"])


def test_lengths_of_segments_and_variants_come_back(body: Body) -> None:
    special = Body.build(Subject(1.7, 70.0, segment_scale={"femur_r": 1.08}), variants=["psoas_minor:r"])
    told = xr.Dataset(
        coords={"muscle": list(special.muscles.names)},
        attrs={"height_m": 1.7, "body_mass_kg": 70.0, "sex": "male", "age_years": 30.0, "variants": "psoas_minor:r",
               "segment_scale": '{"femur_r": 1.08}', "conditions": ""},
    )  # fmt: skip
    found = recorded_body(told)
    assert found.factors["femur_r"] == 1.08
    assert found.muscles.names == special.muscles.names
    assert len(found.muscles) == len(body.muscles) + 1


def test_a_result_plays_and_its_clock_runs(watcher: Visitor) -> None:
    watcher.set("Shown", "walk 0 (walk_0.nc)")
    watcher.wait_for_text("Trust:")
    watcher.click("Play")
    watcher.wait(lambda: watcher.prop("Time [s]", "disabled") is False and watcher.value("Time [s]") > 0.2, "the clock")
    watcher.click("Pause")
    watcher.find("Play")
    time.sleep(0.2)
    stands = watcher.value("Time [s]")
    time.sleep(0.5)
    assert watcher.value("Time [s]") == stands
    assert "/forces/contact" in watcher.scene or "/forces/reaction" in watcher.scene


def test_scrubbing_moves_the_body(watcher: Visitor) -> None:
    def placed() -> object:
        turns = [m for m in watcher.messages if m["type"] == "SetOrientationMessage"]
        return next(m["wxyz"] for m in reversed(turns) if m["name"] == "/body/bone/femur_r")

    watcher.set("Shown", "walk 0 (walk_0.nc)")
    watcher.wait_for_text("Trust:")
    begun = watcher.wait(placed)
    watcher.set("Time [s]", 0.5)
    watcher.wait(lambda: placed() != begun, "the thigh behind")


def test_another_result_stands_beside_or_as_a_ghost(watcher: Visitor) -> None:
    watcher.set("Shown", "walk 0 (walk_0.nc)")
    watcher.wait_for_text("Trust:")
    watcher.set("Compared with", "walk 1 (walk_1.nc)")
    watcher.wait(lambda: "/second/bone/pelvis" in watcher.scene, "the ghost")
    assert watcher.scene["/second/bone/pelvis"]["props"]["opacity"] is not None
    assert "/second/muscles" not in watcher.scene
    watcher.set("The other one", "beside it")
    watcher.wait(lambda: "/second/muscles" in watcher.scene, "the whole second body")


def test_a_slider_of_the_posture_ends_the_film(watcher: Visitor) -> None:
    watcher.set("Shown", "walk 0 (walk_0.nc)")
    watcher.wait_for_text("Trust:")
    watcher.click("Play")
    watcher.find("Pause")
    watcher.set("Right hip [°]", 30.0)
    watcher.find("Play")
    watcher.wait(lambda: watcher.value("Shown") == "nothing", "the posture")
    watcher.wait(lambda: not [n for n in watcher.scene if re.match(r"/forces/", n)], "arrows to go")
