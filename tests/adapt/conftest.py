"""A walk of one person, with and without tight hip flexors."""

from __future__ import annotations

import pytest

from iliopsoas.body.body import Body
from iliopsoas.mechanics.adapt import adapt
from iliopsoas.mechanics.adapted import Adapted
from iliopsoas.motion.library import movement
from iliopsoas.motion.motion import Motion

GRADES = (0.0, 0.6, 0.8, 1.0)


@pytest.fixture(scope="session")
def walk(body: Body) -> Motion:
    """The textbook walk."""
    return movement("walk", body)


@pytest.fixture(scope="session")
def tight(body: Body, walk: Motion) -> dict[float, Adapted]:
    """The walk with tightness of several grades."""
    return {g: adapt(body.with_conditions([f"tightness={g}"]), walk) for g in GRADES}
