"""A walk of one person, with and without tight hip flexors."""

from __future__ import annotations

import pytest

from iliopsoas.adaptation.adapt import adapt
from iliopsoas.adaptation.adapted import Adapted
from iliopsoas.body.body import Body
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.records.motion import Motion

GRADES = (0.0, 0.6, 0.8, 1.0)


@pytest.fixture(scope="session")
def walk(body: Body) -> Motion:
    """The averaged walk: as far extended as most people walk, which tight muscles hold back."""
    return movement("walk_average", body)


@pytest.fixture(scope="session")
def tight(body: Body, walk: Motion) -> dict[float, Adapted]:
    """The walk with tightness of several grades."""
    return {g: adapt(body.with_conditions([f"tightness={g}"]), walk) for g in GRADES}
