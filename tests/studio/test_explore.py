"""Explore, as a visitor meets it: what is moved, moves; what is clicked, is told."""

from __future__ import annotations

import re

import pytest

from iliopsoas.body.body import Body
from iliopsoas.studio.drawing.painting import MODES
from iliopsoas.studio.explore.atlas_entry import entry
from iliopsoas.studio.explore.explore_tab import SLIDERS
from iliopsoas.studio.explore.presets import PRESETS, preset_pose
from iliopsoas.studio.server import StudioServer
from studio.visitor import Visitor

HIP = SLIDERS["hip_flexion_r"][0]


def test_everybody_sees_the_body(visitor: Visitor) -> None:
    names = set(visitor.scene)
    assert {"/body/bone/pelvis", "/body/bone/femur_r", "/body/rib/torso", "/body/muscles", "/body/nerves"} <= names
    assert len([n for n in names if n.startswith("/body/iliopsoas/")]) == 28
    assert [n for n in names if n.startswith("/supports/") and n.endswith("floor")]
    visitor.wait_for_text("Moment arms about the hip")


def test_a_slider_moves_the_leg_and_the_numbers(visitor: Visitor) -> None:
    before, arms = visitor.texts(), visitor.scene["/body/bone/tibia_r"]
    placed = [m for m in visitor.messages if m["type"] == "SetPositionMessage" and m["name"] == "/body/bone/tibia_r"]
    visitor.set(HIP, 80.0)
    visitor.wait(lambda: visitor.texts() != before, "new numbers")
    after = [m for m in visitor.messages if m["type"] == "SetPositionMessage" and m["name"] == "/body/bone/tibia_r"]
    assert arms["name"] == "/body/bone/tibia_r"
    assert after[-1]["position"][1] > placed[-1]["position"][1] + 0.2  # the knee has come up


def test_two_visitors_have_a_posture_each(studio: StudioServer, visitor: Visitor) -> None:
    with Visitor(studio.port) as other:
        other.wait_for_text("Moment arms about the hip")
        before = other.texts()
        visitor.set(HIP, 100.0)
        visitor.wait(lambda: visitor.texts() != before, "new numbers")
        assert other.texts() == before
        assert other.value(HIP) != 100.0


@pytest.mark.parametrize("name", ["Sitting", "Thomas position, right leg hangs"])
def test_a_posture_by_name_sets_the_sliders(visitor: Visitor, name: str) -> None:
    before = visitor.value(HIP)
    visitor.set("Posture", name)
    visitor.wait(lambda: visitor.value(HIP) != before, "the sliders")
    visitor.wait(lambda: [n for n in visitor.scene if n.endswith(("_seat", "_bench"))], "seat or bench")


@pytest.mark.parametrize("name", PRESETS)
def test_in_every_posture_the_body_lies_on_what_carries_it(body: Body, name: str) -> None:
    """Nothing floats and nothing sinks in: the lowest bone is within the flesh of the highest plate below it."""
    from iliopsoas.studio.drawing.drawn_body import DrawnBody

    preset = preset_pose(body, name)
    pose = DrawnBody(body).in_pose(preset.q)
    pelvis = pose.position[DrawnBody(body).segments.index("pelvis")]
    tops = [plate.point[1] + plate.half[1] for plate in preset.plates]
    if name.startswith("Thomas"):
        assert pose.lowest < min(tops) - 0.1  # the leg hangs beside the bench
    else:
        assert -0.02 < pose.lowest - min(tops) < 0.06
    assert max(tops) < pelvis[1]


def test_a_click_tells_of_the_structure(visitor: Visitor) -> None:
    visitor.pick("/body/iliopsoas/iliacus_central_r")
    text = visitor.wait_for_text("central part of the iliac fossa")
    assert "**Sources**" in text
    visitor.pick("/body/bone/femur_r")
    visitor.wait_for_text("**femur**")
    visitor.pick("/body/bone/hand_l")
    visitor.wait_for_text("The atlas of the iliopsoas has no entry for it")


def test_a_click_on_a_thin_muscle_or_a_nerve_is_told_by_its_piece(visitor: Visitor) -> None:
    visitor.pick("/body/nerves", 0)
    visitor.wait_for_text("nerve")
    visitor.pick("/body/muscles", 10**6)  # a piece that is not there
    visitor.pick("/body/muscles", 0)
    visitor.wait_for_text("**Sources**")


def test_colours_show_what_is_chosen(visitor: Visitor) -> None:
    def colour() -> object:
        return visitor.scene["/body/iliopsoas/iliacus_central_r"]["props"]["color"]

    seen = [visitor.wait(colour)]
    for mode in ("length", "arm"):
        visitor.set("Colours", MODES[mode])
        seen.append(visitor.wait(lambda: colour() not in seen and colour(), mode))


def test_an_entry_marks_every_statement_with_its_source() -> None:
    text = entry("psoas_major", "psoas major, right")
    assert text.startswith("**psoas major** (*musculus psoas major*), right")
    told, listed = text.split("**Sources**")
    numbers = {int(n) for n in re.findall(r"\[(\d+)\]", told)}
    assert numbers == set(range(1, listed.strip().count("\n") + 2))
    assert "Drives" in entry("femoral_nerve", "femoral nerve")
