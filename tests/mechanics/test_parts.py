"""A long record is solved in parts: however it is cut, the result is the same, and nothing of it is lost."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from iliopsoas.body.body import Body
from iliopsoas.mechanics import analyze as analysis
from iliopsoas.mechanics.analyze import PlannedAnalysis, analyze, plan_analysis
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.records.motion import Motion

CLOSE = {"rtol": 1e-6, "atol": 1e-6}
"""Solver tolerance; forces are newtons, arms metres."""


@pytest.fixture(scope="module")
def spastic(body: Body) -> Body:
    """Somebody whose muscles answer a fast stretch 40 ms later: frames feel earlier ones."""
    return body.with_conditions(["spasticity=0.8"])


@pytest.fixture(scope="module")
def planned(spastic: Body, walk: Motion) -> PlannedAnalysis:
    third = walk.duration / 3
    return plan_analysis(spastic, walk, start=third, end=2 * third, moment_arms=False)


@pytest.fixture(scope="module")
def whole(planned: PlannedAnalysis) -> xr.Dataset:
    return planned.gathered(size=planned.frames)


@settings(max_examples=6, deadline=None)
@given(size=st.integers(3, 120))
def test_however_it_is_cut_the_result_is_the_same(planned: PlannedAnalysis, whole: xr.Dataset, size: int) -> None:
    cut = planned.gathered(size=size)
    assert set(cut.variables) == set(whole.variables)
    for name in whole.data_vars:
        np.testing.assert_allclose(cut[name], whole[name], **CLOSE, err_msg=f"{name} in parts of {size}")
    for name in whole.coords:
        assert (cut[name].values == whole[name].values).all()


@pytest.mark.parametrize("size", [1, 7, 64])
def test_parts_follow_each_other_without_gap_or_overlap(planned: PlannedAnalysis, size: int) -> None:
    end = 0
    for part in planned.parts(size=size):
        assert part.first == end
        assert part.frames <= size
        end += part.frames
        if end > 3 * size:
            return
    assert end == planned.frames


def test_reflexes_are_felt_across_a_cut(
    planned: PlannedAnalysis, whole: xr.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the frames that lead up to a part its first activations are others."""
    expected = whole["activation"].values
    assert np.abs(planned.gathered(size=5)["activation"].values - expected).max() < 1e-7
    monkeypatch.setattr(PlannedAnalysis, "_lead", lambda self, first: 0)
    assert np.abs(planned.gathered(size=5)["activation"].values - expected).max() > 1e-5


def test_progress_counts_frames_of_the_whole(planned: PlannedAnalysis) -> None:
    told: list[int] = []
    planned.gathered(told.append, size=50)
    assert told == sorted(told)
    assert told[-1] == planned.frames


def test_moment_arms_of_every_frame_only_where_they_are_asked_for(body: Body, walk: Motion) -> None:
    """`analyze` keeps them; without them only those of the frames in which coordinates lack most."""
    part = {"start": 1.0, "end": 2.0}
    full, lean = analyze(body, walk, **part), analyze(body, walk, **part, moment_arms=False)
    assert "moment_arm_at_worst" not in full
    assert "moment_arm" not in lean
    assert lean.nbytes < 0.4 * full.nbytes
    frame = np.abs(full["reserve"].values).argmax(axis=0)
    for column, worst in enumerate(frame):
        expected = full["moment_arm"].values[worst, :, column]
        np.testing.assert_array_equal(lean["moment_arm_at_worst"].values[column], expected)


def test_the_worst_arms_of_parts_are_those_of_the_whole(planned: PlannedAnalysis, whole: xr.Dataset) -> None:
    cut = planned.gathered(size=9)
    np.testing.assert_allclose(cut["moment_arm_at_worst"], whole["moment_arm_at_worst"], **CLOSE)


def test_unmeasured_contacts_are_cut_too(body: Body) -> None:
    """A squat's floor forces are unknowns; its loads carry names that all parts share."""
    squat = plan_analysis(body, movement("squat", body), rate_hz=20.0)
    one, cut = squat.gathered(size=squat.frames), squat.gathered(size=11)
    assert (one["load"].values == cut["load"].values).all()
    np.testing.assert_allclose(cut["contact_force"], one["contact_force"], atol=1e-4)
    np.testing.assert_allclose(cut["muscle_force"], one["muscle_force"], atol=1e-4)


def test_a_short_record_is_one_part(planned: PlannedAnalysis) -> None:
    assert planned.frames <= analysis.AT_ONCE
    assert [part.frames for part in planned.parts()] == [planned.frames]


def test_memory_does_not_grow_with_the_record(body: Body, walk: Motion) -> None:
    """Ten times as many frames need no more than a few parts do (the result itself is left aside)."""
    import tracemalloc

    def peak(frames: int) -> float:
        planned = plan_analysis(body, walk, start=0.0, end=3.0, rate_hz=(frames - 1) / 3.0, moment_arms=False)
        tracemalloc.start()
        for _ in planned.parts(size=32):
            pass
        most = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        return most

    assert peak(640) < 1.3 * peak(64) + 1.0


def test_frames_of_an_error_are_those_of_the_whole(body: Body, walk: Motion, monkeypatch: pytest.MonkeyPatch) -> None:
    from iliopsoas.errors import SolverError

    def fails(*arguments: object, **options: object) -> None:
        raise SolverError("recruitment did not converge in 1 of 20 frames (first 3, imbalance 1 N m)", [3])

    planned = plan_analysis(body, walk, start=1.0, end=2.0)
    parts = planned.parts(size=20)
    next(parts)
    monkeypatch.setattr(analysis, "solve", fails)
    with pytest.raises(SolverError, match=r"between 1\.523 and 1\.994 s: recruitment did not converge") as caught:
        next(parts)
    assert caught.value.frames == [23]
