"""What the columns of force plates mean: units, the point that moments are about, and points without meaning."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iliopsoas.arrays import Array
from iliopsoas.errors import FileError
from iliopsoas.motion import ExternalLoad, read_loads
from iliopsoas.motion.files.plate_columns import NOISE_NM, firm_load, free_moment, pressure_centre

from ..samples import plate, save

TIME = np.arange(101) / 100.0
RISE = np.sin(np.pi * TIME)
FORCE = np.stack([80.0 * np.cos(np.pi * TIME) * RISE, 720.0 * RISE, -30.0 * RISE], axis=1)
POINT = np.stack([0.5 + 0.2 * TIME, 0.0 * TIME, 0.1 + 0.03 * np.sin(5.0 * TIME)], axis=1)
TORQUE = np.stack([0.0 * TIME, 6.0 * RISE * np.cos(4.0 * TIME), 0.0 * TIME], axis=1)
LOADED = np.linalg.norm(FORCE, axis=1) >= 20.0


def read(folder: Path, force: Array, point: Array, moment: Array) -> ExternalLoad:
    table = {"time": TIME} | plate("FP1", force, point, moment)
    [load] = read_loads(save(folder / "a.mot", table))
    return load


@pytest.mark.parametrize("length", [1.0, 1000.0])
@pytest.mark.parametrize("moment", [1.0, 1000.0])
@pytest.mark.parametrize("about", [None, (0.0, 0.0, 0.0), (1.1, -0.02, 0.4)])
def test_units_and_centres_in_every_combination(
    tmp_path: Path, length: float, moment: float, about: tuple[float, ...] | None
) -> None:
    """Points in m or mm, moments in N m or N mm, about the centre of pressure, the origin or the plate's own."""
    turned = TORQUE if about is None else TORQUE + np.cross(POINT - np.array(about), FORCE)
    load = read(tmp_path, FORCE, length * POINT, moment * turned)
    assert load.point[LOADED] == pytest.approx(POINT[LOADED])
    assert load.torque[LOADED] == pytest.approx(TORQUE[LOADED], abs=1e-6)
    said = " ".join(load.notes)
    assert ("millimetres" in said) == (length > 1.0)
    assert ("N mm" in said) == (moment > 1.0)
    assert ("about" in said) == (about is not None)
    assert ("laboratory's origin" in said) == (about is not None and not any(about))


def test_moments_that_nothing_explains_are_kept_and_said() -> None:
    moment = np.random.default_rng(0).normal(size=FORCE.shape) * [8000.0, 4000.0, 8000.0]
    found = free_moment(FORCE, POINT, moment, "FP1")
    assert found.torque is moment
    assert "far above the usual 30, and no fixed point explains it" in found.notes[0]


@pytest.mark.parametrize("where", [(331.7, 0.0, 92.4), (np.nan, np.nan, np.nan), (-9.0, 0.0, 4.0)])
def test_points_without_load_mean_nothing(tmp_path: Path, where: tuple[float, ...]) -> None:
    """Where the foot lands or leaves, a centre of pressure is a quotient of small numbers."""
    light = np.linalg.norm(FORCE, axis=1) < 60.0
    point = np.where(light[:, None], np.array(where), POINT)
    load = read(tmp_path, FORCE, point, TORQUE)
    assert load.point[~light] == pytest.approx(POINT[~light])
    assert np.abs(load.point[LOADED] - POINT[LOADED]).max() < 0.02
    assert np.isfinite(load.point).all()
    assert f"means nothing in {int((light & LOADED).sum())} samples" in load.notes[0]


def test_a_steady_walk_keeps_every_point(tmp_path: Path) -> None:
    load = read(tmp_path, FORCE, POINT, TORQUE)
    assert load.point == pytest.approx(POINT)
    assert load.notes == ()


def test_a_point_that_runs_away_under_a_firm_load_is_refused(tmp_path: Path) -> None:
    point = POINT.copy()
    point[50] = [331.7, 0.0, 92.4]
    with pytest.raises(FileError, match="the centre of pressure is 332 m from the origin while a foot") as caught:
        read(tmp_path, FORCE, point, TORQUE)
    assert (caught.value.line, caught.value.column) == (59, "FP1_px")
    point[50] = np.nan
    with pytest.raises(FileError, match=r"the point of plate 'FP1', although it is loaded, has no value .*\(50,"):
        read(tmp_path, FORCE, point, TORQUE)


@settings(deadline=None, max_examples=30)
@given(
    st.tuples(*[st.floats(-4.0, 4.0)] * 3),
    st.floats(100.0, 3000.0),
    st.sampled_from([1.0, 1000.0]),
    st.integers(0, 10),
)
def test_the_point_that_moments_are_about_is_found(
    about: tuple[float, float, float], weight: float, unit: float, seed: int
) -> None:
    """Whatever fixed point it is, the free moment comes out; where the origin explains all but noise, but for that."""
    random = np.random.default_rng(seed)
    force = FORCE * weight / 720.0 + random.normal(0.0, 0.02 * weight, FORCE.shape) * RISE[:, None]
    turned = TORQUE + np.cross(POINT - np.array(about), force)
    level = np.sqrt(np.mean(turned[firm_load(force)][:, [0, 2]] ** 2))
    found = free_moment(force, POINT, unit * turned, "FP1")
    if level > 10.0:
        firm = firm_load(force)
        error = found.torque[firm] - TORQUE[firm]
        assert np.sqrt(np.mean(error[:, [0, 2]] ** 2)) <= NOISE_NM
        assert np.abs(error[:, 1]).max() <= 0.3


def test_the_strongest_sample_is_firm_where_none_is() -> None:
    weak = np.zeros((5, 3))
    weak[2, 1] = 12.0
    assert firm_load(weak).tolist() == [False, False, True, False, False]
    point, notes = pressure_centre(weak, np.ones((5, 3)), np.zeros(5, dtype=bool), "FP1")
    assert (point.tolist(), notes) == (np.ones((5, 3)).tolist(), ())
