"""How two results differ, quantity by quantity, and in words."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from iliopsoas.results.differences import (
    MOST_IN_WORDS,
    Difference,
    differences,
    differences_as_data,
    differences_in_words,
    variants_in_words,
)


@pytest.fixture(scope="module")
def heavier(result: xr.Dataset) -> xr.Dataset:
    """The same walk with a tenth more on every hip and disc, and the pelvis two degrees further forward."""
    more = result.copy(deep=True)
    for name in ("joint_reaction", "compression", "shear"):
        more[name] = 1.1 * more[name]
    tilt = more["pose_coordinate"].values == "pelvis_tilt"
    more["pose"] = more["pose"] - np.radians(2.0) * xr.DataArray(tilt, dims="pose_coordinate")
    return more


def test_nothing_differs_from_itself(result: xr.Dataset) -> None:
    found = differences(result, result)
    assert found
    assert all(d.difference == 0.0 and not d.noticed for d in found)
    assert differences_in_words(found, "x") == (
        "With x, beside the same person without: nothing that this analysis shows changes by 2 % or half a degree."
    )


def test_what_was_changed_is_what_differs(heavier: xr.Dataset, result: xr.Dataset) -> None:
    by_name = {d.name: d for d in differences(heavier, result)}
    changed = {name for name, d in by_name.items() if d.noticed}
    levels = {f"{level} {what}" for level in ("L5/S1", "L4/L5", "L1/L2", "T12/L1") for what in ("compression", "shear")}
    assert levels | {"right hip contact force", "left hip contact force", "pelvis tilt forward, mean"} <= changed
    assert not any("psoas" in name or "bursa" in name or "hip extension" in name for name in changed)
    for name in levels | {"right hip contact force"}:
        assert by_name[name].changed == pytest.approx(1.1 * by_name[name].healthy)
    assert by_name["pelvis tilt forward, mean"].difference == pytest.approx(2.0)


def test_shear_keeps_its_sign(result: xr.Dataset) -> None:
    found = {d.name: d.changed for d in differences(result, result)}
    for level in result["level"].values:
        shear = result["shear"].sel(level=level).values
        assert abs(found[f"{str(level).replace('_', '/')} shear"]) == np.abs(shear).max()
        assert found[f"{str(level).replace('_', '/')} shear"] in shear


@pytest.mark.parametrize(
    ("difference", "words", "noticed"),
    [
        (Difference("force", "N", 100.0, 101.9), "force 100 -> 102 N (+2)", False),
        (Difference("force", "N", 100.0, 103.0), "force 100 -> 103 N (+3)", True),
        (Difference("tilt", "deg", 10.0, 10.4), "tilt 10.0 -> 10.4 deg (+0.4)", False),
        (Difference("tilt", "deg", 10.0, 9.4), "tilt 10.0 -> 9.4 deg (-0.6)", True),
        (Difference("hip", "body weights", 2.91, 2.98), "hip 2.91 -> 2.98 body weights (+0.07)", True),
        (Difference("strength", "N m", 0.0, 0.0), "strength 0.0 -> 0.0 N m (+0.0)", False),
    ],
)
def test_words_and_what_is_worth_them(difference: Difference, words: str, noticed: bool) -> None:
    assert difference.words == words
    assert difference.noticed is noticed


def test_the_sentence_tells_the_largest_first_and_not_too_many() -> None:
    found = [Difference(f"d{k}", "N", 100.0, 100.0 + 3.0 * k) for k in range(1, 12)]
    sentence = differences_in_words(found, "x")
    told = sentence.removeprefix("With x, beside the same person without: ").removesuffix(".").split("; ")
    assert [part.split()[0] for part in told] == [f"d{k}" for k in range(11, 11 - MOST_IN_WORDS, -1)]


def test_for_programs_the_difference_is_of_what_is_shown() -> None:
    (row,) = differences_as_data([Difference("x", "N", 1.00049, 2.00051)])
    assert row == {"name": "x", "unit": "N", "healthy": 1.0, "changed": 2.001, "difference": 1.001}


def test_variants_are_told_frame_by_frame(heavier: xr.Dataset, result: xr.Dataset) -> None:
    sentence = variants_in_words(heavier, result, ["psoas_minor:r"])
    assert sentence.startswith("With psoas_minor:r, beside the same person without: mean lumbar compression L5/S1 +")
    extra = 0.1 * result["compression"].sel(level="L5_S1").values
    assert f"L5/S1 {extra.mean():+.1f} N (at most {extra.max():+.1f} N)" in sentence
    assert sentence.count("body weights at its peak") == 2
