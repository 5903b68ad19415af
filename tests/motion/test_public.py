"""The public surface of the package."""

from __future__ import annotations

import iliopsoas.motion as package


def test_everything_promised_exists_and_is_documented() -> None:
    assert package.__all__ == sorted(package.__all__)
    for name in package.__all__:
        assert getattr(package, name).__doc__, name
