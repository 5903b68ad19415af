"""Bones against the anatomy: sizes of a man of 1.70 m, joints where the model has them, both sides alike."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.atlas import mirror
from iliopsoas.scene.bones.limbs import METATARSAL_HEADS
from iliopsoas.scene.bones.pelvis import BRIM, CREST
from iliopsoas.scene.bones.skeleton import LUMBAR, bone_shapes


def size(name: str, kind: str = "bone") -> np.ndarray:
    """Forward, up and right extent [m]."""
    return np.asarray(np.ptp(bone_shapes()[kind][name].vertices, axis=0))


@pytest.mark.parametrize(
    ("name", "axis", "low", "high"),
    [
        ("femur_r", 1, 0.40, 0.50),  # femur length of men: 0.45 m (Trotter & Gleser 1952)
        ("tibia_r", 1, 0.36, 0.42),
        ("humerus_r", 1, 0.29, 0.36),
        ("pelvis", 2, 0.25, 0.31),  # distance between the iliac crests: 0.28 m
        ("head", 0, 0.16, 0.21),
        ("calcn_r", 0, 0.17, 0.22),
    ],
)
def test_bones_have_the_size_of_an_adults(name: str, axis: int, low: float, high: float) -> None:
    assert low < size(name)[axis] < high


def test_lumbar_bodies_grow_downwards() -> None:
    heights = [size(name)[1] for name in LUMBAR]
    assert all(0.02 < h < 0.06 for h in heights)


def test_discs_stand_between_the_vertebrae() -> None:
    for name in LUMBAR:
        disc = bone_shapes()["disc"][name].vertices
        assert abs(disc[:, 1].mean()) < 0.004  # at the segment's lower joint
        assert 0.028 < size(name, "disc")[0] < 0.040  # depth and width of adults: about 35 and 50 mm
        assert 0.040 < size(name, "disc")[2] < 0.055


def test_shapes_belong_to_segments_of_the_model() -> None:
    segments = {j.child for j in mirror.mirrored_joints()} | {"pelvis"}
    for kind, shapes in bone_shapes().items():
        assert set(shapes) <= segments | {"head"}, kind


def test_midline_bones_are_symmetric() -> None:
    """Every vertex of the pelvis and the ribs has its mirror image in the same bone."""
    for kind, name in (("bone", "pelvis"), ("rib", "torso")):
        points = bone_shapes()[kind][name].vertices
        assert points[:, 2].min() == pytest.approx(-points[:, 2].max(), abs=1e-3)
        assert points[:, 2].mean() == pytest.approx(0.0, abs=1e-3)


def test_the_brim_lies_below_the_crest() -> None:
    """From front to back, both run inwards; the crest is the higher of the two."""
    crest, brim = np.array(CREST), np.array(BRIM)
    assert (crest[:, 1] > brim[:, 1]).all()
    for line in (crest, brim):
        assert (np.diff(line[:, 0]) < 0).all()
        assert line[-1, 2] < line[0, 2]


def test_the_second_metatarsal_is_the_longest() -> None:
    assert int(np.argmax([x for x, _, _ in METATARSAL_HEADS])) == 1
    assert (np.diff([z for _, _, z in METATARSAL_HEADS]) > 0).all()


def test_shapes_are_made_once() -> None:
    assert bone_shapes() is bone_shapes()
