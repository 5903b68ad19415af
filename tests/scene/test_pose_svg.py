"""The pose of largest force as SVG: colours, names, scale."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.scene.colours import FORCE_SCALE, force_colour
from iliopsoas.scene.pose_scene import scene_in_pose
from iliopsoas.scene.pose_svg import close_up, paint_iliopsoas


def test_colours_darken_with_force() -> None:
    brightness = [force_colour(s).sum() for s in np.linspace(0, 1, 9)]
    assert (np.diff(brightness) < 0).all()
    assert force_colour(0) == pytest.approx([int(FORCE_SCALE[0][i : i + 2], 16) / 255 for i in (1, 3, 5)])


def test_paint_sums_whole_muscles(walk: xr.Dataset, body: Body) -> None:
    force = walk["muscle_force"].values[10]
    painted = paint_iliopsoas(body, force)
    assert len(painted.strands) == 28
    whole = {name: value for _, name, value in painted.strands}
    assert whole["psoas_major_r"] == pytest.approx(force[body.muscles.select("psoas_major_r")].sum())
    assert painted.top >= max(whole.values())


def test_a_muscle_without_force_can_be_drawn(walk: xr.Dataset, body: Body) -> None:
    drawn = scene_in_pose(body, walk["pose"].values[0])
    painted = paint_iliopsoas(body, np.zeros(len(body.muscles)))
    assert "psoas major" in close_up(body, drawn, painted, pixels=80)
