"""What an adapted movement must not exceed, frame by frame.

    range      q_j <= upper_j,  lower_j <= q_j                          the narrowed range of a coordinate
    moment     ( M_p(q) - M_end ) / STIFF <= 0                          a tight muscle stretched to its end
    stretch    mean over strands of l / lopt - 1 - threshold <= 0       a painful stretch

M_p is the passive moment of a joint, of all muscles and of the hip's ligaments: towards flexion at the hip, towards
extension at the knee. A joint is at its end where M_p reaches what the healthy joint has at the end of its own range
(`ENDS`), or at its most stretched moment in the recorded movement, where that is more. So a tight hip is stretched as
hard as a healthy one may be, which brings it less far. Only joints that a changed muscle or capsule crosses are
limited so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.body.limits import Threshold
from iliopsoas.body.passive_moments import passive_forces
from iliopsoas.mechanics.kinetics import static_geometry
from iliopsoas.mechanics.muscle_curves import FibreState, fibre_state
from iliopsoas.mechanics.pain_thresholds import fibre_stretch

Array = NDArray[np.float64]

ENDS = {"hip_flexion": (1.0, {"hip_flexion": -20.0}), "knee_angle": (-1.0, {"knee_angle": 120.0})}
"""Sense of the moment, and the pose of the healthy leg in which it is stretched to its end [deg]; estimated. It is 20
degrees of extension at the hip, from where conditions count their own range too."""
STIFF = 60.0
"""Moment for each radian by which moments and angles are brought to one scale [N m/rad] (technical)."""
NUDGE = 1e-4
"""Turn with which slopes of moments are taken [rad] (technical)."""
NEAR = -0.15
"""Scaled moments this far below their end have no slope [rad]: 9 N m (technical)."""
CROSSES = 0.002
"""Moment arm from which a muscle crosses a joint [m] (technical)."""
SAME = 1e-9
"""Relative difference from which a muscle counts as changed (technical)."""
STRETCHING = ("lopt", "lslack", "passive_strain", "passive_onset", "fpassive")
"""What a muscle's passive force depends on."""


