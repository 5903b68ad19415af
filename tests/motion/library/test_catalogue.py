"""Every movement of the library: it touches what it should, smoothly, within the joints' limits, for any body."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from iliopsoas.atlas.movements.catalogue import find_movement, movement_records
from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.errors import InputError, UnknownName
from iliopsoas.motion.library.catalogue import MOVEMENTS, fitted_movement, movement, movements
from iliopsoas.motion.library.keyframe_fitting import FittedMovement
from iliopsoas.motion.library.keyframe_plan import LATERAL, MovementPlan, other_side
from iliopsoas.motion.library.movement_quality import MovementQuality, movement_quality
from iliopsoas.motion.records.attachments import ElasticBand, Push, Weight

KEYFRAMED = [name for name, record in movement_records().items() if record.maker == "keyframes"]
SUBJECTS = {
    "woman": Subject(height=1.55, mass=52.0, sex="female"),
    "man": Subject(height=1.75, mass=75.0),
    "tall": Subject(height=1.95, mass=95.0),
}
FEW = [
    "squat",
    "sit_to_stand",
    "straight_leg_raise",
    "stairs_up",
    "split_lunge",
    "sit_up_bent",
    "bird_dog",
    "side_plank",
]
STANDING = ["stand", "stand_flexed", "one_leg_stance", "standing_march", "squat", "lift_bent_knees", "split_lunge"]


@functools.cache
def body_of(who: str) -> Body:
    return Body.build(SUBJECTS[who])


@functools.cache
def put(who: str, name: str) -> tuple[MovementPlan, FittedMovement]:
    return fitted_movement(name, body_of(who))


@functools.cache
def placed(who: str, name: str) -> MovementQuality:
    return movement_quality(body_of(who), *put(who, name))


@pytest.mark.parametrize("name", KEYFRAMED)
def test_a_movement_touches_what_it_should(name: str) -> None:
    found = placed("man", name)
    assert found.sunk[0] < 0.005, found.sunk
    assert found.apart[0] < 0.005, found.apart
    assert found.slid[0] < 0.005, found.slid
    assert found.beyond < 0.01
    assert found.jerk[0] < 8.0, found.jerk


@pytest.mark.parametrize("who", ["woman", "tall"])
@pytest.mark.parametrize("name", FEW)
def test_so_it_does_on_small_and_tall_bodies(name: str, who: str) -> None:
    found = placed(who, name)
    assert max(found.sunk[0], found.apart[0], found.slid[0]) < 0.005, found
    assert found.beyond < 0.01


@pytest.mark.parametrize("name", STANDING)
def test_the_centre_of_mass_stays_over_the_feet(name: str) -> None:
    mass, zero_moment = placed("man", name).outside
    assert mass < -0.005
    assert zero_moment < 0.02


@pytest.mark.parametrize("name", [n for n in KEYFRAMED if find_movement(n).cyclic])
def test_a_cycle_ends_where_it_begins_and_rests_there(name: str) -> None:
    q = put("man", name)[1].q
    assert np.abs(q[-1] - q[0]).max() < 1e-9
    assert np.ptp(q[:10], axis=0).max() < 1e-9


@pytest.mark.parametrize("name", ["straight_leg_raise", "side_glide", "step_up", "side_plank"])
def test_the_left_side_mirrors_the_right(name: str) -> None:
    right, left = (movement(name, body_of("man"), side=side) for side in ("right", "left"))
    for coordinate, values in right.coordinates.items():
        sign = -1.0 if coordinate in LATERAL else 1.0
        there = left.coordinates.get(other_side(coordinate), np.zeros_like(values))
        assert np.abs(there - sign * values).max() < 0.01, coordinate
    assert {other_side(r) for s in right.supports for r in s.regions} == {r for s in left.supports for r in s.regions}


def test_range_hold_tempo_and_repetitions_act() -> None:
    body = body_of("man")
    plain = movement("straight_leg_raise", body)
    higher = movement("slr", body, range=70.0)
    assert np.degrees(plain.coordinates["hip_flexion_r"].max()) == pytest.approx(45.0, abs=1.0)
    assert np.degrees(higher.coordinates["hip_flexion_r"].max()) == pytest.approx(70.0, abs=1.0)
    assert movement("slr", body, hold=3.0).duration == pytest.approx(plain.duration + 2.0, abs=0.03)
    assert movement("slr", body, tempo=2.0).duration == pytest.approx(plain.duration - 2.0, abs=0.03)
    assert movement("slr", body, repetitions=2).duration == pytest.approx(2 * plain.duration, abs=1e-6)


def test_loads_are_attached_as_asked() -> None:
    body = body_of("man")
    assert movement("slr", body).attached == ()
    (cuff,) = movement("slr", body, cuff=3.0, side="left").attached
    assert isinstance(cuff, Weight)
    assert (cuff.body, cuff.mass) == ("tibia_l", 3.0)
    (band,) = movement("band_hip_flexion", body, band="red").attached
    assert isinstance(band, ElasticBand)
    assert (band.colour, band.rest_length) == ("red", 0.9)
    assert band.anchor[1] == pytest.approx(0.1, abs=0.01)
    (push,) = movement("iso_hand_knee", body, push=50.0).attached
    assert isinstance(push, Push)
    assert push.when == ((0.3, 1.3, 3.3, 4.3), (0.0, 1.0, 1.0, 0.0))
    assert sum(w.mass for w in movement("lift_bent_knees", body, load=10.0).attached if isinstance(w, Weight)) == 10.0


def test_a_seat_follows_the_person_or_the_parameter() -> None:
    height = {who: _seat(who) for who in SUBJECTS}
    assert height["woman"] < height["man"] < height["tall"]
    assert 0.36 < height["man"] < 0.50
    assert _seat("man", seat_height=0.4) == pytest.approx(0.4)


def _seat(who: str, **parameters: float) -> float:
    return next(s for s in movement("sit", body_of(who), **parameters).supports if s.name == "seat").point[1]


def test_steps_are_there_when_they_are_climbed() -> None:
    motion = movement("stairs_up", body_of("man"))
    times = {s.name: s.during for s in motion.supports}
    assert times["step 1"] is None
    assert times["floor"] is not None
    assert times["floor"][0] == 0.0
    assert times["step 2"] is not None
    assert times["step 2"][1] == pytest.approx(motion.time[-1])
    foot = motion.supports[2].point
    assert foot[1] == pytest.approx(0.34)


def test_what_was_assumed_is_said() -> None:
    notes = " ".join(movement("squat", body_of("man")).notes)
    assert "estimates, not measured" in notes
    assert "degrees (" in notes


def test_names_and_aliases_are_listed() -> None:
    listed = movements()
    assert {m["name"] for m in listed} == set(movement_records())
    assert set(MOVEMENTS) == {n for m in listed for n in (m["name"], *m["aliases"])}
    slr = next(m for m in listed if m["name"] == "straight_leg_raise")
    assert slr["parameters"]["range"] == {
        "about": "How high the leg is raised.",
        "unit": "deg",
        "default": 45.0,
        "min": 5.0,
        "max": 85.0,
    }
    assert slr["parameters"]["side"]["choices"] == ["right", "left"]
    assert "side" not in next(m for m in listed if m["name"] == "squat")["parameters"]


@pytest.mark.parametrize(
    ("name", "options", "error", "text"),
    [
        ("sqat", {}, UnknownName, r"no movement is called 'sqat'\. Did you mean 'squat'\?"),
        (
            "squat",
            {"depth": 1},
            UnknownName,
            r"no parameter of 'squat' is called 'depth'.*There are: range, hold",
        ),
        ("squat", {"range": 200}, InputError, "squat: range is 200 deg; it must lie between 20 and 115 deg"),
        ("squat", {"range": "deep"}, InputError, "squat: range is 'deep', which is no number; it must lie between"),
        ("squat", {"side": "left"}, InputError, "'squat' does the same on both sides; leave out side"),
        ("slr", {"side": "up"}, InputError, "side is 'up'; it must be 'right' or 'left'"),
        ("band_hip_flexion", {"band": "pink"}, InputError, "band is 'pink'; choose one of none, yellow, red"),
        ("sit", {"seat_height": 0.6}, InputError, "sit: this body cannot do it with seat_height = 0.6: .* mm apart"),
        ("stairs_up", {"repetitions": 2}, InputError, "'stairs_up' does not end where it begins"),
    ],
)
def test_what_cannot_be_done_is_said(name: str, options: dict[str, object], error: type, text: str) -> None:
    with pytest.raises(error, match=text):
        movement(name, body_of("man"), **options)  # type: ignore[arg-type]
