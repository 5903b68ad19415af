"""A long record filtered and splined in pieces is the whole record filtered and splined."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iliopsoas.errors import InputError
from iliopsoas.motion.signals import filtered_record
from iliopsoas.motion.signals.filtered_record import FilteredRecord
from iliopsoas.motion.signals.time_series import lowpass, spline_derivatives

FRAMES = 5000


def noise(rate: float, columns: int = 2) -> tuple[np.ndarray, list[np.ndarray]]:
    dice = np.random.default_rng(3)
    return np.arange(FRAMES) / rate, list(np.cumsum(dice.normal(0.0, 0.05, (columns, FRAMES)), axis=1))


@pytest.mark.parametrize(("rate", "cutoff"), [(100.0, 6.0), (60.0, 20.0), (250.0, 3.0), (100.0, None)])
def test_pieces_are_those_of_the_whole(rate: float, cutoff: float | None) -> None:
    time, columns = noise(rate)
    record = FilteredRecord(time, columns, cutoff)
    values = np.stack(columns, axis=1)
    whole = values if cutoff is None else lowpass(values, rate, cutoff)
    np.testing.assert_allclose(np.concatenate(list(record.blocks())), whole, rtol=0, atol=1e-11)
    for first, last in ((0, 130), (2000, 2128), (4872, FRAMES - 1)):
        asked = time[first : last + 1] + np.where(np.arange(last + 1 - first) < last - first, 0.3 / rate, 0.0)
        theirs = spline_derivatives(time, whole, asked)
        for n, (mine, other) in enumerate(zip(record.curves(asked[0], asked[-1]).at(asked), theirs, strict=True)):
            np.testing.assert_allclose(mine, other, rtol=0, atol=1e-10 * rate**n)


@settings(max_examples=25, deadline=None)
@given(first=st.integers(0, FRAMES - 3), size=st.integers(1, 300), step=st.floats(0.1, 3.0))
def test_any_times_can_be_asked_for(first: int, size: int, step: float) -> None:
    time, columns = noise(100.0, 1)
    asked = np.clip(time[first] + step / 100.0 * np.arange(size), time[0], time[-1])
    got = FilteredRecord(time, columns, None).curves(asked[0], asked[-1]).at(asked)[0]
    assert got.shape == (size, 1)
    np.testing.assert_allclose(got, spline_derivatives(time, columns[0][:, None], asked)[0], rtol=0, atol=1e-10)


def test_a_short_record_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    time, columns = noise(100.0)
    short = FilteredRecord(time[:400], [column[:400] for column in columns], 6.0)
    calls: list[int] = []
    monkeypatch.setattr(filtered_record, "lowpass", lambda x, *rest: calls.append(len(x)) or lowpass(x, *rest))
    (block,) = short.blocks()
    np.testing.assert_array_equal(block, lowpass(np.stack(columns, axis=1)[:400], 100.0, 6.0))
    short.curves(0.0, 1.0)
    short.curves(2.0, 3.0)
    assert calls == [400]
    assert next(short.of_column(1).blocks()).shape == (400, 1)


def test_a_cutoff_that_cannot_be_is_told_at_the_first_look() -> None:
    time, columns = noise(100.0)
    with pytest.raises(InputError, match="the cutoff must lie between 0 and half the sampling rate"):
        next(FilteredRecord(time, columns, 60.0).blocks())
