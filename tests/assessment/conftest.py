"""One healthy body for all assessments."""

from __future__ import annotations

import pytest

from iliopsoas.assessment.tasks import TaskMotions
from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject


@pytest.fixture(scope="session")
def healthy() -> Body:
    return Body.build(Subject(height=1.75, mass=75.0, age=25.0))


@pytest.fixture(scope="session")
def motions(healthy: Body) -> TaskMotions:
    """Its movements, shared by all tests that move it: conditions do not change them."""
    return TaskMotions(healthy)
