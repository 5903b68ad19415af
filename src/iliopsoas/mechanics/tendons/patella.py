"""The patella as a lever: what the quadriceps pulls on and what the patellar tendon then pulls with.

A rope over the patella would hand the quadriceps' whole force to the tibia. The patella slides on the femur without
friction along a track s(knee angle), and the patellar tendon hangs it on the tibia. Held in balance there, it passes on

    F_tendon / F_quadriceps  =  (dl/d angle) / (dl/d angle)_tibia

dl/d angle: how the path shortens as the knee turns, by the tibia and the patella together (the moment arm);
(dl/d angle)_tibia: by the tibia alone, which is the patellar tendon's own arm. Both are the engine's, so no number is
added: the ratio is 0.86 to 0.90 up to 30 degrees, 0.7 at 70 and 0.54 to 0.62 at 90. Cadavers showed 1.16 at 10 degrees
and 0.65 at 70 (buff1988): the source model's patellar tendon has a longer arm near extension than images show. What
the patella keeps presses on the femur and never reaches the tibia. Moments are as before.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.body.body import Body
from iliopsoas.body.coordinate_map import sum_by

LEAST_ARM = 0.005
"""Arm of the patellar tendon below which nothing is divided by it [m] (technical)."""


class _Knee(NamedTuple):
    """Entries of the tendon Jacobian that belong to one knee's quadriceps.

    Attributes:
        column: the knee angle, among the coordinates.
        row: the knee angle, among the degrees of freedom.
        strands: the strands that pass the patella.
        tibia, patella: entries of those strands at degrees of freedom of the tibia and of the patella.
    """

    column: int
    row: int
    strands: IndexArray
    tibia: IndexArray
    patella: IndexArray


def with_patellar_lever(body: Body, u: Array, rows: IndexArray, cols: IndexArray, jacobian: Array) -> Array:
    """The tendon Jacobian with the quadriceps' force on the tibia as the patella passes it on.

    Args:
        u: positions of all degrees of freedom, (frames, nv).
        rows, cols: strand and degree of freedom of each entry, (nnz).
        jacobian: entries of dl/du, (frames, nnz), changed in place: those of the tibia times the ratio, those of the
            patella zero.

    Returns:
        The same array.
    """
    for knee in _knees(body.map.dofs, body.map.names, rows.tobytes(), cols.tobytes()):
        q = np.zeros((len(u), len(body.map.names)))
        q[:, knee.column] = u[:, knee.row]
        projection = body.map.projection(q, [knee.column])
        slope = np.zeros((len(u), len(body.map.dofs)))
        slope[:, projection.rows] = projection.values
        by_tibia, by_patella = (
            sum_by(np.searchsorted(knee.strands, rows[e]), len(knee.strands), jacobian, e, slope, cols[e])
            for e in (knee.tibia, knee.patella)
        )
        enough = np.abs(by_tibia) > LEAST_ARM
        ratio = np.where(enough, (by_tibia + by_patella) / np.where(enough, by_tibia, 1.0), 1.0)
        place = np.searchsorted(knee.strands, rows[knee.tibia])
        jacobian[:, knee.tibia] *= ratio[:, place]
        jacobian[:, knee.patella] = 0.0
    return jacobian


@functools.lru_cache(maxsize=8)
def _knees(dofs: tuple[str, ...], names: tuple[str, ...], rows: bytes, cols: bytes) -> tuple[_Knee, ...]:
    """Both knees.

    Args:
        dofs, names: of degrees of freedom and coordinates.
        rows, cols: strand and degree of freedom of each entry, as bytes of an index array.
    """
    strand, dof = np.frombuffer(rows, dtype=np.intp), np.frombuffer(cols, dtype=np.intp)
    out = []
    for side in "rl":
        patella = [i for i, d in enumerate(dofs) if d.startswith("patella_") and d.endswith(f"_{side}")]
        tibia = [
            i
            for i, d in enumerate(dofs)
            if d.startswith(f"knee_{side}_") or (d.startswith("knee_") and d.endswith(f"_{side}"))
        ]
        passing = np.unique(strand[np.isin(dof, patella)])
        mine = np.isin(strand, passing)
        out.append(
            _Knee(
                names.index(f"knee_angle_{side}"),
                dofs.index(f"knee_angle_{side}"),
                passing,
                np.flatnonzero(mine & np.isin(dof, tibia)),
                np.flatnonzero(mine & np.isin(dof, patella)),
            )
        )
    return tuple(out)
