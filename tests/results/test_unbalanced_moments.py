"""Rows that lack strength are named: which, how much, when; and only where muscles are really at their end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.results.summary import summarise
from iliopsoas.results.unbalanced_moments import reserve_limits, unbalanced_in_words, unbalanced_moments

CUFFS = (2.0, 8.0, 10.0)


@pytest.fixture(scope="module")
def frail() -> Body:
    """A small old woman."""
    return Body.build(Subject(height=1.55, mass=45.0, sex="female", age=75))


@pytest.fixture(scope="module")
def raised(frail: Body) -> dict[float, xr.Dataset]:
    """Her straight leg raise with lighter and heavier weights at the ankle."""
    return {cuff: analyze(frail, movement("straight_leg_raise", frail, cuff=cuff)) for cuff in CUFFS}


def test_a_walk_lacks_nothing(result: xr.Dataset, body: Body) -> None:
    assert unbalanced_moments(result) == []
    assert summarise(result, body)["lacking"] == []


def test_too_heavy_a_leg_lacks_hip_flexion_of_that_leg(raised: dict[float, xr.Dataset], frail: Body) -> None:
    row = unbalanced_moments(raised[10.0])[0]
    assert row["coordinate"] == "hip_flexion_r"
    assert row["direction"] == 1
    assert {"iliacus_r", "psoas_major_r"} <= set(row["full"])
    assert summarise(raised[10.0], frail)["lacking"][0] == row


def test_what_is_lacking_is_what_the_muscles_do_not_give(raised: dict[float, xr.Dataset]) -> None:
    """asked = sum of arms x active forces + lacking, at the worst frame, from the result's own forces and arms."""
    result = raised[10.0]
    row = unbalanced_moments(result)[0]
    frame = result.sel(time=row["time_s"], method="nearest").sel(coordinate=row["coordinate"])
    given = float((frame["moment_arm"] * (frame["muscle_force"] - frame["passive_force"])).sum())
    assert row["asked_nm"] - given == pytest.approx(row["lacking_nm"], abs=0.05)
    assert row["share"] == pytest.approx(row["lacking_nm"] / row["asked_nm"], abs=1e-3)


def test_every_kilogram_more_adds_the_moment_of_its_weight(frail: Body) -> None:
    """Where every flexor is at its end, the reserve takes all of a heavier cuff: g m times the cuff's distance."""
    lighter, heavier = (analyze(frail, movement("straight_leg_raise", frail, cuff=cuff)) for cuff in (9.0, 10.0))
    more = unbalanced_moments(heavier)[0]["lacking_nm"] - unbalanced_moments(lighter)[0]["lacking_nm"]
    asked = unbalanced_moments(heavier)[0]["asked_nm"] - unbalanced_moments(lighter)[0]["asked_nm"]
    assert 0.8 * asked < more < 1.05 * asked


def test_more_weight_lacks_more_and_longer(raised: dict[float, xr.Dataset]) -> None:
    def worst(cuff: float) -> tuple[float, int]:
        rows = [r for r in unbalanced_moments(raised[cuff]) if r["coordinate"] == "hip_flexion_r"]
        return (rows[0]["lacking_nm"], rows[0]["frames"]) if rows else (0.0, 0)

    sizes = [worst(cuff) for cuff in CUFFS]
    assert sizes[0] == (0.0, 0)
    assert sizes[0][0] < sizes[1][0] < sizes[2][0]
    assert sizes[1][1] < sizes[2][1]


def test_frames_and_spans_say_the_same(raised: dict[float, xr.Dataset]) -> None:
    result = raised[10.0]
    over = np.abs(result["reserve"].values) > reserve_limits(result)
    time = result["time"].values
    rows = unbalanced_moments(result)
    assert {r["coordinate"] for r in rows} == set(result["coordinate"].values[over.any(axis=0)])
    for row in rows:
        mine = over[:, list(result["coordinate"].values).index(row["coordinate"])]
        assert row["frames"] == mine.sum()
        inside = np.zeros(len(time), dtype=bool)
        for a, b in row["spans_s"]:
            inside |= (time >= a - 1e-4) & (time <= b + 1e-4)
        np.testing.assert_array_equal(inside, mine)


def test_words_say_which_how_much_and_when() -> None:
    row = {"coordinate": "hip_flexion_r", "direction": 1, "time_s": 3.26, "lacking_nm": 27.83, "asked_nm": 78.4,
           "share": 0.355, "full": ["iliacus_r"], "frames": 2, "spans_s": [[3.24, 3.26]]}  # fmt: skip
    assert unbalanced_in_words(row) == (
        "hip_flexion_r lacks +27.8 N m of 78.4 (36 %) at 3.26 s; in 2 frames, 3.24-3.26 s; at full effort: iliacus_r"
    )
    other = row | {"direction": -1, "lacking_nm": 1.3, "asked_nm": 0.4, "share": 1.0, "full": [], "frames": 1}
    assert (
        unbalanced_in_words(other | {"spans_s": [[1.0, 1.0]]})
        == "hip_flexion_r lacks -1.3 N m at 3.26 s; in 1 frame, 1.00 s"
    )


def test_a_muscle_at_the_bound_that_a_condition_sets_is_at_full_effort(frail: Body) -> None:
    """Half of the iliacus cannot be driven: it is named although its activation stays below one."""
    muscles = frail.muscles
    bound = muscles.activation_max.copy()
    bound[muscles.select("iliacus_r")] = 0.5
    weak = frail.with_muscles(replace(muscles, activation_max=bound))
    result = analyze(weak, movement("straight_leg_raise", weak, cuff=10.0))
    row = unbalanced_moments(result)[0]
    assert row["coordinate"] == "hip_flexion_r"
    assert "iliacus_r" in row["full"]
    assert (
        row["lacking_nm"]
        > unbalanced_moments(analyze(frail, movement("straight_leg_raise", frail, cuff=10.0)))[0]["lacking_nm"]
    )
