"""The left side is the mirror image of the right."""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation

from iliopsoas.atlas import mirror
from iliopsoas.atlas.reading.tables import load

MIRROR = np.diag([1.0, 1.0, -1.0])


def test_every_right_hand_row_has_its_left_one() -> None:
    tables = {
        "body": mirror.mirrored_bones(),
        "joint": mirror.mirrored_joints(),
        "coordinate": mirror.mirrored_coordinates(),
        "wrap": mirror.mirrored_wraps(),
    }
    for key, both in tables.items():
        names = [getattr(row, key) for row in both]
        assert len(set(names)) == len(names)
        right = {n[:-2] for n in names if n.endswith("_r")}
        left = {n[:-2] for n in names if n.endswith("_l")}
        assert right == left
        assert right


def test_nothing_of_the_midline_is_doubled_or_off_it() -> None:
    for bone in load("bodies"):
        if not bone.body.endswith("_r"):
            assert bone.com_z_m == 0.0, bone.body
    for joint in load("joints"):
        if not joint.joint.endswith("_r"):
            assert (joint.parent_z_m, joint.child_z_m) == (0.0, 0.0), joint.joint


def test_bones_have_equal_masses_and_mirrored_centres() -> None:
    both = {b.body: b for b in mirror.mirrored_bones()}
    for name, right in both.items():
        if name.endswith("_r"):
            left = both[mirror.left(name)]
            assert left.mass_kg == right.mass_kg
            assert (left.ixx_kg_m2, left.iyy_kg_m2, left.izz_kg_m2) == (
                right.ixx_kg_m2,
                right.iyy_kg_m2,
                right.izz_kg_m2,
            )
            assert (left.com_x_m, left.com_y_m, left.com_z_m) == (right.com_x_m, right.com_y_m, -right.com_z_m)


def test_joint_frames_and_axes_turn_as_in_a_mirror() -> None:
    """Turning by the same angle about the left axis is the mirror image of turning about the right one: R_l = S R_r
    S."""
    joints = {j.joint: j for j in mirror.mirrored_joints()}
    coordinates = {c.coordinate: c for c in mirror.mirrored_coordinates()}
    for name, c in coordinates.items():
        if not name.endswith("_r") or c.motion != "rotation":
            continue
        turned = []
        for row in (c, coordinates[mirror.left(name)]):
            joint = joints[row.joint]
            frame = Rotation.from_euler("XYZ", [joint.frame_rx_rad, joint.frame_ry_rad, joint.frame_rz_rad])
            axis = frame.apply([row.axis_x, row.axis_y, row.axis_z])
            turned.append(Rotation.from_rotvec(0.7 * axis).as_matrix())
        assert np.abs(turned[1] - MIRROR @ turned[0] @ MIRROR).max() <= 1e-12, name


def test_a_mirrored_path_is_on_the_other_side() -> None:
    right = [p for p in load("paths") if p.muscle == "iliacus_central"]
    for here, there in zip(right, mirror.left_path(right), strict=True):
        assert there.body == mirror.left(here.body)
        assert (there.x_m, there.y_m, there.z_m) == (here.x_m, here.y_m, -here.z_m)


def test_only_the_side_of_a_name_changes() -> None:
    assert mirror.left("femur_r") == "femur_l"
    assert mirror.left("pelvis") == "pelvis"
    assert mirror.left("iliocostalis_lumborum_r") == "iliocostalis_lumborum_l"
