"""What stands around the body: floor, seat or bench, arrows of forces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import viser

Array = NDArray[np.float64]
FLOOR_SIZE, THICK = 2.6, 0.02
"""Edge of the floor that is drawn, and thickness of what carries the body [m] (technical)."""
CONTACT, REACTION = (0, 140, 102), (86, 60, 170)
"""Colours of contact forces and of joint reactions: green and violet, which also differ in lightness."""
AMBIENT, LIGHTS = 1.2, (((3.0, 4.0, 2.0), 1.9), ((-3.0, 2.0, -2.5), 0.9))
"""Where lights stand [m], and how bright they are (technical)."""
FLOOR_LIGHT, FLOOR_DARK = (226, 229, 230), (58, 62, 66)
BENCH = (176, 190, 201)


class SupportPlate(NamedTuple):
    """A surface that carries the body.

    Attributes:
        name: 'floor', 'bench' ...
        point: its middle, (3) [m].
        half: half its lengths along x, y and z, (3) [m].
    """

    name: str
    point: Array
    half: Array


def support_plate(
    name: str, point: Array, normal: Sequence[float] | Array, size: tuple[float, float] | None
) -> SupportPlate:
    """A plate below (behind) a plane that faces along an axis.

    Args:
        point: of the plane, (3) [m]. size: half lengths of its edges [m]; None: a floor without an edge.
    """
    axis = int(np.argmax(np.abs(normal)))
    edges = (FLOOR_SIZE / 2, FLOOR_SIZE / 2) if size is None else size
    half = np.insert(np.asarray(edges, dtype=np.float64), axis, THICK / 2)
    middle = np.array(point, dtype=np.float64)
    middle[axis] -= np.sign(normal[axis]) * THICK / 2
    return SupportPlate(name, middle, half)


class Surroundings:
    """Of one visitor's scene."""

    def __init__(self, scene: viser.SceneApi) -> None:
        self._scene = scene
        self._plates: list[viser.BoxHandle] = []
        self._shown: tuple[tuple[object, ...], ...] = ()
        self._arrows: dict[str, viser.ArrowsHandle] = {}
        self._is_dark = False
        scene.configure_default_lights(False)
        scene.configure_environment_map(None)
        scene.add_light_ambient("/lights/all_around", intensity=AMBIENT)
        for k, (place, bright) in enumerate(LIGHTS):
            scene.add_light_directional(f"/lights/{k}", position=place, intensity=bright, cast_shadow=False)

    def dark(self, dark: bool) -> None:
        """A light or a dark floor."""
        self._is_dark = dark
        for plate in self._plates:
            if plate.name.endswith("floor"):
                plate.color = FLOOR_DARK if dark else FLOOR_LIGHT

    def carry(self, plates: Sequence[SupportPlate]) -> None:
        """Draw these plates and no others."""
        wanted = tuple((p.name, *p.point.tolist(), *p.half.tolist()) for p in plates)
        if wanted == self._shown:
            return
        for old in self._plates:
            old.remove()
        floor = FLOOR_DARK if self._is_dark else FLOOR_LIGHT
        self._plates = [
            self._scene.add_box(
                f"/supports/{k}_{p.name}",
                color=floor if p.name == "floor" else BENCH,
                dimensions=tuple((2 * p.half).tolist()),
                position=p.point,
                cast_shadow=False,
                receive_shadow=False,
            )
            for k, p in enumerate(plates)
        ]
        self._shown = wanted

    def arrows(self, kind: str, feet: Array, along: Array) -> None:
        """Draw arrows of one kind and no others of it.

        Args:
            kind: 'contact' or 'reaction'. feet: where they begin, (k, 3) [m]. along: to their heads, (k, 3) [m].
        """
        long = np.linalg.norm(along, axis=1) > 1e-3
        points = np.stack([feet[long], (feet + along)[long]], axis=1).astype(np.float32)
        old = self._arrows.pop(kind, None)
        if old is not None and len(points) and len(old.points) == len(points):
            old.points, self._arrows[kind] = points, old
            return
        if old is not None:
            old.remove()
        if len(points):
            self._arrows[kind] = self._scene.add_arrows(
                f"/forces/{kind}",
                points,
                CONTACT if kind == "contact" else REACTION,
                shaft_radius=0.006,
                head_radius=0.016,
                head_length=0.045,
            )
