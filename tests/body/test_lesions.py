"""Lesions of nerves and roots: several on a side cost what the graph says of them together."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.atlas.anatomy.innervation import drive_loss
from iliopsoas.body.body import Body


def _kept(body: Body, healthy: Body) -> dict[str, float]:
    """Share of strength that every muscle kept; all strands of a muscle alike."""
    out: dict[str, float] = {}
    for group, before, after in zip(healthy.muscles.groups, healthy.muscles.fmax, body.muscles.fmax, strict=True):
        assert out.setdefault(group, after / before) == pytest.approx(after / before)
    return out


@pytest.mark.parametrize(
    "lesion",
    [
        {"root_L2": 0.8, "root_L3": 0.6},
        {"root_L2": 1.0, "root_L3": 1.0, "root_L4": 1.0},
        {"femoral_nerve": 0.5, "root_L3": 0.5},
        {"lumbar_plexus": 1.0, "femoral_nerve": 1.0},
    ],
    ids="+".join,
)
def test_lesions_of_a_side_go_through_the_graph_together(healthy: Body, lesion: dict[str, float]) -> None:
    """Roots feed a muscle side by side, so what they cost adds up; a nerve and its root lie in a row, so it multiplies.
    The graph knows which; the order of the conditions does not matter."""
    expected = drive_loss({name.removeprefix("root_"): share for name, share in lesion.items()})
    given = [f"{name}={share}:r" for name, share in lesion.items()]
    for order in (given, given[::-1]):
        kept = _kept(healthy.with_conditions(order), healthy)
        for group, share in kept.items():
            loss = expected.get(group.removesuffix("_r"), 0.0) if group.endswith("_r") else 0.0
            assert share == pytest.approx(1.0 - loss, abs=1e-9), group


def test_all_roots_of_a_muscle_take_all_of_it(healthy: Body) -> None:
    """Two half-shares of a muscle, each lost whole, leave nothing; one by one they would leave a quarter."""
    body = healthy.with_conditions(["root_L2=1:r", "root_L3=1:r", "root_L4=1:r"])
    expected = drive_loss({"L2": 1.0, "L3": 1.0, "L4": 1.0})
    assert expected["vasti"] == pytest.approx(1.0)
    np.testing.assert_allclose(body.muscles.fmax[healthy.muscles.select("vasti_r")], 0.0, atol=1e-6)


def test_listed_factors_multiply_to_what_is_left(healthy: Body) -> None:
    body = healthy.with_conditions(["root_L2=0.8:r", "root_L3=0.6:r", "weakness=0.3:r"])
    kept = _kept(body, healthy)
    for group in ("psoas_major_r", "iliacus_r", "vasti_r"):
        factors = [e.value for e in body.effects if (e.verb, e.target) == ("strength", group)]
        assert np.prod(factors) == pytest.approx(kept[group])
