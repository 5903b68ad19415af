"""Thomas tests: where a hanging leg comes to rest, and how that reading can go wrong.

    thigh from the horizontal = hip flexion + roll of the pelvis back      an unseen tilt is an error of the hip's angle
    from two lengths: sin(thigh) = height of the knee above the hip / length of the thigh

A tight muscle that crosses hip and knee holds the knee straight; one that crosses the hip alone holds the thigh up.
"""

from __future__ import annotations

import numpy as np

from iliopsoas.assessment.outcome import Mark, Outcome
from iliopsoas.assessment.statics import hanging, hanging_straight, joint, lying_pose
from iliopsoas.atlas.assessments import clinical_test
from iliopsoas.body.body import Body


def roll(body: Body) -> float:
    """How far the held thigh rolls this person's pelvis back [deg]."""
    return clinical_test("thomas").setting(f"roll_{body.subject.sex}")


def modified(body: Body, side: str) -> Outcome:
    """The leg hangs over the edge, the pelvis is held."""
    back = roll(body)
    below, knee = hanging(body, back, side)
    straight = hanging_straight(body, back, side)
    values = {"thigh": -below, "knee": knee, "hip": -below - back, "thigh_knee_straight": -straight}
    return Outcome(values, lying_pose(body, below, back, side, knee), _mark(side), (_pattern(-below, knee),))


def _pattern(thigh: float, knee: float) -> str:
    """Which of the two readings lies outside normal, in words."""
    norms = {q.key: q.norm for q in clinical_test("thomas").quantities}
    high, low = norms["thigh"], norms["knee"]
    assert high is not None
    assert low is not None
    short_hip, short_knee = thigh > high.high, knee < low.low
    if short_hip and short_knee:
        return "Thigh up and knee straight: a pattern of short one-joint and two-joint muscles together."
    if short_hip:
        return "Thigh up, knee free: a pattern of a short one-joint flexor (iliopsoas) or a stiff joint."
    if short_knee:
        return "Thigh down, knee straight: a pattern of a short two-joint flexor (rectus femoris)."
    return "Neither the thigh nor the knee is outside normal."


def uncontrolled(body: Body, side: str) -> Outcome:
    """Nobody holds the pelvis: it tips forward, the reading is taken as if it had not."""
    tilt = clinical_test("thomas_uncontrolled").setting("tilt")
    back = roll(body)
    below, knee = hanging(body, back - tilt, side)
    true, read = -below - (back - tilt), -below - back
    values = {"thigh": -below, "read_hip": read, "hip": true, "error": read - true}
    held = -hanging(body, back, side)[0]
    note = f"With the pelvis held the thigh rests at {held:.1f} deg: {held + below:.1f} deg higher."
    return Outcome(values, lying_pose(body, below, back - tilt, side, knee), _mark(side), (note,))


def tape(body: Body, side: str) -> Outcome:
    """The angle from the height of the knee and the length of the thigh."""
    back = roll(body)
    below, knee = hanging(body, back, side)
    pose = lying_pose(body, below, back, side, knee)
    hip, end = joint(body, pose, f"femur_{side}"), joint(body, pose, f"tibia_{side}")
    length = float(np.linalg.norm((end - hip)[:2]))
    height = float(end[1] - hip[1])
    angle = float(np.degrees(np.arcsin(height / length)))
    one = float(np.degrees(np.arcsin(np.clip((height + 0.01) / length, -1.0, 1.0)))) - angle
    values = {"thigh": angle, "height": 100.0 * height, "length": 100.0 * length, "per_cm": one}
    note = f"Read along the shaft of the thigh it is {-below:.1f} deg; the two differ by where the landmarks lie."
    return Outcome(values, pose, _mark(side), (note,))


def lying(body: Body, side: str) -> Outcome:
    """The straight leg rests on the table, or above it."""
    back = roll(body)
    free = -hanging_straight(body, back, side)
    rise = max(free, 0.0)
    note = () if free > 0.0 else ("The leg lies on the table.",)
    mark = _mark(side)._replace(support="table")
    return Outcome({"thigh": rise, "free": free}, lying_pose(body, -rise, back, side, 0.0), mark, note)


def _mark(side: str) -> Mark:
    return Mark(f"femur_{side}", f"tibia_{side}", support="edge")