@dataclass(frozen=True, eq=False)
class Ceilings:
    """All limits of one body for one movement.

    Attributes:
        body: with its condition. columns: coordinates that may change.
        names: of the limits, (c). units: 'deg' for ranges, 'N m' for moments, '-' for strains.
        ranges: (column among the free ones, sign, bound) of each range.
        joints: column, and sign of the moment of each stretched joint. ends: M_end [N m].
        stretches: painful ones.
    """

    body: Body
    columns: list[int]
    names: tuple[str, ...]
    units: tuple[str, ...]
    ranges: tuple[tuple[int, float, float], ...]
    joints: tuple[tuple[int, float], ...]
    ends: Array
    stretches: tuple[Threshold, ...]

    @classmethod
    def of(cls, body: Body, healthy: Body, q: Array, columns: list[int]) -> Ceilings:
        """The limits of a body against the healthy one in a recorded movement (frames, n)."""
        names, ranges = [], []
        lower, upper = body.limits.lower, body.limits.upper
        for k, c in enumerate(columns):
            if body.map.roles[c] == "root":
                continue
            narrow_low, narrow_high = lower[c] > body.map.lower[c], upper[c] < body.map.upper[c]
            low = lower[c] if narrow_low else min(lower[c], float(q[:, c].min()))
            high = upper[c] if narrow_high else max(upper[c], float(q[:, c].max()))
            ranges += [(k, -1.0, low), (k, 1.0, high)]
            names += [f"least {body.map.names[c]}", f"most {body.map.names[c]}"]
        joints, ends = [], []
        for name in _stretched_joints(body, healthy):
            sense, pose = ENDS[name[:-2]]
            column = body.map.column(name)
            end = body.map.pose(**{f"{n}{name[-2:]}": np.radians(x) for n, x in pose.items()})
            worst = sense * _moments(healthy, np.concatenate([q, end]), [column])[:, 0]
            joints.append((column, sense))
            ends.append(float(worst.max()))
            names.append(f"passive moment of {name}")
        stretches = tuple(t for t in body.limits.thresholds if t.quantity == "stretch")
        names += [t.name for t in stretches]
        units = ["deg"] * len(ranges) + ["N m"] * len(joints) + ["-"] * len(stretches)
        return cls(body, columns, tuple(names), tuple(units), tuple(ranges), tuple(joints), np.array(ends), stretches)

    def __call__(self, q: Array) -> tuple[Array, Array]:
        """Excess (frames, c) [rad, or scaled] and its slope over the free columns (frames, c, k)."""
        frames, size, at = len(q), len(self.columns), len(self.ranges)
        value, slope = np.zeros((frames, len(self.names))), np.zeros((frames, len(self.names), size))
        for i, (k, sign, bound) in enumerate(self.ranges):
            value[:, i], slope[:, i, k] = sign * (q[:, self.columns[k]] - bound), sign
        if self.joints:
            own = [c for c, _ in self.joints]
            sense = np.array([s for _, s in self.joints]) / STIFF
            reached = _moments(self.body, q, own)
            end = at + len(own)
            value[:, at:end] = reached * sense - self.ends / STIFF
            near = np.flatnonzero((value[:, at:end] > NEAR).any(axis=1))  # nothing pushes elsewhere
            for columns in self._nudged() if near.size else []:
                moved = q[near]
                moved[:, [self.columns[k] for k in columns]] += NUDGE
                rise = (_moments(self.body, moved, own) - reached[near]) * sense / NUDGE
                for k in columns:
                    side = self.body.map.names[self.columns[k]][-2:]
                    mine = [j for j, c in enumerate(own) if self.body.map.names[c][-2:] == side or side not in SIDED]
                    slope[np.ix_(near, np.array(mine, dtype=np.intp) + at, np.array([k]))] = rise[:, mine, None]
            at = end
        if self.stretches:
            value[:, at:], slope[:, at:] = self._stretch(q)
        return value, slope

    def _nudged(self) -> list[list[int]]:
        """Free coordinates that move the stretched muscles, those of both legs together: a leg's moment does not depend
        on the other leg."""
        names = [self.body.map.names[c] for c in self.columns]
        legs = [[k for k, n in enumerate(names) if n[:-2] == x and n[-2:] in SIDED] for x in LEG]
        return [*(k for k in legs if k), *([k] for k, n in enumerate(names) if n.startswith("lumbar_"))]

    def _stretch(self, q: Array) -> tuple[Array, Array]:
        """Excess and slope of the painful stretches."""
        _, kin = static_geometry(self.body, q)
        lengthening = -kin.moment_arms(self.body.map.projection(q, self.columns))
        muscles = self.body.muscles
        state = fibre_state(muscles, kin.length, kin.velocity)
        value = np.zeros((len(q), len(self.stretches)))
        slope = np.zeros((len(q), len(self.stretches), len(self.columns)))
        for i, t in enumerate(self.stretches):
            strands = muscles.select(t.target)
            share = muscles.volume[strands] / muscles.volume[strands].sum()
            value[:, i] = fibre_stretch(muscles, state.length, t.target) - t.value
            strain = (
                share * _cosine(muscles.lopt * np.sin(muscles.pennation), state)[:, strands] / muscles.lopt[strands]
            )
            slope[:, i] = np.einsum("tm,tmk->tk", strain, lengthening[:, strands])
        return value, slope

    def amount(self, c: int, excess: float) -> str:
        """An excess in words."""
        if self.units[c] == "deg":
            return f"{np.degrees(excess):.1f} degrees"
        return f"{excess * STIFF:.1f} N m" if self.units[c] == "N m" else f"a strain of {excess:.3f}"


LEG = ("hip_flexion", "hip_adduction", "hip_rotation", "knee_angle", "ankle_angle")
"""Coordinates of a leg that stretch muscles of hip and knee."""
SIDED = ("_r", "_l")
"""How names of one side end."""


def _stretched_joints(body: Body, healthy: Body) -> list[str]:
    """Joints of `ENDS` that a changed muscle or a changed capsule crosses, with side."""
    mine, theirs = body.muscles, healthy.muscles
    changed = np.zeros(len(mine), dtype=bool)
    for name in STRETCHING:
        changed |= np.abs(getattr(mine, name) - getattr(theirs, name)) > SAME * np.abs(getattr(theirs, name))
    names = [f"{name}_{side}" for name in ENDS for side in "rl"]
    q = body.map.pose()
    columns = [body.map.column(name) for name in names]
    arms = np.abs(static_geometry(body, q)[1].moment_arms(body.map.projection(q, columns)))[0]
    crossed = (arms[changed] > CROSSES).any(axis=0)
    capsule = dict(zip("rl", np.not_equal(body.limits.capsule, healthy.limits.capsule), strict=True))
    return [n for n, hit in zip(names, crossed, strict=True) if hit or (n[:3] == "hip" and capsule[n[-1]])]


def _moments(body: Body, q: Array, columns: list[int]) -> Array:
    """Passive moments about coordinates, of muscles, ligaments and discs, (frames, k) [N m]."""
    u, kin = static_geometry(body, q)
    projection = body.map.projection(q, columns)
    force = fibre_state(body.muscles, kin.length, kin.velocity).passive
    pulled: Array = np.einsum("tm,tmk->tk", force, kin.moment_arms(projection))
    return pulled + projection.forces(passive_forces(body, u))


def _cosine(height: Array, state: FibreState) -> Array:
    return np.sqrt(np.maximum(1.0 - (height / state.length) ** 2, 1e-6))
