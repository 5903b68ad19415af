"""Tasks of daily life: can it be done, and how near to the limit is the busiest muscle."""

from __future__ import annotations

import numpy as np
import xarray as xr

from iliopsoas.assessment.reading import Reading
from iliopsoas.body.body import Body
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.mechanics.lacking import lacking
from iliopsoas.mechanics.pain import painful
from iliopsoas.mechanics.summary import hip_force, whole_activation
from iliopsoas.motion.library import movement

LEG = (
    "psoas_major",
    "iliacus",
    "rectus_femoris",
    "sartorius",
    "tensor_fasciae_latae",
    "gluteus_maximus",
    "gluteus_medius",
    "gluteus_minimus",
    "adductor_magnus",
    "semimembranosus",
    "semitendinosus",
    "biceps_femoris_long_head",
    "vasti",
    "soleus",
    "gastrocnemius",
)
"""Muscles that are looked at."""


def sit_to_stand(body: Body, side: str) -> Reading:
    """Rising from a chair: largest activation of a leg muscle of this side [%]."""
    return _task(body, side, "sit_to_stand")


def step(body: Body, side: str) -> Reading:
    """Stepping up, the body on this side's leg: largest activation of a leg muscle [%]."""
    return _task(body, side, "step_up")


def _task(body: Body, side: str, name: str) -> Reading:
    driven = {"r": "left", "l": "right"}[side] if name == "step_up" else "right"
    result = analyze(body, movement(name, body.healthy(), side=driven))
    most = {m: float(whole_activation(result, f"{m}_{side}").max()) for m in LEG}
    top = max(most, key=lambda m: most[m])
    missing = lacking(result)
    hurts = [p["threshold"] for p in painful(result) if p["largest"] > 1.0]
    notes = [f"The busiest muscle is {top.replace('_', ' ')}."]
    if missing:
        notes.append(f"Not possible like this: {missing[0]['coordinate']} lacks {missing[0]['lacking_nm']:.0f} N m.")
    if hurts:
        notes.append(f"It would hurt: {', '.join(hurts)}.")
    return Reading(
        100.0 * most[top],
        _pose(result, f"{top}_{side}"),
        details={
            "muscle": top,
            "possible": not missing,
            "painful": hurts,
            "iliopsoas_activation_percent": round(100.0 * max(most["psoas_major"], most["iliacus"]), 1),
            "hip_contact_force_bw": round(float(hip_force(result, side).max()), 2),
        },
        notes=tuple(notes),
    )


def _pose(result: xr.Dataset, muscle: str) -> np.ndarray:
    """The pose in which a muscle is busiest."""
    out: np.ndarray = result["pose"].values[int(whole_activation(result, muscle).argmax())]
    return out
