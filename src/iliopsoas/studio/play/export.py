"""What is shown, to take away: one page that needs nothing else and plays, or one picture."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.atlas.cite import bibliography
from iliopsoas.body.body import Body
from iliopsoas.results.basis.attributes import notes_of
from iliopsoas.scene.bones.solids import Mesh
from iliopsoas.scene.camera import camera_around
from iliopsoas.scene.colours import BONE, DISC
from iliopsoas.scene.player.movement_view import movement_view
from iliopsoas.scene.png import png_bytes
from iliopsoas.scene.pose_scene import belly_mesh, scene_in_pose
from iliopsoas.scene.raster import render
from iliopsoas.studio.drawing.drawn_body import BELLIED, BELLY, SLENDER
from iliopsoas.studio.drawing.painting import Colours
from iliopsoas.studio.drawing.surroundings import SupportPlate
from iliopsoas.templating import environment, template
from iliopsoas.version import installed_version

if TYPE_CHECKING:
    from iliopsoas.studio.explore.explore_tab import ExploreTab
    from iliopsoas.studio.play.play_tab import PlayTab
    from iliopsoas.studio.visit.viewer import Viewer

Array = NDArray[np.float64]
ROOM = "iliopsoas.studio"
PIXELS = 700
"""Width of a picture [pixels] (technical)."""
UP_NORMAL = [0.0, 1.0, 0.0]


def movement_page(result: xr.Dataset, body: Body, title: str, words: Sequence[str], sources: Sequence[str]) -> str:
    """One HTML page that plays a result, opens from disk and loads nothing.

    Args:
        words: sentences below the film. sources: citation keys that are listed.
    """
    return (
        environment()
        .from_string(template("export.html.j2", ROOM))
        .render(
            title=title,
            view=movement_view(result, body, preset="corner"),
            words=list(words),
            references=bibliography(sources),
            version=installed_version(),
        )
    )


def posture_result(body: Body, q: Array, plates: Sequence[SupportPlate]) -> xr.Dataset:
    """A posture as the shortest of results: one frame in which no muscle pulls."""
    muscles = body.muscles
    supports = [
        {"name": p.name, "point": (p.point + np.array([0.0, p.half[1], 0.0])).tolist(), "normal": UP_NORMAL}
        | ({} if p.name == "floor" else {"size": (2 * p.half[[0, 2]]).tolist()})
        for p in plates
        if int(np.argmin(p.half)) == 1
    ]
    return xr.Dataset(
        {
            "pose": (("time", "pose_coordinate"), q[None]),
            "muscle_force": (("time", "muscle"), np.zeros((1, len(muscles)))),
        },
        coords={
            "time": [0.0],
            "muscle": list(muscles.names),
            "group": ("muscle", list(muscles.groups)),
            "pose_coordinate": list(body.map.names),
        },
        attrs={"body_weight_n": body.subject.weight, "supports": json.dumps(supports)},
    )


def body_picture(body: Body, q: Array, colours: Colours, turn_deg: float, pixels: int = PIXELS) -> bytes:
    """The body as a PNG with nothing behind it.

    Args:
        colours: of every strand, (m, 3) [0-255].
        turn_deg: where it is seen from: 0 along x from the front, + from z, the right of who faces x [deg].
    """
    scene = scene_in_pose(body, q)
    solids = (("bone", BONE), ("rib", BONE), ("disc", DISC))
    parts: list[tuple[Mesh, Array]] = [(scene.solid(kind), colour) for kind, colour in solids]
    for i, line in enumerate(scene.strands):
        thick = BELLY if body.muscles.groups[i][:-2] in BELLIED else SLENDER
        shape = belly_mesh(line, max(float(body.muscles.fmax[i]), 1.0), thickness=thick, sides=8, rings=14)
        parts.append((shape, colours[i] / 255.0))
    points = np.concatenate([part.vertices for part, _ in parts])
    low, high = points.min(axis=0), points.max(axis=0)
    camera = camera_around((low + high) / 2, 1.0, 1.0, turn_deg=turn_deg, tilt_deg=8.0)
    wide, tall, _ = 2.16 * np.abs(camera.project(points)).max(axis=0)
    return png_bytes(render(parts, camera._replace(width=float(wide), height=float(tall)), pixels))


class ExportFolder:
    """The folder of one viewer."""

    def __init__(self, viewer: Viewer, explore: ExploreTab, play: PlayTab) -> None:
        self.viewer, self.explore, self.play = viewer, explore, play
        gui = viewer.client.gui
        with gui.add_folder("Take it away", expand_by_default=False):
            self._page = gui.add_button("Save as a page (.html)", hint="plays without a network, can be mailed")
            self._picture = gui.add_button("Save as a picture (.png)")
        self._page.on_click(viewer.safely(lambda _: self.send_page()))
        self._picture.on_click(viewer.safely(lambda _: self.send_picture()))

    def page(self) -> str:
        """What is shown, as one page."""
        item = self.play.item
        if item is not None:
            words = [item.trust.words, *item.trust.reasons, *notes_of(item.result)]
            sources = str(item.result.attrs.get("sources", "iliopsoas")).split()
            return movement_page(item.result, item.drawn.body, item.name, words, sources)
        body = self.viewer.drawn.body
        result = posture_result(body, self.explore.shown_q, self.explore.plates)
        words = ["A posture; no muscle pulls, so all are pale.", self.explore.numbers_in_words()]
        return movement_page(result, body, f"Posture: {self.explore.posture}", words, body.sources)

    def send_page(self) -> None:
        """Give the page to the browser to save."""
        name = self.play.item.name if self.play.item is not None else self.explore.posture
        self._send(f"{file_stem(name)}.html", self.page().encode())

    def send_picture(self) -> None:
        """Give a picture, seen from where the viewer looks, to the browser to save."""
        item = self.play.item
        if item is not None:
            frame = item.frame_at(self.play.seconds)
            q = item.result["pose"].values[item.film.frame[frame]]
            body, colours, name = item.drawn.body, item.paint(frame).strands, item.name
        else:
            body, q, name = self.viewer.drawn.body, self.explore.shown_q, self.explore.posture
            colours = self.explore.paint().strands
        place = np.asarray(self.viewer.client.camera.position) - np.asarray(self.viewer.client.camera.look_at)
        turn = float(np.degrees(np.arctan2(place[2], place[0])))
        self._send(f"{file_stem(name)}.png", body_picture(body, q, colours, turn))

    def _send(self, name: str, content: bytes) -> None:
        self.viewer.client.send_file_download(name, content, save_immediately=True)
        self.viewer.tell("Saved", f"{name}, {len(content) / 1e6:.1f} MB, is among the browser's downloads.")


def file_stem(name: str) -> str:
    """A name as a file may have it."""
    kept = "".join(c if c.isalnum() else "_" for c in name.lower()).strip("_")
    return "_".join(part for part in kept.split("_") if part)[:60] or "studio"
