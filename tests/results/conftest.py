"""A made-up walk whose steps are known."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from scene.conftest import made_up

STEPS = np.arange(0.0, 1.505, 0.01)


@pytest.fixture(scope="session")
def tall() -> Body:
    """Somebody a little taller than the generic body."""
    return Body.build(Subject(1.80, 72.6))


@pytest.fixture(scope="session")
def steps_made(tall: Body) -> xr.Dataset:
    """1.5 s at 100 Hz: a whole right cycle, a left one with one heel strike."""
    return made_up(tall, STEPS)


@pytest.fixture(scope="session")
def steps_without_plates(tall: Body) -> xr.Dataset:
    """The same without measured forces."""
    return made_up(tall, STEPS, plates=False)
