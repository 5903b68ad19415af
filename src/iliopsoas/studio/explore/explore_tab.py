"""Explore: bend the joints, see what the muscles do, read what a structure is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from iliopsoas.function.posture import coordinate_range_deg
from iliopsoas.mechanics.muscle_curves import active_force_length, passive_force_length
from iliopsoas.results.basis.attributes import level_name
from iliopsoas.studio.drawing.painting import BURSA, MODES, BodyPaint, course_colours, of_posture, rgb, without_drive
from iliopsoas.studio.drawing.surroundings import SupportPlate
from iliopsoas.studio.explore.atlas_entry import entry
from iliopsoas.studio.explore.posture_numbers import CURVE_LENGTHS, PostureNumbers, posture_numbers
from iliopsoas.studio.explore.presets import PRESETS, PresetPose, preset_pose
from iliopsoas.studio.visit.charts import INKS, bars, curve
from iliopsoas.studio.visit.coalescing import LatestOnly

if TYPE_CHECKING:
    import viser

    from iliopsoas.studio.visit.viewer import Viewer

Array = NDArray[np.float64]
SLIDERS = {
    "hip_flexion_r": ("Right hip [°]", "flexion; negative extends"),
    "knee_angle_r": ("Right knee [°]", "flexion"),
    "hip_rotation_r": ("Right hip turn [°]", "inward rotation; negative outward"),
    "hip_flexion_l": ("Left hip [°]", "flexion; negative extends"),
    "knee_angle_l": ("Left knee [°]", "flexion"),
    "pelvis_tilt": ("Pelvis [°]", "leaning back; negative forward"),
    "lumbar_extension": ("Lumbar [°]", "extension of the lumbar spine; negative bends it"),
    "lumbar_bending": ("Side bend [°]", "lumbar spine to the right; negative to the left"),
}
"""Coordinates with a slider: its label, and which way it goes."""
SIDES = {"right": "r", "left": "l"}
STRIP = 200
"""Last moves whose times are kept, for measurements (technical)."""


class ExploreTab:
    """The tab of one viewer.

    Attributes:
        q: the posture, (n) [rad, m]. shown_q: the same on the floor it stands on.
        numbers: of that posture.
        took: seconds that the last moves took on the server, and of them the processor's, a pair each.
        lost: share of its drive that each muscle ('psoas_major_r') has lost to cut nerves.
        cut: nerves that are cut, for their colour.
    """

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.lost: dict[str, float] = {}
        self.cut: tuple[str, ...] = ()
        self.took: list[tuple[float, float]] = []
        self.shown = True
        self._moving = LatestOnly(viewer.safely(self._move))
        self._preset: PresetPose = preset_pose(viewer.drawn.body, "Standing")
        self.q: Array = self._preset.q.copy()
        self.shown_q: Array = self.q
        self.numbers: PostureNumbers = posture_numbers(viewer.drawn.body, self.q, "r")
        gui = viewer.client.gui
        self._choice = gui.add_dropdown("Posture", tuple(PRESETS), initial_value="Standing")
        self._sliders = {name: self._slider(gui, name, *words) for name, words in SLIDERS.items()}
        self._side = gui.add_dropdown("Numbers of the", tuple(SIDES), initial_value="right")
        self._mode = gui.add_dropdown("Colours", tuple(MODES.values()), initial_value=MODES["anatomy"])
        with gui.add_folder("Click a structure to read of it"):
            self._entry = gui.add_markdown("Nothing is chosen yet.")
        with gui.add_folder("What the muscles do here"):
            self._paradox = gui.add_html("")
            self._arms = gui.add_html("")
            self._fibres = self._fibre_chart(gui)
        self._choice.on_update(viewer.by_hand(lambda: self.take(self._choice.value)))
        self._side.on_update(viewer.by_hand(self.take_over))
        self._mode.on_update(viewer.by_hand(self.take_over))
        viewer.on_pick(self.read)
        viewer.on_person.append(self._other_person)

    @property
    def posture(self) -> str:
        """Name of the posture that was begun from."""
        return str(self._choice.value)

    @property
    def plates(self) -> tuple[SupportPlate, ...]:
        """What carries the body."""
        return self._preset.plates

    def numbers_in_words(self) -> str:
        """Moment arms and the paradox in one sentence."""
        arms = ", ".join(f"{a.muscle[:-2].replace('_', ' ')} {a.arm_mm:.0f} mm" for a in self.numbers.arms)
        found = self.numbers.paradox
        told = ", ".join(f"{level_name(k)} {m:.1f} N m" for k, m in zip(found.levels, found.moment[0], strict=True))
        return f"Flexion moment arms about the hip: {arms}. Psoas alone at full effort, + flexes: {told}."

    # --- from outside -------------------------------------------------------------------------------------------------

    def take_over(self) -> None:
        """Show the posture instead of whatever is played."""
        self.viewer.stop_playing()
        self.shown = True
        self.moved()

    def take(self, name: str) -> None:
        """Take a posture by name."""
        self._choice.value = name
        self._again()

    def bend(self, **degrees: float) -> None:
        """Bend joints, by coordinate [deg]."""
        for name, value in degrees.items():
            self.q[self.viewer.drawn.body.map.column(name)] = np.radians(value)
        self._show_sliders()
        self.take_over()

    def colour_by(self, mode: str) -> None:
        """Colour by a key of `MODES`."""
        self._mode.value = MODES[mode]
        self.moved()

    def cut_nerves(self, cut: tuple[str, ...], lost: dict[str, float]) -> None:
        """Grey what lost its nerve."""
        self.cut, self.lost = cut, lost
        self.take_over()

    def moved(self) -> None:
        """Bring picture and numbers up to what is set; calls in between become one."""
        self._moving()

    # --- inside -------------------------------------------------------------------------------------------------------

    def _slider(self, gui: viser.GuiApi, name: str, words: str, hint: str) -> viser.GuiSliderHandle[float]:
        low, high = coordinate_range_deg(self.viewer.drawn.body, name)
        low, high = float(np.ceil(max(low, -120.0))), float(np.floor(min(high, 150.0)))
        now = float(np.clip(np.round(np.degrees(self._value(name))), low, high))
        slider = gui.add_slider(words, low, high, 1.0, now, hint=hint)
        slider.on_update(self.viewer.by_hand(lambda: self._set(name, slider.value)))
        return slider

    def _value(self, name: str) -> float:
        return float(self.q[self.viewer.drawn.body.map.column(name)])

    def _set(self, name: str, degrees: float) -> None:
        self.q[self.viewer.drawn.body.map.column(name)] = np.radians(degrees)
        self.take_over()

    def _show_sliders(self) -> None:
        for name, slider in self._sliders.items():
            slider.value = float(np.clip(np.round(np.degrees(self._value(name))), slider.min, slider.max))

    def _move(self) -> None:
        """One move: pose, picture, numbers, charts."""
        if not self.shown:
            return
        begun, worked = time.perf_counter(), time.thread_time()
        viewer = self.viewer
        with viewer.busy:
            body, q = viewer.drawn.body, self.q.copy()
            pose = viewer.drawn.in_pose(q)
            if self._preset.upright:  # it stands on what is lowest
                floor = self._preset.plates[0]
                lift = float(floor.point[1] + floor.half[1] - pose.lowest)
                pose = pose.lifted(lift)
                q[body.map.column("pelvis_ty")] += lift
            self.shown_q = q
            self.numbers = posture_numbers(body, q, SIDES[self._side.value])
            viewer.surroundings.carry(self._preset.plates)
            viewer.show_pose(pose, self.paint())
            self._show_numbers()
        spent = (time.perf_counter() - begun, time.thread_time() - worked)
        self.took = [*self.took[1 - STRIP :], spent]

    def paint(self) -> BodyPaint:
        """Colours of the posture."""
        body = self.viewer.drawn.body
        mode = next(key for key, words in MODES.items() if words == self._mode.value)
        colours = of_posture(body, mode, self.numbers.normalised, self.numbers.hip_arm)
        nerves = course_colours(self.viewer.drawn.course_of_tube, self.cut)
        return BodyPaint(without_drive(body, colours, self.lost), nerves, dict.fromkeys("rl", rgb(BURSA)))

    def _show_numbers(self) -> None:
        numbers, found = self.numbers, self.numbers.paradox
        moments = [(level_name(level), float(m)) for level, m in zip(found.levels, found.moment[0], strict=True)]
        title = "Psoas alone at full effort, by level"
        self._paradox.content = bars(title, moments, "N m", ("extends", "flexes"), 10.0)
        arms = [(a.muscle[:-2].replace("_", " "), a.arm_mm) for a in numbers.arms]
        self._arms.content = bars("Moment arms about the hip", arms, "mm", ("extends", "flexes"), 40.0, 0)
        self._fibres.data = _fibre_data(numbers)

    def _fibre_chart(self, gui: viser.GuiApi) -> viser.GuiUplotHandle:
        data = _fibre_data(self.numbers)
        names = ["active", "passive", *(f.muscle[:-2].replace("_", " ") for f in self.numbers.fibres)]
        colours = ("#777777", "#b08a3c", *INKS)
        lines = [(n, y, c) for n, y, c in zip(names, data[1:], colours, strict=False)]
        return curve(
            gui, "Where the fibres work", ("fibre length [optimal lengths]", data[0]), lines,
            up="force [of the maximum]", dots=names[2:], span=(0.0, 1.15),
        )  # fmt: skip

    def read(self, structure: str, words: str) -> None:
        """Open the atlas entry of a structure ('' where there is none)."""
        self._entry.content = entry(structure, words)

    def _again(self) -> None:
        """Take the chosen posture from its beginning."""
        self._preset = preset_pose(self.viewer.drawn.body, self._choice.value)
        self.q = self._preset.q.copy()
        self._show_sliders()
        self.take_over()

    def _other_person(self) -> None:
        """Another body in the same posture, on what carries it."""
        body, angles = self.viewer.drawn.body, self.q
        self._preset = preset_pose(body, self._choice.value)
        self.q = self._preset.q.copy()
        turning = [
            i for i, name in enumerate(body.map.names) if not name.startswith("pelvis_t") or name == "pelvis_tilt"
        ]
        self.q[turning] = angles[turning]
        self.take_over()


def _fibre_data(numbers: PostureNumbers) -> tuple[Array, ...]:
    """Lengths, active curve, passive curve, and a point for each muscle; nothing between the points."""
    at = np.array([f.length for f in numbers.fibres])
    across = np.sort(np.concatenate([CURVE_LENGTHS, at]))
    active, passive = active_force_length(across), passive_force_length(across)
    dots = []
    for fibre in numbers.fibres:
        y = np.full(len(across), np.nan)
        y[int(np.searchsorted(across, fibre.length))] = min(fibre.active + fibre.passive, 1.15)
        dots.append(y)
    return (across, active, np.minimum(passive, 1.15), *dots)
