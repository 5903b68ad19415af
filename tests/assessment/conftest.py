"""One person, and one examiner who keeps what was read on the healthy one."""

from __future__ import annotations

import pytest

from iliopsoas.assessment.assess import Examiner
from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject


@pytest.fixture(scope="session")
def person() -> Body:
    return Body.build(Subject(height=1.75, mass=75.0))


@pytest.fixture(scope="session")
def examiner() -> Examiner:
    return Examiner()
