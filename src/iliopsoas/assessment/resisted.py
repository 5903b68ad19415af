"""Strength against a gauge, and against the leg's own weight.

force at the gauge [N] = moment of active muscle [N m] / distance of the gauge from the hip [m]
"""

from __future__ import annotations

import numpy as np

from iliopsoas.assessment.outcome import Mark, Outcome
from iliopsoas.assessment.statics import joint, needed
from iliopsoas.atlas.assessments import Norm, clinical_test
from iliopsoas.atlas.published import strength_group
from iliopsoas.body.body import Body
from iliopsoas.function.poses import single
from iliopsoas.function.strength import Strength, strength

SEATED, LIFTED = np.radians(90.0), np.radians(15.0)
MOST = 10.0
"""Efforts are cut here: beyond, the muscles give next to nothing [-] (technical)."""
SPREAD = 2.0
"""Standard deviations to each side of a mean that count as normal [-] (technical: about 95 % of people)."""


def seated(body: Body, side: str) -> Outcome:
    """Hip and knee at 90 degrees, gauge above the knee."""
    result = _tested(body, side, SEATED, SEATED)
    pose = body.map.pose(1, **{f"{c}_{s}": SEATED for c in ("hip_flexion", "knee_angle") for s in "rl"})[0]
    lever = _lever(body, side, "tibia", clinical_test("resisted_seated").setting("pad"))
    return Outcome(
        _read(body, result, lever), pose, Mark(f"femur_{side}", f"tibia_{side}", (0.0, -1.0, 0.0)), (_told(lever),)
    )


def supine(body: Body, side: str) -> Outcome:
    """Straight leg 15 degrees up, gauge above the ankle."""
    result = _tested(body, side, LIFTED, 0.0)
    pose = body.map.pose(1, pelvis_tilt=0.5 * np.pi, **{f"hip_flexion_{side}": LIFTED})[0]
    lever = _lever(body, side, "talus", clinical_test("resisted_supine").setting("pad"))
    values = _read(body, result, lever)
    norms = {"force": _norm(body, side, lever), "moment": _norm(body, side, 1.0)}
    mark = Mark(f"femur_{side}", f"talus_{side}", support="table")
    return Outcome(values, pose, mark, (_told(lever),), {k: v for k, v in norms.items() if v is not None})


def leg_raise(body: Body, side: str) -> Outcome:
    """The straight leg off the table until the heel is as high as the instruction says."""
    flat = body.map.pose(1, pelvis_tilt=0.5 * np.pi)[0]
    length = float(np.linalg.norm(joint(body, flat, f"talus_{side}") - joint(body, flat, f"femur_{side}")))
    angle = float(np.arcsin(clinical_test("straight_leg_raise").setting("lift") / length))
    posture = {"pelvis_tilt": 0.5 * np.pi, f"hip_flexion_{side}": angle}
    pose = single(body, posture)
    demand = float(needed(body, pose, f"hip_flexion_{side}")[0])
    capacity = float(_tested(body, side, angle, 0.0).active[0])
    effort = 100.0 * min(demand / max(capacity, 1e-6), MOST)
    possible = "The muscles can lift the leg." if demand <= capacity else "The muscles cannot lift the leg."
    norms = {}
    group = strength_group("hip_flexion", body.subject.sex, body.subject.age)
    if group is not None:
        mean, sd = (f(np.array([angle]), body.subject.height)[0] for f in (group.per_kg, group.sd_per_kg))
        load = 100.0 * demand / body.subject.mass
        note = f"this leg's demand over the strength of {group.group}, mean and {SPREAD:g} standard deviations"
        low, high = load / (mean + SPREAD * sd), load / max(mean - SPREAD * sd, 1e-3)
        norms["effort"] = Norm("anderson2007", "derived", note, float(low), float(high))
    values = {"effort": effort, "demand": demand, "capacity": capacity}
    return Outcome(values, pose.q[0], Mark(f"femur_{side}", f"talus_{side}", support="table"), (possible,), norms)


def _tested(body: Body, side: str, hip: float, knee: float) -> Strength:
    return strength(body, f"hip_flexion_{side}", np.array([hip]), posture={f"knee_angle_{side}": knee})


def _lever(body: Body, side: str, end: str, pad: float) -> float:
    """Distance of the gauge from the hip [m]."""
    flat = body.map.pose()[0]
    away = joint(body, flat, f"{end}_{side}") - joint(body, flat, f"femur_{side}")
    return float(np.linalg.norm(away)) - pad


def _read(body: Body, result: Strength, lever: float) -> dict[str, float]:
    moment = float(result.active[0])
    mine = [i for i, name in enumerate(result.muscles) if name.startswith(("psoas_major", "iliacus"))]
    share = 100.0 * float(result.share[0, mine].sum()) if moment > 1e-6 else np.nan
    return {"force": moment / lever, "moment": moment, "share": share}


def _norm(body: Body, side: str, lever: float) -> Norm | None:
    """Published strength of people like this, lying, over a lever [m]."""
    group = strength_group("hip_flexion", body.subject.sex, body.subject.age)
    if group is None:
        return None
    mean, sd = (f(np.array([LIFTED]), body.subject.height)[0] for f in (group.per_kg, group.sd_per_kg))
    low, high = ((mean + sign * SPREAD * sd) * body.subject.mass / lever for sign in (-1.0, 1.0))
    note = f"{group.group}, mean and {SPREAD:g} standard deviations, by dynamometer, for this mass and stature"
    return Norm("anderson2007", "derived", note, float(max(low, 0.0)), float(high))


def _told(lever: float) -> str:
    return f"Gauge {100.0 * lever:.0f} cm from the hip."
