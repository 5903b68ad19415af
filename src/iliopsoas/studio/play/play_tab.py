"""Play: a movement over time, alone or beside another, with curves that follow the clock and the verdict in sight."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas.movements.catalogue import movement_records
from iliopsoas.studio.drawing.body_view import BodyView
from iliopsoas.studio.drawing.played import CURVES, PlayedResult, curves_of, played
from iliopsoas.studio.play.uploads import KINDS, UploadGuard, played_upload, shown_name
from iliopsoas.studio.visit.charts import INKS, curve

if TYPE_CHECKING:
    import viser

    from iliopsoas.studio.explore.explore_tab import ExploreTab
    from iliopsoas.studio.visit.viewer import Viewer

Array = NDArray[np.float64]
RATE = 30.0
"""Pictures a second while playing [1/s] (technical)."""
CHART_EVERY = 4
"""The curves' cursor and the time line move with every so many pictures (technical)."""
SPEEDS = {"real speed": 1.0, "half": 0.5, "a quarter": 0.25, "a tenth": 0.1}
NONE = "nothing"
WAYS = ("as a ghost", "beside it")
BESIDE = (0.0, 0.0, 1.0)
"""Where a second body stands that is shown beside the first [m] (technical)."""
NOTES = 5
"""Reasons of the verdict that are told (technical)."""


