"""Variants, conditions and cut nerves; and another person."""

from __future__ import annotations

from iliopsoas.atlas.anatomy.innervation import drive_loss
from iliopsoas.studio.drawing.painting import DEAD
from iliopsoas.studio.explore.change_panel import condition_words, nerve_words, variant_words
from iliopsoas.study.person import Person
from studio.visitor import Visitor

MINOR = "/body/iliopsoas/psoas_minor_r"


def test_a_variant_changes_what_is_drawn(visitor: Visitor) -> None:
    assert MINOR not in visitor.scene
    visitor.set("Variant", "Psoas minor present")
    visitor.wait(lambda: MINOR in visitor.scene, "psoas minor")
    visitor.wait_for_text("Psoas minor present")
    visitor.set("Variant", "none")
    visitor.wait(lambda: MINOR not in visitor.scene and "/body/muscles" in visitor.scene, "psoas minor to go")


def test_a_condition_is_told_by_its_grade(visitor: Visitor) -> None:
    visitor.set("Condition", "Tight hip flexor")
    text = visitor.wait_for_text("fibre_length of")
    visitor.set("Grade", 1.0)
    visitor.wait(lambda: visitor.texts() != text and "0.8" in visitor.texts(), "the worst grade")


def test_a_cut_nerve_goes_grey_with_what_it_drives(visitor: Visitor) -> None:
    def colour(strand: str) -> object:
        return visitor.scene[f"/body/iliopsoas/{strand}"]["props"]["color"]

    visitor.set("Cut nerve", "femoral nerve")
    visitor.wait_for_text("femoral nerve cut")
    assert drive_loss({"femoral_nerve": 1.0})["iliacus"] == 1.0
    visitor.wait(lambda: tuple(colour("iliacus_central_r")) == DEAD, "grey")  # type: ignore[arg-type]
    assert tuple(colour("iliacus_central_l")) != DEAD  # type: ignore[arg-type]


def test_words_have_their_sources() -> None:
    assert "hanson1999" in variant_words("psoas_minor") or "(" in variant_words("psoas_minor")
    body = Person(conditions=["tightness=0.6:r"]).body()
    words = condition_words("tightness", body)
    assert all(e.source in words for e in body.effects[:3])
    assert "iliacus 100 %" in nerve_words("femoral_nerve")


def test_a_person_is_shown_in_their_size(visitor: Visitor) -> None:
    low = visitor.scene["/body/bone/femur_r"]["props"]["vertices"]
    visitor.set("Units", "inches and pounds")
    visitor.wait(lambda: visitor.value("Height [in]") == 66.9, "inches")
    visitor.set("Height [in]", 60.0)
    visitor.set("Sex", "female")
    visitor.click("Show this person")
    visitor.wait_for_text("1.52 m, 75.3 kg, female")
    assert visitor.scene["/body/bone/femur_r"]["props"]["vertices"] is not low


def test_a_person_that_nobody_is_is_told(visitor: Visitor) -> None:
    visitor.set("Height [cm]", 17.0)
    visitor.click("Show this person")
    visitor.wait_for_text("height is 0.17 m; it must lie between 0.8 and 2.5 m")


def test_parts_can_be_hidden(visitor: Visitor) -> None:
    visitor.set("Other muscles", False)
    visitor.wait(
        lambda: [m for m in visitor.messages if m["type"] == "SetSceneNodeVisibilityMessage"
                 and m["name"] == "/body/muscles" and not m["visible"]],
        "muscles to go",
    )  # fmt: skip
