"""What psoas minor does to lumbar and pelvic loads in the walk of the library."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.motion.library.catalogue import movement


@pytest.fixture(scope="module")
def walked() -> xr.Dataset:
    body = Body.build(variants=["psoas_minor"])
    motion = movement("walk", body)
    third = motion.duration / 3
    return analyze(body, motion, start=third, end=2 * third)


def test_removing_psoas_minor_changes_lumbar_and_pelvic_loads(
    walked: xr.Dataset, result: xr.Dataset, record_property: Callable[[str, object], None]
) -> None:
    """The reaction at L5-S1 is the load between spine and pelvis. Without the muscle it falls, by little: a slender
    muscle in a movement that asks little of the trunk."""
    change = {}
    for name in ("compression", "shear"):
        difference = (result[name] - walked[name]).sel(level="L5_S1").values
        mean, largest = difference.mean(), difference[np.abs(difference).argmax()]
        record_property(f"l5_s1_{name}_change_n", [float(mean), float(largest)])
        whole = result[name].sel(level="L5_S1").values.mean()
        print(f"L5-S1 {name} without psoas minor: mean {mean:+.2f} N, largest {largest:+.2f} N, of {whole:.0f} N")
        change[name] = difference
    force = walked["muscle_force"].sel(muscle=["psoas_minor_r", "psoas_minor_l"]).values
    print(f"psoas minor: up to {force.max():.1f} N")
    for difference in change.values():
        assert np.isfinite(difference).all()
        assert np.abs(difference).max() > 0.1
    assert change["compression"].mean() < -0.1
    assert np.abs(change["compression"]).max() < 2 * force.max()


def test_psoas_minor_leaves_the_hip_moment_to_others(walked: xr.Dataset, result: xr.Dataset) -> None:
    hips = [c for c in result["coordinate"].values if c.startswith("hip_")]
    without, with_it = (r["muscle_moment"].sel(coordinate=hips).values for r in (result, walked))
    assert with_it == pytest.approx(without, abs=1e-9)
    minor = walked["moment_arm"].sel(muscle=["psoas_minor_r", "psoas_minor_l"], coordinate=hips).values
    assert (minor == 0.0).all()
