"""The psoas paradox: a hip flexor that extends the upper lumbar spine and flexes the lower, and what it costs.

With every strand i tense at f_i and nothing else acting, at lumbar level L and lumbar flexion phi (upright = 0):

    moment       M_L   = -sum_i f_i r_iL                     [N m]  + flexion; r about the level's extension
    force        r_L   = sum_i f_i dl_i/du(L_tx, L_ty, L_tz)  [N]    lower on upper vertebra (the held rows)
    compression  r_L . n,   shear  -r_L . t                          + pressed together, + upper vertebra forward

Sign of the moment in the upright posture, from dissections and radiographs: bogduk1992; that the part from the
transverse processes extends more: park2013 (abstract).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.function.muscle_geometry import MuscleGeometry, geometry_over_angles
from iliopsoas.function.posture import Posture

Array = NDArray[np.float64]
Effort = Literal["max", "active"]

DISSECTED_AREA = 14.63
"""Physiological cross-section of one psoas major, sum of eleven fascicles of three cadavers [cm^2] (bogduk1992 as
transcribed in dezee2007)."""
DISSECTION_STRESS = 46.0
"""Stress at full effort in that study [N/cm^2] (bogduk1992)."""
PUBLISHED_SIGNS = {"L1_L2": -1, "L2_L3": -1, "L4_L5": 1, "L5_S1": 1}
"""Sign of the psoas' sagittal moment, erect, + flexion (bogduk1992, abstract: upper levels extend, lower ones flex)."""
SOURCES = ("bogduk1992", "dezee2007", "park2013")


@dataclass(frozen=True)
class Paradox:
    """A muscle at the lumbar levels it crosses, from extension to flexion.

    Attributes:
        muscle: with side.
        flexion: lumbar flexion, (frames) [rad].
        levels: highest first, (L).
        strands: names, (s).
        force: tension of each strand, (frames, s) [N].
        arm: flexion moment arms, (frames, s, L) [m]; zero where a strand does not cross.
        strand_moment: (frames, s, L) [N m], + flexion.
        moment: of the whole muscle, (frames, L) [N m].
        compression, shear: of one side, (frames, L) [N].
    """

    muscle: str
    flexion: Array
    levels: tuple[str, ...]
    strands: tuple[str, ...]
    force: Array
    arm: Array
    strand_moment: Array
    moment: Array
    compression: Array
    shear: Array

    def sign_changes(self) -> dict[str, list[float]]:
        """Lumbar flexion [rad] at which the moment changes sign, by level."""
        return {level: _crossings(self.flexion, self.moment[:, k]) for k, level in enumerate(self.levels)}


def full_effort(body: Body, strands: list[int], pose: MuscleGeometry, effort: Effort, stress: float | None) -> Array:
    """Tension of all strands when some are at full effort and the others slack, (frames, m) [N].

    Args:
        effort: 'max', every strand pulls Fmax; 'active', what it can at its length, isometrically.
        stress: total of one psoas major from this stress on the dissected cross-section [N/cm^2], shared like Fmax.
    """
    if effort not in ("max", "active"):
        raise InputError(f"the effort is '{effort}'; it can be 'max' (Fmax) or 'active' (with the force-length curve)")
    muscles = body.muscles
    scale = 1.0
    if stress is not None:
        sides = {muscles.groups[i] for i in strands}
        everything = [i for group in sides for i in muscles.select(group)]
        if not sides <= {"psoas_major_r", "psoas_major_l"} or not stress > 0:
            raise InputError("a stress [N/cm^2] must be positive, and it goes with psoas_major: its area is known")
        scale = stress * DISSECTED_AREA * len(sides) / float(muscles.fmax[everything].sum())
    mine = np.zeros(len(muscles))
    mine[strands] = scale
    pull = pose.fibres().active if effort == "active" else np.broadcast_to(muscles.fmax, pose.kinetics.length.shape)
    out: Array = pull * mine
    return out


def paradox(
    body: Body,
    flexion: Array,
    *,
    muscle: str = "psoas_major_r",
    effort: Effort = "max",
    stress: float | None = None,
    posture: Posture | None = None,
) -> Paradox:
    """Sagittal moment, compression and shear of one muscle at each lumbar level over lumbar flexion.

    Main arguments:
        flexion: of the whole lumbar spine, spread by the lumbar rhythm; + forward, (frames) [rad].
        muscle: that pulls alone.

    Other arguments:
        effort, stress: how hard; see `full_effort`.
        posture: angles of the other joints [rad].

    Raises:
        InputError: the muscle crosses no lumbar level.
    """
    pose = geometry_over_angles(body, "lumbar_extension", -flexion, posture)
    return paradox_in_poses(pose, flexion, muscle=muscle, effort=effort, stress=stress)


def paradox_in_poses(
    pose: MuscleGeometry,
    flexion: Array,
    *,
    muscle: str = "psoas_major_r",
    effort: Effort = "max",
    stress: float | None = None,
) -> Paradox:
    """The same in any poses, with what is known of their geometry.

    Main arguments:
        pose: of the muscles. flexion: of the lumbar spine in these poses, (frames) [rad].

    Other arguments:
        muscle, effort, stress: as for `paradox`.

    Raises:
        InputError: the muscle crosses no lumbar level.
    """
    body = pose.body
    chosen = body.muscles.select(muscle)
    levels = [level.level for level in body.levels]
    arm = -pose.arms(*(f"{level}_extension" for level in levels))[:, chosen]
    crossed = [k for k in reversed(range(len(levels))) if np.abs(arm[:, :, k]).max() > 1e-9]
    if not crossed:
        raise InputError(f"{muscle} crosses no lumbar level")
    arm = arm[:, :, crossed]
    force = full_effort(body, chosen, pose, effort, stress)
    compression, shear = pose.disc_loads(force)
    each = force[:, chosen, None] * arm
    return Paradox(
        muscle=muscle,
        flexion=flexion,
        levels=tuple(levels[k] for k in crossed),
        strands=tuple(body.muscles.names[i] for i in chosen),
        force=force[:, chosen],
        arm=arm,
        strand_moment=each,
        moment=each.sum(axis=1),
        compression=compression[:, crossed],
        shear=shear[:, crossed],
    )


def _crossings(x: Array, y: Array) -> list[float]:
    """Where a polyline crosses zero."""
    out = []
    for k in np.flatnonzero(np.sign(y[:-1]) * np.sign(y[1:]) < 0):
        out.append(float(x[k] - y[k] * (x[k + 1] - x[k]) / (y[k + 1] - y[k])))
    return out + [float(x[k]) for k in np.flatnonzero(y == 0.0)]
