"""The Achilles tendon gives way: what it is longer under load, the fibres of the calf are shorter.

Tendons are rigid here, which says too much of one of them: soleus and both heads of gastrocnemius share a tendon that
the one stretches for the other. Its force is known before any muscle is chosen, as far as the ankle's whole moment
goes through it, and the force and strain that were measured in walking and running (kharazi2021) give its curve:

    F = max(0, -M_ankle) / r_soleus            [N]
    F = b e + a e^2    solved for e            strain [-]
    stretch = e L                              L: slack length of the strand's tendon [m]

Slack lengths count aponeuroses too, half of the gastrocnemius' 0.40 m; they are taken to strain as the tendon does
(estimated). At 1,989 N that is 16 mm; in six men the gastrocnemius' tendon alone gave 11 mm when it was loaded with
875 N by itself (maganaris2002).

A rigid tendon leaves resting tension in a gastrocnemius that the dorsiflexed ankle of late stance stretches, and that
tension bends the knee as far as people need, so that the muscle never works where electromyograms show its burst.
Resting joints are as they were: without a moment there is no stretch. How fast the tendon gives way is left out (fibre
velocities are those of the path), and where the forces under the feet are found together with the muscles, the moment
is not known before and the tendon stays rigid.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.muscles import Muscles

CALF = ("soleus", "gastrocnemius")
STRAIN_FORCE = (38.9e3, 271.0e3)
"""b and a [N] of the tendon's curve (kharazi2021): through 1,989 N at a strain of 4.0 % and 2,556 N at 4.9 %, the mean
peaks of eleven people from walking at 1.4 m/s to running at 3.5 m/s."""
LEAST_ARM = 0.02
"""Arm of the soleus below which no force is inferred from a moment [m] (technical)."""


def achilles_strain(force: Array) -> Array:
    """Strain of the tendon [-] at a force [N]: the positive root of b e + a e^2 = F."""
    b, a = STRAIN_FORCE
    out: Array = (np.sqrt(b * b + 4.0 * a * np.maximum(force, 0.0)) - b) / (2.0 * a)
    return out


def achilles_stretch(muscles: Muscles, coordinates: Sequence[str], moment: Array, arms: Array) -> Array:
    """By how much each strand's tendon is longer than unloaded, (frames, m) [m]; zero but in the calf.

    Args:
        coordinates: names of n coordinates, the ankles among them.
        moment: what muscles and passive structures give together about them, (frames, n) [N m]; + dorsiflexes.
        arms: of the strands, (frames, m, n) [m].
    """
    out = np.zeros(arms.shape[:2])
    for side in "rl":
        ankle = coordinates.index(f"ankle_angle_{side}")
        soleus, *_ = muscles.select(f"{CALF[0]}_{side}")
        force = np.maximum(-moment[:, ankle], 0.0) / np.maximum(-arms[:, soleus, ankle], LEAST_ARM)
        strands = [i for name in CALF for i in muscles.select(f"{name}_{side}")]
        out[:, strands] = achilles_strain(force)[:, None] * muscles.lslack[strands]
    return out
