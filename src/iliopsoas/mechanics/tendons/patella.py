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
        jacobian: entries of dl/du, (frames, nnz).

    Returns:
        The same entries; those of the tibia times the ratio, those of the patella zero.
    """
    out = jacobian.copy()
    for knee in _knees(body.map.dofs, body.map.names, tuple(rows.tolist()), tuple(cols.tolist())):
        q = np.zeros((len(u), len(body.map.names)))
        q[:, knee.column] = u[:, knee.row]
        projection = body.map.projection(q, [knee.column])
        slope = np.zeros((len(u), len(body.map.dofs)))
        slope[:, projection.rows] = projection.values
        by_tibia, by_patella = (
            _sums(jacobian[:, e] * slope[:, cols[e]], rows[e], knee.strands) for e in (knee.tibia, knee.patella)
        )
        enough = np.abs(by_tibia) > LEAST_ARM
        ratio = np.where(enough, (by_tibia + by_patella) / np.where(enough, by_tibia, 1.0), 1.0)
        place = np.searchsorted(knee.strands, rows[knee.tibia])
        out[:, knee.tibia] *= ratio[:, place]
        out[:, knee.patella] = 0.0
    return out


def _sums(values: Array, strand: IndexArray, strands: IndexArray) -> Array:
    """Sums over the entries of each strand, (frames, strands)."""
    out = np.zeros((len(values), len(strands)))
    for k, s in enumerate(strands):
        out[:, k] = values[:, strand == s].sum(axis=1)
    return out


@functools.lru_cache(maxsize=8)
def _knees(
    dofs: tuple[str, ...], names: tuple[str, ...], rows: tuple[int, ...], cols: tuple[int, ...]
) -> tuple[_Knee, ...]:
    strand, dof = np.array(rows), np.array(cols)
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
