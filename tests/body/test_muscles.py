"""Architecture of all strands: finding and changing them."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.errors import InputError, UnknownName


def test_a_name_finds_a_strand_a_muscle_of_one_side_or_of_both(body: Body) -> None:
    muscles = body.muscles
    both, right = muscles.select("psoas_major"), muscles.select("psoas_major_r")
    assert sorted([*right, *muscles.select("psoas_major_l")]) == both
    assert all(muscles.names[i].startswith("psoas_major_") and muscles.names[i].endswith("_r") for i in right)
    assert [muscles.names[i] for i in muscles.select("iliacus_central_l")] == ["iliacus_central_l"]


def test_an_unknown_muscle_is_met_with_the_nearest(body: Body) -> None:
    with pytest.raises(UnknownName, match=r"no muscle is called 'psoas_mayor'\. Did you mean 'psoas_major'\?"):
        body.muscles.select("psoas_mayor")


def test_both_sides_are_equally_strong(body: Body) -> None:
    muscles = body.muscles
    other = [muscles.names.index(name[:-2] + "_l") for name in muscles.names if name.endswith("_r")]
    mine = [i for i, name in enumerate(muscles.names) if name.endswith("_r")]
    assert sorted(mine + other) == list(range(len(muscles)))
    for values in (muscles.fmax, muscles.lopt, muscles.lslack, muscles.pennation):
        assert np.array_equal(values[mine], values[other])


def test_scaling_changes_one_muscle_and_no_other(body: Body) -> None:
    changed = body.muscles.scaled("iliacus_r", fmax=0.8, lopt=1.1, lslack=1.05)
    index = body.muscles.select("iliacus_r")
    for name, factor in (("fmax", 0.8), ("lopt", 1.1), ("lslack", 1.05)):
        before, after = getattr(body.muscles, name), getattr(changed, name)
        assert after[index] == pytest.approx(factor * before[index])
        assert np.array_equal(np.delete(after, index), np.delete(before, index))
    assert changed.volume[index] == pytest.approx(0.88 * body.muscles.volume[index])


def test_negative_factors_are_refused(body: Body) -> None:
    with pytest.raises(InputError, match="factors of iliacus must"):
        body.muscles.scaled("iliacus", fmax=-1.0)
