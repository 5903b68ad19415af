"""What the modelling choices of recruitment do to the psoas: the table behind docs/recruitment.md.

Run on the recorded walking trial if the shared folder lies beside the repository, else on the library's walk.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from iliopsoas.body.body import Body
from iliopsoas.body.passive_moments import passive_forces
from iliopsoas.body.subject import Subject
from iliopsoas.mechanics.balance import balanced_columns
from iliopsoas.mechanics.equation import solve
from iliopsoas.mechanics.recruitment.recruit import recruit
from iliopsoas.motion import read_loads, read_motion
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.trajectory import Trajectory, prepare_trajectory

TRIAL = Path(__file__).resolve().parents[2] / "shared" / "trials" / "walk_gait2392_subject01"


class Choice(NamedTuple):
    """One way to pose the recruitment problem."""

    name: str
    levels: bool = False
    discs: float = 1.0
    weight: str = "volume"
    exponent: int = 2


CHOICES = (
    Choice("rhythm, discs, volume weights (default)"),
    Choice("rhythm, no discs", discs=0.0),
    Choice("rhythm, unweighted strands", weight="none"),
    Choice("rhythm, p = 3", exponent=3),
    Choice("every level, discs", levels=True),
    Choice("every level, discs three times as stiff", levels=True, discs=3.0),
    Choice("every level, no discs", levels=True, discs=0.0),
    Choice("every level, no discs, unweighted", levels=True, discs=0.0, weight="none"),
)


def trial() -> tuple[Body, Trajectory]:
    """Body and trajectory to compare on."""
    if TRIAL.exists():
        body = Body.build(Subject(1.80, 72.6))
        motion = read_motion(TRIAL / "subject01_walk1_ik.mot").with_loads(read_loads(TRIAL / "subject01_walk1_grf.mot"))
        return body, prepare_trajectory(body, motion, rate_hz=100, start=0.52, end=1.98)
    body = Body.build()
    motion = movement("walk", body)
    third = motion.duration / 3.0
    return body, prepare_trajectory(body, motion, start=third, end=2.0 * third)


def rows() -> Iterator[str]:
    """One line a choice."""
    body, path = trial()
    weight = body.subject.weight
    base = solve(body, path)
    u = body.map.expand(path.q, path.qd, path.qdd)[0]
    spine = [body.map.row(f"{level.level}_{m}") for level in body.levels for m in ("extension", "bending", "rotation")]
    for choice in CHOICES:
        columns = balanced_columns(body, levels=choice.levels)
        projection = body.map.projection(path.q, columns)
        arms = base.kinetics.moment_arms(projection)
        passive = passive_forces(body, u)
        passive[:, spine] *= choice.discs
        state = base.fibres
        demand = projection.forces(base.kinetics.tau - passive) - (state.passive[:, None, :] @ arms)[:, 0, :]
        cost = body.muscles.volume if choice.weight == "volume" else np.ones(len(body.muscles))
        solved = recruit((arms * state.active[:, :, None]).transpose(0, 2, 1), demand, cost, exponent=choice.exponent)
        force = solved.activation * state.active + state.passive
        left = base.kinetics.tau - base.kinetics.generalised_forces(force)
        hip = np.linalg.norm(left[:, [body.map.row(f"hip_r_t{x}") for x in "xyz"]], axis=1) / weight
        psoas, iliacus = (force[:, body.muscles.select(f"{g}_r")].sum(axis=1) for g in ("psoas_major", "iliacus"))
        top = int((psoas + iliacus).argmax())
        l5 = left[:, body.map.row("L5_S1_ty")].max() / weight
        yield (
            f"{choice.name:45} psoas {psoas.max():5.0f} N  iliacus {iliacus.max():5.0f} N  "
            f"share at peak {100 * psoas[top] / (psoas + iliacus)[top]:3.0f} %  hip {hip.max():.2f} BW  "
            f"L5/S1 {l5:.2f} BW  reserve {np.abs(solved.reserve).max():6.2f} N m"
        )


if __name__ == "__main__":
    for line in rows():
        print(line)
