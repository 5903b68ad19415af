"""The movement in three dimensions, as a piece of a page that plays it and needs nothing else.

The drawing is done by three.js, of which `vendor/` holds the parts that are used as one file. viser's static export is
a page with its own player, in which forces, curve and print would have no place, and asks for more than ten further
packages; plotly rebuilds a whole mesh for every frame, too slowly to play.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.body.body import Body
from iliopsoas.scene.colours import FORCE_SCALE
from iliopsoas.scene.film import Film, film
from iliopsoas.scene.player.player_data import view_data
from iliopsoas.scene.pose_svg import ILIOPSOAS
from iliopsoas.templating import environment, template

Array = NDArray[np.float64]
ROOM = "iliopsoas.scene.player"
PRESETS = {"side": "Side", "front": "Front", "back": "Back", "corner": "Oblique", "close": "Close-up"}


def movement_view(result: xr.Dataset, body: Body, *, made: Film | None = None, preset: str = "side") -> str:
    """A piece of HTML that plays the movement; several may stand on one page.

    Main arguments:
        result: from `iliopsoas.mechanics.analyze.analyze`.
        body: the body it was made with.

    Other arguments:
        made: its film, if there is one already.
        preset: where the camera begins, a key of `PRESETS`.
    """
    shown = film(result, body) if made is None else made
    data = view_data(result, body, shown) | {"preset": preset}
    return (
        environment()
        .from_string(template("view3d.html.j2", ROOM))
        .render(
            data=json.dumps(data, separators=(",", ":"), allow_nan=False).replace("</", "<\\/"),
            presets=PRESETS,
            muscles=_rows(),
            scale=", ".join(FORCE_SCALE),
            begin=float(shown.time[0]),
            end=float(shown.time[-1]),
            left_out=left_out(result, shown),
            arrows=data["loads"]["count"] > 0,
            chart=_chart(data["curves"]),
            scripts=scripts(),
        )
    )


def left_out(result: xr.Dataset, shown: Film) -> str:
    """A sentence on frames that the view does not hold; empty if it holds all."""
    there, kept = result.sizes["time"], len(shown.frame)
    if kept == there:
        return ""
    rate = (kept - 1) / (shown.time[-1] - shown.time[0])
    return (
        f"The pictures hold {kept} of the {there} computed frames ({rate:.0f} a second) and move evenly between them."
    )


def scripts() -> list[str]:
    """Texts of the scripts, in the order in which they build on each other: three.js, the drawing, the controls."""
    library = files(ROOM).joinpath("vendor", "three.min.js").read_text(encoding="utf-8")
    return [library, template("view3d_scene.js", ROOM), template("view3d.js", ROOM)]


def _rows() -> list[tuple[str, str]]:
    return [(name, f"{name[:-2].replace('_', ' ')}, {SIDE_NAMES[name[-1]]}") for name in ILIOPSOAS]


def _chart(curves: dict[str, list[float]]) -> dict[str, Any]:
    """Force of the whole iliopsoas over time as two lines in a box of 1000 by 100."""
    time = np.array(curves["time"])
    whole = {s: np.array(curves[f"psoas_major_{s}"]) + np.array(curves[f"iliacus_{s}"]) for s in "rl"}
    top = max(1.0, *(float(f.max()) for f in whole.values()))
    across = 1000 * (time - time[0]) / (time[-1] - time[0] or 1.0)
    lines = {s: _line(across, 100 - 96 * force / top) for s, force in whole.items()}
    return {"lines": lines, "top": top}


def _line(x: Sequence[float] | Array, y: Sequence[float] | Array) -> str:
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
