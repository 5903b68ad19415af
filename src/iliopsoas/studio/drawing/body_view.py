"""A drawn body in one viewer's scene: sent once, then moved and coloured.

Bones and discs are meshes that are placed; each strand of the iliopsoas is a mesh whose vertices move; all other
strands are instances of one cylinder, and so are nerves, vessels and ligaments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from iliopsoas.scene.bones.solids import ellipsoid
from iliopsoas.scene.colours import BONE, DISC
from iliopsoas.scene.pose_svg import ARMS
from iliopsoas.studio.drawing.drawn_body import DrawnBody, DrawnPose, unit_cylinder
from iliopsoas.studio.drawing.painting import BodyPaint, one_rgb, rgb
from iliopsoas.studio.drawing.picking import structure_of_bone, structure_of_strand

if TYPE_CHECKING:
    import viser

Array = NDArray[np.float64]
Picked = Callable[[str, str], None]
BONE_COLOURS = {"bone": rgb(BONE), "disc": rgb(DISC), "rib": rgb(BONE)}
GHOST_COLOUR, GHOST_OPACITY = (0, 114, 178), 0.28
"""Of a second body that is shown behind the first (technical)."""
PARTS = ("bones", "arms and ribs", "iliopsoas", "other muscles", "nerves and vessels")
"""What may be hidden."""


class BodyView:
    """One body of one viewer.

    Args:
        scene: of the viewer.
        drawn: what is shown.
        name: where in the scene's tree it hangs, '/body'.
        place: where its ground's origin is [m].
        ghost: pale, bones and iliopsoas only, and nothing to click.
        picked: called with the id of a structure ('' where the atlas has none) and what was clicked in words.
    """

    def __init__(
        self,
        scene: viser.SceneApi,
        drawn: DrawnBody,
        name: str,
        *,
        ghost: bool = False,
        place: tuple[float, float, float] = (0.0, 0.0, 0.0),
        picked: Picked | None = None,
    ) -> None:
        self.scene, self.drawn, self.name, self.ghost = scene, drawn, name, ghost
        self._pose: DrawnPose | None = None
        self._root = scene.add_frame(name, show_axes=False, position=place)
        self._bones = self._add_bones(picked)
        pose = drawn.in_pose(drawn.body.map.pose()[0])
        self._bellies = self._add_bellies(pose, picked)
        self._tubes: viser.BatchedMeshHandle | None = None
        self._courses: viser.BatchedMeshHandle | None = None
        self._bursae: list[tuple[int, str, viser.MeshHandle]] = []
        if not ghost:
            self._tubes = self._add_tubes(pose, picked)
            self._courses = self._add_courses(pose, picked)
            self._bursae = self._add_bursae(picked)
        self.move(pose)

    def move(self, pose: DrawnPose) -> None:
        """Bring it into a pose."""
        old, self._pose = self._pose, pose
        moved = np.ones(len(pose.position), dtype=bool)
        bent = np.ones(len(pose.bellies), dtype=bool)
        if old is not None:  # what stays where it is need not be sent again
            moved = (old.position != pose.position).any(axis=1) | (old.wxyz != pose.wxyz).any(axis=1)
            bent = (old.bellies != pose.bellies).any(axis=(1, 2))
        for (segment, _), handle in self._bones:
            if moved[segment]:
                handle.position, handle.wxyz = pose.position[segment], pose.wxyz[segment]
        for k in np.flatnonzero(bent):
            self._bellies[k].vertices = pose.bellies[k].astype(np.float32)
        for batch, tubes in ((self._tubes, pose.tubes), (self._courses, pose.courses)):
            if batch is not None:
                batch.batched_positions = tubes.position.astype(np.float32)
                batch.batched_wxyzs = tubes.wxyz.astype(np.float32)
                batch.batched_scales = tubes.scale.astype(np.float32)
        for segment, _, handle in self._bursae:
            if moved[segment]:
                handle.position, handle.wxyz = pose.position[segment], pose.wxyz[segment]

    def paint(self, paint: BodyPaint) -> None:
        """Colour strands, nerves and bursae."""
        if self.ghost:
            return
        for strand, handle in zip(self.drawn.bellied, self._bellies, strict=True):
            handle.color = one_rgb(paint.strands[strand])
        if self._tubes is not None:
            self._tubes.batched_colors = paint.strands[self.drawn.tube_strand]
        if self._courses is not None:
            self._courses.batched_colors = paint.of_courses(self.drawn.course_of_tube)
        for _, side, handle in self._bursae:
            handle.color = paint.bursa[side]

    def show(self, parts: Mapping[str, bool]) -> None:
        """Show or hide parts, by the names of `PARTS`."""
        for (_, part), handle in self._bones:
            handle.visible = parts.get(part, True)
        for handle in self._bellies:
            handle.visible = parts.get("iliopsoas", True)
        if self._tubes is not None:
            self._tubes.visible = parts.get("other muscles", True)
        others = parts.get("nerves and vessels", True)
        if self._courses is not None:
            self._courses.visible = others
        for _, _, handle in self._bursae:
            handle.visible = others

    def remove(self) -> None:
        """Take it out of the scene."""
        self._root.remove()

    def _add_bones(self, picked: Picked | None) -> list[tuple[tuple[int, str], viser.MeshHandle]]:
        out = []
        for piece in self.drawn.bones:
            handle = self.scene.add_mesh_simple(
                f"{self.name}/{piece.kind}/{piece.segment}",
                piece.mesh.vertices.astype(np.float32),
                piece.mesh.faces.astype(np.uint32),
                color=GHOST_COLOUR if self.ghost else BONE_COLOURS[piece.kind],
                opacity=GHOST_OPACITY if self.ghost else None,
                cast_shadow=False,
                receive_shadow=False,
            )
            part = "arms and ribs" if piece.segment in ARMS or piece.kind == "rib" else "bones"
            out.append(((self.drawn.segments.index(piece.segment), part), handle))
            _on_click(handle, picked, *structure_of_bone(piece.kind, piece.segment))
        return out

    def _add_bellies(self, pose: DrawnPose, picked: Picked | None) -> list[viser.MeshHandle]:
        out = []
        for strand, vertices in zip(self.drawn.bellied, pose.bellies, strict=True):
            handle = self.scene.add_mesh_simple(
                f"{self.name}/iliopsoas/{self.drawn.body.muscles.names[strand]}",
                vertices.astype(np.float32),
                self.drawn.belly_faces.astype(np.uint32),
                color=GHOST_COLOUR if self.ghost else (200, 90, 70),
                opacity=GHOST_OPACITY if self.ghost else None,
                cast_shadow=False,
                receive_shadow=False,
            )
            out.append(handle)
            _on_click(handle, picked, *structure_of_strand(self.drawn.body, strand))
        return out

    def _add_tubes(self, pose: DrawnPose, picked: Picked | None) -> viser.BatchedMeshHandle:
        body = self.drawn.body
        words = [structure_of_strand(body, i) for i in range(len(body.muscles))]
        return self._add_batch(
            "muscles", pose.tubes.position, pose.tubes.wxyz, pose.tubes.scale, picked,
            [words[i] for i in self.drawn.tube_strand],
        )  # fmt: skip

    def _add_courses(self, pose: DrawnPose, picked: Picked | None) -> viser.BatchedMeshHandle:
        words = [(key, key.replace("_", " ")) for key in self.drawn.course_of_tube]
        return self._add_batch(
            "nerves", pose.courses.position, pose.courses.wxyz, pose.courses.scale, picked, words
        )  # fmt: skip

    def _add_batch(
        self,
        name: str,
        position: Array,
        wxyz: Array,
        scale: Array,
        picked: Picked | None,
        words: list[tuple[str, str]],
    ) -> viser.BatchedMeshHandle:
        cylinder = unit_cylinder()
        handle = self.scene.add_batched_meshes_simple(
            f"{self.name}/{name}",
            cylinder.vertices.astype(np.float32),
            cylinder.faces.astype(np.uint32),
            wxyz.astype(np.float32),
            position.astype(np.float32),
            batched_scales=scale.astype(np.float32),
            batched_colors=np.full((len(position), 3), 180, dtype=np.uint8),
            lod="off",
            side="double",
            cast_shadow=False,
            receive_shadow=False,
        )
        if picked is not None:
            told = picked

            def clicked(event: viser.SceneNodePointerEvent[viser.BatchedMeshHandle]) -> None:
                if event.instance_index is not None and 0 <= event.instance_index < len(words):
                    told(*words[event.instance_index])

            handle.on_click(clicked)
        return handle

    def _add_bursae(self, picked: Picked | None) -> list[tuple[int, str, viser.MeshHandle]]:
        out = []
        for row in self.drawn.bursae:
            size = self.drawn.body.factors[row.body]
            middle = size * np.array([row.x_m, row.y_m, row.z_m])
            for side, turn in (("r", 1.0), ("l", -1.0)):
                shape = ellipsoid(middle * [1, 1, turn], size * np.array([row.half_x_m, row.half_y_m, row.half_z_m]))
                handle = self.scene.add_mesh_simple(
                    f"{self.name}/bursae/{row.structure}_{side}",
                    shape.vertices.astype(np.float32),
                    shape.faces.astype(np.uint32),
                    color=(90, 167, 214),
                    cast_shadow=False,
                    receive_shadow=False,
                )
                out.append((self.drawn.segments.index(row.body), side, handle))
                _on_click(handle, picked, row.structure, row.structure.replace("_", " "))
        return out


def _on_click(handle: viser.MeshHandle, picked: Picked | None, structure: str, words: str) -> None:
    if picked is not None:
        handle.on_click(lambda _: picked(structure, words))
