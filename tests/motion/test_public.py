"""The public surface of the package."""

from __future__ import annotations

import iliopsoas.motion as package
from iliopsoas.motion import feet, plates


def test_everything_promised_exists_and_is_documented() -> None:
    assert package.__all__ == sorted(package.__all__)
    for name in package.__all__:
        assert getattr(package, name).__doc__, name


def test_feet_are_also_found_with_the_plates() -> None:
    assert plates.assign_feet is feet.assign_feet
    assert plates.valid_window is feet.valid_window
