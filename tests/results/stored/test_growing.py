"""A long result grows in its file while it is computed, and is the same as one that was made in memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from iliopsoas.body.body import Body
from iliopsoas.errors import FileError
from iliopsoas.mechanics.analyze import PlannedAnalysis, plan_analysis
from iliopsoas.motion.records.motion import Motion
from iliopsoas.results.basis.columns import blocks_of_frames, frames_of, some_columns
from iliopsoas.results.stored import store
from iliopsoas.results.stored.growing import stored_analysis
from iliopsoas.results.stored.store import load_result, open_lazily, save
from iliopsoas.results.summary import summarise
from iliopsoas.results.trust import trust

TIMED = ("seconds", "stages")


@pytest.fixture(scope="module")
def planned(body: Body, walk: Motion) -> PlannedAnalysis:
    third = walk.duration / 3
    return plan_analysis(body, walk, start=third, end=2 * third, moment_arms=False)


@pytest.fixture(scope="module")
def whole(planned: PlannedAnalysis) -> xr.Dataset:
    return planned.gathered()


@pytest.fixture(scope="module")
def grown(planned: PlannedAnalysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("grown") / "result.nc"
    stored_analysis(planned, path, size=16).close()
    return path


def without_clock(result: xr.Dataset) -> xr.Dataset:
    return result.assign_attrs(dict.fromkeys(TIMED, 0))


def test_it_is_the_result_that_memory_would_have(grown: Path, whole: xr.Dataset) -> None:
    stored = load_result(grown)
    xr.testing.assert_allclose(without_clock(stored), without_clock(whole), rtol=1e-6, atol=1e-6)
    assert set(stored.attrs) == set(whole.attrs)
    assert {k: v for k, v in stored.attrs.items() if k not in TIMED} == {
        k: v for k, v in whole.attrs.items() if k not in TIMED
    }
    for name in whole.variables:
        assert stored[name].attrs == whole[name].attrs, name


def test_its_values_stay_in_the_file(grown: Path) -> None:
    """Labels are in memory; values are read each time, and what is read is not kept."""
    stored = open_lazily(grown)
    force = stored["muscle_force"]
    assert not force.variable._in_memory
    assert some_columns(stored, "muscle_force", stored["group"].values == "psoas_major_r").shape[1] == 11
    assert not force.variable._in_memory
    assert stored["group"].variable._in_memory
    stored.close()


def test_what_people_ask_for_is_the_same_from_the_file(grown: Path, whole: xr.Dataset, body: Body) -> None:
    stored = open_lazily(grown)
    one, other = summarise(stored, body), summarise(whole, body)
    one["ms_per_frame"] = other["ms_per_frame"] = 0.0
    assert one == other
    assert trust(stored).reasons == trust(whole).reasons
    stored.close()


def test_a_short_stored_result_is_read_as_a_whole_and_a_long_one_is_not(
    grown: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_result(grown)["pose"].variable._in_memory
    monkeypatch.setattr(store, "MOST_IN_MEMORY", 1000)
    long = load_result(grown)
    assert not long["pose"].variable._in_memory
    long.close()


def test_saving_a_grown_result_copies_it_and_tells_what_was_added(grown: Path, tmp_path: Path) -> None:
    stored = open_lazily(grown)
    stored.attrs["notes"] = stored.attrs["notes"] + "\nA comparison said so."
    save(stored, tmp_path / "copy.nc", grown=grown)
    again = load_result(tmp_path / "copy.nc")
    assert again.attrs["notes"].endswith("A comparison said so.")
    assert not load_result(grown).attrs["notes"].endswith("A comparison said so.")
    np.testing.assert_array_equal(again["muscle_force"], stored["muscle_force"])  # opened again by itself
    stored.close()


def test_a_failure_leaves_what_was_there(planned: PlannedAnalysis, tmp_path: Path) -> None:
    """Also a temporary file vanishes."""
    target = tmp_path / "result.nc"
    target.write_text("old")

    def interrupt(done: int) -> None:
        if done >= 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stored_analysis(planned, target, interrupt, size=16)
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["result.nc"]


def test_a_folder_that_is_a_file_is_one_sentence(planned: PlannedAnalysis, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="a part of this path is a file, not a folder"):
        stored_analysis(planned, tmp_path / "file" / "result.nc")


@given(
    values=arrays(float, (7, 5), elements=st.floats(-1e6, 1e6)),
    mine=arrays(bool, 5),
    frames=st.lists(st.integers(0, 6), min_size=1, max_size=4),
)
def test_columns_and_frames_are_those_of_the_whole(values: np.ndarray, mine: np.ndarray, frames: list[int]) -> None:
    result = xr.Dataset({"x": (("time", "k"), values)})
    np.testing.assert_array_equal(some_columns(result, "x", mine), values[:, mine])
    np.testing.assert_array_equal(frames_of(result, "x", frames), values[frames])
    np.testing.assert_array_equal(frames_of(result, "x", frames[0]), values[frames[0]])


@pytest.mark.parametrize("count", [1, 8191, 8192, 8193, 20000])
def test_blocks_hold_every_frame_once(count: int) -> None:
    result = xr.Dataset({"x": ("time", np.zeros(count))})
    at = np.concatenate([np.arange(count)[some] for some in blocks_of_frames(result)])
    np.testing.assert_array_equal(at, np.arange(count))
