"""All that `analyze` computes, before it is named and written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from iliopsoas.arrays import Array
from iliopsoas.mechanics.balance import RecruitmentCost
from iliopsoas.mechanics.contact_forces import ContactForces
from iliopsoas.mechanics.kinetics import Kinetics
from iliopsoas.mechanics.muscle_curves import FibreState
from iliopsoas.mechanics.recruitment.recruit import Recruitment


class Solution(NamedTuple):
    """All that was computed, before it is named and written.

    Attributes:
        coordinates: names of the balanced coordinates, (n).
        kinetics, fibres, recruitment: see there.
        muscle_moment: what active muscles must give at each balanced coordinate, (frames, n) [N m].
        joint_moment: what muscles, passive structures and abdominal pressure give together, (frames, n) [N m].
        moment_arms: (frames, m, n) [m].
        tendon_force: (frames, m) [N].
        constraint_forces: generalised forces that neither motion, loads, muscles nor contacts explain, (frames, nv)
            [N, N m]: the reactions of held degrees of freedom, the residuals of the pelvis, the reserves of the rest.
        cost: of effort and load.
        abdominal_pressure: of the belly beyond that of rest, (frames) [Pa].
        stages: seconds spent in each stage.
        contacts: what the points of unmeasured supports carry; None where no force is unknown.
        measured_moment: joint moments with the loads that were measured but not used, (frames, n) [N m]; None without.
    """

    coordinates: tuple[str, ...]
    kinetics: Kinetics
    fibres: FibreState
    recruitment: Recruitment
    muscle_moment: Array
    joint_moment: Array
    moment_arms: Array
    tendon_force: Array
    constraint_forces: Array
    stages: Mapping[str, float]
    cost: RecruitmentCost
    abdominal_pressure: Array
    contacts: ContactForces | None = None
    measured_moment: Array | None = None
