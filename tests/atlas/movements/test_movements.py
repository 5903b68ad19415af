"""Records of movements: complete, and refused with file and movement when something is wrong."""

from __future__ import annotations

import re

import pytest

from iliopsoas.atlas.cite import references
from iliopsoas.atlas.movements.catalogue import find_movement, movement_records
from iliopsoas.atlas.movements.file import read_movements
from iliopsoas.atlas.movements.records import resolve_amount
from iliopsoas.errors import AtlasError, UnknownName

EXERCISES = (
    "rest_90_90 heel_slide pelvic_tilt supine_march iso_hand_knee half_kneel_stretch edge_stretch contract_relax_edge "
    "couch_stretch prone_knee_bend standing_lunge_stretch slr slr_60 slr_cuff seated_march seated_march_resisted "
    "standing_march band_hip_flexion eccentric_band thomas_band_flexion psoas_march dead_bug double_leg_lower "
    "hanging_knee_raise hanging_leg_raise curl_up sit_up_bent sit_up_straight side_plank bird_dog prone_press_up "
    "prone_on_elbows side_glide bridge single_leg_bridge split_lunge step_up sit_to_stand seated_hip_rotation "
    "iso_standing_belt"
)
DAILY = "walk run stand one_leg_stance sit lie stand_flexed lift_bent_knees lift_round_back squat stairs_up march"

GOOD = """
[[movement]]
name = "nod"
title = "Nod"
about = "The knee bends a little."
group = "daily"
laterality = "both"
source = "iliopsoas"
kind = "estimated"
parameters = [{ name = "range", about = "How far.", unit = "deg", default = 20, min = 5, max = 40 }]
keyframes = [
  { phase = "start" },
  { phase = "bend", lasts_s = 1.0, angles_deg = { knee_angle = "range" } },
  { phase = "back", lasts_s = 1.0, to = "start" },
]
supports = [{ name = "floor", at_m = 0 }]
touches = [{ regions = ["foot"], support = "floor", how = "fixed", to = "bend" }]
"""


def test_there_are_forty_exercises_and_the_everyday_movements() -> None:
    assert len(EXERCISES.split()) == 40
    assert all(find_movement(name) for name in f"{EXERCISES} {DAILY}".split())


def test_sources_of_movements_are_references() -> None:
    assert {key for m in movement_records().values() for key in m.sources} <= set(references())


def test_an_alias_is_the_movement_itself() -> None:
    assert find_movement("slr") is find_movement("straight_leg_raise")


def test_texts_are_short_sentences() -> None:
    for m in movement_records().values():
        assert m.about.endswith(".")
        assert len(m.about) < 170
        assert m.title[0].isupper()


def test_a_record_is_read_for_both_sides() -> None:
    m = read_movements({"a.toml": GOOD})["nod"]
    assert m.keyframes[1].angles == {"knee_angle_r": "range", "knee_angle_l": "range"}
    assert m.touches[0].regions == ("foot_r", "foot_l")
    assert (m.touches[0].first, m.touches[0].last) == ("start", "bend")


@pytest.mark.parametrize(
    ("amount", "value"),
    [(12, 12.0), ("range", 40.0), ("-range", -40.0), ("0.5*range", 20.0), ("-2*range", -80.0), ("range-10", 30.0)],
)
def test_amounts(amount: float | str, value: float) -> None:
    assert resolve_amount(amount, {"range": 40.0}) == value


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ('title = "Nod"', "", 2, "no title"),
        ('source = "iliopsoas"', "", 2, "no source; every number in the atlas has one"),
        ('kind = "estimated"', 'kind = "guessed"', 9, "no kind is called 'guessed'"),
        ("knee_angle =", "knee_bend =", 13, "no coordinate is called 'knee_bend'"),
        ('"range" }', '"reach" }', 13, "'reach' is neither a number nor made of one of the parameters range"),
        ('to = "start"', 'to = "stop"', 14, "phase 'back' goes to 'stop', which is no phase before it"),
        ('["foot"]', '["fin"]', 17, "no region is called 'fin'"),
        ('support = "floor"', 'support = "roof"', 17, "no support is called 'roof'"),
        ('how = "fixed"', 'how = "glued"', 17, "no how is called 'glued'"),
        ('to = "bend"', 'to = "end"', 17, "no phase is called 'end'"),
        ("default = 20", "default = 50", 10, "default 50 does not lie between 5 and 40"),
        ('"back", lasts_s', '"bend", lasts_s', 14, "two phases are called 'bend'"),
        (', to = "start"', "", 11, "it is cyclic, but its last phase does not go to 'start'"),
        ('laterality = "both"', 'laterality = "both"\ncolour = "red"', 8, "no entry is called 'colour'"),
    ],
)
def test_a_faulty_record_is_refused_with_file_line_and_movement(old: str, new: str, line: int, problem: str) -> None:
    with pytest.raises(AtlasError, match=rf"^a\.toml, line {line}, movement 'nod'.*: {re.escape(problem)}"):
        read_movements({"a.toml": GOOD.replace(old, new, 1)})


def test_text_that_is_not_toml_is_named() -> None:
    with pytest.raises(AtlasError, match=r"^a\.toml, line 1: not TOML: "):
        read_movements({"a.toml": "[[movement"})


def test_two_movements_cannot_share_a_name() -> None:
    with pytest.raises(AtlasError, match=r"^b\.toml, line 3, movement 'nod': 'nod' is already the name of a movement"):
        read_movements({"a.toml": GOOD, "b.toml": GOOD})


def test_an_unknown_movement_lists_what_there_is() -> None:
    with pytest.raises(UnknownName, match=r"Did you mean 'squat'\? There are: "):
        find_movement("sqat")
