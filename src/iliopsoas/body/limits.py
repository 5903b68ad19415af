"""What a body may do without harm: ranges of its coordinates, stiffness of its hip capsules, loads that hurt.

A healthy body has the anatomical ranges and no thresholds; conditions narrow and add (`applied_conditions`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Threshold:
    """A load beyond which it hurts.

    Attributes:
        name: 'force of psoas_major_r'.
        quantity: 'force' [N], 'stretch' of fibres beyond optimal length [-], 'contact' push of the iliopsoas on its
            bursa [body weights], 'joint' contact force [body weights], 'compression' of a lumbar level [N].
        target: muscle with side, 'bursa', joint with side, or level.
        side: 'r' or 'l'.
        value: threshold, in `unit`.
        condition: what brings it, 'bursitis=0.5:r'.
    """

    name: str
    quantity: str
    target: str
    side: str
    value: float
    unit: str
    condition: str


@dataclass(frozen=True)
class Limits:
    """What a person's body may do.

    Attributes:
        lower, upper: ranges of the coordinates of `CoordinateMap`, (n) [rad, m].
        thresholds: loads beyond which it hurts.
        capsule: factor on the passive moment of the hip's ligaments, right and left (2) [-].
    """

    lower: Array
    upper: Array
    thresholds: tuple[Threshold, ...] = ()
    capsule: tuple[float, float] = (1.0, 1.0)
