"""Poses of segments as markers: joint centres where they are, and the segments' turns in the points beside them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from iliopsoas.arrays import Array
from iliopsoas.motion.files.c3d_segments import HIP_WIDTH_MM, markers_of_segments
from iliopsoas.motion.markers.labels import recognise_marker_set

NAMES = [
    "worldbody_4X4",
    "pelvis_4X4",
    *(f"{s}_{n}_4X4" for s in "lr" for n in ("thigh", "shank", "foot", "toes")),
    "torso_4X4",
]
HEIGHTS = {"pelvis": 920.0, "thigh": 920.0, "shank": 500.0, "foot": 90.0, "toes": 30.0, "torso": 1450.0}


def standing(frames: int = 3, width: float = HIP_WIDTH_MM) -> Array:
    poses = np.tile(np.eye(4)[:, :, None, None], (1, 1, len(NAMES), frames))
    for i, name in enumerate(NAMES[1:], start=1):
        side = {"l": -0.5 * width, "r": 0.5 * width}.get(name[0] if name[1] == "_" else "", 0.0)
        poses[:3, 3, i] = np.array([side, 0.0, HEIGHTS[name.split("_")[-2]]])[:, None]
    return poses


def test_all_points_are_known_by_their_words() -> None:
    labels, positions = markers_of_segments(NAMES, standing())
    found = recognise_marker_set(labels)
    assert found.unknown == ()
    assert len(found.spots) == len(labels)
    assert positions.shape == (3, len(labels), 3)


def test_joint_centres_are_the_origins_and_sides_are_mirrored() -> None:
    labels, positions = markers_of_segments(NAMES, standing())
    at = dict(zip(labels, positions[0], strict=True))
    assert at["R_KJC"] == pytest.approx([0.5 * HIP_WIDTH_MM, 0.0, 500.0])
    assert at["R_Knee_Lat"][0] > at["R_KJC"][0] > at["R_Knee_Med"][0]
    for label in labels:
        if label.startswith("R_"):
            assert at[f"L{label[1:]}"] == pytest.approx(at[label] * [-1.0, 1.0, 1.0])


@pytest.mark.parametrize("width", [120.0, 180.0])
def test_the_pelvis_is_as_wide_as_its_hips_ask(width: float) -> None:
    labels, positions = markers_of_segments(NAMES, standing(width=width))
    wide = positions[0, labels.index("R_ASIS"), 0] - positions[0, labels.index("L_ASIS"), 0]
    assert wide == pytest.approx(257.0 * width / HIP_WIDTH_MM)


def test_points_turn_with_their_segment() -> None:
    poses = standing()
    turn = Rotation.from_euler("xyz", [0.3, -0.2, 0.5]).as_matrix()
    poses[:3, :3, NAMES.index("pelvis_4X4")] = turn[:, :, None]
    before = dict(
        zip(*[markers_of_segments(NAMES, standing())[0], markers_of_segments(NAMES, standing())[1][0]], strict=True)
    )
    labels, positions = markers_of_segments(NAMES, poses)
    middle = np.array([0.0, 0.0, 920.0])
    got = positions[0, labels.index("R_ASIS")]
    assert got == pytest.approx(middle + turn @ (before["R_ASIS"] - middle))


def test_segments_that_nobody_knows_make_no_markers() -> None:
    labels, positions = markers_of_segments(["a_4X4"], np.zeros((4, 4, 1, 5)))
    assert labels == ()
    assert positions.shape == (5, 0, 3)
