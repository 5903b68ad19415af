"""Groups and differences: subjects are the unit, pairs are made where they can be, intervals hold what they should."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.statistics.comparisons import compare_groups
from iliopsoas.statistics.groups import Labels, averaged, group_means, pairs_of


def _labels(rows: list[tuple[str, str]], pair: list[str] | None = None) -> Labels:
    groups, subjects = zip(*rows, strict=True)
    return Labels(groups, subjects, tuple(pair or subjects))


def test_a_subject_counts_once_however_many_trials() -> None:
    values = np.array([[1.0, 1.0], [3.0, 3.0], [10.0, 10.0], [np.nan, 1.0], [7.0, 7.0]])
    labels = _labels([("a", "anna"), ("a", "anna"), ("a", "bo"), ("a", "cy"), ("b", "anna")])
    a, b = group_means(values, labels)
    assert (a.name, a.subjects, a.trials) == ("a", 2, 3)
    assert a.mean == pytest.approx([6.0, 6.0])  # of 2 and 10, not of 1, 3 and 10
    assert a.sd == pytest.approx([np.sqrt(32.0)] * 2)
    assert (b.subjects, b.mean[0]) == (1, 7.0)
    assert np.isnan(b.sd).all()
    assert averaged(values, labels, "nobody").keys == ()


def test_pairs_are_taken_where_three_are_shared() -> None:
    rng = np.random.default_rng(0)
    people = 5.0 * rng.normal(size=(6, 1)) + np.zeros(101)
    values = np.concatenate([people, people + 1.0 + 0.1 * rng.normal(size=(6, 1))])
    labels = _labels([("before", f"p{k}") for k in range(6)] + [("after", f"p{k}") for k in range(6)])
    found = compare_groups(values, labels, "before", "after")
    assert found is not None
    assert (found.paired, found.n, found.n_in_words) == (True, (6,), "6 pairs")
    assert found.curve.value == pytest.approx(np.full(101, 1.0), abs=0.2)
    assert (found.curve.low < 1.1).all()
    assert (found.curve.high > 0.9).all()
    assert [(s.start, s.end) for s in found.test.stretches] == [(0, 100)]
    swapped = compare_groups(values, labels, "after", "before")
    assert swapped is not None
    assert swapped.peak.value == pytest.approx(-found.peak.value)


def test_a_key_of_its_own_pairs_what_subjects_do_not() -> None:
    values = np.arange(6.0)[:, None] + np.zeros(101)
    rows = [("left", f"l{k}") for k in range(3)] + [("right", f"r{k}") for k in range(3)]
    assert compare_groups(values, _labels(rows), "left", "right").paired is False  # type: ignore[union-attr]
    found = compare_groups(values, _labels(rows, ["1", "2", "3", "1", "2", "3"]), "left", "right")
    assert found is not None
    assert found.paired
    assert found.peak.value == pytest.approx(3.0)
    assert (found.peak.low, found.peak.high) == (pytest.approx(3.0), pytest.approx(3.0))  # no spread, no interval


def test_other_people_are_compared_unpaired_and_too_few_not_at_all() -> None:
    rng = np.random.default_rng(1)
    values = np.concatenate([rng.normal(size=(5, 101)), rng.normal(size=(4, 101)) + 9.0])
    labels = _labels([("a", f"a{k}") for k in range(5)] + [("b", f"b{k}") for k in range(4)])
    found = compare_groups(values, labels, "a", "b")
    assert found is not None
    assert (found.paired, found.n_in_words) == (False, "5 and 4 subjects")
    assert found.curve.low.mean() < 9.0 < found.curve.high.mean()
    values[6:] = np.nan  # one of b is left
    assert compare_groups(values, labels, "a", "b") is None


def test_the_interval_holds_the_truth_as_often_as_said() -> None:
    """Differences of 20 pairs around 1: 95 % intervals of the bootstrap hold it in at least 33 of 40 studies."""
    rng = np.random.default_rng(2)
    labels = _labels([(group, f"p{k}") for group in "ab" for k in range(20)])
    held = 0
    for _ in range(40):
        first = rng.normal(size=(20, 1))
        values = np.concatenate([first, first + rng.normal(1.0, 0.5, size=(20, 1))])
        found = compare_groups(values, labels, "a", "b")
        assert found is not None
        held += bool(found.curve.low[0] <= 1.0 <= found.curve.high[0])
    assert held >= 33


def test_which_groups_are_compared() -> None:
    assert pairs_of(["a", "b", "c"], 6) == [("a", "b"), ("a", "c"), ("b", "c")]
    assert pairs_of(["a", "b", "c", "d"], 3) == [("a", "b"), ("a", "c"), ("a", "d")]
    assert pairs_of(["a"], 6) == []
