"""The least load of a joint that any recruitment could give, beside ours: what no choice of cost can mend.

    minimise |r|   over lower <= a <= upper   with  A a = b - s        the same moments, reserves as ours left them
    r = d - C a                                                        reaction of one joint in body weights

|r| is replaced by its largest projection on many directions, to which the direction of each answer is added until
nothing changes: a linear programme whose value lies below the true least (HiGHS, by scipy). For each joint of each
recorded trial the frames in which ours is largest are solved.

    python bench/least_loads.py [--frames N] [--out docs/_bench/least_loads.md]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog
from trial import SHARED

from iliopsoas.arrays import Array
from iliopsoas.body.passive_moments import passive_forces
from iliopsoas.evidence.basis.recorded_trials import TRIALS
from iliopsoas.files import write_text
from iliopsoas.mechanics.analyze import PlannedAnalysis, plan_analysis
from iliopsoas.mechanics.balance import SPARED_JOINTS, Balance, assembled_balance, balanced_columns
from iliopsoas.mechanics.equation import solve

DIRECTIONS = 200
ROUNDS = 6
CLOSE = 1e-3
"""Body weights between bound and answer at which no direction is added."""
MEASURED = {
    "walk_gait2392": ("2.2-2.8", "2.6"), "walk_rehazenter": ("2.2-2.8", "2.6"), "squats": ("1.5-2.5", "2.5"),
    "chair_rise": ("1.9-2.2", "2.5"), "running": ("4-5.5", "-"),
}  # fmt: skip
"""Peaks of instrumented hips and knees, body weights (sources: docs/why.md)."""


class Peak(NamedTuple):
    """A joint where its load is largest: ours, and the least possible in the same frames [body weights]."""

    ours: float
    least: float


def main() -> None:
    """Print and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--frames", type=int, default=6, help="of each joint, those of its largest loads")
    parser.add_argument("--out", type=Path, help="write the table there")
    options = parser.parse_args()
    lines = list(rows(options.frames))
    print("\n".join(lines))
    if options.out:
        write_text(options.out, "<!-- written by bench/least_loads.py; do not edit -->\n\n" + "\n".join(lines) + "\n")


def rows(frames: int) -> Iterator[str]:
    """Lines of a table in Markdown."""
    yield "| trial | joint | ours | least possible | instrumented people |"
    yield "| --- | --- | --- | --- | --- |"
    for name, trial in TRIALS.items():
        body, motion = trial.read(SHARED / "trials")
        plan = plan_analysis(body, motion, cutoff_hz=trial.cutoff_hz, start=trial.start, end=trial.end, seat=trial.seat)
        for joint, peak in peaks(plan, frames).items():
            measured = MEASURED[name][joint.startswith("knee")]
            yield f"| {name} | {joint} | {peak.ours:.2f} | {peak.least:.2f} | {measured} |"


def peaks(plan: PlannedAnalysis, frames: int) -> dict[str, Peak]:
    """Every joint whose load costs something."""
    trajectory = plan.plan.part(0, plan.frames)
    body, solution = plan.body, solve(plan.body, trajectory)
    columns = balanced_columns(body)
    u = body.map.expand(trajectory.q, trajectory.qd, trajectory.qdd)[0]
    passive = body.map.projection(trajectory.q, columns).forces(passive_forces(body, u))
    passive += (solution.fibres.passive[:, None, :] @ solution.moment_arms)[:, 0, :]
    kinetics, fibres, arms = solution.kinetics, solution.fibres, solution.moment_arms
    balance = assembled_balance(body, columns, kinetics, trajectory.q, trajectory.time, fibres, arms, passive).balance
    shares = all_shares(balance)
    hard = balance.demand.shape[1] - 3 * len(SPARED_JOINTS)
    out = {}
    for k, joint in enumerate(SPARED_JOINTS):
        soft = slice(hard + 3 * k, hard + 3 * k + 3)
        reaction = balance.demand[:, soft] - (balance.capacity[:, soft] @ shares[:, :, None])[..., 0]
        ours = np.linalg.norm(reaction, axis=1)
        some = np.argsort(-ours)[:frames]
        out[joint] = Peak(float(ours.max()), max(least_load(balance, shares[t], t, hard, soft) for t in some))
    return out


def all_shares(balance: Balance) -> Array:
    """Shares of strands, rays, allowances (taken as unused) and pressure that we choose, (frames, columns)."""
    found, rays, pressure = balance.solve(2)
    shares = np.zeros((len(balance.demand), balance.capacity.shape[2]))
    shares[:, : balance.strands] = found.activation
    shares[:, balance.strands : balance.strands + balance.rays] = rays
    shares[:, -1] = pressure
    return shares


def least_load(balance: Balance, ours: Array, t: int, hard: int, soft: slice) -> float:
    """Below this no shares that give the same moments bring the reaction of frame `t` [body weights].

    Args:
        ours: our shares, (columns). hard: number of rows to keep. soft: rows of the joint.
    """
    keep, C, d = balance.capacity[t, :hard], balance.capacity[t, soft], balance.demand[t, soft]
    size = np.maximum(np.abs(keep).max(axis=1), 1e-9)
    bounds = [*zip(np.minimum(balance.lower[t], ours), np.maximum(balance.upper[t], ours), strict=True), (0.0, None)]
    directions, bound = sphere(DIRECTIONS), 0.0
    for _ in range(ROUNDS):
        found = linprog(
            np.r_[np.zeros(len(ours)), 1.0],
            A_ub=np.hstack([-directions @ C, -np.ones((len(directions), 1))]),
            b_ub=-directions @ d,
            A_eq=np.hstack([keep / size[:, None], np.zeros((hard, 1))]),
            b_eq=(keep @ ours) / size,
            bounds=bounds,
        )
        if found.status != 0:
            raise SystemExit(f"frame {t}: {found.message}")
        bound = found.fun
        reaction = d - C @ found.x[:-1]
        if np.linalg.norm(reaction) - bound < CLOSE:
            break
        directions = np.vstack([directions, reaction / np.linalg.norm(reaction)])
    return float(bound)


def sphere(count: int) -> Array:
    """Directions spread evenly (a spiral of Fibonacci), (count, 3)."""
    i = np.arange(count) + 0.5
    polar, around = np.arccos(1.0 - 2.0 * i / count), np.pi * (1.0 + 5.0**0.5) * i
    return np.stack([np.cos(around) * np.sin(polar), np.sin(around) * np.sin(polar), np.cos(polar)], axis=1)


if __name__ == "__main__":
    main()
