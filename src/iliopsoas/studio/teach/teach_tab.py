"""Teach: a tour sets the scene step by step; a quiz asks, and shows the answer."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from iliopsoas.atlas.anatomy.catalogue import structures
from iliopsoas.atlas.cite import reference_text
from iliopsoas.studio.teach.lessons import VIEWS, TourStep, quiz, tours

if TYPE_CHECKING:
    from iliopsoas.studio.explore.change_panel import ChangePanel
    from iliopsoas.studio.explore.explore_tab import ExploreTab
    from iliopsoas.studio.play.play_tab import PlayTab
    from iliopsoas.studio.visit.viewer import Viewer


class TeachTab:
    """The tab of one viewer.

    Attributes:
        step: number of the step that is shown, from 0.
        asked: number of the question that is asked, from 0. right, given: answers so far.
    """

    def __init__(self, viewer: Viewer, explore: ExploreTab, change: ChangePanel, play: PlayTab) -> None:
        self.viewer, self.explore, self.change, self.play = viewer, explore, change, play
        self.step, self.asked, self.right, self.given = 0, -1, 0, 0
        self._tours = {tour.title: tour for tour in tours()}
        self._order = random.sample(range(len(quiz())), len(quiz()))
        gui = viewer.client.gui
        with gui.add_folder("Tour"):
            self._tour = gui.add_dropdown("Which tour", tuple(self._tours))
            self._begin = gui.add_button("Begin")
            self._said = gui.add_markdown("Each step sets the scene and says one thing, with its source.")
            self._next = gui.add_button("Next step", disabled=True)
            self._back = gui.add_button("Step back", disabled=True)
        with gui.add_folder("Quiz"):
            self._ask = gui.add_button("Ask me something")
            self._question = gui.add_markdown("")
            self._choice = gui.add_dropdown("Answer", ("...",), visible=False)
            self._answer = gui.add_button("That is it", visible=False)
        self._begin.on_click(viewer.safely(lambda _: self.show(0)))
        self._next.on_click(viewer.safely(lambda _: self.show(self.step + 1)))
        self._back.on_click(viewer.safely(lambda _: self.show(self.step - 1)))
        self._ask.on_click(viewer.safely(lambda _: self.ask()))
        self._answer.on_click(viewer.safely(lambda _: self.answer()))

    def show(self, step: int) -> None:
        """Show a step of the chosen tour."""
        tour = self._tours[self._tour.value]
        self.step = min(max(step, 0), len(tour.steps) - 1)
        self._next.disabled, self._back.disabled = self.step + 1 == len(tour.steps), self.step == 0
        shown = tour.steps[self.step]
        self._said.content = tour_step_words(shown, f"{self.step + 1} of {len(tour.steps)}")
        self._set_scene(shown)

    def _set_scene(self, step: TourStep) -> None:
        if step.view:
            camera = self.viewer.client.camera
            camera.position, camera.look_at = VIEWS[step.view]
        if step.movement:
            if step.curve:
                self.play.choose_curve(step.curve)
            self.play.compute(step.movement)
            self.play.play()
            return
        if step.posture:
            self.explore.take(step.posture)
        self.change.set(variant=step.variant, condition=step.condition, grade=step.grade, cut=step.cut, side=step.sides)
        if step.bend:
            self.explore.bend(**step.bend)
        if step.colour:
            self.explore.colour_by(step.colour)
        if step.structure:
            self.explore.read(step.structure, structures()[step.structure].name)

    def ask(self) -> None:
        """Ask the next question."""
        self.asked = (self.asked + 1) % len(self._order)
        question = quiz()[self._order[self.asked]]
        choices = random.sample(question.choices, len(question.choices))
        self._question.content = f"**{question.ask}**"
        self._choice.options = tuple(choices)
        self._choice.value = choices[0]
        self._choice.visible = self._answer.visible = True

    def answer(self) -> None:
        """Say whether the chosen answer is right, and why."""
        question = quiz()[self._order[self.asked]]
        self.given += 1
        is_right = self._choice.value == question.choices[0]
        self.right += is_right
        verdict = "Right." if is_right else f"No: {question.choices[0]}."
        cited = " ".join(reference_text(key) for key in question.sources)
        self._question.content = (
            f"**{question.ask}**\n\n**{verdict}** {question.why}\n\n*{cited}*\n\n{self.right} of {self.given} right."
        )
        self._choice.visible = self._answer.visible = False
        if question.structure:
            self.explore.read(question.structure, structures()[question.structure].name)


def tour_step_words(step: TourStep, place: str) -> str:
    """A step in words, with its sources written out."""
    cited = "\n".join(f"* {reference_text(key)}" for key in step.sources)
    return f"**{place}.** {step.say}\n\n{cited}"
