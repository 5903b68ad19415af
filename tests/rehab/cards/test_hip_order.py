"""Our order of hip loads beside instrumented people; `bench/hip_order.py` says why Schwachmeyer's exercises are one."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from tests.scripts import load_script

from iliopsoas.rehab.cards.make_card import card_subject
from iliopsoas.rehab.cards.spread import Draws, Spread


@pytest.fixture(scope="module")
def bench(repository: Path) -> ModuleType:
    return load_script(repository / "bench" / "hip_order.py")


def test_order_of_hip_loads(bench: ModuleType) -> None:
    """bergmann2001, bergmann2016, bergmann2018, schwachmeyer2013: Spearman at least 0.7 (found: 0.88)."""
    subject = card_subject(bench.PATIENT.body(), 20, Spread())
    few = Draws(*(x[:2] for x in subject.draws))  # values alone are looked at
    loads = bench.hip_loads(subject._replace(draws=few))
    assert len(loads) == 9
    assert bench.order(loads) >= 0.7
    # dynamic exercises without weight on the leg lie around half of walking, ours too
    assert 0.35 < bench.group_share(loads, 2) < 0.7
