"""A movement done more slowly."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.adaptation.time_scaling import slowed
from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.motion.library.catalogue import movement


def test_the_same_poses_later(body: Body) -> None:
    rise = movement("sit_to_stand", body)
    slow = slowed(rise, 0.5)
    assert slow.duration == pytest.approx(2.0 * rise.duration)
    assert slow.coordinates.keys() == rise.coordinates.keys()
    for name, x in rise.coordinates.items():
        np.testing.assert_array_equal(slow.coordinates[name], x)
    for before, after in zip(rise.supports, slow.supports, strict=True):
        assert (before.during is None) == (after.during is None)
        if before.during is not None and after.during is not None:
            assert after.during[1] == pytest.approx(2.0 * before.during[1])


def test_full_speed_is_the_movement_itself(body: Body) -> None:
    rise = movement("sit_to_stand", body)
    assert slowed(rise, 1.0) is rise


def test_no_speed(body: Body) -> None:
    with pytest.raises(InputError, match="speed is 0; it must be above 0"):
        slowed(movement("sit_to_stand", body), 0.0)
