"""Pelvis and sacrum as a drawing (see `skeleton`), in the pelvis' frame [m]: iliac wings, pubis, ischium, sacrum."""

from __future__ import annotations

import numpy as np

from iliopsoas.scene.bones.solids import Mesh, ellipsoid, join, slab, tube

# fmt: off (tables of landmarks)

HIP, SOCKET = np.array([-0.056276, -0.07849, 0.07726]), 0.0265
"""Hip centre [m] and inner radius of the acetabulum [m]."""
CREST = (
    (0.0, -0.002, 0.121),
    (-0.010, 0.022, 0.129),
    (-0.033, 0.052, 0.127),
    (-0.058, 0.073, 0.104),
    (-0.080, 0.081, 0.076),
    (-0.108, 0.066, 0.050),
    (-0.132, 0.034, 0.037),
)
"""Iliac crest, anterior to posterior superior spine [m]."""
FOSSA = (
    (-0.010, -0.016, 0.112),
    (-0.026, 0.004, 0.111),
    (-0.046, 0.020, 0.103),
    (-0.066, 0.028, 0.091),
    (-0.085, 0.031, 0.072),
    (-0.108, 0.024, 0.050),
    (-0.134, 0.010, 0.040),
)
"""The deepest line of the iliac fossa."""
BRIM = (
    (-0.019, -0.034, 0.100),
    (-0.032, -0.036, 0.086),
    (-0.048, -0.030, 0.071),
    (-0.064, -0.021, 0.063),
    (-0.082, -0.016, 0.057),
    (-0.102, -0.010, 0.051),
    (-0.126, -0.010, 0.043),
)
"""From the anterior inferior spine along the arcuate line to the posterior inferior spine."""
NOTCH = (
    (-0.026, -0.045, 0.092),
    (-0.034, -0.052, 0.082),
    (-0.048, -0.052, 0.072),
    (-0.062, -0.048, 0.066),
    (-0.076, -0.040, 0.061),
    (-0.088, -0.026, 0.056),
    (-0.116, -0.016, 0.046),
)
"""Below it: over the roof of the socket into the greater sciatic notch."""


def pelvis() -> Mesh:
    right = join([_ilium(), _acetabulum(), _pubis(), _ischium()])
    symphysis = ellipsoid((-0.015, -0.090, 0), (0.009, 0.017, 0.005))
    return join([right, right.mirrored(), _sacrum(), symphysis])


def _ilium() -> Mesh:
    blade = slab((CREST, FOSSA, BRIM, NOTCH), 0.0042, along=24, between=13)
    crest = tube(np.c_[np.array(CREST), [0.007, 0.0065, 0.007, 0.0065, 0.006, 0.006, 0.007]], rings=20, sides=6)
    superior = ellipsoid((-0.001, -0.004, 0.120), (0.008, 0.010, 0.008), rings=8, sides=10)
    inferior = tube(
        [[-0.018, -0.028, 0.103, 0.005], [-0.022, -0.040, 0.097, 0.009], [-0.033, -0.052, 0.086, 0.012]],
        rings=6,
        sides=10,
    )
    border = tube(
        [[-0.003, -0.008, 0.119, 0.006], [-0.011, -0.020, 0.111, 0.004], [-0.018, -0.030, 0.103, 0.005]],
        rings=6,
        sides=8,
    )
    return join([blade, crest, superior, inferior, border])


def _acetabulum() -> Mesh:
    """The socket's wall around the hip centre, open forward, down and sideways, and the bone that holds it."""
    pole = np.array([0.30, -0.34, 0.89])
    across = np.cross(pole, [0.0, 1.0, 0.0])
    across /= np.linalg.norm(across)
    up = np.cross(across, pole)
    polar, angle = np.linspace(0.46, 0.98, 7) * np.pi, np.linspace(0, 2 * np.pi, 26)
    ring = np.cos(angle)[:, None] * across + np.sin(angle)[:, None] * up
    curves = [HIP + SOCKET * (np.cos(p) * pole + np.sin(p) * ring) for p in polar]
    wall = slab(curves, 0.004, along=25, between=7)
    rim = tube(np.c_[curves[0], np.full(len(angle), 0.0045)], rings=30, sides=6)
    above = tube(
        [[-0.040, -0.048, 0.084, 0.013], [-0.058, -0.042, 0.076, 0.013], [-0.076, -0.046, 0.066, 0.011]],
        rings=8,
        sides=12,
    )
    return join([wall, rim, above])


