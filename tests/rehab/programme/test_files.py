"""Profiles and plans as files: written, edited, read back, and refused line by line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from iliopsoas.errors import FileError, InputError
from iliopsoas.rehab.programme.plan import Plan
from iliopsoas.rehab.programme.plan_data import plan_as_data
from iliopsoas.rehab.programme.plan_file import is_plan, plan_as_toml, plan_from_text, read_plan, write_plan
from iliopsoas.rehab.programme.planner import make_plan
from iliopsoas.rehab.programme.profile_file import (
    profile_as_toml,
    profile_from_text,
    read_profile,
    toml_value,
    write_profile,
)

from .people import MadeUpCards, profile

TEXT = """identity = "p-07"
goal = "tendon"
equipment = ["chair", "band"]

[person]
age = 67
sex = "female"
mass_kg = 62
height_m = 1.6
conditions = ["tendinopathy=0.4:right"]

[caps]
hip = 2.5

[answers]
fall = "no"
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    who = profile(goal="tendon", conditions=("tendinopathy=0.4:right",), caps={"hip_contact_bw": 3.0}, side="both")
    return make_plan(who, MadeUpCards())


def test_a_profile() -> None:
    found = profile_from_text(TEXT)
    assert (found.identity, found.goal, found.side, found.stage) == ("p-07", "tendon", "right", "calm")
    assert found.person.subject.mass == 62.0
    assert found.caps == {"hip_contact_bw": 2.5}
    assert found.physician_seen is False


def test_a_profile_goes_out_and_in_unchanged(tmp_path: Path) -> None:
    who = profile(signs=("poor_balance",), caps={"hip_contact_bw": 3.0}, note='he said "never again"', wish="ä-ö")
    assert profile_from_text(profile_as_toml(who)) == who
    assert read_profile(write_profile(who, tmp_path / "p.toml")) == who


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('goal = "tendon"', 'goal = "tendons"', r"p, line 2: no goal is called 'tendons'. Did you mean 'tendon'"),
        ('goal = "tendon"\n', "", r"p, line 1: no goal"),
        ('goal = "tendon"', 'gaol = "tendon"', r"p, line 2: no entry is called 'gaol'. Did you mean 'goal'"),
        ('"chair", "band"', '"chair", "bands"', r"p, line 3: no equipment is called 'bands'. Did you mean 'band'"),
        ('"chair", "band"]', '"chair"]\nstage = "heavy"', r"p, line 4: no stage is called 'heavy'"),
        ("age = 67", "age = 3", r"p, line 6, person: age is 3; it must be at least 5"),
        ("age = 67", 'age = "67"', r"p, line 6, person: age is '67'; it must be a number"),
        ('sex = "female"\n', "", r"p, line 5, person: no sex"),
        ("mass_kg = 62", "mass_kg = 6", r"p, line 8, person: .*mass"),
        ("=0.4:right", "=4:right", r"p, line 10, person: .*grade '4' must be a number from 0"),
        ("hip = 2.5", "hop = 2.5", r"p, line 13, caps: no load is called 'hop'. Did you mean 'hip'"),
        ("hip = 2.5", "hip = 0", r"p, line 13, caps: the cap hip is 0; it must be a positive number \[body weights\]"),
        ('fall = "no"', 'fell = "no"', r"p, line 16, answers: no screening question is called 'fell'. Did you mean"),
        ('fall = "no"', "fall = false", r"p, line 16, answers: fall is False; it must be one of yes, no, cleared"),
        ("[person]", "[persons]", r"p, line 1: no \[person\] with age, sex, mass_kg and height_m"),
        ("[caps]\nhip = 2.5", "caps = 3", r"p, line \d+, person: no entry is called 'caps'"),
        ('identity = "p-07"', "identity =", r"p, line 1: not TOML"),
    ],
)
def test_a_wrong_entry_of_a_profile_is_told(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(InputError, match=message):
        profile_from_text(TEXT.replace(old, new, 1), "p")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"none\.toml: cannot be read: No such file"):
        read_profile(tmp_path / "none.toml")
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe")
    with pytest.raises(FileError, match="is no text in UTF-8"):
        read_plan(binary)


def test_a_plan_goes_out_and_in_unchanged(plan: Plan, tmp_path: Path) -> None:
    again = read_plan(write_plan(plan, tmp_path / "plan.toml"), MadeUpCards())
    assert again.phases == plan.phases
    assert (again.refused, again.notes, again.rest, again.stop_rule) == (
        plan.refused, plan.notes, plan.rest, plan.stop_rule)  # fmt: skip
    assert again == plan
    assert plan_from_text(plan_as_toml(plan)).profile == plan.profile


def test_a_plan_with_a_red_flag_goes_out_and_in(tmp_path: Path) -> None:
    flagged = make_plan(profile(answers={"fall": "yes"}), MadeUpCards())
    again = read_plan(write_plan(flagged, tmp_path / "plan.toml"))
    assert again.see_physician == flagged.see_physician
    assert "# See a physician: " in plan_as_toml(flagged)


