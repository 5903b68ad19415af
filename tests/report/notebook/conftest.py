"""The measured walk of the generic body, analysed; above this folder `walk` and `body` are made up."""

from __future__ import annotations

import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.motion.library.catalogue import movement


@pytest.fixture(scope="session")
def result() -> xr.Dataset:
    """Its middle cycle."""
    body = Body.build()
    motion = movement("walk", body)
    third = motion.duration / 3.0
    return analyze(body, motion, start=third, end=2.0 * third)
