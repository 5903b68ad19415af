"""A result that can be played: its film on a drawn body, its forces, its curves and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.results.basis.attributes import body_weight, level_name
from iliopsoas.results.basis.columns import frames_of
from iliopsoas.results.hip_contact import bursa_push, hip_contact_force
from iliopsoas.results.muscle_forces import iliopsoas_force
from iliopsoas.results.stored.recorded_body import recorded_body
from iliopsoas.results.stored.store import load_result
from iliopsoas.results.trust import Trust, trust
from iliopsoas.scene.colours import FORCE_SCALE
from iliopsoas.scene.film import Film, PlacedBody, film
from iliopsoas.scene.supports import ARROW_LENGTH, contact_arrows, support_planes
from iliopsoas.studio.drawing.drawn_body import DrawnBody, DrawnPose
from iliopsoas.studio.drawing.painting import BodyPaint, by_force, course_colours, on_scale, one_rgb
from iliopsoas.studio.drawing.surroundings import SupportPlate, support_plate

Array = NDArray[np.float64]
REACTION_LENGTH = 0.12
"""Length of an arrow of a joint reaction of one body weight [m] (technical)."""
REACTIONS = {"hip_r": ("femur_r", "pelvis"), "hip_l": ("femur_l", "pelvis"), "L5_S1": ("lumbar5", "pelvis")}
"""Joints whose reaction is drawn: on which segment, and in whose axes it is told."""
HIGHEST_PUSH = 1.5
"""Push on the bursa that has the darkest colour [body weights] (technical)."""
FOLLOWED = 0.8
"""Who goes farther than this is followed [m] (technical)."""


@dataclass(frozen=True, eq=False)
class PlayedResult:
    """A result, ready to play.

    Attributes:
        name: what it is called in lists.
        result: the analysis.
        drawn: the body it was made with.
        film: its geometry, (k) frames.
        force: of every strand in these frames, (k, m) [N].
        push: of the iliopsoas on the bursa, right and left, (k, 2) [body weights].
        contact: force and point of everything that touches the body, (k, loads, 3) each [N], [m].
        reaction: forces of `REACTIONS` on their segments in ground axes, (k, joints, 3) [body weights].
        trust: the verdict.
        plates: what carries the body.
        shift: from where the body is to where it is shown, (k, 3) [m]: its middle is the scene's, and who goes far is
            followed.
    """

    name: str
    result: xr.Dataset
    drawn: DrawnBody
    film: Film
    force: Array
    push: Array
    contact: tuple[Array, Array]
    reaction: Array
    trust: Trust
    plates: tuple[SupportPlate, ...]
    shift: Array

    @property
    def duration(self) -> float:
        """From the first frame to the last [s]."""
        return float(self.film.time[-1] - self.film.time[0])

    def frame_at(self, seconds: float) -> int:
        """The frame nearest to a time since the beginning [s]."""
        return int(np.abs(self.film.time - self.film.time[0] - seconds).argmin())

    def pose(self, frame: int) -> DrawnPose:
        """The body in a frame."""
        shown = self.film
        lines = {i: points[frame] + self.shift[frame] for i, points in shown.moving.items()}
        return self.drawn.placed(PlacedBody(shown.position[frame] + self.shift[frame], shown.rotation[frame], lines))

    def paint(self, frame: int) -> BodyPaint:
        """Muscles by force, bursae by the push on them."""
        body = self.drawn.body
        right, left = (one_rgb(colour) for colour in on_scale(self.push[frame] / HIGHEST_PUSH, FORCE_SCALE))
        bursa = {"r": right, "l": left}
        return BodyPaint(by_force(body, self.force[frame]), course_colours(self.drawn.course_of_tube), bursa)

    def contact_arrows(self, frame: int) -> tuple[Array, Array]:
        """Where contact arrows begin, and how they reach, (loads, 3) each [m]."""
        force, point = self.contact
        return point[frame] + self.shift[frame], force[frame] * ARROW_LENGTH / body_weight(self.result)

    def reaction_arrows(self, frame: int) -> tuple[Array, Array]:
        """The same of joint reactions, (joints, 3) each [m]; they end at the joint."""
        names = self.film.segments
        heads = self.film.position[frame, [names.index(segment) for segment, _ in REACTIONS.values()]]
        heads = heads + self.shift[frame]
        along = REACTION_LENGTH * self.reaction[frame]
        return heads - along, along


def played(result: xr.Dataset, drawn: DrawnBody, name: str) -> PlayedResult:
    """Make a result ready to play.

    Args:
        drawn: the body it was made with. name: what it is called in lists.
    """
    shown = film(result, drawn.body)
    weight = body_weight(result)
    shift = _shift(shown.position[:, shown.segments.index("pelvis")])
    push = np.stack([bursa_push(result, side)[shown.frame] / weight for side in "rl"], axis=1)
    return PlayedResult(
        name,
        result,
        drawn,
        shown,
        frames_of(result, "muscle_force", shown.frame),
        push,
        contact_arrows(result.isel(time=shown.frame)),
        _reactions(result, shown) / weight,
        trust(result),
        _plates(result, shown, shift),
        shift,
    )


def played_file(path: Path, name: str | None = None) -> PlayedResult:
    """A stored result, ready to play.

    Raises:
        FileError: there is none, or the file is something else.
        InputError: its body cannot be made again.
    """
    result = load_result(path)
    drawn = DrawnBody(recorded_body(result))
    return played(result, drawn, name or f"{result.attrs.get('title') or path.stem} ({path.name})")


CURVES = {
    "Force of the iliopsoas [N]": ("right", "left"),
    "Hip contact force [body weights]": ("right", "left"),
    "Push on pelvic brim and femoral head [N]": ("right", "left"),
    "Hip flexion [°]": ("right", "left"),
    "Lumbar compression [N]": (),
}
"""What charts can show over time, and the lines of each; the levels of compression follow from the result."""


def curves_of(item: PlayedResult, what: str) -> dict[str, Array]:
    """Lines of one chart over the film's frames, name -> (k).

    Args:
        what: a key of `CURVES`.
    """
    result, frame = item.result, item.film.frame
    if what.startswith("Lumbar"):
        values = frames_of(result, "compression", frame)
        return {level_name(level): values[:, k] for k, level in enumerate(result["level"].values)}

    def of_side(side: str) -> Array:
        if what.startswith("Force"):
            return iliopsoas_force(result, side)[frame]
        if what.startswith("Hip contact"):
            return hip_contact_force(result, side)[frame]
        if what.startswith("Push"):
            return bursa_push(result, side)[frame]
        angle = result["pose"].sel(pose_coordinate=f"hip_flexion_{side}").values[frame]
        return np.asarray(np.degrees(angle))

    return {SIDE_NAMES[side]: of_side(side) for side in "rl"}


def _reactions(result: xr.Dataset, shown: Film) -> Array:
    """Forces of the drawn joints in ground axes, (k, joints, 3) [N]."""
    out = []
    for joint, (_, axes) in REACTIONS.items():
        force = result["joint_reaction"].sel(joint=joint).values[shown.frame]
        out.append((shown.rotation[:, shown.segments.index(axes)] @ force[..., None])[..., 0])
    return np.stack(out, axis=1)


def _shift(pelvis: Array) -> Array:
    """From where the body is to where it is shown, (k, 3) [m]; heights stay."""
    low, high = pelvis.min(axis=0), pelvis.max(axis=0)
    far = max(high[0] - low[0], high[2] - low[2]) > FOLLOWED
    out = -(pelvis if far else np.broadcast_to((low + high) / 2, pelvis.shape)) * [1.0, 0.0, 1.0]
    return np.asarray(out)


def _plates(result: xr.Dataset, shown: Film, shift: Array) -> tuple[SupportPlate, ...]:
    """Supports as they are shown: floors below the body's middle, others where they are on average."""
    plates = []
    for plane in support_planes(result):
        normal = np.cross(plane.v, plane.u)
        size = None if plane.open else (float(np.linalg.norm(plane.u)), float(np.linalg.norm(plane.v)))
        middle = np.array([0.0, plane.point[1], 0.0]) if plane.open else plane.point + shift.mean(axis=0)
        plates.append(support_plate(plane.name, middle, normal / np.linalg.norm(normal), size))
    if not plates:
        plates.append(support_plate("floor", np.array([0.0, shown.floor, 0.0]), (0.0, 1.0, 0.0), None))
    return tuple(plates)
