"""The femoral nerve's stretch and the snapping manoeuvre: how soft tissue moves, not whether it hurts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from iliopsoas.assessment.reading import Reading, pose_from_degrees
from iliopsoas.body.body import Body
from iliopsoas.function.muscle_geometry import geometry_over_angles

Array = NDArray[np.float64]

NERVE = (
    ("lumbar3", (-0.026, -0.002, 0.015)),
    ("pelvis", (-0.094, 0.082, 0.032)),
    ("pelvis", (-0.066, 0.040, 0.057)),
    ("pelvis", (-0.022, -0.022, 0.0685)),
    ("pelvis", (-0.006, -0.048, 0.071)),
    ("femur", (0.035, -0.100, 0.010)),
    ("femur", (0.030, -0.200, 0.010)),
)
"""Femoral nerve from L3 through and beside psoas, under the inguinal ligament, to its branch to rectus femoris, in the
segments of the generic body [m]; estimated (the course of the atlas, and two places on the thigh)."""
NERVE_HIP, NERVE_KNEE = -10.0, 110.0
"""Hip and knee at the end of the nerve's test [deg]; estimated."""
SNAP_FROM = {"hip_flexion": 60.0, "hip_adduction": -30.0, "hip_rotation": -30.0}
"""Where the snapping manoeuvre begins [deg]; estimated."""
SNAP_TO = {"hip_flexion": -10.0, "hip_adduction": 0.0, "hip_rotation": 15.0}
"""Where it ends [deg]; estimated."""
SNAP_FRAMES = 71
"""Frames over the manoeuvre (technical)."""
TENDON = "psoas_major_L3_TP"
"""Strand whose way over the head is followed (all psoas strands share it there)."""


def nerve_stretch(body: Body, side: str) -> Reading:
    """On the belly with bent knee and lifted thigh: length of the nerve against lying on the back [%]."""
    hip = max(NERVE_HIP, float(np.degrees(body.limits.lower[body.map.column(f"hip_flexion_{side}")])))
    test = {f"hip_flexion_{side}": hip, f"knee_angle_{side}": NERVE_KNEE}
    before, after = (nerve_length(body, side, pose_from_degrees(body, **degrees)) for degrees in ({}, test))
    change = 100.0 * (after / before - 1.0)
    pulls = []
    for knee in (0.0, NERVE_KNEE):
        pose = geometry_over_angles(
            body, f"hip_flexion_{side}", np.radians([hip]), {f"knee_angle_{side}": np.radians(knee)}
        )
        strands = body.muscles.select(f"rectus_femoris_{side}")
        pulls.append(float(pose.fibres().passive[0, strands].sum()))
    return Reading(
        change,
        pose_from_degrees(body, pelvis_tilt=-90.0, **test),
        details={
            "nerve_mm": round(1e3 * (after - before), 2),
            "hip_extension_deg": round(-hip, 2),
            "rectus_femoris_pull_n": round(pulls[1], 1),
            "rectus_femoris_pull_knee_straight_n": round(pulls[0], 1),
        },
        notes=(
            "The trunk of the nerve gets longer by lifting the thigh; bending the knee pulls at rectus femoris, into "
            "which its branch runs. Both feel alike: that is why the test is not certain.",
        ),
    )


def nerve_length(body: Body, side: str, pose: Array) -> float:
    """Length of the femoral nerve's line in a pose [m]."""
    data = body.at(pose)
    mirrored = np.array([1.0, 1.0, 1.0 if side == "r" else -1.0])
    points = []
    for segment, place in NERVE:
        name = f"{segment}_{side}" if segment == "femur" else segment
        i = body.body_id(name)
        points.append(data.xpos[i] + data.xmat[i].reshape(3, 3) @ (body.factors[name] * mirrored * np.array(place)))
    return float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())


def snapping(body: Body, side: str) -> Reading:
    """From bent, spread and turned out to straight and turned in: sideways way of the tendon over the head [mm]."""
    lower, upper = body.limits.lower, body.limits.upper
    share = np.linspace(0.0, 1.0, SNAP_FRAMES)
    q = body.map.pose(SNAP_FRAMES)
    for name in SNAP_FROM:
        column = body.map.column(f"{name}_{side}")
        way = np.radians(SNAP_FROM[name] + share * (SNAP_TO[name] - SNAP_FROM[name]))
        q[:, column] = np.clip(way, lower[column], upper[column])
    places = tendon_position(body, side, q)
    there = ~np.isnan(places[:, 0])
    sideways = 1e3 * places[there, 2] * (1.0 if side == "r" else -1.0)
    flexion = np.degrees(q[there, body.map.column(f"hip_flexion_{side}")])
    degrees = abs(SNAP_TO["hip_flexion"] - SNAP_FROM["hip_flexion"]) / (SNAP_FRAMES - 1)
    step = np.abs(np.diff(sideways)) / degrees
    fastest = int(step.argmax()) if step.size else 0
    return Reading(
        float(np.ptp(sideways)) if there.any() else 0.0,
        q[-1],
        details={
            "fastest_mm_per_deg": round(float(step.max()) if step.size else 0.0, 3),
            "fastest_at_hip_flexion_deg": round(float(flexion[fastest]), 1) if step.size else None,
            "touches_head_share": round(float(there.mean()), 3),
        },
        notes=(
            "A tendon that glides: in our bodies it cannot catch on the eminence and jump. The way it would have to "
            "jump is what is shown.",
        ),
    )


def tendon_position(body: Body, side: str, q: Array) -> Array:
    """Where the psoas tendon leaves the head, in the pelvis' axes, (frames, 3) [m], nan where it does not touch."""
    strand = body.muscles.names.index(f"{TENDON}_{side}")
    pelvis = body.body_id("pelvis")
    out = np.full((len(q), 3), np.nan)
    for t, pose in enumerate(q):
        data = body.at(pose)
        first, count = data.ten_wrapadr[strand], data.ten_wrapnum[strand]
        on = [k for k in range(first, first + count) if data.wrap_obj.reshape(-1)[k] >= 0]
        if on:
            point = data.wrap_xpos.reshape(-1, 3)[on[-1]]
            out[t] = data.xmat[pelvis].reshape(3, 3).T @ (point - data.xpos[pelvis])
    return out
