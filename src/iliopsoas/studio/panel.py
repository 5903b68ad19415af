"""The panel of one visitor: tabs, each with a subject and a module of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iliopsoas.studio.exercises.exercise_tab import ExerciseTab
from iliopsoas.studio.explore.change_panel import ChangePanel
from iliopsoas.studio.explore.explore_tab import ExploreTab
from iliopsoas.studio.play.export import ExportFolder
from iliopsoas.studio.play.play_tab import PlayTab
from iliopsoas.studio.teach.teach_tab import TeachTab
from iliopsoas.studio.visit.person_form import PersonForm

if TYPE_CHECKING:
    from iliopsoas.studio.visit.viewer import Viewer

SIMULATED = "Simulated, for research and teaching; it does not diagnose."


class VisitorPanel(NamedTuple):
    """The tabs of one visitor."""

    explore: ExploreTab
    change: ChangePanel
    play: PlayTab
    exercises: ExerciseTab
    teach: TeachTab
    person: PersonForm
    export: ExportFolder


def build_panel(viewer: Viewer) -> VisitorPanel:
    """Everything that a visitor can touch."""
    gui = viewer.client.gui
    tabs = gui.add_tab_group()
    with tabs.add_tab("Explore"):
        explore = ExploreTab(viewer)
        change = ChangePanel(viewer, explore)
    with tabs.add_tab("Play"):
        play = PlayTab(viewer, explore)
    with tabs.add_tab("Exercises"):
        exercises = ExerciseTab(viewer, play)
    with tabs.add_tab("Teach"):
        teach = TeachTab(viewer, explore, change, play)
    with tabs.add_tab("Person"):
        person = PersonForm(viewer)
    export = ExportFolder(viewer, explore, play)
    gui.add_markdown(f"*{SIMULATED}*")
    explore.take_over()
    return VisitorPanel(explore, change, play, exercises, teach, person, export)
