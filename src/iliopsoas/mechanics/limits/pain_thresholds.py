"""ThresholdLoads beside the thresholds beyond which a person hurts: ratios above 1 are painful.

    ratio(t) = quantity(t) / threshold

Quantities: tendon force of a whole muscle [N]; strain of its fibres beyond optimal length, the mean over its strands by
volume [-]; push of the iliopsoas on brim and femoral head [body weights]; contact force of a joint [body weights];
compression of a lumbar level [N].
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.body.limits import Threshold
from iliopsoas.body.muscles import Muscles


class ThresholdLoads(NamedTuple):
    """What thresholds can be on, of every frame.

    Attributes:
        force: of tendons, (frames, m) [N].
        fibre_length: (frames, m) [m].
        bursa: push of the iliopsoas, right and left, (frames, 2, 3) [N].
        joints: reaction of each joint by name, (frames, 3) [N].
        compression: of each level by name, (frames) [N].
    """

    force: Array
    fibre_length: Array
    bursa: Array
    joints: dict[str, Array]
    compression: dict[str, Array]


def threshold_ratios(body: Body, loads: ThresholdLoads) -> Array:
    """Every threshold's quantity over its value, (frames, thresholds) [-]."""
    ratios = [_quantity(body, loads, t) / t.value for t in body.limits.thresholds]
    return np.stack(ratios, axis=1) if ratios else np.zeros((len(loads.force), 0))


def _quantity(body: Body, loads: ThresholdLoads, t: Threshold) -> Array:
    """What a threshold is on, in every frame, (frames) [its unit]."""
    if t.quantity == "force":
        out: Array = loads.force[:, body.muscles.select(t.target)].sum(axis=1)
        return out
    if t.quantity == "stretch":
        return fibre_stretch(body.muscles, loads.fibre_length, t.target)
    if t.quantity == "compression":
        return loads.compression[t.target]
    force = loads.bursa[:, "rl".index(t.side)] if t.quantity == "contact" else loads.joints[t.target]
    size: Array = np.linalg.norm(force, axis=1) / body.subject.weight
    return size


def fibre_stretch(muscles: Muscles, fibre_length: Array, muscle: str) -> Array:
    """Strain of a whole muscle's fibres beyond optimal length, (frames) [-]; zero where they are shorter."""
    strands = muscles.select(muscle)
    volume = muscles.volume[strands]
    weight = volume if volume.sum() > 0.0 else np.ones(len(strands))
    strain = fibre_length[:, strands] / muscles.lopt[strands] - 1.0
    out: Array = np.maximum(strain @ weight / weight.sum(), 0.0)
    return out
