"""Whose body it is, what of it is shown, and how the page looks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from iliopsoas.body.subject import USUAL_HEIGHT, USUAL_MASS
from iliopsoas.studio.drawing.body_view import PARTS

if TYPE_CHECKING:
    from iliopsoas.studio.visit.viewer import Viewer

INCH, POUND = 0.0254, 0.45359237
"""An inch [m] and a pound [kg], by definition (technical)."""


class SizeUnits(NamedTuple):
    """Units in which sizes are typed.

    Attributes:
        height, mass: names. metre, kilogram: how many of them make one.
    """

    height: str
    mass: str
    metre: float
    kilogram: float


UNITS = {"metric": SizeUnits("cm", "kg", 100.0, 1.0), "inches and pounds": SizeUnits("in", "lb", 1 / INCH, 1 / POUND)}


class PersonForm:
    """The tab of one viewer."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        gui = viewer.client.gui
        self._units = gui.add_dropdown("Units", tuple(UNITS), initial_value="metric")
        self._height = gui.add_number("Height [cm]", round(100 * USUAL_HEIGHT, 1), step=0.1)
        self._mass = gui.add_number("Mass [kg]", round(USUAL_MASS, 1), step=0.1)
        self._sex = gui.add_dropdown("Sex", ("male", "female"), initial_value="male")
        self._age = gui.add_number("Age [years]", 30.0, step=1.0)
        self._use = gui.add_button("Show this person")
        with gui.add_folder("What is shown"):
            self._parts = {part: gui.add_checkbox(part.capitalize(), True) for part in PARTS}
        self._dark = gui.add_checkbox("Dark page", False)
        self._shown_units = UNITS["metric"]
        self._units.on_update(viewer.by_hand(self._convert))
        self._use.on_click(viewer.safely(lambda _: self.use()))
        for box in self._parts.values():
            box.on_update(viewer.by_hand(self._show_parts))
        self._dark.on_update(viewer.by_hand(lambda: viewer.theme(dark=self._dark.value)))

    def use(self) -> None:
        """Show the person that is typed; what is wrong with them stays.

        Raises:
            InputError: a size or age that nobody has.
        """
        units = self._shown_units
        person = replace(
            self.viewer.person,
            height=self._height.value / units.metre,
            mass=self._mass.value / units.kilogram,
            sex=self._sex.value,
            age=self._age.value,
        )
        self.viewer.show_person(person)
        self.viewer.tell("Another person", f"{person.height:.2f} m, {person.mass:.1f} kg, {person.sex}")

    def _convert(self) -> None:
        """The same person in the other units."""
        old, new = self._shown_units, UNITS[self._units.value]
        self._height.label, self._mass.label = f"Height [{new.height}]", f"Mass [{new.mass}]"
        self._height.value = round(self._height.value / old.metre * new.metre, 1)
        self._mass.value = round(self._mass.value / old.kilogram * new.kilogram, 1)
        self._shown_units = new

    def _show_parts(self) -> None:
        self.viewer.show_parts({part: box.value for part, box in self._parts.items()})
