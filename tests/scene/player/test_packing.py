"""Packed numbers come back as they were."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.scene.player.packing import pack, quaternions, unpack


@pytest.mark.parametrize(("kind", "step"), [("f4", 0), ("i2", 0), ("i2", 1), ("i2", 4), ("u2", 1), ("u1", 4)])
def test_packed_numbers_come_back(kind: str, step: int) -> None:
    values = np.random.default_rng(3).integers(0, 255, 37) * (129 if kind in ("i2", "u2") else 1)
    np.testing.assert_array_equal(unpack(pack(values, kind, step)), values.astype(f"<{kind}"))


def test_quaternions_never_jump() -> None:
    angle = np.linspace(0, 4 * np.pi, 60)
    turn = np.zeros((60, 1, 3, 3))
    turn[:, 0, 0, 0], turn[:, 0, 0, 2], turn[:, 0, 2, 0], turn[:, 0, 2, 2] = (
        np.cos(angle), np.sin(angle), -np.sin(angle), np.cos(angle),
    )  # fmt: skip
    turn[:, 0, 1, 1] = 1
    assert np.abs(np.diff(quaternions(turn), axis=0)).max() < 0.12
