"""What is said of accuracy beside a result, and the knee's contact force."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from iliopsoas.atlas.cite import references
from iliopsoas.atlas.instrumented_joints import (
    BODY_WEIGHTS,
    OF_STANDING,
    instrumented_load,
    instrumented_loads,
    loads_in_movement,
)
from iliopsoas.body.body import Body
from iliopsoas.errors import UnknownName
from iliopsoas.evidence.records import CONFIDENCE
from iliopsoas.motion.library.catalogue import movement_records
from iliopsoas.results.basis.instrumented_hips import INSTRUMENTED_HIPS
from iliopsoas.results.instrumented_people import (
    InstrumentedComparison,
    instrumented_as_data,
    instrumented_comparisons,
    instrumented_in_words,
    instrumented_sources,
)
from iliopsoas.results.knee_contact import knee_contact_force
from iliopsoas.results.summary import summarise


def test_every_row_is_sound() -> None:
    """Centre inside its band, a known joint, movements of the library, references; nobody from memory."""
    known = set(movement_records())
    for load in instrumented_loads():
        assert load.low <= load.value <= load.high, load
        assert load.joint in ("hip", "knee", "vertebra", "disc")
        assert load.unit == (BODY_WEIGHTS if load.joint in ("hip", "knee") else OF_STANDING)
        assert set(load.movement_names) <= known
        assert set(load.sources) <= set(references())
        assert load.confidence in CONFIDENCE
        assert load.people >= 1
    keys = [(load.activity, load.joint) for load in instrumented_loads()]
    assert len(keys) == len(set(keys))


def test_walking_hips_are_those_of_the_figures() -> None:
    """The band drawn in the report and the table say the same (bergmann2016)."""
    hip = instrumented_load("walking", "hip")
    hips = INSTRUMENTED_HIPS
    assert (hip.low, hip.value, hip.high, hip.people) == (hips["low"], hips["mean"], hips["high"], hips["hips"])


def test_an_unknown_activity_says_what_was_measured() -> None:
    with pytest.raises(UnknownName, match=r"no activity of an instrumented knee is called 'sqat'\. Did you mean 'squ"):
        instrumented_load("sqat", "knee")
    assert loads_in_movement("moonwalk", "hip", "knee") == ()


@pytest.mark.parametrize(("ours", "verdict"), [(3.5, "above"), (2.5, "within"), (1.0, "below")])
def test_a_verdict_and_its_words(ours: float, verdict: str) -> None:
    found = InstrumentedComparison("knee", ours, instrumented_load("squat", "knee"))
    assert found.verdict == verdict
    assert "knee 2.0-3.0 body weights (5 people)" in found.words
    assert found.words.endswith(f"ours is {ours:.2f}, {verdict} that.")


def test_a_movement_is_known_by_its_name(result: xr.Dataset) -> None:
    squat = result.copy()
    squat.attrs = {**result.attrs, "title": "squat"}
    hip, knee = instrumented_comparisons(squat)
    assert hip.measured is instrumented_load("squat", "hip")
    assert knee.measured is instrumented_load("squat", "knee")
    assert len(instrumented_in_words(squat)) == 2
    assert {"kutzner2010", "orthoload"} <= set(instrumented_sources(squat))


def test_a_recording_with_steady_steps_is_walking(result: xr.Dataset) -> None:
    named = result.copy()
    named.attrs = {**result.attrs, "title": "trial_7"}
    assert [c.measured for c in instrumented_comparisons(named)] == [
        instrumented_load("walking", joint) for joint in ("hip", "knee")
    ]


def test_where_nobody_was_measured_that_is_said(steps_without_plates: xr.Dataset) -> None:
    """No forces under the feet, no name: no comparison, one sentence."""
    assert instrumented_in_words(steps_without_plates) == [
        "No hip or knee was measured inside people doing this: how far these loads are off is not known."
    ]
    assert instrumented_as_data(steps_without_plates) == {"hip": None, "knee": None}
    assert instrumented_sources(steps_without_plates) == ()
    lone = InstrumentedComparison("knee", 2.0, None)
    assert (lone.verdict, lone.words) == ("no comparison", "No knee was measured inside people doing this.")


def test_the_knee_carries_what_is_above_it_and_muscles_too(result: xr.Dataset) -> None:
    """In the single stance of walking a knee carries more than the body less its shank and foot."""
    force = knee_contact_force(result, "r")
    assert force.shape == (result.sizes["time"],)
    assert 1.0 < force.max() < 10.0
    assert force.min() < 0.6


def test_the_summary_has_both_joints_and_their_accuracy(result: xr.Dataset, body: Body) -> None:
    summary = summarise(result, body)
    for side in "rl":
        hip = summary["hip_contact_force_bw"][side]
        assert set(hip) == {"peak1", "peak2", "peak"}
        assert hip["peak"] >= max(hip["peak1"], hip["peak2"])
        assert set(summary["knee_contact_force_bw"][side]) == {"peak"}
        assert summary["knee_contact_force_bw"][side]["peak"] == pytest.approx(
            np.round(knee_contact_force(result, side).max(), 3)
        )
    assert summary["instrumented_people"]["hip"]["source"] == "bergmann2016;fischer2021"
    assert summary["accuracy"][0].startswith("Instrumented people doing this (level walking): hip 2.2-2.8 body weights")
