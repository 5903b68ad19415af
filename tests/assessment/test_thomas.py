"""Thomas tests: where the leg comes to rest (healthy -7 to -12 degrees, above 0 when tight), and what misleads."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.assessment.assess import assess
from iliopsoas.assessment.statics import hanging, lying_pose, needed
from iliopsoas.assessment.thomas import roll
from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.function.poses import single

GRADES = np.linspace(0.0, 1.0, 6)


@pytest.mark.parametrize(
    "subject",
    [Subject(), Subject(height=1.75, mass=75.0), Subject(height=1.65, mass=62.0, sex="female", age=25.0)],
    ids=["generic", "man", "woman"],
)
def test_tightness_raises_the_thigh(subject: Subject) -> None:
    """Means of athletes: -6.8 (bjsm2014thomas) and -11.9 (harvey1998); above 0 counts as short (bmcthomas2021)."""
    healthy = Body.build(subject)
    thigh = [assess(healthy.with_conditions([f"tightness={g}"]), "thomas").value for g in GRADES]
    assert -12.0 <= thigh[0] <= -7.0
    assert np.all(np.diff(thigh) > 0.0)
    assert thigh[-1] > 0.0


def test_the_knee_tells_one_joint_from_two_joint_tightness(person: Body) -> None:
    healthy = assess(person, "thomas")
    one = assess(person.with_conditions(["tightness=1"]), "thomas")
    two = assess(person.with_conditions(["rectus_tightness=1"]), "thomas")
    assert one.value - healthy.value > 10.0
    assert one.reading("knee").value > healthy.reading("knee").value  # the knee stays free
    assert abs(two.value - healthy.value) < 1.0  # the thigh does not tell
    assert two.reading("knee").value < healthy.reading("knee").value - 8.0
    assert two.reading("knee").verdict.startswith("outside normal")
    assert "one-joint" in one.notes[0]
    assert "two-joint" in two.notes[0]
    assert "Neither" in healthy.notes[0]


def test_a_thigh_that_stays_up_slackens_the_two_joint_muscles(person: Body) -> None:
    one, two, both = (
        assess(person.with_conditions(names), "thomas")
        for names in (["tightness=1"], ["rectus_tightness=1"], ["tightness=1", "rectus_tightness=1"])
    )
    assert two.reading("knee").value < both.reading("knee").value < one.reading("knee").value


def test_without_control_the_reading_is_wrong_by_the_tilt(person: Body) -> None:
    loose = assess(person, "thomas_uncontrolled")
    assert loose.reading("error").value == pytest.approx(-loose.test.setting("tilt"), abs=1e-9)
    held = assess(person, "thomas")
    assert loose.value < held.value - 5.0  # the thigh drops further
    assert loose.reading("hip").value == pytest.approx(held.reading("hip").value, abs=2.0)  # the hip does not


def test_a_short_muscle_hides_behind_the_tilt(person: Body) -> None:
    tight = person.with_conditions(["tightness=0.9"])
    assert assess(tight, "thomas").verdict.startswith("outside normal")
    assert assess(tight, "thomas_uncontrolled").verdict.startswith("inside normal")


def test_the_tape_measures_the_same_angle(person: Body) -> None:
    tape = assess(person, "thomas_tape")
    rise, length = tape.reading("height").value, tape.reading("length").value
    assert np.degrees(np.arcsin(rise / length)) == pytest.approx(tape.value)
    assert tape.value == pytest.approx(assess(person, "thomas").value, abs=2.0)
    assert tape.reading("per_cm").value == pytest.approx(np.degrees(1.0 / length), rel=0.05)  # small angles


def test_the_table_stops_the_straight_leg(person: Body) -> None:
    flat = assess(person, "thomas_lying")
    assert flat.value == 0.0
    assert flat.reading("free").value < 0.0
    assert flat.main.verdict == "inside normal"
    tight = assess(person.with_conditions(["tightness=1"]), "thomas_lying")
    assert tight.value == tight.reading("free").value > 0.0


def test_nothing_turns_a_leg_at_rest(person: Body) -> None:
    below, knee = hanging(person, roll(person), "l")
    posture = {"pelvis_tilt": 90.0 + roll(person), "hip_flexion_l": -below - roll(person), "knee_angle_l": knee}
    pose = single(person, {name: np.radians(angle) for name, angle in posture.items()})
    assert np.abs(needed(person, pose, "hip_flexion_l", "knee_angle_l")).max() < 1e-2


def test_the_drawn_back_is_flat(person: Body) -> None:
    q = lying_pose(person, 10.0, 17.0, "r", 50.0)
    tilt, spine = (q[person.map.column(name)] for name in ("pelvis_tilt", "lumbar_extension"))
    assert tilt + spine == pytest.approx(0.5 * np.pi)


def test_muscles_scaled_by_hand_are_compared_with_whom_one_names(person: Body) -> None:
    short = person.with_muscles(person.muscles.scaled("iliacus", lopt=0.8))
    found = assess(short, "thomas", healthy=person)
    assert found.value > found.main.healthy == pytest.approx(assess(person, "thomas").value)  # type: ignore[operator]
    assert assess(short, "thomas").main.healthy is None
