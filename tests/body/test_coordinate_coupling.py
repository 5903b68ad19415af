"""Coordinates that others follow: lumbar rhythm, abdominal wall, tibia and patella."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.atlas.reading.tables import load
from iliopsoas.body.body import Body
from iliopsoas.body.coordinate_coupling import RHYTHM, couple_coordinates
from iliopsoas.body.subject import Subject

MOTIONS = tuple(RHYTHM.values())


@pytest.mark.parametrize("rhythm", RHYTHM)
def test_shares_of_the_lumbar_rhythm_add_up_to_the_whole(body: Body, rhythm: str) -> None:
    """What the levels turn together is what the lumbar coordinate says."""
    column = body.map.linear[:, body.map.column(rhythm)]
    rows = [body.map.row(f"{level.level}_{RHYTHM[rhythm]}") for level in body.levels]
    assert column[rows].sum() == pytest.approx(1.0, abs=1e-4)
    assert (column[rows] >= 0.0).all()
    assert column[body.map.row(f"abdomen_{RHYTHM[rhythm]}")] == 1.0


@pytest.mark.parametrize("motion", MOTIONS)
def test_a_level_by_itself_turns_the_abdominal_wall_too(body: Body, motion: str) -> None:
    for level in body.levels:
        column = body.map.linear[:, body.map.column(f"{level.level}_{motion}")]
        moved = {body.map.dofs[i] for i in np.flatnonzero(column)}
        assert moved == {f"{level.level}_{motion}", f"abdomen_{motion}"}


def test_only_knees_have_curves(body: Body) -> None:
    knees = {body.map.column(f"knee_angle_{side}") for side in "rl"}
    assert {column for _, column, _, _ in body.map.splines} == knees
    assert len(body.map.splines) == 2 * 8  # three translations, two rotations of the tibia; three of the patella


def test_translations_at_the_knee_go_with_the_femur_and_angles_do_not(body: Body) -> None:
    long = Body.build(Subject(segment_scale={"femur_r": 1.2}))
    q = body.map.pose(5, knee_angle_r=np.linspace(0.0, 2.0, 5))
    here, there = (b.map.expand(q, 0 * q, 0 * q)[0] for b in (body, long))
    for name, factor in (("patella_y_r", 1.2), ("knee_r_tx", 1.2), ("patella_tilt_r", 1.0), ("knee_rotation_r", 1.0)):
        row = body.map.row(name)
        np.testing.assert_allclose(there[:, row], factor * here[:, row], rtol=1e-12)


def test_left_knee_mirrors_the_right(body: Body) -> None:
    """Sideways shifts and the rotations about mirrored axes: same numbers but for the sign of z."""
    q = body.map.pose(5, knee_angle_r=np.linspace(0.0, 2.0, 5), knee_angle_l=np.linspace(0.0, 2.0, 5))
    u = body.map.expand(q, 0 * q, 0 * q)[0]
    for name, sign in (("knee_{}_tx", 1.0), ("knee_{}_ty", 1.0), ("knee_{}_tz", -1.0), ("patella_x_{}", 1.0)):
        right, left = (u[:, body.map.row(name.format(side))] for side in "rl")
        np.testing.assert_allclose(left, sign * right, atol=1e-12)


def test_the_patella_table_is_met_at_its_own_angles(body: Body) -> None:
    """rajagopal2016, translations times the femur's length factor."""
    tall = Body.build(Subject(height=2.04))
    for row in load("knee_motion"):
        q = tall.map.pose(1, knee_angle_l=row.knee_angle_rad)
        u = tall.map.expand(q, 0 * q, 0 * q)[0][0]
        assert u[tall.map.row("patella_x_l")] == pytest.approx(1.2 * row.patella_x_m, abs=1e-9)
        assert u[tall.map.row("patella_tilt_l")] == pytest.approx(row.patella_tilt_rad, abs=1e-9)


def test_the_map_depends_on_names_and_lengths_alone(body: Body) -> None:
    again = couple_coordinates(body.map.dofs, body.factors)
    np.testing.assert_array_equal(again.linear, body.map.linear)
    assert again.names == body.map.names
    np.testing.assert_array_equal(again.lower, body.map.lower)
