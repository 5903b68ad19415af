"""Spine, ribcage and skull as a drawing (see `skeleton`), each in its segment's frame [m]."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from iliopsoas.scene.bones.solids import Mesh, ellipsoid, join, slab, smooth, tube

# fmt: off (tables of landmarks)


def vertebra(up: np.ndarray) -> Mesh:
    """A lumbar vertebra from the joint below (origin) to the joint above (`up`)."""

    def at(share: float, back: float = 0.0, side: float = 0.0) -> list[float]:
        x, y, _ = share * up
        return [x - back, y, side]

    levels, width = (0.16, 0.24, 0.5, 0.78, 0.86), (0.93, 1.0, 0.88, 1.0, 0.93)
    body = tube(
        [[*at(s), 0.0165 * w, 0.0225 * w] for s, w in zip(levels, width, strict=True)],
        rings=10,
        sides=18,
        across=(0, 0, 1),
    )
    spinous = tube(
        [[*at(0.5, 0.028), 0.006, 0.004], [*at(0.30, 0.043), 0.009, 0.0035], [*at(0.22, 0.058), 0.010, 0.004]],
        rings=8,
        across=(0, 0, 1),
    )
    pedicle = tube(
        [[*at(0.62, 0.010, 0.012), 0.005], [*at(0.60, 0.024, 0.015), 0.0055], [*at(0.45, 0.032, 0.008), 0.006]], rings=8
    )
    transverse = tube(
        [
            [*at(0.60, 0.018, 0.014), 0.005, 0.004],
            [*at(0.62, 0.023, 0.028), 0.004, 0.003],
            [*at(0.66, 0.027, 0.039), 0.0045, 0.003],
        ],
        rings=8,
    )
    facets = tube(
        [[*at(0.95, 0.030, 0.017), 0.005], [*at(0.50, 0.032, 0.014), 0.0045], [*at(0.02, 0.032, 0.013), 0.0055]],
        rings=8,
    )
    half = join([pedicle, transverse, facets])
    return join([body, spinous, half, half.mirrored()])


def disc(up: np.ndarray, centre: np.ndarray | None = None) -> Mesh:
    """The disc at a segment's lower joint."""
    c = np.zeros(3) if centre is None else centre
    rows = [[*(c + s * up), 0.0158 * w, 0.0215 * w] for s, w in ((-0.10, 0.94), (0.0, 1.03), (0.10, 0.94))]
    return tube(rows, rings=4, sides=14, across=(0, 0, 1))


THORACIC = (
    (-0.0129, 0.122),
    (-0.029, 0.180),
    (-0.046, 0.245),
    (-0.052, 0.310),
    (-0.044, 0.370),
    (-0.022, 0.425),
    (-0.004, 0.470),
    (0.004, 0.520),
    (0.008, 0.566),
)
"""Centres of the vertebral column from T12 to the skull in the torso's frame: x, y [m]."""


def thoracic_spine() -> Mesh:
    """Twelve thoracic and seven cervical vertebrae as rounded blocks, growing smaller upwards."""
    line = smooth(np.c_[np.array(THORACIC), np.zeros(len(THORACIC))], 20)
    blocks = []
    for i, (low, high) in enumerate(pairwise(line)):
        size = np.interp(i, [0, 11, 12, 18], [1.0, 0.75, 0.74, 0.72])
        along = high - low
        rows = [[*(low + s * along), 0.0155 * size, 0.0195 * size] for s in (0.12, 0.5, 0.88)]
        blocks.append(tube(rows, rings=3, sides=10, across=(0, 0, 1)))
        start = low + 0.5 * along - np.array([0.018, 0.0, 0.0]) * size
        end = low - np.array([0.052, 0.010, 0.0]) * size
        blocks.append(
            tube([[*start, 0.006 * size, 0.004], [*end, 0.006 * size, 0.003]], rings=3, sides=6, across=(0, 0, 1))
        )
    return join(blocks)


def ribcage() -> Mesh:
    """Ten pairs of ribs, sternum and clavicles."""
    parts = []
    for i in range(10):
        share = i / 9.0  # 0: first rib, 1: tenth
        top = np.interp(share, [0, 1], [0.415, 0.205])
        back = float(np.interp(top, [p[1] for p in THORACIC], [p[0] for p in THORACIC])) - 0.012
        wide = np.interp(share, [0, 0.25, 0.6, 1], [0.058, 0.105, 0.133, 0.128])
        front = np.interp(share, [0, 0.3, 0.7, 1], [0.030, 0.068, 0.092, 0.070])
        end = np.interp(share, [0, 0.65, 1], [0.016, 0.018, 0.075])
        drop = np.interp(share, [0, 0.6, 1], [0.030, 0.085, 0.075])
        reach = (back + front) / 2
        parts.append(
            tube(
                [
                    [back, top, 0.014, 0.0042],
                    [back - 0.022, top - 0.002, 0.5 * wide, 0.0042],
                    [reach - 0.018, top - 0.45 * drop, wide, 0.0042],
                    [front - 0.018, top - 0.9 * drop, 0.72 * wide, 0.004],
                    [front, top - drop + 0.006, end, 0.0042],
                ],
                rings=16,
                sides=6,
            )
        )
    clavicle = tube(
        [[0.034, 0.388, 0.016, 0.006], [0.036, 0.396, 0.08, 0.005], [0.002, 0.392, 0.155, 0.006]], rings=12, sides=8
    )
    scapula = slab(
        [
            [[-0.085, 0.385, 0.075], [-0.060, 0.395, 0.110], [-0.010, 0.385, 0.150]],
            [[-0.098, 0.330, 0.072], [-0.080, 0.330, 0.100], [-0.030, 0.350, 0.140]],
            [[-0.098, 0.262, 0.082], [-0.096, 0.260, 0.088], [-0.090, 0.262, 0.096]],
        ],
        0.003,
    )
    sternum = tube(
        [
            [0.030, 0.388, 0, 0.005, 0.020],
            [0.062, 0.330, 0, 0.005, 0.014],
            [0.088, 0.262, 0, 0.005, 0.016],
            [0.090, 0.240, 0, 0.003, 0.005],
        ],
        rings=12,
        across=(0, 0, 1),
    )
    half = join([*parts, clavicle, scapula])
    return join([half, half.mirrored(), sternum])


def skull() -> Mesh:
    cranium = ellipsoid((0.006, 0.098, 0), (0.092, 0.076, 0.072), rings=16, sides=22)
    face = tube(
        [
            [0.052, 0.082, 0, 0.036, 0.052],
            [0.056, 0.045, 0, 0.036, 0.048],
            [0.060, 0.012, 0, 0.028, 0.034],
            [0.064, -0.002, 0, 0.020, 0.024],
        ],
        rings=12,
        sides=18,
        across=(0, 0, 1),
    )
    return join([cranium, face])
