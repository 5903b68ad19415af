"""A body as arrays that a viewer can move quickly: rigid bones, bellies of the iliopsoas, all else as short tubes.

Bones, and what hangs on them, are sent once and then only placed. A strand of the iliopsoas is a skin whose vertices
move. Every other strand, nerve, vessel and ligament is a chain of straight tubes between its points; a tube is a unit
cylinder along z that is turned, stretched and shifted. Ground axes: x forward, y up, z right [m].
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from iliopsoas.atlas.anatomy.catalogue import structures
from iliopsoas.body.body import Body
from iliopsoas.body.engine_pose import lent_state, set_pose
from iliopsoas.scene.bones.skeleton import bone_shapes
from iliopsoas.scene.bones.solids import Mesh, skin_faces, skin_vertices
from iliopsoas.scene.courses import CoursePath, EllipsoidRow, bursa_rows, course_paths
from iliopsoas.scene.film import PlacedBody, path_layout, placed_body
from iliopsoas.scene.pose_scene import TENSION, resample_path, scene_in_pose, spindle_radii

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

BELLIED = ("psoas_major", "iliacus", "psoas_minor")
"""Muscles whose strands are drawn with their bellies."""
BELLY = 0.62
"""Share of its true thickness that such a strand is drawn with, which tells neighbours apart [-] (technical)."""
SLENDER = 0.24
"""The same of all other strands, which are drawn as even tubes [-] (technical)."""
THINNEST, THICKEST = 0.0013, 0.0045
"""Radii of such tubes, at least and at most [m] (technical)."""
RINGS, SIDES = 22, 9
"""Points along a belly and around it (technical)."""
COURSE_RADIUS = {"nerve": 0.0019, "artery": 0.0034, "ligament": 0.0022}
"""Drawn radius of what runs beside muscles, by category [m] (technical)."""
KINDS = ("bone", "disc", "rib")


class Tubes(NamedTuple):
    """Straight tubes, one a row.

    Attributes:
        position: middles, (k, 3) [m].
        wxyz: turns that bring z along the tube, unit quaternions, (k, 4).
        scale: radius, radius and length, (k, 3) [m].
    """

    position: Array
    wxyz: Array
    scale: Array


class DrawnPose(NamedTuple):
    """Everything that moves, in one pose.

    Attributes:
        position, wxyz: places of the segments, (s, 3) [m] and (s, 4).
        bellies: vertices of the bellied strands, (b, v, 3) [m].
        tubes: of all other strands.
        courses: of nerves, vessels and ligaments.
        points: all points of all strands, (p, 3) [m]; see `DrawnBody.strand_of_point`.
        lowest: height of the lowest point of a bone [m].
    """

    position: Array
    wxyz: Array
    bellies: Array
    tubes: Tubes
    courses: Tubes
    points: Array
    lowest: float

    def lifted(self, height: float) -> DrawnPose:
        """The same higher up [m]."""
        up = np.array([0.0, height, 0.0])
        tubes, courses = (t._replace(position=t.position + up) for t in (self.tubes, self.courses))
        moved = {"position": self.position + up, "bellies": self.bellies + up, "points": self.points + up}
        return self._replace(**moved, tubes=tubes, courses=courses, lowest=self.lowest + height)


class BonePiece(NamedTuple):
    """A rigid piece in the axes of its segment, of this body's size."""

    kind: str
    segment: str
    mesh: Mesh


