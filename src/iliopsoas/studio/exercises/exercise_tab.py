"""Exercises: a gallery with load cards, a ranking by a criterion, a plan from a profile, and its handout."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from iliopsoas.atlas.movements.catalogue import movement_records
from iliopsoas.errors import InputError
from iliopsoas.rehab.cards.load_cards import card_set, exercise_names, load_card
from iliopsoas.rehab.cards.ranking import EXAMPLE, parse_rank
from iliopsoas.rehab.programme.plan import Plan
from iliopsoas.rehab.programme.planner import make_plan
from iliopsoas.rehab.programme.profile_file import profile_from_text
from iliopsoas.studio.exercises.exercise_words import card_words, plan_words, ranking_words
from iliopsoas.studio.play.uploads import shown_name

if TYPE_CHECKING:
    from iliopsoas.studio.play.play_tab import PlayTab
    from iliopsoas.studio.visit.viewer import Viewer

LONGEST_PROFILE = 200_000
"""Size of a profile that is read [bytes] (technical)."""


class ExerciseTab:
    """The tab of one viewer.

    Attributes:
        plan: that was made last; None before.
    """

    def __init__(self, viewer: Viewer, play: PlayTab) -> None:
        self.viewer, self.play = viewer, play
        self.plan: Plan | None = None
        gui = viewer.client.gui
        self._titles = {f"{movement_records()[name].title} ({name})": name for name in exercise_names()}
        self._exercise = gui.add_dropdown("Exercise", tuple(self._titles))
        self._about = gui.add_markdown(self._what_it_is())
        self._card = gui.add_button("Its load card", hint="with the person of the tab Person; takes seconds")
        self._show = gui.add_button("Play it")
        self._told = gui.add_markdown("")
        with gui.add_folder("Rank all", expand_by_default=False):
            self._formula = gui.add_text("By", EXAMPLE, hint="loads, numbers, + - * / and brackets")
            self._rank = gui.add_button("Rank", hint="minutes for a new person, then at once")
            self._ranking = gui.add_markdown("")
        with gui.add_folder("Plan and handout", expand_by_default=False):
            self._profile = gui.add_upload_button("Open a profile (.toml)", hint="see examples/profiles")
            self._planned = gui.add_markdown("")
            self._handout = gui.add_button("Save the handout (.html)", disabled=True, hint="can be printed")
        self._exercise.on_update(viewer.by_hand(self._tell_what_it_is))
        self._card.on_click(viewer.safely(lambda _: self.card()))
        self._show.on_click(viewer.safely(lambda _: self.play_it()))
        self._rank.on_click(viewer.safely(lambda _: self.rank()))
        self._profile.on_upload(
            viewer.safely(lambda _: self.make(self._profile.value.name, self._profile.value.content))
        )
        self._handout.on_click(viewer.safely(lambda _: self.hand_out()))

    def card(self) -> None:
        """Tell what the chosen exercise puts on the viewer's person."""
        name = self._titles[self._exercise.value]
        note = self.viewer.client.add_notification(
            "Computing a load card", movement_records()[name].title, loading=True
        )
        try:
            self._told.content = card_words(load_card(self.viewer.person, name))
        finally:
            note.remove()

    def play_it(self) -> None:
        """Analyse and play the chosen exercise."""
        self.play.compute(self._titles[self._exercise.value])
        self.play.play()

    def rank(self) -> None:
        """Rank all exercises for the viewer's person.

        Raises:
            InputError: the criterion is no formula over loads.
        """
        wanted = parse_rank(self._formula.value)
        note = self.viewer.client.add_notification("Computing load cards", "", loading=True)

        def ready(done: int, of: int) -> None:
            note.body = f"{done} of {of}"

        try:  # in this process: a server with threads cannot be forked safely
            cards = card_set(self.viewer.person, workers=1, progress=ready).cards
        finally:
            note.remove()
        self._ranking.content = ranking_words(cards, wanted)

    def make(self, name: str, content: bytes) -> None:
        """Make a plan from a profile; loads are not checked here (`iliopsoas rehab plan` does).

        Raises:
            InputError: no profile.
        """
        if len(content) > LONGEST_PROFILE:
            raise InputError(f"'{shown_name(name)}' is no profile: it has {len(content) / 1e6:.1f} MB")
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            raise InputError(f"'{shown_name(name)}' is no profile: it is no text in UTF-8") from None
        profile = profile_from_text(text, shown_name(name))
        self.plan = make_plan(profile)
        self._planned.content = plan_words(self.plan)
        self._handout.disabled = False
        self.viewer.show_person(profile.person)

    def hand_out(self) -> None:
        """Give the handout to the browser to save.

        Raises:
            MissingExtra: what typesets it is not installed.
        """
        from iliopsoas.rehab.handout.handout import write_handout

        assert self.plan is not None
        folder = Path(tempfile.mkdtemp(dir=self.viewer.shared.folder))
        try:
            write_handout(self.plan, folder)
            page = (folder / "handout.html").read_bytes()
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        self.viewer.client.send_file_download("handout.html", page, save_immediately=True)
        self.viewer.tell("Saved", "handout.html is among the browser's downloads; print it from there.")

    def _what_it_is(self) -> str:
        record = movement_records()[self._titles[self._exercise.value]]
        return f"{record.about} *({record.group})*"

    def _tell_what_it_is(self) -> None:
        self._about.content = self._what_it_is()
