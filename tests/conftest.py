"""What many tests share: the generic body, its walk, and the recorded trials, which lie beside the
repository."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.compare import compare
from iliopsoas.evidence.records import Comparison
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.mechanics.equation import solve
from iliopsoas.mechanics.solution import Solution
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.trajectory import Trajectory, prepare_trajectory

REPOSITORY = Path(__file__).resolve().parents[1]
TRIALS = REPOSITORY.parent / "shared" / "trials"
PEERS = REPOSITORY.parent / "shared" / "reference" / "peers"


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the repository."""
    return REPOSITORY


@pytest.fixture(scope="session")
def recorded() -> Path:
    """The folder of recorded trials; the test is skipped where it is missing."""
    if not TRIALS.is_dir():
        pytest.skip("the recorded trials (shared/trials beside the repository) are not here")
    return TRIALS


@pytest.fixture(scope="session")
def peers() -> Path:
    """What other programs computed for the same trials; the test is skipped where it is missing."""
    if not PEERS.is_dir():
        pytest.skip("the results of other programs (shared/reference/peers beside the repository) are not here")
    return PEERS


@pytest.fixture(scope="session")
def body() -> Body:
    """The generic body."""
    return Body.build()


@pytest.fixture(scope="session")
def walk(body: Body) -> Motion:
    """The walk of the library, three cycles."""
    return movement("walk", body)


@pytest.fixture(scope="session")
def average_walk(body: Body) -> Motion:
    """The averaged walk, three cycles; its two sides are alike."""
    return movement("walk_average", body)


@pytest.fixture(scope="session")
def trajectory(body: Body, walk: Motion) -> Trajectory:
    """Its middle cycle."""
    third = walk.duration / 3
    return prepare_trajectory(body, walk, start=third, end=2 * third)


@pytest.fixture(scope="session")
def average_trajectory(body: Body, average_walk: Motion) -> Trajectory:
    """The middle cycle of the averaged walk, which is quick enough for work and inertia to count."""
    third = average_walk.duration / 3
    return prepare_trajectory(body, average_walk, start=third, end=2 * third)


@pytest.fixture(scope="session")
def average_solution(body: Body, average_trajectory: Trajectory) -> Solution:
    """Everything computed for it."""
    return solve(body, average_trajectory)


@pytest.fixture(scope="session")
def solution(body: Body, trajectory: Trajectory) -> Solution:
    """Everything computed for the middle cycle."""
    return solve(body, trajectory)


@pytest.fixture(scope="session")
def result(body: Body, walk: Motion) -> xr.Dataset:
    """The middle cycle as the user gets it."""
    third = walk.duration / 3
    return analyze(body, walk, start=third, end=2 * third)


@pytest.fixture(scope="session")
def healthy() -> Body:
    """A healthy man, for what conditions change."""
    return Body.build(Subject(height=1.75, mass=75.0))


@pytest.fixture(scope="session")
def context() -> Context:
    """What comparisons with the literature share."""
    return Context()


@pytest.fixture(scope="session")
def found(context: Context) -> list[Comparison]:
    """One run of all comparisons."""
    return compare(context=context)