class DrawnBody:
    """What of a body is drawn, and where it is in a pose.

    Attributes:
        body: whose.
        segments: names, (s).
        bones: rigid pieces.
        bellied: indices of the strands with bellies, (b).
        belly_faces: triangles of each of them, (f, 3).
        tube_strand: strand of every tube, (k).
        course_of_tube: structure of every tube of nerves, vessels and ligaments, (c).
        strand_of_point: strand of every point of `DrawnPose.points`, (p).
        bursae: ellipsoids in their segments.
    """

    def __init__(self, body: Body) -> None:
        self.body = body
        self.layout = path_layout(body)
        self.segments = self.layout.segments
        self.bones = tuple(
            BonePiece(kind, name, Mesh(body.factors[name] * mesh.vertices, mesh.faces))
            for kind in KINDS
            for name, mesh in bone_shapes()[kind].items()
        )
        self.bursae: tuple[EllipsoidRow, ...] = tuple(bursa_rows())
        self._rank_strands()
        self._rank_courses()
        # every tenth vertex finds the floor to a millimetre
        self._feet = [(self.segments.index(b.segment), b.mesh.vertices[::10]) for b in self.bones if b.kind == "bone"]

    def _rank_strands(self) -> None:
        """Order of all points of strands, and which of them tubes join."""
        body, layout = self.body, self.layout
        self.fixed, self.moving = sorted(layout.fixed), sorted(layout.moving)
        counts = {i: len(layout.fixed[i][0]) for i in self.fixed} | layout.moving
        order = [*self.fixed, *self.moving]
        self.strand_of_point: Indices = np.repeat(order, [counts[i] for i in order])
        self.first_point = dict(zip(order, np.cumsum([0, *(counts[i] for i in order)])[:-1].tolist(), strict=True))
        self.counts = counts
        self._segment: Indices = np.concatenate([layout.fixed[i][0] for i in self.fixed])
        self._local: Array = np.concatenate([layout.fixed[i][1] for i in self.fixed])
        groups = body.muscles.groups
        self.bellied = tuple(i for i, g in enumerate(groups) if g[:-2] in BELLIED)
        self.belly_faces = skin_faces(RINGS, SIDES)
        self._radii = np.stack([spindle_radii(body.muscles.fmax[i], RINGS, BELLY) for i in self.bellied])
        starts = [np.arange(self.first_point[i], self.first_point[i] + counts[i] - 1) for i in order]
        thin = [start for i, start in zip(order, starts, strict=True) if i not in self.bellied]
        self._from: Indices = np.concatenate(thin)
        self.tube_strand: Indices = self.strand_of_point[self._from]
        true = np.sqrt(body.muscles.fmax / TENSION / np.pi)
        self._tube_radius = np.clip(SLENDER * true, THINNEST, THICKEST)[self.tube_strand]

    def _rank_courses(self) -> None:
        body = self.body
        self.courses = course_paths(body, scene_in_pose(body, body.map.pose()[0]))
        self.course_of_tube: tuple[str, ...] = tuple(
            c.structure for c in self.courses for _ in range(len(c.weights) - 1)
        )
        size = body.factors["pelvis"]
        category = {key: structures()[key].category for key in set(self.course_of_tube)}
        self._course_radius = np.array([size * COURSE_RADIUS[category[key]] for key in self.course_of_tube])

    def strand_line(self, pose: DrawnPose, strand: int) -> Array:
        """Points of one strand, (n, 3) [m]."""
        first = self.first_point[strand]
        return pose.points[first : first + self.counts[strand]]

    def course_points(self, pose: DrawnPose) -> list[tuple[str, Array]]:
        """Points of every nerve, vessel and ligament, (n, 3) [m] each."""
        turns = Rotation.from_quat(pose.wxyz, scalar_first=True).as_matrix()
        return [(c.structure, self._along(c, pose.position, turns)) for c in self.courses]

    def _along(self, course: CoursePath, position: Array, rotation: Array) -> Array:
        segment = [self.segments.index(name) for name in course.segments]
        placed = (rotation[segment] @ course.local[..., None])[..., 0] + position[segment]
        out: Array = course.weights @ placed
        return out

    def in_pose(self, q: Array) -> DrawnPose:
        """The body in a pose (n) [rad, m]."""
        model, coordinates = self.body.model, self.body.map
        with lent_state(model) as data:
            return self.placed(placed_body(self.body, self.layout, set_pose(model, coordinates, data, q)))

    def placed(self, at: PlacedBody) -> DrawnPose:
        """The same from segments and changing paths, as a film keeps them."""
        position, rotation = at.position, at.rotation
        fixed = (rotation[self._segment] @ self._local[..., None])[..., 0] + position[self._segment]
        points = np.concatenate([fixed, *(at.moving[i] for i in self.moving)])
        lines = np.stack([self._belly_line(points, i) for i in self.bellied])
        bellies = skin_vertices(lines, self._radii, self._radii, sides=SIDES)
        courses = [self._along(c, position, rotation) for c in self.courses]
        first, last = (np.concatenate([c[some] for c in courses]) for some in (slice(None, -1), slice(1, None)))
        lowest = min(float((v @ rotation[s][1] + position[s, 1]).min()) for s, v in self._feet)
        return DrawnPose(
            position,
            Rotation.from_matrix(rotation).as_quat(scalar_first=True),
            bellies,
            tubes_between(points[self._from], points[self._from + 1], self._tube_radius),
            tubes_between(first, last, self._course_radius),
            points,
            lowest,
        )

    def _belly_line(self, points: Array, strand: int) -> Array:
        line = points[self.first_point[strand] : self.first_point[strand] + self.counts[strand]]
        return line if len(line) == RINGS else resample_path(line, RINGS)


def tubes_between(first: Array, last: Array, radius: Array) -> Tubes:
    """Tubes from points to points.

    The turn that brings z along d (unit) is q = (1 + d_z, -d_y, d_x, 0) / |.|; for d = -z half a turn about x.

    Args:
        first, last: ends, (k, 3) [m]. radius: (k) [m].
    """
    along = last - first
    length = np.linalg.norm(along, axis=1)
    d = along / np.maximum(length, 1e-12)[:, None]
    turn = np.stack([1.0 + d[:, 2], -d[:, 1], d[:, 0], np.zeros(len(d))], axis=1)
    turn[turn[:, 0] < 1e-9] = (0.0, 1.0, 0.0, 0.0)
    turn /= np.linalg.norm(turn, axis=1, keepdims=True)
    return Tubes((first + last) / 2, turn, np.stack([radius, radius, length + radius], axis=1))


def unit_cylinder(sides: int = 7) -> Mesh:
    """An open cylinder of radius 1 and length 1 along z about the origin: a tube's neighbours close it."""
    angle = np.linspace(0.0, 2 * np.pi, sides, endpoint=False)
    ring = np.stack([np.cos(angle), np.sin(angle), np.full(sides, -0.5)], axis=1)
    here = np.arange(sides)
    on = (here + 1) % sides
    sheets = [np.stack([here, on, on + sides], axis=1), np.stack([here, on + sides, here + sides], axis=1)]
    return Mesh(np.concatenate([ring, ring + np.array([0.0, 0.0, 1.0])]), np.concatenate(sheets))
