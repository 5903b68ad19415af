"""The tables of the model: bones, joints, coordinates, muscles, paths, wraps and what else a body is built from.

Only the right side and the midline are stored; `iliopsoas.atlas.mirror` makes the left. How a table is read and what
stands on every row: `iliopsoas.atlas.reading.csv_rows`.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from iliopsoas.atlas.reading.csv_rows import data_text, parse_csv
from iliopsoas.atlas.reading.row import Row

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Bone(Row):
    """A rigid segment: mass [kg], centre of mass [m] and central inertia [kg m^2] in the segment's own frame."""

    body: str
    mass_kg: float
    com_x_m: float
    com_y_m: float
    com_z_m: float
    ixx_kg_m2: float
    iyy_kg_m2: float
    izz_kg_m2: float


@dataclass(frozen=True)
class Joint(Row):
    """Where `child` hangs on `parent` [m]; the axes of its coordinates are given in a frame turned by
    body-fixed x-y-z angles [rad]. `six_dof` 'yes': the remaining degrees of freedom exist too and are held at zero, so
    that their generalised forces are the joint's reaction."""

    joint: str
    parent: str
    child: str
    parent_x_m: float
    parent_y_m: float
    parent_z_m: float
    child_x_m: float
    child_y_m: float
    child_z_m: float
    frame_rx_rad: float
    frame_ry_rad: float
    frame_rz_rad: float
    six_dof: str


@dataclass(frozen=True)
class Coordinate(Row):
    """One degree of freedom. Roles: `root` (pelvis in space), `free` (muscles must balance it), `level` (one lumbar
    level, moved by the rhythm and by itself), `coupled` (a function of others), `driven` (no muscles: arms, neck),
    `locked` (passive, not balanced). Ranges in [rad] or [m]."""

    coordinate: str
    joint: str
    motion: str
    axis_x: float
    axis_y: float
    axis_z: float
    role: str
    min_si: float
    max_si: float


@dataclass(frozen=True)
class LumbarLevel(Row):
    """A motion segment: its share of the three lumbar coordinates [-], the tilt of its disc's normal from the
    parent's y axis [deg, + backward], its passive stiffness [N m/deg]."""

    level: str
    upper: str
    lower: str
    share_extension: float
    share_bending: float
    share_rotation: float
    disc_tilt_deg: float
    stiffness_flexion_nm_deg: float
    stiffness_extension_nm_deg: float
    stiffness_bending_nm_deg: float
    stiffness_rotation_nm_deg: float


@dataclass(frozen=True)
class KneeMotion(Row):
    """Tibia and patella as functions of the knee angle, in the knee's and patella's joint frames [rad, m]."""

    knee_angle_rad: float
    knee_adduction_rad: float
    knee_rotation_rad: float
    tibia_x_m: float
    tibia_y_m: float
    tibia_z_m: float
    patella_x_m: float
    patella_y_m: float
    patella_tilt_rad: float


@dataclass(frozen=True)
class Muscle(Row):
    """Architecture of one strand: maximal isometric force [N], optimal fibre and tendon slack length [m], pennation at
    optimal length [rad]. `group` is the anatomical muscle it belongs to."""

    muscle: str
    group: str
    fmax_n: float
    lopt_m: float
    lslack_m: float
    pennation_rad: float
    passive_strain: float
    passive_onset: float


@dataclass(frozen=True)
class PsoasSection(Row):
    """Cross-section of a psoas strand [cm^2] in one of the published assignments of the dissected figures."""

    muscle: str
    assignment: str
    section_cm2: float


@dataclass(frozen=True)
class PathElement(Row):
    """One element of a strand's path, in the order from origin to insertion: a `point` fixed in a body [m], or a `wrap`
    (named in wraps.csv) that the strand passes around."""

    muscle: str
    order: int
    element: str
    body: str
    x_m: float
    y_m: float
    z_m: float
    wrap: str


@dataclass(frozen=True)
class Wrap(Row):
    """A surface that strands pass around: a cylinder or a sphere of `radius_m` in a body, centre [m], axis [-], and a
    point [m] on the side where the strands must run (blank: they take the shorter way)."""

    wrap: str
    shape: str
    body: str
    centre_x_m: float
    centre_y_m: float
    centre_z_m: float
    axis_x: float
    axis_y: float
    axis_z: float
    radius_m: float
    side_x_m: float
    side_y_m: float
    side_z_m: float


@dataclass(frozen=True)
class ContactPoint(Row):
    """A place where the body can touch something: a sphere of `radius_m` under the skin, its centre fixed in a segment
    [m]. `region` is the part of the body it belongs to ('foot_r', 'seat', 'back'). Rows of the right side and of the
    midline; a region that ends in `_r` has a mirrored partner."""

    point: str
    region: str
    body: str
    x_m: float
    y_m: float
    z_m: float
    radius_m: float


@dataclass(frozen=True)
class BandForce(Row):
    """Pull of an elastic band at 100 and 200 % stretch [N]."""

    colour: str
    force_100_n: float
    force_200_n: float


@dataclass(frozen=True)
class Landmark(Row):
    """Where a skin marker sits in the generic body: place in its segment's frame [m], marker included. Roles: `bony`
    (over a bone one can feel), `skin` (somewhere on soft tissue; a trial decides where), `loose` (over a bone that
    moves against its segment: the shoulder girdle), `centre` (of a joint, computed by the laboratory)."""

    landmark: str
    body: str
    role: str
    x_m: float
    y_m: float
    z_m: float


TABLES: dict[str, type[Row]] = {
    "bodies": Bone,
    "joints": Joint,
    "coordinates": Coordinate,
    "lumbar_levels": LumbarLevel,
    "knee_motion": KneeMotion,
    "muscles": Muscle,
    "psoas_sections": PsoasSection,
    "paths": PathElement,
    "wraps": Wrap,
    "contact_points": ContactPoint,
    "bands": BandForce,
    "markers": Landmark,
}


@functools.cache
def load(name: str) -> tuple[Any, ...]:
    """All rows of a table of the atlas (a name in `TABLES`)."""
    return tuple(parse_csv(data_text(f"{name}.csv"), TABLES[name], f"{name}.csv"))


def muscle_names() -> list[str]:
    """Names of the muscles of the model, sorted."""
    return sorted({m.group for m in load("muscles")})


def strand_or_muscle_names() -> list[str]:
    """Names of the muscles of the model and of their strands, sorted."""
    return sorted({m.muscle for m in load("muscles")} | {m.group for m in load("muscles")})
