"""What the person sits on, carries and pulls, as solids: seats, benches, steps, walls, cuffs, boxes, elastic bands.

A result names what is attached to the body in `attrs["attached"]` (`iliopsoas.motion.records.attachments`) and what it
leans on in `attrs["supports"]` (`iliopsoas.scene.supports`). Sizes are those of pictures: nothing mechanical depends on
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from iliopsoas.motion.records.attachments import Attachment, ElasticBand, Weight
from iliopsoas.scene.bones.solids import Mesh, block, ellipsoid, join, skin
from iliopsoas.scene.colours import BAND_COLOURS, EQUIPMENT, WEIGHT, hex_rgb
from iliopsoas.scene.pose_scene import Scene
from iliopsoas.scene.supports import SupportPlane

Array = NDArray[np.float64]
Solids = list[tuple[Mesh, Array]]

BOARD = 0.025
"""Half the thickness of a seat or a wall [m] (drawing)."""
LEG = 0.018
"""Half the thickness of a seat's leg [m] (drawing)."""
BLOCKS = ("step", "box", "stair")
"""What is solid down to the floor, by the first word of its name (drawing)."""
CUFF = (0.054, 0.05)
"""Radius and half length of a cuff around a shank [m] (drawing)."""
BOX = (0.15, 0.19, 0.11)
"""Half a box in two hands: forward, sideways, up [m] (drawing)."""
BALL = 0.055
"""Radius of any other weight [m] (drawing)."""
CORD = 0.007
"""Radius of an elastic band [m] (drawing)."""


def drawn_equipment(things: Iterable[Attachment], planes: Iterable[SupportPlane], scene: Scene, floor: float) -> Solids:
    """Everything around the body in one pose, each solid with its colour.

    Args:
        things: what is attached to the body. planes: what it leans on; open ones (a floor) are not drawn.
        floor: height on which seats stand [m].
    """
    seats = [_support(plane, floor) for plane in planes if not plane.open]
    weights = [thing for thing in things if isinstance(thing, Weight)]
    bands = [(_band(thing, scene), hex_rgb(BAND_COLOURS.get(thing.colour, "#555555"))) for thing in things
             if isinstance(thing, ElasticBand)]  # fmt: skip
    carried = _carried(weights, scene)
    solids: Solids = [(join(seats), EQUIPMENT)] if seats else []
    return [*solids, *([(join(carried), WEIGHT)] if carried else []), *bands]


def _support(plane: SupportPlane, floor: float) -> Mesh:
    """A board with legs, a block, or, where it stands upright, a board behind its face."""
    normal = plane.normal
    if normal[1] < 0.9:
        return block(plane.point - BOARD * normal, plane.u, plane.v, BOARD * normal)
    high = float(plane.point[1]) - floor
    if plane.name.split()[0] in BLOCKS and high > 2 * BOARD:
        return block(plane.point - 0.5 * high * normal, plane.u, plane.v, 0.5 * high * normal)
    board = block(plane.point - BOARD * normal, plane.u, plane.v, BOARD * normal)
    half = 0.5 * (high - 2 * BOARD)
    if half <= LEG:
        return board
    legs = []
    for a, b in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        corner = plane.point + a * (plane.u - LEG * _unit(plane.u)) + b * (plane.v - LEG * _unit(plane.v))
        legs.append(
            block(corner - (2 * BOARD + half) * normal, LEG * _unit(plane.u), LEG * _unit(plane.v), half * normal)
        )
    return join([board, *legs])


def _carried(weights: Sequence[Weight], scene: Scene) -> list[Mesh]:
    """A cuff around each shank, one box in two hands, a ball for anything else."""
    out = []
    hands = [w for w in weights if w.body.startswith("hand_")]
    if len(hands) == 2:
        out.append(_box([scene.place(w.body, w.place) for w in hands], scene))
    for weight in weights:
        at = scene.place(weight.body, weight.place)
        if weight.body.startswith("tibia_"):
            radius, half = CUFF
            along = scene.factors[weight.body] * half * scene.axes[weight.body][:, 1]
            line = at + np.array([-1.0, -0.98, -0.75, 0.75, 0.98, 1.0])[:, None] * along
            round_off = radius * np.array([0.06, 0.85, 1.0, 1.0, 0.85, 0.06])
            out.append(skin(line, round_off, round_off, sides=16))
        elif len(hands) != 2 or weight not in hands:
            out.append(ellipsoid(at, (BALL,) * 3))
    return out


def _box(hands: list[Array], scene: Scene) -> Mesh:
    """A box with a hand at either side, level in the direction in which the person faces."""
    across = hands[0] - hands[1]
    across[1] = 0.0
    across = _unit(across) if np.linalg.norm(across) > 0.05 else scene.pelvis[:, 2]
    up = np.array([0.0, 1.0, 0.0])
    ahead = _unit(np.cross(up, across))
    forward, sideways, high = BOX
    return block(0.5 * (hands[0] + hands[1]), forward * ahead, sideways * across, high * up)


def _band(band: ElasticBand, scene: Scene) -> Mesh:
    """A cord from where it is tied to its other end."""
    start = scene.place(band.body, band.place)
    end = scene.place(band.anchor_body, band.anchor) if band.anchor_body else np.asarray(band.anchor, dtype=np.float64)
    line = start + np.linspace(0.0, 1.0, 3)[:, None] * (end - start)
    return skin(line, np.full(3, CORD), np.full(3, CORD), sides=8)


def _unit(x: Array) -> Array:
    return np.asarray(x / np.linalg.norm(x))