def _pubis() -> Mesh:
    upper = tube(
        [
            [-0.040, -0.056, 0.066, 0.013, 0.011],
            [-0.026, -0.063, 0.045, 0.0085, 0.0075],
            [-0.014, -0.070, 0.026, 0.0080, 0.0090],
            [-0.011, -0.078, 0.010, 0.0080, 0.0100],
        ],
        rings=14,
        across=(0, 1, 0),
    )
    body = tube(
        [
            [-0.009, -0.074, 0.0125, 0.0075, 0.0095],
            [-0.014, -0.090, 0.0130, 0.0070, 0.0095],
            [-0.023, -0.105, 0.0125, 0.0055, 0.0085],
        ],
        rings=8,
        sides=12,
        across=(0, 0, 1),
    )
    lower = tube(
        [
            [-0.020, -0.100, 0.013, 0.0055, 0.0085],
            [-0.038, -0.114, 0.023, 0.0045, 0.0080],
            [-0.062, -0.126, 0.036, 0.0055, 0.0080],
            [-0.084, -0.128, 0.046, 0.0090, 0.0100],
        ],
        rings=14,
        across=(-0.3, 0.9, 0.3),
    )
    tubercle = ellipsoid((-0.004, -0.074, 0.024), (0.006, 0.005, 0.006), rings=8, sides=10)
    return join([upper, body, lower, tubercle])


def _ischium() -> Mesh:
    """Behind the socket down to the tuberosity, with the spine between the two sciatic notches."""
    plate = slab(
        (
            ((-0.078, -0.036, 0.062), (-0.082, -0.060, 0.062), (-0.084, -0.082, 0.062), (-0.082, -0.102, 0.058)),
            ((-0.090, -0.030, 0.056), (-0.095, -0.056, 0.054), (-0.101, -0.078, 0.054), (-0.100, -0.104, 0.055)),
        ),
        0.0062,
        along=16,
        between=6,
    )
    column = tube(
        [
            [-0.078, -0.050, 0.064, 0.013],
            [-0.084, -0.080, 0.062, 0.014],
            [-0.094, -0.102, 0.056, 0.014, 0.013],
            [-0.100, -0.117, 0.052, 0.015, 0.012],
            [-0.090, -0.130, 0.047, 0.011, 0.010],
        ],
        rings=14,
        sides=12,
        across=(0, 0, 1),
    )
    spine = tube([[-0.098, -0.076, 0.055, 0.008, 0.006], [-0.110, -0.079, 0.048, 0.0025]], rings=5, sides=8)
    return join([plate, column, spine])


LEVELS = (
    (-0.090, 0.040, 0.0185, 0.025, 0.047),
    (-0.101, 0.016, 0.0150, 0.020, 0.046),
    (-0.113, -0.007, 0.0120, 0.016, 0.038),
    (-0.122, -0.028, 0.0095, 0.013, 0.030),
    (-0.127, -0.046, 0.0075, 0.011, 0.022),
)
"""Bodies of the five sacral vertebrae: x, y, half their depth and width, and where the lateral mass runs [m]."""


def _sacrum() -> Mesh:
    """Five bodies that grow smaller, joined to lateral masses by bars: what is left between are the foramina."""
    rows = []
    for k, (x, y, deep, wide, _) in enumerate(LEVELS):
        rows.append([x, y, 0.0, deep, wide])
        if k + 1 < len(LEVELS):  # a waist between two bodies
            below = LEVELS[k + 1]
            middle = [0.5 * (a + b) for a, b in zip((x, y, deep, wide), below[:4], strict=True)]
            rows.append([middle[0] - 0.001, middle[1], 0.0, 0.82 * middle[2], 0.90 * middle[3]])
    column = tube(rows, rings=26, sides=16, across=(0, 0, 1))
    coccyx = tube(
        [[-0.129, -0.058, 0, 0.006, 0.011], [-0.128, -0.072, 0, 0.0045, 0.007], [-0.119, -0.087, 0, 0.003]],
        rings=10,
        across=(0, 0, 1),
    )
    crest = tube(
        [[-0.122, 0.032, 0, 0.008, 0.005], [-0.134, 0.004, 0, 0.009, 0.005], [-0.141, -0.032, 0, 0.005, 0.004]],
        rings=9,
        across=(0, 0, 1),
    )
    ala = tube(
        [
            [-0.086, 0.044, 0.018, 0.010, 0.015],
            [-0.090, 0.036, 0.034, 0.013, 0.016],
            [-0.098, 0.024, 0.046, 0.011, 0.020],
        ],
        rings=8,
        sides=12,
        across=(0, 1, 0),
    )
    mass = tube(
        [[x - 0.006, y, z - 0.004, 0.55 * deep + 0.003, 0.0095] for x, y, deep, _, z in LEVELS],
        rings=14,
        across=(0, 0, 1),
    )
    bars = [
        tube(
            [
                [x - 0.002, y - 0.002, 0.8 * wide, 0.6 * deep, 0.36 * deep + 0.0035],
                [x - 0.006, y - 0.003, z - 0.004, 0.6 * deep, 0.36 * deep + 0.0035],
            ],
            rings=4,
            sides=8,
            across=(0, 1, 0),
        )
        for x, y, deep, wide, z in LEVELS
    ]
    behind = tube(
        [
            [-0.114, 0.030, 0.016, 0.005, 0.014],
            [-0.126, -0.002, 0.013, 0.005, 0.012],
            [-0.134, -0.040, 0.008, 0.004, 0.008],
        ],
        rings=9,
        across=(0, 0, 1),
    )
    half = join([ala, mass, behind, *bars])
    return join([column, coccyx, crest, half, half.mirrored()])
