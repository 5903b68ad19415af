"""The left side: the right one mirrored in the sagittal plane (z -> -z).

A point (x, y, z) becomes (x, y, -z). An axis of rotation is a pseudo-vector: (a, b, c) becomes (-a, -b, c), so that
equal values of a right and a left coordinate are mirror images. A frame turned by body-fixed angles (rx, ry, rz)
becomes (-rx, -ry, rz).
"""

from __future__ import annotations

import functools
from dataclasses import replace

from iliopsoas.atlas.reading.tables import Bone, ContactPoint, Coordinate, Joint, Landmark, PathElement, Wrap, load

SIDE_NAMES = {"r": "right", "l": "left"}


def left(name: str) -> str:
    """The left partner of a right-hand name; names of the midline stay."""
    return name[:-2] + "_l" if name.endswith("_r") else name


def _is_right(name: str) -> bool:
    return name.endswith("_r")


@functools.cache
def mirrored_bones() -> tuple[Bone, ...]:
    """All segments of both sides."""
    rows: tuple[Bone, ...] = load("bodies")
    return rows + tuple(replace(b, body=left(b.body), com_z_m=-b.com_z_m) for b in rows if _is_right(b.body))


@functools.cache
def mirrored_joints() -> tuple[Joint, ...]:
    """All joints of both sides, parents before children."""
    rows: tuple[Joint, ...] = load("joints")
    return rows + tuple(
        replace(
            j,
            joint=left(j.joint),
            parent=left(j.parent),
            child=left(j.child),
            parent_z_m=-j.parent_z_m,
            child_z_m=-j.child_z_m,
            frame_rx_rad=-j.frame_rx_rad,
            frame_ry_rad=-j.frame_ry_rad,
        )
        for j in rows
        if _is_right(j.joint)
    )


@functools.cache
def mirrored_coordinates() -> tuple[Coordinate, ...]:
    """All degrees of freedom of both sides, in the order of their joints."""
    rows: tuple[Coordinate, ...] = load("coordinates")
    return rows + tuple(_left_coordinate(c) for c in rows if _is_right(c.coordinate))


def _left_coordinate(c: Coordinate) -> Coordinate:
    sign = (-1.0, -1.0, 1.0) if c.motion == "rotation" else (1.0, 1.0, -1.0)
    x, y, z = (s * a for s, a in zip(sign, (c.axis_x, c.axis_y, c.axis_z), strict=True))
    return replace(c, coordinate=left(c.coordinate), joint=left(c.joint), axis_x=x, axis_y=y, axis_z=z)


@functools.cache
def mirrored_wraps() -> tuple[Wrap, ...]:
    """All wrapping surfaces of both sides."""
    rows: tuple[Wrap, ...] = load("wraps")
    return tuple(replace(w, wrap=f"{w.wrap}_r") for w in rows) + tuple(
        replace(
            w,
            wrap=f"{w.wrap}_l",
            body=left(w.body),
            centre_z_m=-w.centre_z_m,
            axis_x=-w.axis_x,
            axis_y=-w.axis_y,
            side_z_m=-w.side_z_m,
        )
        for w in rows
    )


@functools.cache
def mirrored_landmarks() -> tuple[Landmark, ...]:
    """All landmarks that carry markers, of both sides."""
    rows: tuple[Landmark, ...] = load("markers")
    return rows + tuple(
        replace(m, landmark=left(m.landmark), body=left(m.body), z_m=-m.z_m) for m in rows if _is_right(m.landmark)
    )


def left_path(path: list[PathElement]) -> list[PathElement]:
    """The path of the left partner of a strand."""
    return [replace(p, body=left(p.body), z_m=-p.z_m) for p in path]


@functools.cache
def mirrored_contact_points() -> tuple[ContactPoint, ...]:
    """All places where the body can touch something, both sides; `point` carries the side like its region."""
    rows: tuple[ContactPoint, ...] = load("contact_points")
    sided = [r for r in rows if _is_right(r.region)]
    right = [replace(r, point=f"{r.point}_r") for r in sided]
    mirrored = [replace(r, point=f"{r.point}_l", region=left(r.region), body=left(r.body), z_m=-r.z_m) for r in sided]
    return (*right, *(r for r in rows if not _is_right(r.region)), *mirrored)
