"""One sheet of each kind, from real results on the generic body."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.function.actions import actions, muscle_shares
from iliopsoas.function.moment_arms import moment_arms
from iliopsoas.function.paradox import Paradox, paradox
from iliopsoas.function.side_bend import side_bend
from iliopsoas.function.stability import stability
from iliopsoas.function.strength import IsometricStrength, strength
from iliopsoas.report.figures.moment_arm_figures import actions_sheet, arms_sheet, movers_sheet
from iliopsoas.report.figures.sheet import Sheet
from iliopsoas.report.figures.spine_figures import paradox_sheet, side_bend_sheet, stability_sheet
from iliopsoas.report.figures.strength_figure import strength_sheet

ANGLES = np.radians([-10.0, 0.0, 20.0])


@pytest.fixture(scope="session")
def generic() -> Body:
    return Body.build()


@pytest.fixture(scope="session")
def curve(generic: Body) -> Paradox:
    return paradox(generic, np.radians([-10.0, 0.0, 10.0, 30.0]))


@pytest.fixture(scope="session")
def torque(generic: Body) -> IsometricStrength:
    return strength(generic, "hip_flexion_r", ANGLES)


@pytest.fixture(scope="session")
def sheets(generic: Body, curve: Paradox, torque: IsometricStrength) -> dict[str, Sheet]:
    muscles, across = ["psoas_major_r", "iliacus_r"], ["hip_flexion_r", "lumbar_extension"]
    return {
        "moment arms": arms_sheet(moment_arms(generic, "psoas_major_r", "hip_flexion_r", ANGLES)),
        "actions": actions_sheet(actions(generic), muscles, across),
        "movers": movers_sheet(muscle_shares(generic, "hip_flexion_r", ANGLES)),
        "paradox": paradox_sheet(curve),
        "side-bend": side_bend_sheet(side_bend(generic)),
        "strength": strength_sheet([torque], 1.70),
        "stability": stability_sheet(stability(generic)),
    }
