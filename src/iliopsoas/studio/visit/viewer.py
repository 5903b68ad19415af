"""One visitor: their person, their scene, their panel. Nothing of it is seen by another visitor."""

from __future__ import annotations

import functools
import logging
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from iliopsoas.errors import IliopsoasError
from iliopsoas.studio.drawing.body_view import PARTS, BodyView
from iliopsoas.studio.drawing.drawn_body import DrawnBody, DrawnPose
from iliopsoas.studio.drawing.painting import BodyPaint
from iliopsoas.studio.drawing.surroundings import Surroundings
from iliopsoas.study.person import Person

if TYPE_CHECKING:
    import viser

    from iliopsoas.studio.visit.shared_state import SharedState

LOG = logging.getLogger(__name__)
BRAND = (143, 36, 48)
"""Colour of buttons and sliders (technical)."""
SHOWN_S = 20.0
"""How long a message stays [s]; technical."""


class Viewer:
    """A visitor's state.

    Attributes:
        client: their connection.
        shared: what all visitors share.
        person: whose body is shown.
        drawn: that body.
        busy: held by whoever changes what is shown.
        panel: what was built for them to touch; None before.
        stop_playing: called when something else than the player takes over what is shown.
    """

    def __init__(self, client: viser.ClientHandle, shared: SharedState) -> None:
        self.client, self.shared = client, shared
        self.person = Person()
        self.busy = threading.RLock()
        self.closed = threading.Event()
        self.parts: dict[str, bool] = dict.fromkeys(PARTS, True)
        self.surroundings = Surroundings(client.scene)
        self.on_person: list[Callable[[], None]] = []
        self.on_leave: list[Callable[[], None]] = []
        self.stop_playing: Callable[[], None] = lambda: None
        self._picked: Callable[[str, str], None] = lambda structure, words: None
        self.panel: Any = None
        self._view: BodyView | None = None

    def open(self, build_panel: Callable[[Viewer], Any]) -> None:
        """Show the body, build the panel."""
        self.client.scene.set_up_direction("+y")
        self.theme(dark=False)
        try:
            with self.busy:
                self.show_person(self.person)
                self.panel = build_panel(self)
        except Exception as problem:
            if not self.closed.is_set():
                LOG.exception("a visitor's page could not be built")
                self.tell("The studio could not be shown", str(problem), bad=True)

    def close(self) -> None:
        """End what runs for this visitor."""
        self.closed.set()
        for leave in self.on_leave:
            leave()

    @property
    def view(self) -> BodyView:
        """The body in the scene."""
        assert self._view is not None, "no body is shown yet"
        return self._view

    # --- what is shown ------------------------------------------------------------------------------------------------

    def show_person(self, person: Person) -> None:
        """Show another person's body; the panel's parts hear of it.

        Raises:
            InputError: no such person, variant or condition.
        """
        drawn = self.shared.drawn_body(person)
        with self.busy:
            self.person = person
            self.show_body(drawn)
        for changed in self.on_person:
            changed()

    def show_body(self, drawn: DrawnBody) -> None:
        """Draw a body in place of the last one."""
        with self.busy, self.client.atomic():
            if self._view is not None:
                self._view.remove()
            self.drawn = drawn
            self._view = BodyView(self.client.scene, drawn, "/body", picked=self._pick)
            self.view.show(self.parts)

    def show_pose(self, pose: DrawnPose, paint: BodyPaint | None = None) -> None:
        """Move and colour the body."""
        with self.client.atomic():
            self.view.move(pose)
            if paint is not None:
                self.view.paint(paint)

    def show_parts(self, parts: Mapping[str, bool]) -> None:
        """Show and hide parts of the body."""
        self.parts.update(parts)
        with self.busy:
            self.view.show(self.parts)

    def on_pick(self, told: Callable[[str, str], None]) -> None:
        """Who hears of a click on something: id of its structure, and words."""
        self._picked = told

    def _pick(self, structure: str, words: str) -> None:
        self.safely(self._picked)(structure, words)

    # --- words --------------------------------------------------------------------------------------------------------

    def theme(self, *, dark: bool) -> None:
        """Light or dark."""
        self.client.gui.configure_theme(
            dark_mode=dark, show_logo=False, show_share_button=False, brand_color=BRAND, control_width="large"
        )
        self.surroundings.dark(dark)

    def tell(self, title: str, words: str, *, bad: bool = False) -> None:
        """A message in the corner; what is bad stays until it is closed."""
        self.client.add_notification(
            title, words, color="red" if bad else None, auto_close_seconds=None if bad else SHOWN_S
        )

    def by_hand(self, job: Callable[[], None]) -> Callable[[Any], None]:
        """What is done when the visitor, not the program, changes something of the panel."""
        safe = self.safely(job)

        def run(event: Any) -> None:
            if event.client is not None:
                safe()

        return run

    def safely(self, job: Callable[..., None]) -> Callable[..., None]:
        """A job whose failure is told to the visitor instead of ending the server's thread."""

        @functools.wraps(job)
        def run(*given: Any, **named: Any) -> None:
            try:
                job(*given, **named)
            except IliopsoasError as problem:
                self.tell("That cannot be done", str(problem), bad=True)
            except Exception as problem:
                if self.closed.is_set():
                    return
                LOG.exception("a visitor's wish failed")
                self.tell("Something went wrong", f"{type(problem).__name__}: {problem}", bad=True)

        return run
