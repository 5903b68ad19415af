"""Tours and quiz: every step can be shown and is true, every question has one right answer."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.atlas.anatomy.catalogue import structures
from iliopsoas.atlas.anatomy.innervation import drive_loss, nerves
from iliopsoas.atlas.conditions.catalogue import condition
from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.atlas.variants.catalogue import variant
from iliopsoas.body.body import Body
from iliopsoas.errors import AtlasError
from iliopsoas.function.posture import check_coordinate
from iliopsoas.studio.drawing.painting import MODES
from iliopsoas.studio.drawing.played import CURVES
from iliopsoas.studio.explore.posture_numbers import posture_numbers
from iliopsoas.studio.explore.presets import PRESETS, preset_pose
from iliopsoas.studio.teach.lessons import VIEWS, QuizQuestion, Tour, TourStep, _made, quiz, tours
from iliopsoas.studio.teach.teach_tab import tour_step_words
from studio.visitor import Visitor

STEPS = [(tour, step) for tour in tours() for step in tour.steps]


@pytest.mark.parametrize(("tour", "step"), STEPS, ids=[f"{t.title.partition(':')[0]} {s.say[:20]}" for t, s in STEPS])
def test_every_step_can_be_shown(tour: Tour, step: TourStep, body: Body) -> None:
    assert step.say.endswith(".")
    assert len(step.say) < 240, "one thing"
    assert step.posture in ("", *PRESETS)
    assert step.colour in ("", *MODES)
    assert step.view in ("", *VIEWS)
    assert step.curve in ("", *CURVES)
    assert step.structure in ("", *structures())
    assert step.sides in ("r", "l", "rl")
    for name in step.bend:
        check_coordinate(body, name)
    if step.movement:
        find_movement(step.movement)
    if step.variant:
        variant(step.variant)
    if step.condition:
        condition(step.condition)
    if step.cut:
        assert drive_loss({step.cut: 1.0})
    assert tour_step_words(step, "1 of 1").count("\n* ") == len(step.sources)


def test_the_tours_that_were_asked_for_are_there() -> None:
    titles = " ".join(tour.title for tour in tours()).lower()
    for word in ("anatomy", "marching", "one-sided", "sit-up", "walking", "tight", "exercise"):
        assert word in titles


def test_what_tours_say_of_the_paradox_is_so(body: Body) -> None:
    """Upright: extends above, flexes below; curled: towards flexion above; at the top: hardly any pull is left."""
    moments = {
        name: posture_numbers(body, preset_pose(body, name).q, "r").paradox.moment[0]
        for name in ("Standing", "Sit-up, curled", "Sit-up, at the top")
    }
    assert moments["Standing"][0] < 0 < moments["Standing"][-1]
    assert (moments["Sit-up, curled"][:3] > moments["Standing"][:3]).all()
    assert np.abs(moments["Sit-up, at the top"]).max() < 0.1 * np.abs(moments["Standing"]).max()


def test_what_tours_say_of_fibres_is_so(body: Body) -> None:
    """Marching shortens the right psoas; the Thomas position stretches it, more with short fibres; a bend to the right
    shortens the right one."""

    def length(made: Body, q: np.ndarray, side: str = "r") -> float:
        found = posture_numbers(made, q, side)
        return float(np.mean(found.normalised[made.muscles.select(f"psoas_major_{side}")]))

    standing, marching, thomas = (
        preset_pose(body, name).q
        for name in ("Standing", "Marching, right knee up", "Thomas position, right leg hangs")
    )
    assert length(body, marching) < length(body, standing) < length(body, thomas)
    assert length(body.with_conditions(["tightness=1:r"]), thomas) > length(body, thomas)
    bent = standing.copy()
    bent[body.map.column("lumbar_bending")] = np.radians(20)
    assert length(body, bent) < length(body, standing) < length(body, bent, "l") + 0.02


@pytest.mark.parametrize("question", quiz(), ids=lambda q: q.ask[:30])
def test_every_question_has_one_right_answer(question: QuizQuestion) -> None:
    assert len(set(question.choices)) == len(question.choices) >= 3
    assert question.ask.endswith("?")
    assert question.structure in ("", *structures())


def test_what_the_quiz_says_of_nerves_is_what_the_atlas_says() -> None:
    driven = {structures()[n].name for n in nerves("iliacus")}
    assert any("iliacus" in name or "femoral" in name for name in driven)
    lost = drive_loss({"femoral_nerve": 1.0})
    assert lost.get("psoas_major", 0.0) == 0.0
    assert all(lost[m] > 0.9 for m in ("iliacus", "rectus_femoris", "sartorius"))


def test_a_block_that_cannot_be_read_is_told() -> None:
    with pytest.raises(AtlasError, match="unexpected keyword argument 'shout'"):
        _made(TourStep, {"say": "A.", "source": "gray2020", "shout": "B"})
    with pytest.raises(AtlasError, match="cite nobody2020"):
        _made(TourStep, {"say": "A.", "source": "nobody2020"})


def test_a_tour_leads_through_its_steps(visitor: Visitor) -> None:
    visitor.set("Which tour", "Sit-up and the paradox")
    visitor.click("Begin")
    visitor.wait_for_text("1 of 4.")
    visitor.click("Next step")
    visitor.wait_for_text("2 of 4.")
    visitor.wait(lambda: visitor.value("Posture") == "Sit-up, curled", "the posture")
    visitor.click("Step back")
    visitor.wait_for_text("1 of 4.")


def test_a_question_is_asked_and_answered(visitor: Visitor) -> None:
    visitor.click("Ask me something")
    options = visitor.wait(lambda: len(visitor.prop("Answer", "options")) > 2 and visitor.prop("Answer", "options"))
    asked = next(q for q in quiz() if set(q.choices) == set(options))
    visitor.set("Answer", asked.choices[0])
    visitor.click("That is it")
    visitor.wait_for_text("Right.")
    visitor.wait_for_text("1 of 1 right")
