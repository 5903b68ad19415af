"""One run of all comparisons for all tests of `iliopsoas.evidence`."""

from __future__ import annotations

import pytest

from iliopsoas.evidence.compare import compare
from iliopsoas.evidence.context import Context
from iliopsoas.evidence.records import Comparison


@pytest.fixture(scope="session")
def context() -> Context:
    return Context()


@pytest.fixture(scope="session")
def found(context: Context) -> list[Comparison]:
    return compare(context=context)
