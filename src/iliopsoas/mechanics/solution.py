"""All that `analyze` computes, before it is named and written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iliopsoas.mechanics.contact_forces import ContactForces, Contacts
from iliopsoas.mechanics.kinetics import Kinetics
from iliopsoas.mechanics.muscle_curves import FibreState
from iliopsoas.mechanics.recruitment import Recruitment

Array = NDArray[np.float64]


class Solution(NamedTuple):
    """All that was computed, before it is named and written.

    Attributes:
        coordinates: balanced coordinates, in the order of `demand`'s columns.
        kinetics, fibres, recruitment: see there.
        moment: moment muscles must give at each balanced coordinate, passive structures deducted, (frames, n) [N m].
        total: moment about each balanced coordinate with passive structures and muscles together, (frames, n) [N m].
        arms: moment arms, (frames, m, n) [m].
        force: tendon forces, (frames, m) [N].
        left_over: generalised forces neither motion, loads, muscles nor contacts explain, (frames, nv): the reactions.
        contacts: the places that may carry force, and what they carry; None where nothing is unknown.
        measured: total moments with the loads that were measured but not used, (frames, n); None without any.
        stages: seconds spent in each stage.
    """

    coordinates: tuple[str, ...]
    kinetics: Kinetics
    fibres: FibreState
    recruitment: Recruitment
    moment: Array
    total: Array
    arms: Array
    force: Array
    left_over: Array
    stages: Mapping[str, float]
    contacts: tuple[Contacts, ContactForces] | None = None
    measured: Array | None = None
