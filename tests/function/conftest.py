"""One body for all tests of `iliopsoas.function`."""

from __future__ import annotations

import pytest

from iliopsoas.body.body import Body


@pytest.fixture(scope="session")
def body() -> Body:
    return Body.build(psoas_minor=True)
