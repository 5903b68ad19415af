"""A studio that runs in this process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("viser", reason="the extra 'studio' (viser) is not installed")

from iliopsoas.studio.server import StudioServer, start_studio
from studio.visitor import Visitor


@pytest.fixture(scope="package")
def studio() -> Iterator[StudioServer]:
    """On any free port."""
    running = start_studio(port=0)
    yield running
    running.stop()


@pytest.fixture
def visitor(studio: StudioServer) -> Iterator[Visitor]:
    """Somebody who came, and sees the body."""
    with Visitor(studio.port) as someone:
        someone.wait_for_text("Moment arms about the hip")
        yield someone
