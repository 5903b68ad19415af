"""Bodies of which files are made, and poses to try them in."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject


@pytest.fixture(scope="session")
def woman() -> Body:
    """Somebody small and older, with a psoas minor and one long thigh."""
    who = Subject(height=1.58, mass=61.0, sex="female", age=62.0, segment_scale={"femur_l": 1.02})
    return Body.build(who, variants=["psoas_minor:r"])


@pytest.fixture(scope="session", params=["generic", "woman"])
def anyone(request: pytest.FixtureRequest, body: Body, woman: Body) -> Body:
    """Each of them."""
    return body if request.param == "generic" else woman


def random_poses(body: Body, frames: int) -> NDArray[np.float64]:
    """Poses over all ranges, pelvis and arms too; lumbar levels follow their rhythm, (frames, n)."""
    rng = np.random.default_rng(3)
    q = body.map.pose(frames)
    for c, role in enumerate(body.map.roles):
        if role != "level":
            q[:, c] = rng.uniform(max(body.map.lower[c], -2.0), min(body.map.upper[c], 2.0), frames)
    return q
