"""Pelvis and sacrum as a drawing (see `skeleton`), in the pelvis' frame [m]."""

from __future__ import annotations

import numpy as np

from iliopsoas.scene.bones.solids import Mesh, ellipsoid, join, slab, tube

# fmt: off (tables of landmarks)

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
    (-0.132, 0.010, 0.040),
)
"""The deepest line of the iliac fossa."""
BRIM = (
    (-0.021, -0.036, 0.097),
    (-0.034, -0.036, 0.083),
    (-0.048, -0.030, 0.071),
    (-0.064, -0.021, 0.063),
    (-0.082, -0.018, 0.057),
    (-0.102, -0.012, 0.051),
    (-0.124, -0.012, 0.043),
)
"""From the anterior inferior spine along the arcuate line to the posterior inferior spine."""


def pelvis() -> Mesh:
    right = join([_ilium(), _acetabulum(), _pubis(), _ischium()])
    symphysis = ellipsoid((-0.014, -0.090, 0), (0.010, 0.016, 0.006))
    return join([right, right.mirrored(), _sacrum(), symphysis])


def _ilium() -> Mesh:
    blade = slab((CREST, FOSSA, BRIM), 0.0042, along=24, between=10)
    crest = tube(np.c_[np.array(CREST), [0.006, 0.0065, 0.007, 0.0065, 0.006, 0.006, 0.006]], rings=20, sides=6)
    return join([blade, crest])


def _acetabulum() -> Mesh:
    """The socket's wall: the outside of the bone around the hip centre, open towards the femur."""
    centre, radius = np.array([-0.056276, -0.07849, 0.07726]), 0.0265
    pole = np.array([0.30, -0.34, 0.89])  # it faces forward, down and sideways
    across = np.cross(pole, [0.0, 1.0, 0.0])
    across /= np.linalg.norm(across)
    up = np.cross(across, pole)
    polar, angle = np.linspace(0.50, 0.98, 8) * np.pi, np.linspace(0, 2 * np.pi, 24)
    ring = np.cos(angle)[:, None] * across + np.sin(angle)[:, None] * up
    curves = [centre + radius * (np.cos(p) * pole + np.sin(p) * ring) for p in polar]
    wall = slab(curves, 0.004, along=25, between=8)
    above = tube([[-0.050, -0.044, 0.078, 0.015], [-0.060, -0.030, 0.066, 0.012]], rings=4, sides=12)
    behind = tube(
        [[-0.075, -0.060, 0.062, 0.014], [-0.085, -0.040, 0.057, 0.010], [-0.092, -0.022, 0.053, 0.007]], rings=8
    )
    return join([wall, above, behind])


def _pubis() -> Mesh:
    upper = tube(
        [
            [-0.040, -0.056, 0.064, 0.011],
            [-0.026, -0.064, 0.044, 0.0075],
            [-0.012, -0.074, 0.023, 0.0075],
            [-0.012, -0.084, 0.006, 0.0085],
        ],
        rings=14,
    )
    lower = tube(
        [
            [-0.018, -0.096, 0.006, 0.008],
            [-0.036, -0.114, 0.018, 0.006],
            [-0.060, -0.127, 0.033, 0.0065],
            [-0.086, -0.126, 0.044, 0.010],
        ],
        rings=14,
    )
    tubercle = ellipsoid((-0.004, -0.078, 0.022), (0.006, 0.005, 0.006), rings=8, sides=10)
    return join([upper, lower, tubercle])


def _ischium() -> Mesh:
    return tube(
        [
            [-0.074, -0.075, 0.060, 0.014],
            [-0.092, -0.092, 0.053, 0.012],
            [-0.102, -0.110, 0.052, 0.013],
            [-0.092, -0.124, 0.047, 0.012],
        ],
        rings=12,
    )


def _sacrum() -> Mesh:
    body = tube(
        [
            [-0.089, 0.043, 0, 0.019, 0.036],
            [-0.100, 0.022, 0, 0.020, 0.047],
            [-0.115, -0.006, 0, 0.017, 0.040],
            [-0.129, -0.036, 0, 0.011, 0.027],
            [-0.130, -0.060, 0, 0.007, 0.014],
            [-0.118, -0.083, 0, 0.004, 0.005],
        ],
        rings=22,
        sides=20,
        across=(0, 0, 1),
    )
    crest = tube(
        [[-0.118, 0.034, 0, 0.008, 0.006], [-0.136, 0.004, 0, 0.008, 0.006], [-0.142, -0.032, 0, 0.005, 0.005]]
    )
    ala = tube([[-0.088, 0.036, 0.020, 0.014], [-0.097, 0.024, 0.046, 0.013]], rings=5)
    return join([body, crest, ala, ala.mirrored()])