def test_a_plan_is_told_from_a_profile(plan: Plan) -> None:
    assert is_plan(plan_as_toml(plan))
    assert not is_plan(TEXT)


def _edited(plan: Plan, old: str, new: str) -> str:
    text = plan_as_toml(plan)
    assert old in text
    return text.replace(old, new, 1)


def test_an_edit_is_taken(plan: Plan) -> None:
    first = plan.exercises[0]
    text = _edited(plan, f"repetitions = {first.dose.repetitions}", "repetitions = 4")
    found = plan_from_text(text).exercises[0]
    assert found.dose.repetitions == 4
    assert "4 times" in found.dose.words


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("repetitions = ", "repetitions = 9", r"line \d+, phase 'calm', exercise: repetitions is 9\d+; it must be"),
        ('exercise = "iso_hand_knee"', 'exercise = "iso_knee"', r"line \d+, .*no prescribed exercise is called"),
        ("push = 80.0", "push = 800.0", r"line \d+, .*push is '800.0'; it must be a number from 0 to 200"),
        ("push = 80.0", "pull = 80.0", r"line \d+, .*no entry of iso_hand_knee is called 'pull'"),
        ('preset = "isometric"', 'preset = "isometrics"', r"no dose is called 'isometrics'. Did you mean 'isometric'"),
        ('name = "activate"', 'name = "warm"', r"line \d+, phase 'warm': no phase is called 'warm'"),
        ('name = "activate"', 'name = "calm"', r"line \d+, phase 'calm': 'calm' cannot follow 'calm'; the order is"),
        ("weeks = 2", "weeks = 90", r"line \d+, phase 'calm': weeks is 90; it must be at most 26"),
        ('tempo = "3-0-3"', 'tempo = "slow"', r"tempo is 'slow'; it must be seconds up-hold-down, '3-1-3'"),
        ("[profile]", "[profil]", r"line \d+, profile: no identity"),
        ('stop_rule = "Stop', 'stop = "Stop', r"line \d+: no entry is called 'stop'. Did you mean 'stop_rule'"),
        ('fall = "no"', 'fall = "yes"', r"line 1: no exercise before a physician was seen: See a physician today"),
        ('fall = "no"\n', "", r"phase 'activate': only 'calm' while screening questions are open: fall"),
        ('"chair", ', "", r"needs a firm chair"),
        ('signs = []', 'signs = ["high_blood_pressure"]', r"iso_hand_knee: a hard push without movement"),
    ],
)  # fmt: skip
def test_a_wrong_edit_is_told_with_its_line(plan: Plan, old: str, new: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        plan_from_text(_edited(plan, old, new), "plan.toml")


def test_loads_are_checked_when_there_are_cards(plan: Plan) -> None:
    text = _edited(plan, "hip_contact_bw = 3.0", "hip_contact_bw = 1.0")
    plan_from_text(text)
    with pytest.raises(InputError, match=r"line \d+, phase 'calm', exercise: .* can exceed the cap of 1 body weights"):
        plan_from_text(text, "plan.toml", MadeUpCards())
    with pytest.raises(InputError, match="its loads are not known, and the profile caps hip_contact_bw"):
        plan_from_text(text, "plan.toml", [])


def test_twice_in_a_phase_is_told(plan: Plan) -> None:
    text = plan_as_toml(plan)
    start = text.index("[[phase.exercise]]")
    block = text[start : text.index("[[phase.exercise]]", start + 5)]
    with pytest.raises(InputError, match="stands twice in 'calm'"):
        plan_from_text(text[:start] + block + text[start:], "plan.toml")


def test_json(plan: Plan) -> None:
    data = plan_as_data(plan)
    assert {"phases", "refused", "see_physician"} <= set(data)
    assert {"name", "weeks", "exercises"} <= set(data["phases"][0])
    assert {"exercise", "dose", "reason"} <= set(data["phases"][0]["exercises"][0])
    assert data["phases"][0]["exercises"][0]["loads"]["hip_contact_bw"] == [2.0, 1.6, 2.4]
    assert data["simulated"] is True


def test_json_holds_no_number_that_it_cannot(plan: Plan) -> None:
    odd = make_plan(profile(), MadeUpCards(tendon_strain=float("nan"), hip_contact_bw=1.0 / 3.0))
    loads = plan_as_data(odd)["phases"][0]["exercises"][0]["loads"]
    assert loads["tendon_strain"] == [None, None, None]
    assert loads["hip_contact_bw"][0] == 0.33333
    json.loads(json.dumps(plan_as_data(odd), allow_nan=False))


def test_toml_values() -> None:
    assert toml_value(True) == "true"
    assert toml_value('say "ah"') == r'"say \"ah\""'
    assert toml_value({}) == "{}"
    assert toml_value((1, "x")) == '[1, "x"]'