class PlayTab:
    """The tab of one viewer.

    Attributes:
        items: what can be played, by name.
        item, second: what is shown, and beside what; None for nothing.
        seconds: where the clock stands, since the beginning [s].
        shown_times: moments at which pictures were sent, for measurements [s].
    """

    def __init__(self, viewer: Viewer, explore: ExploreTab) -> None:
        self.viewer, self.explore = viewer, explore
        self.items: dict[str, PlayedResult] = {item.name: item for item in viewer.shared.given}
        self.item: PlayedResult | None = None
        self.second: PlayedResult | None = None
        self.seconds = 0.0
        self.shown_times: list[float] = []
        self._second_view: BodyView | None = None
        self._running = threading.Event()
        self._thread: threading.Thread | None = None
        self._curves: dict[str, Array] = {}
        gui = viewer.client.gui
        self._titles = {f"{r.title} ({name})": name for name, r in movement_records().items()}
        self._movement = gui.add_dropdown("Movement of the library", tuple(self._titles))
        self._compute = gui.add_button("Compute and show", hint="with the person of the tab Person; takes seconds")
        self._upload = gui.add_upload_button(
            "Open a file of yours", hint="joint angles (.mot, .sto), markers (.trc, .c3d) or a result.nc",
            mime_type=",".join(KINDS),
        )  # fmt: skip
        self._guard = UploadGuard(viewer)
        self._what = gui.add_dropdown("Shown", self._names(), initial_value=NONE)
        self._beside = gui.add_dropdown("Compared with", self._names(), initial_value=NONE)
        self._way = gui.add_dropdown("The other one", WAYS, initial_value=WAYS[0])
        self._go = gui.add_button("Play", disabled=True)
        self._speed = gui.add_dropdown("Speed", tuple(SPEEDS), initial_value="real speed")
        self._time = gui.add_slider("Time [s]", 0.0, 1.0, 0.01, 0.0, disabled=True)
        self._trust = gui.add_markdown("")
        self._chart_choice = gui.add_dropdown("Curve", tuple(CURVES))
        self._charts = gui.add_folder("Over time")
        self._chart: viser.GuiUplotHandle | None = None
        self._legend = gui.add_markdown(
            "Muscles run from light (slack) to dark red (all they have). Green arrows: contact forces; violet: what "
            "hips and the lowest disc carry."
        )
        self._connect()

    def _connect(self) -> None:
        viewer = self.viewer
        self._compute.on_click(viewer.safely(lambda _: self.compute(self._titles[self._movement.value])))
        self._upload.on_upload(viewer.safely(lambda _: self._open_upload()))
        self._what.on_update(viewer.by_hand(lambda: self.show(self._what.value, self._beside.value)))
        self._beside.on_update(viewer.by_hand(lambda: self.show(self._what.value, self._beside.value)))
        self._way.on_update(viewer.by_hand(lambda: self.show(self._what.value, self._beside.value)))
        self._chart_choice.on_update(viewer.by_hand(self._new_chart))
        self._go.on_click(viewer.safely(lambda _: self.pause() if self._running.is_set() else self.play()))
        self._time.on_update(viewer.by_hand(lambda: self.scrub(self._time.value)))
        viewer.stop_playing = self.leave
        viewer.on_leave.append(self._running.clear)

    # --- from outside -------------------------------------------------------------------------------------------------

    def compute(self, movement: str) -> None:
        """Analyse a movement of the library with the viewer's person, and show it."""
        viewer, person = self.viewer, self.viewer.person
        note = viewer.client.add_notification("Computing", movement_records()[movement].title, loading=True)
        self._compute.disabled = True
        try:
            item = viewer.shared.movement(person, movement, lambda: library_result(viewer, movement))
        finally:
            note.remove()
            self._compute.disabled = False
        self.add(item)

    def _open_upload(self) -> None:
        """Analyse and show what was sent."""
        sent, viewer = self._upload.value, self.viewer
        note = viewer.client.add_notification("Reading", shown_name(sent.name), loading=True)
        try:
            item = played_upload(viewer.shared.folder, sent.name, sent.content, viewer.person)
        finally:
            note.remove()
        self.add(item)

    def choose_curve(self, what: str) -> None:
        """Show another curve, a key of `CURVES`."""
        self._chart_choice.value = what
        with self.viewer.busy:
            self._new_chart()

    def add(self, item: PlayedResult) -> None:
        """Put a result on the list, and show it."""
        self.items[item.name] = item
        self._what.options = self._beside.options = self._names()
        other = self._beside.value if self._beside.value in self.items else NONE
        self.show(item.name, other)

    def show(self, name: str, other: str = NONE) -> None:
        """Show a result from its beginning, and another one with it."""
        self.pause()
        if name not in self.items:
            self.leave()
            self.explore.take_over()
            return
        viewer = self.viewer
        with viewer.busy:
            self.explore.shown = False
            self.item, self.second = self.items[name], self.items.get(other)
            self._what.value = name
            self._beside.value = other if self.second else NONE
            viewer.show_body(self.item.drawn)
            self._show_second()
            viewer.surroundings.carry(self.item.plates)
            self._trust.content = trust_words(self.item)
            self._time.max = max(round(self.item.duration, 2), 0.01)
            self._time.disabled = self._go.disabled = False
            self._new_chart()
        self.scrub(0.0)

    def play(self) -> None:
        """Let the clock run; it begins again at the end."""
        if self.item is None or self._running.is_set():
            return
        self._running.set()
        self._go.label = "Pause"
        self._thread = threading.Thread(target=self.viewer.safely(self._run), daemon=True, name="studio-player")
        self._thread.start()

    def pause(self) -> None:
        """Stop the clock."""
        self._running.clear()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=2.0)
        self._thread = None
        self._go.label = "Play"

    def scrub(self, seconds: float) -> None:
        """Set the clock [s]."""
        self.seconds = seconds
        self._picture(with_chart=True)

    def leave(self) -> None:
        """Take what is played off the scene, so that the posture can be shown."""
        self.pause()
        viewer = self.viewer
        with viewer.busy:
            if self.item is None:
                return
            self.item, self.second = None, None
            self._show_second()
            viewer.surroundings.arrows("contact", np.zeros((0, 3)), np.zeros((0, 3)))
            viewer.surroundings.arrows("reaction", np.zeros((0, 3)), np.zeros((0, 3)))
            viewer.show_body(viewer.shared.drawn_body(viewer.person))
            self._what.value = NONE
            self._time.disabled = self._go.disabled = True

    # --- inside -------------------------------------------------------------------------------------------------------

    def _names(self) -> tuple[str, ...]:
        return (NONE, *self.items)

    def _show_second(self) -> None:
        if self._second_view is not None:
            self._second_view.remove()
            self._second_view = None
        if self.second is not None:
            ghost = self._way.value == WAYS[0]
            place = (0.0, 0.0, 0.0) if ghost else BESIDE
            self._second_view = BodyView(
                self.viewer.client.scene, self.second.drawn, "/second", ghost=ghost, place=place
            )

    def _run(self) -> None:
        """The clock."""
        item, last, count = self.item, time.perf_counter(), 0
        while self._running.is_set() and item is self.item and item is not None:
            now = time.perf_counter()
            self.seconds = (self.seconds + (now - last) * SPEEDS[self._speed.value]) % max(item.duration, 1e-3)
            last = now
            self._picture(with_chart=count % CHART_EVERY == 0)
            count += 1
            time.sleep(max(0.0, 1.0 / RATE - (time.perf_counter() - now)))

    def _picture(self, *, with_chart: bool) -> None:
        viewer = self.viewer
        with viewer.busy:
            item = self.item
            if item is None:
                return
            frame = item.frame_at(self.seconds)
            with viewer.client.atomic():
                viewer.show_pose(item.pose(frame), item.paint(frame))
                viewer.surroundings.arrows("contact", *item.contact_arrows(frame))
                viewer.surroundings.arrows("reaction", *item.reaction_arrows(frame))
                if self.second is not None and self._second_view is not None:
                    other = self.second.frame_at(self.seconds / max(item.duration, 1e-3) * self.second.duration)
                    self._second_view.move(self.second.pose(other))
                    self._second_view.paint(self.second.paint(other))
            if with_chart:
                self._time.value = float(np.clip(round(self.seconds, 2), 0.0, self._time.max))
                if self._chart is not None:
                    self._chart.data = self._chart_data(frame)
            self.shown_times = [*self.shown_times[-299:], time.perf_counter()]

    def _new_chart(self) -> None:
        if self._chart is not None:
            self._chart.remove()
            self._chart = None
        item = self.item
        if item is None:
            return
        what = self._chart_choice.value
        self._curves = curves_of(item, what)
        if self.second is not None:
            share, own = _share(self.second), _share(item)
            others = curves_of(self.second, what)
            self._curves |= {f"{n}, other": np.interp(own, share, y) for n, y in others.items()}
        data = self._chart_data(item.frame_at(self.seconds))
        lines = [(n, y, INKS[k % len(INKS)]) for k, (n, y) in enumerate(zip(self._curves, data[1:], strict=False))]
        lines.append(("now", data[-1], "#888888"))
        name, _, unit = what.rpartition(" ")
        with self._charts:
            self._chart = curve(self.viewer.client.gui, name, ("time [s]", data[0]), lines, up=unit, dots=("now",))

    def _chart_data(self, frame: int) -> tuple[Array, ...]:
        item = self.item
        assert item is not None
        now = np.full(len(item.film.time), np.nan)
        now[frame] = next(iter(self._curves.values()))[frame]
        return (item.film.time - item.film.time[0], *self._curves.values(), now)


def trust_words(item: PlayedResult) -> str:
    """The verdict on a result, with its reasons, as Markdown."""
    found = item.trust
    return "\n".join([f"**{found.words}**", "", *(f"* {reason}" for reason in found.reasons[:NOTES])])


def _share(item: PlayedResult) -> Array:
    """Time as a share of the whole, (k)."""
    return np.asarray((item.film.time - item.film.time[0]) / max(item.duration, 1e-9))


def library_result(viewer: Viewer, movement: str) -> PlayedResult:
    """A movement of the library, done by the viewer's person and analysed.

    Raises:
        InputError: this body cannot do it.
    """
    from iliopsoas.study import LibraryMovement, study

    person = viewer.person
    done = study(person, LibraryMovement(movement))
    special = ", ".join([*person.variants, *person.conditions])
    title = movement_records()[movement].title
    return played(done.result, viewer.shared.drawn_body(person), f"{title}{f' ({special})' if special else ''}")
