"""The panel of one visitor: tabs, each with a subject and a module of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def build_panel(viewer: Viewer) -> None:
    """Everything that a visitor can touch."""
    gui = viewer.client.gui
    tabs = gui.add_tab_group()
    with tabs.add_tab("Explore"):
        explore = ExploreTab(viewer)
        change = ChangePanel(viewer, explore)
    with tabs.add_tab("Play"):
        play = PlayTab(viewer, explore)
    with tabs.add_tab("Exercises"):
        ExerciseTab(viewer, play)
    with tabs.add_tab("Teach"):
        TeachTab(viewer, explore, change, play)
    with tabs.add_tab("Person"):
        PersonForm(viewer)
    ExportFolder(viewer, explore, play)
    gui.add_markdown(f"*{SIMULATED}*")
    explore.take_over()
