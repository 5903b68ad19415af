"""Legs and arms of the right side as a drawing (see `skeleton`), each in its segment's frame [m]."""

from __future__ import annotations

import numpy as np

from iliopsoas.scene.bones.solids import Mesh, ellipsoid, join, tube

# fmt: off (tables of landmarks)

HEAD_RADIUS = 0.0235
"""Radius of the femoral head [m]."""


def femur() -> Mesh:
    head = ellipsoid((0, 0, 0), (HEAD_RADIUS,) * 3, rings=14, sides=18)
    neck = tube(
        [[0.001, -0.004, 0.010, 0.017], [-0.003, -0.016, 0.026, 0.0135], [-0.006, -0.032, 0.042, 0.017]], rings=10
    )
    greater = tube(
        [[-0.016, -0.006, 0.050, 0.011], [-0.012, -0.030, 0.053, 0.014], [-0.004, -0.062, 0.046, 0.014]], rings=10
    )
    lesser = tube([[-0.008, -0.060, 0.034, 0.013], [-0.019, -0.056, 0.017, 0.009]], rings=5, sides=12)
    shaft = tube(
        [
            [-0.006, -0.034, 0.043, 0.018],
            [-0.002, -0.070, 0.038, 0.0165],
            [0.004, -0.130, 0.031, 0.0135],
            [0.009, -0.220, 0.021, 0.0132],
            [0.004, -0.320, 0.008, 0.0150],
            [-0.001, -0.365, 0.002, 0.021, 0.026],
            [-0.004, -0.392, -0.001, 0.023, 0.036],
        ],
        rings=22,
        sides=14,
        across=(0, 0, 1),
    )
    outer = ellipsoid((-0.008, -0.405, 0.021), (0.029, 0.023, 0.015))
    inner = ellipsoid((-0.010, -0.406, -0.025), (0.030, 0.024, 0.015))
    return join([head, neck, greater, lesser, shaft, outer, inner])


def shank() -> Mesh:
    tibia = tube(
        [
            [-0.005, -0.030, 0.000, 0.023, 0.036],
            [-0.004, -0.050, 0.000, 0.021, 0.030],
            [0.003, -0.085, 0.000, 0.017, 0.018],
            [0.002, -0.180, -0.002, 0.0125],
            [-0.002, -0.300, -0.004, 0.0105],
            [-0.007, -0.370, -0.005, 0.014, 0.016],
            [-0.008, -0.386, -0.004, 0.015, 0.019],
        ],
        rings=18,
        sides=12,
        across=(0, 0, 1),
    )
    fibula = tube(
        [
            [-0.018, -0.052, 0.034, 0.009],
            [-0.017, -0.090, 0.035, 0.006],
            [-0.015, -0.250, 0.030, 0.0055],
            [-0.012, -0.370, 0.027, 0.007],
            [-0.012, -0.405, 0.026, 0.008],
        ],
        rings=18,
        sides=10,
    )
    malleolus = ellipsoid((-0.006, -0.394, -0.020), (0.010, 0.013, 0.007), rings=8, sides=12)
    return join([tibia, fibula, malleolus])


METATARSAL_HEADS = (
    (0.184, 0.004, -0.025),
    (0.190, 0.004, -0.008),
    (0.182, 0.003, 0.009),
    (0.169, 0.001, 0.024),
    (0.152, -0.002, 0.038),
)
"""First to fifth, in the calcaneus' frame [m]."""
MTP = (0.1788, -0.002, 0.00108)


def foot() -> Mesh:
    heel = tube(
        [[0.008, 0.008, 0.0, 0.019, 0.017], [0.038, 0.020, 0.004, 0.019, 0.018], [0.066, 0.026, 0.006, 0.015, 0.018]],
        rings=10,
        across=(0, 0, 1),
    )
    midfoot = tube([[0.066, 0.028, 0.0, 0.015, 0.022], [0.098, 0.026, 0.002, 0.012, 0.028]], rings=6, across=(0, 0, 1))
    rays = []
    for i, (x, y, z) in enumerate(METATARSAL_HEADS):
        thick = 0.008 if i == 0 else 0.0058
        rays.append(
            tube(
                [
                    [0.096, 0.030 - 0.004 * i, -0.018 + 0.011 * i, thick],
                    [0.5 * (0.1 + x), 0.021 - 0.003 * i, 0.5 * (z - 0.018 + 0.011 * i), 0.75 * thick],
                    [x, y, z, 1.15 * thick],
                ],
                rings=9,
                sides=8,
            )
        )
    return join([heel, midfoot, *rays])


def toes() -> Mesh:
    out = []
    for i, (head, length) in enumerate(zip(METATARSAL_HEADS, (0.052, 0.046, 0.041, 0.036, 0.031), strict=True)):
        x, y, z = np.array(head) - MTP
        thick = 0.0078 if i == 0 else 0.0050
        out.append(
            tube([[x + 0.010, y, z, thick], [x + length, y - 0.004, z + 0.002 * i, 0.85 * thick]], rings=4, sides=8)
        )
    return join(out)


def humerus() -> Mesh:
    head = ellipsoid((-0.002, 0.002, -0.006), (0.023, 0.023, 0.023))
    shaft = tube(
        [
            [0.002, -0.010, 0.004, 0.018],
            [0.004, -0.060, 0.004, 0.0125],
            [0.010, -0.170, -0.002, 0.0105],
            [0.012, -0.255, -0.006, 0.011, 0.018],
            [0.013, -0.283, -0.008, 0.012, 0.026],
        ],
        rings=18,
        across=(0, 0, 1),
    )
    return join([head, shaft])


def ulna() -> Mesh:
    return tube(
        [
            [-0.012, 0.014, -0.004, 0.010],
            [-0.006, -0.030, 0.000, 0.009],
            [-0.008, -0.130, 0.012, 0.006],
            [-0.012, -0.235, 0.016, 0.006],
        ],
        rings=14,
        sides=9,
    )


def radius() -> Mesh:
    return tube(
        [
            [0.0, -0.002, 0.0, 0.010],
            [0.0, -0.030, -0.002, 0.0065],
            [-0.002, -0.130, 0.010, 0.007],
            [-0.009, -0.225, 0.012, 0.010, 0.014],
        ],
        rings=14,
        sides=9,
        across=(0, 0, 1),
    )


def hand() -> Mesh:
    palm = tube(
        [[0.0, -0.010, 0.0, 0.011, 0.020], [0.0, -0.045, 0.0, 0.009, 0.030], [0.0, -0.080, 0.0, 0.008, 0.034]],
        rings=6,
        across=(1, 0, 0),
    )
    fingers = [
        tube(
            [
                [0.027 - 0.018 * i, -0.088, 0.0, 0.0062],
                [0.028 - 0.019 * i, -0.150 - 0.01 * (i in (1, 2)), 0.003, 0.0048],
            ],
            rings=4,
            sides=7,
        )
        for i in range(4)
    ]
    thumb = tube([[0.022, -0.030, 0.004, 0.008], [0.046, -0.075, 0.010, 0.006]], rings=5, sides=7)
    return join([palm, *fingers, thumb])
