"""Numbers for the page: compressed, in base64, and read back by the browser's own DecompressionStream."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def pack(values: NDArray[Any], kind: str, step: int = 0) -> dict[str, Any]:
    """Numbers for the page: little-endian 'f4', 'i2', 'u2' or 'u1', compressed (zlib) and in base64.

    Args:
        step: if not 0, whole numbers are kept as the difference from the one so many places before, which packs
            better; differences run over like the type itself, so that nothing is lost.
    """
    flat = np.ascontiguousarray(values).astype(f"<{kind}").ravel()
    if step:
        flat[step:] = flat[step:] - flat[:-step]
    return {"type": kind, "step": step, "data": base64.b64encode(zlib.compress(flat.tobytes(), 9)).decode()}


def unpack(packed: dict[str, Any]) -> NDArray[Any]:
    """The numbers that `pack` packed, flat."""
    flat = np.frombuffer(zlib.decompress(base64.b64decode(packed["data"])), dtype=f"<{packed['type']}")
    step = packed["step"]
    if not step:
        return flat
    rows = np.concatenate([flat, np.zeros(-len(flat) % step, dtype=flat.dtype)]).reshape(-1, step)
    return rows.cumsum(axis=0, dtype=flat.dtype).ravel()[: len(flat)]


def quaternions(rotation: Array) -> Array:
    """Rotations by frame as quaternions (w, x, y, z) that never jump to their negative, (k, s, 4)."""
    from scipy.spatial.transform import Rotation

    frames, segments = rotation.shape[:2]
    out = Rotation.from_matrix(rotation.reshape(-1, 3, 3)).as_quat()[:, [3, 0, 1, 2]].reshape(frames, segments, 4)
    turned = np.sign((out[1:] * out[:-1]).sum(axis=2))
    sign = np.cumprod(np.concatenate([np.ones((1, segments)), np.where(turned < 0, -1.0, 1.0)]), axis=0)
    return np.asarray(sign[..., None] * out)
