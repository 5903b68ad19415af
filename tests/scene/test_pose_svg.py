"""The pose of largest force as SVG: colours, names, scale."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.scene.colours import FORCE_SCALE, force_colour, hex_rgb
from iliopsoas.scene.pose_scene import Scene, scene_in_pose
from iliopsoas.scene.pose_svg import ILIOPSOAS, close_up, coloured_bellies, paint_iliopsoas, thread_mesh, whole_body


@pytest.fixture(scope="module")
def drawn(walk: xr.Dataset, body: Body) -> Scene:
    return scene_in_pose(body, walk["pose"].values[0])


def test_colours_darken_with_force() -> None:
    brightness = [force_colour(s).sum() for s in np.linspace(0, 1, 9)]
    assert (np.diff(brightness) < 0).all()
    assert force_colour(0) == pytest.approx([int(FORCE_SCALE[0][i : i + 2], 16) / 255 for i in (1, 3, 5)])
    np.testing.assert_array_equal(force_colour(1.7), hex_rgb(FORCE_SCALE[-1]))  # no colour beyond the scale


def test_paint_sums_whole_muscles(walk: xr.Dataset, body: Body) -> None:
    force = walk["muscle_force"].values[10]
    painted = paint_iliopsoas(body, force)
    assert len(painted.strands) == 28
    whole = {name: value for _, name, value in painted.strands}
    assert whole["psoas_major_r"] == pytest.approx(force[body.muscles.select("psoas_major_r")].sum())
    assert painted.share["iliacus_l"] == pytest.approx(
        whole["iliacus_l"] / body.muscles.fmax[body.muscles.select("iliacus_l")].sum()
    )


@pytest.mark.parametrize("side", ["r", "l"])
def test_the_side_that_pulls_harder_is_shown(body: Body, side: str) -> None:
    force = np.zeros(len(body.muscles))
    force[body.muscles.select(f"iliacus_{side}")] = 30.0
    assert paint_iliopsoas(body, force).side == side


def test_a_muscle_without_force_can_be_drawn(drawn: Scene, body: Body) -> None:
    painted = paint_iliopsoas(body, np.zeros(len(body.muscles)))
    assert "psoas major" in close_up(body, drawn, painted, pixels=80)


def test_the_close_up_is_an_svg_with_names_and_a_scale(drawn: Scene, walk: xr.Dataset, body: Body) -> None:
    painted = paint_iliopsoas(body, walk["muscle_force"].values[0])
    tree = ET.fromstring(close_up(body, drawn, painted, pixels=120))
    words = [t.text for t in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert {"psoas major", "iliacus", "femoral head", "lesser trochanter", "right", "left"} <= set(words)
    assert words[-4:] == ["0 %", "50 %", "100 %", "force over the maximal isometric force"]
    _, _, wide, high = map(float, tree.attrib["viewBox"].split())
    circles = [(float(c.attrib["cx"]), float(c.attrib["cy"])) for c in tree.iter("{http://www.w3.org/2000/svg}circle")]
    assert len(circles) == 4
    assert all(0 < x < wide and 0 < y < high for x, y in circles)


def test_names_keep_their_distance(drawn: Scene, walk: xr.Dataset, body: Body) -> None:
    text = close_up(body, drawn, paint_iliopsoas(body, walk["muscle_force"].values[0]), pixels=560)
    heights = [float(y) for y in re.findall(r'y="([\d.]+)" text-anchor="\w+" class="name"', text)]
    assert (np.diff(heights) >= 31).all()


def test_the_whole_body_is_taller_than_wide(drawn: Scene, walk: xr.Dataset, body: Body) -> None:
    tree = ET.fromstring(whole_body(body, drawn, paint_iliopsoas(body, walk["muscle_force"].values[0]), pixels=40))
    _, _, wide, high = map(float, tree.attrib["viewBox"].split())
    assert high > 1.5 * wide


def test_threads_are_all_muscles_but_the_iliopsoas(drawn: Scene, body: Body) -> None:
    others = len(body.muscles) - 28
    assert len(thread_mesh(body, drawn).vertices) == others * 4 * (8 + 6)


def test_a_small_force_is_pale_and_the_colours_are_those_of_the_film(drawn: Scene, body: Body) -> None:
    """26 N of an iliacus of some 900 N is next to nothing: near the light end of the one scale."""
    force = np.zeros(len(body.muscles))
    mine = body.muscles.select("iliacus_r")
    force[mine] = 26.0 / len(mine)
    painted = paint_iliopsoas(body, force)
    assert painted.share["iliacus_r"] == pytest.approx(26.0 / body.muscles.fmax[mine].sum())
    colour = coloured_bellies(body, drawn, painted, 1.0)[ILIOPSOAS.index("iliacus_r")][1]
    assert np.abs(colour - hex_rgb(FORCE_SCALE[0])).max() < 0.06
