"""Sentences and checks that every record shares."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.errors import InputError
from iliopsoas.motion.signals.checks import check_finite, check_time, frames_text, listed, read_only


def test_long_lists_are_cut_and_counted() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed(range(20), 3) == "0, 1, 2 ... (20 in all)"


def test_bad_frames_are_numbered_from_zero() -> None:
    bad = np.zeros(211, dtype=bool)
    bad[[5, 6, 7]] = True
    assert frames_text(bad) == "3 of 211 frames (5, 6, 7, counted from 0)"
    assert frames_text(np.ones(9, dtype=bool)).startswith("9 of 9 frames (0, 1, 2, 3, 4, ...")
    assert frames_text(np.ones(1, dtype=bool)) == "1 of 1 frame (0, counted from 0)"


def test_a_read_only_copy_cannot_change_and_does_not_follow_its_origin() -> None:
    given = np.arange(3)
    kept = read_only(given)
    given[0] = 9
    assert kept.tolist() == [0.0, 1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        kept[0] = 1.0


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ([], "at least one entry"),
        ([[0.0, 1.0]], "one-dimensional"),
        ([0.0, np.nan, 1.0], r"1 of 3 frames \(1"),
        ([0.0, 1.0, 1.0], "from 1 to 1 s between frames 1 and 2"),
        ([3.0, 2.0, 1.0], "and at 1 more places"),
    ],
)
def test_a_time_that_cannot_be_used(time: list[float], words: str) -> None:
    with pytest.raises(InputError, match=words) as error:
        check_time(np.array(time), "plate 'FP1'")
    assert str(error.value).startswith("plate 'FP1': time")


def test_missing_numbers_are_named_with_advice() -> None:
    values = np.zeros((4, 2, 3))
    check_finite(values, "load", "the force", "Fill the gap.")
    values[2, 1, 0] = np.inf
    with pytest.raises(InputError, match=r"load: the force has no value .* 1 of 4 frames \(2, .*Fill the gap\."):
        check_finite(values, "load", "the force", "Fill the gap.")
