"""Static postures behind statements of electromyography and of models: leg raises, loads held, standing on one leg."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from iliopsoas.body.body import Body
from iliopsoas.evidence.basis.context import READER, Context
from iliopsoas.evidence.basis.static_postures import StaticPosture, lying, on_one_leg, standing

RAISED = (0.0, 15.0, 30.0, 45.0, 60.0)
"""Hip flexion of a straight leg raised on the back [deg] (technical)."""
PRONE = (-20.0, -10.0, 0.0, 10.0)
"""Hip flexion of a straight leg lifted on the belly [deg] (technical)."""
ILIOPSOAS = ("psoas_major", "iliacus")
WEAK = 0.5
"""Strength left in a muscle that is made weak [-]; estimated, to show a direction only."""
HELD_N = 200.0
"""Weight held in one hand [N]; estimated, about 20 kg."""


def leg_raise(context: Context, weak: Sequence[str] = ()) -> StaticPosture:
    """On the back, the right leg straight and raised to each angle of RAISED."""
    angles = np.radians(RAISED)
    return context.once(("leg raise", *weak), lambda: lying(_weakened(context, weak), lifted="r", hip_flexion_r=angles))


def leg_lift_prone(context: Context, weak: Sequence[str] = ()) -> StaticPosture:
    """On the belly, the right leg straight at each angle of PRONE."""
    angles = np.radians(PRONE)
    return context.once(
        ("prone", *weak), lambda: lying(_weakened(context, weak), lifted="r", prone=True, hip_flexion_r=angles)
    )


def raise_moment(context: Context, angle_deg: float) -> float:
    """Hip flexion moment that holds the leg [N m/kg]."""
    return float(leg_raise(context).joint_moment("hip_flexion_r")[RAISED.index(angle_deg)]) / READER.mass


def raise_activation(context: Context, angle_deg: float, muscle: str = "") -> float:
    """Activation of the iliopsoas, or of one of its parts, that holds the leg [%]."""
    muscles = (muscle,) if muscle else ILIOPSOAS
    posture = leg_raise(context)
    return 100.0 * float(posture.activation(*(f"{m}_r" for m in muscles))[RAISED.index(angle_deg)])


def raise_growth(context: Context, angle_deg: float, muscle: str) -> float:
    """Activation at an angle less the larger of those at 30 and 45 degrees [% of the maximum]."""
    here, *others = (raise_activation(context, a, muscle) for a in (angle_deg, 30.0, 45.0))
    return here - max(others)


def other_psoas(context: Context, angle_deg: float) -> float:
    """Activation of the psoas of the side that lies over that of the side that lifts [-]."""
    posture, k = leg_raise(context), RAISED.index(angle_deg)
    return float(posture.activation("psoas_major_l")[k] / posture.activation("psoas_major_r")[k])


def anterior_force_by_weakness(
    context: Context, muscles: list[str], prone: bool, angle_deg: float, with_tendon: bool = False
) -> float:
    """Change of the forward force on the acetabulum when muscles have half their strength [N].

    Args:
        with_tendon: count the iliopsoas tendon's pressure on the head too, as a prosthesis does.
    """
    work, angles = (leg_lift_prone, PRONE) if prone else (leg_raise, RAISED)
    k = angles.index(angle_deg)
    weak, strong = work(context, tuple(muscles)), work(context)
    force = [
        posture.hip_contact_force("r") if with_tendon else posture.acetabular_force("r") for posture in (weak, strong)
    ]
    return float(force[0][k, 0] - force[1][k, 0])


def anterior_force_by_extension(context: Context) -> float:
    """Forward force on the acetabulum at 20 degrees of extension less that at 0, on the belly [N]."""
    force = leg_lift_prone(context).acetabular_force("r")[:, 0]
    return float(force[PRONE.index(-20.0)] - force[PRONE.index(0.0)])


def anterior_force_by_flexion(context: Context) -> float:
    """Forward force on the acetabulum with the leg just lifted less that at 60 degrees of flexion, on the back [N]."""
    force = leg_raise(context).acetabular_force("r")[:, 0]
    return float(force[RAISED.index(0.0)] - force[RAISED.index(60.0)])


def one_hand(context: Context) -> StaticPosture:
    """Standing with a weight in the right hand."""
    return context.once("one hand", lambda: standing(context.reader, held={"hand_r": HELD_N}))


def psoas_beyond_other_side(context: Context) -> float:
    """Activation of the psoas opposite the load less that of the loaded side [% of the maximum]."""
    posture = one_hand(context)
    return 100.0 * float(posture.activation("psoas_major_l")[0] - posture.activation("psoas_major_r")[0])


def psoas_beyond_iliacus(context: Context) -> float:
    """Activation of psoas less that of iliacus, opposite the load [% of the maximum]."""
    posture = one_hand(context)
    return 100.0 * float(posture.activation("psoas_major_l")[0] - posture.activation("iliacus_l")[0])


def iliacus_beyond_psoas(context: Context, extension_deg: float) -> float:
    """Standing on the right leg, the left one extended: activation of the right iliacus less that of the right psoas
    [% of the maximum]."""
    posture = context.once(
        ("one leg", extension_deg),
        lambda: on_one_leg(context.reader, "r", hip_flexion_l=-float(np.radians(extension_deg))),
    )
    return 100.0 * float(posture.activation("iliacus_r")[0] - posture.activation("psoas_major_r")[0])


def _weakened(context: Context, muscles: Sequence[str]) -> Body:
    body = context.reader
    for muscle in muscles:
        body = body.with_muscles(body.muscles.scaled(f"{muscle}_r", fmax=WEAK))
    return body
