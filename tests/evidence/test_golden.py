"""Reference analyses against what is stored in tests/golden: they say that something changed, not that it is right."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from iliopsoas.evidence import golden
from iliopsoas.evidence.basis.context import Context


@pytest.fixture(scope="module")
def stored(repository: Path) -> dict[str, Any]:
    file = repository / "tests" / "golden" / "analyses.json"
    assert file.stat().st_size < 100_000
    return json.loads(file.read_text(encoding="utf-8"))


def test_reference_analyses_are_as_stored(context: Context, stored: dict[str, Any]) -> None:
    """Within 0.5 % of each curve's largest value. If a change is meant: bench/golden.py --write, and CHANGELOG.md."""
    moved = golden.relative_differences(golden.golden_curves(context), golden.curves_from_json(stored))
    assert {name: share for name, share in moved.items() if share > golden.TOLERANCE} == {}
    assert {"flexion arm of psoas_major", "hip contact force, walk", "hip flexion strength of a young man"} <= set(
        moved
    )


def test_stored_results_were_written_by_the_script(stored: dict[str, Any]) -> None:
    assert stored["fingerprint"] == golden.fingerprint(stored["curves"])


def test_a_new_version_is_explained(stored: dict[str, Any], repository: Path) -> None:
    """From the second version on, the changelog says what changed."""
    if stored["version"] > 1:
        text = (repository / "CHANGELOG.md").read_text(encoding="utf-8")
        assert f"golden results {stored['version']}" in text


def test_differences_are_relative_to_the_largest_value() -> None:
    x = np.arange(3.0)
    one = golden.GoldenCurve("a", x, "deg", np.array([0.0, 5.0, 10.0]), "N")
    other = golden.GoldenCurve("a", x, "deg", np.array([0.1, 5.0, 10.0]), "N")
    assert golden.relative_differences((other,), (one,)) == {"a": pytest.approx(0.01)}
    assert golden.relative_differences((), (one,)) == {"a": float("inf")}
    longer = golden.GoldenCurve("a", np.arange(4.0), "deg", np.zeros(4), "N")
    assert golden.relative_differences((longer,), (one,)) == {"a": float("inf")}


def test_what_is_stored_comes_back() -> None:
    curve = golden.GoldenCurve("a", np.arange(3.0), "deg", np.array([0.0, 1.23456, -250.0]), "N")
    data = golden.curves_to_json((curve,), 3)
    back = golden.curves_from_json(json.loads(json.dumps(data)))[0]
    np.testing.assert_allclose(back.y, [0.0, 1.2, -250.0])
    assert data["version"] == 3
    assert data["fingerprint"] != golden.curves_to_json((replace(curve, y=curve.y + 1.0),), 3)["fingerprint"]
