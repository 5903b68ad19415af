"""Plans of the library's movements: parameters at the ends of their ranges, the left side, the tempo."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from iliopsoas.atlas.movements.catalogue import find_movement, movement_records
from iliopsoas.errors import InputError, UnknownName
from iliopsoas.motion.library.keyframe_plan import (
    LATERAL,
    MovementPlan,
    check_parameters,
    other_side,
    plan_movement,
)

KEYFRAMED = [name for name, record in movement_records().items() if record.maker == "keyframes"]


def planned(name: str, side: str = "right", **values: object) -> MovementPlan:
    record = find_movement(name)
    return plan_movement(record, side, check_parameters(record, values))


@pytest.mark.parametrize("name", KEYFRAMED)
def test_every_parameter_at_either_end_of_its_range_gives_a_plan(name: str) -> None:
    for p in find_movement(name).parameters:
        ends = p.choices or [x for x in (p.minimum, p.maximum) if x is not None]
        for value in ends:
            plan = planned(name, **{p.name: value})
            assert np.all(np.diff(plan.times) >= 0.0), (p.name, value)
            assert all(np.isfinite(list(angles.values())).all() for angles in plan.angles), (p.name, value)
            for touch in plan.touches:
                assert 0 <= touch.first <= touch.last < len(plan.phases), (p.name, value)
                assert touch.support < len(plan.supports)


@pytest.mark.parametrize("name", KEYFRAMED)
def test_the_left_plan_mirrors_the_right_one(name: str) -> None:
    right, left = planned(name), planned(name, "left")
    assert left.times == right.times
    assert left.phases == right.phases
    for ours, theirs in zip(left.angles, right.angles, strict=True):
        assert {other_side(n) for n in ours} == set(theirs)
        for coordinate, value in theirs.items():
            sign = -1.0 if coordinate in LATERAL else 1.0
            assert ours[other_side(coordinate)] == pytest.approx(sign * value)
    for a, b in zip(left.supports, right.supports, strict=True):
        assert a.normal == pytest.approx((b.normal[0], b.normal[1], -b.normal[2]))
    for a, b in zip(left.over, right.over, strict=True):
        assert [other_side(name) for name in a] == list(b)


@pytest.mark.parametrize("name", KEYFRAMED)
def test_stretches_lead_from_rest_to_rest_and_leave_nothing_out(name: str) -> None:
    plan = planned(name)
    stretches = plan.stretches()
    assert stretches[0][0] == 0
    assert stretches[-1][1] == len(plan.phases) - 1
    assert all(a[1] == b[0] for a, b in pairwise(stretches))
    assert not plan.through[0]
    assert all(plan.through[k] for first, last in stretches for k in range(first + 1, last))


@pytest.mark.parametrize("name", ["hip_flexion_r", "hip_flexion_l", "pelvis_tilt"])
def test_the_other_side_of_the_other_side_is_this_one(name: str) -> None:
    assert other_side(other_side(name)) == name


def test_what_a_parameter_may_be_is_said() -> None:
    record = find_movement("seated_march_resisted")
    with pytest.raises(UnknownName, match="There are: "):
        check_parameters(record, {"colour": "red"})
    with pytest.raises(InputError, match=r"choose one of .*red"):
        check_parameters(record, {"band": "pink"})
    number = next(p for p in record.parameters if not p.choices)
    with pytest.raises(InputError, match=f"{number.name} is 'far', which is no number; it must lie between"):
        check_parameters(record, {number.name: "far"})
    with pytest.raises(InputError, match=f"it must lie between {number.minimum:g} and {number.maximum:g}"):
        check_parameters(record, {number.name: 1e6})
    assert check_parameters(record, {})[number.name] == number.default
