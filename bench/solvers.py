"""The recruitment problem of a recorded walk with our solver and with others, through qpsolvers, in one run.

    python bench/solvers.py [FRAMES]          pip install 'iliopsoas[bench]'

    minimise  sum_i c_i a_i^2 + w sum_j s_j^2   subject to  A a + s = b,  0 <= a <= 1

Half of the frames are as recorded; in the other half the moments are four times as large, so that muscles saturate and
reserves step in. Told are the rows that lack strength, milliseconds a frame (median of three), the largest difference
of activations and reserves from ours, and in how many problems a solver names other rows than ours.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from typing import NamedTuple

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray
from timing import Timing, timed
from trial import find_trial

from iliopsoas import Body
from iliopsoas.mechanics.equation import solve
from iliopsoas.mechanics.recruitment.recruit import RESERVE_WEIGHT, recruit
from iliopsoas.motion.trajectory import prepare_trajectory

Array = NDArray[np.float64]
ACCURATE = {
    "clarabel": {"tol_gap_abs": 1e-12, "tol_gap_rel": 1e-12, "tol_feas": 1e-12},
    "daqp": {"primal_tol": 1e-12, "dual_tol": 1e-12},
    "osqp": {"eps_abs": 1e-9, "eps_rel": 1e-9, "max_iter": 200000, "polishing": True},
    "piqp": {"eps_abs": 1e-12, "eps_rel": 1e-12},
}
"""Settings under which each solver reaches our accuracy."""
HARD = 4.0
LACKING_NM = 1.0
"""Reserve above which a row is named [N m]."""


def problems(frames: int) -> tuple[Array, Array, Array, tuple[str, ...]]:
    """A (frames, n, m), b (frames, n), c (m) and the names of the rows (n)."""
    trial = find_trial()
    body = Body.build(trial.subject)
    rate = trial.rate_for(frames)
    trajectory = prepare_trajectory(body, trial.read(body), start=trial.start, end=trial.end, rate_hz=rate)
    found = solve(body, trajectory)
    capacity = (found.moment_arms * found.fibres.active[:, :, None]).transpose(0, 2, 1)
    demand = found.muscle_moment.copy()
    demand[::2] *= HARD
    return capacity, demand, body.muscles.volume, found.coordinates


def other(name: str, capacity: Array, demand: Array, cost: Array) -> Array:
    """Activations and reserves by another solver, (frames, m + n)."""
    import qpsolvers

    frames, n, m = capacity.shape
    quadratic = np.diag(np.r_[2.0 * cost, np.full(n, 2.0 * RESERVE_WEIGHT)])
    low, high = np.r_[np.zeros(m), np.full(n, -np.inf)], np.r_[np.ones(m), np.full(n, np.inf)]
    out = np.zeros((frames, m + n))
    for t in range(frames):
        matrix = np.hstack([capacity[t], np.eye(n)])
        found = qpsolvers.solve_qp(
            quadratic, np.zeros(m + n), A=matrix, b=demand[t], lb=low, ub=high, solver=name, **ACCURATE[name]
        )
        out[t] = np.nan if found is None else found
    return out


class Row(NamedTuple):
    """One solver.

    Attributes:
        seconds: for all problems.
        activation, reserve: largest differences from ours [-], [N m]; zero for ours.
        unsolved: problems without an answer.
        wrong_rows: problems in which it names other rows as lacking strength than ours.
    """

    seconds: Timing
    activation: float = 0.0
    reserve: float = 0.0
    unsolved: int = 0
    wrong_rows: int = 0


class Comparison(NamedTuple):
    """All solvers on the same problems.

    Attributes:
        frames, strands, rows: sizes.
        saturated: problems in which muscles cannot give all.
        lacking: coordinate -> (problems in which it lacks more than LACKING_NM, the most it lacks [N m]).
        solvers: by name, ours first.
    """

    frames: int
    strands: int
    rows: int
    saturated: int
    lacking: dict[str, tuple[int, float]]
    solvers: dict[str, Row]


def compare(frames: int = 200, repetitions: int = 3) -> Comparison:
    """Solve all problems with each solver that is installed."""
    import qpsolvers

    warnings.simplefilter("ignore")
    capacity, demand, volume, names = problems(frames)
    cost = volume / volume.sum()
    ours = recruit(capacity, demand, volume)
    n, m = capacity.shape[1:]
    lacks = np.abs(ours.reserve) > LACKING_NM
    solvers = {"ours": Row(timed(lambda: recruit(capacity, demand, volume), repetitions))}
    for name in (n for n in ACCURATE if n in qpsolvers.available_solvers):
        taken = []
        for _ in range(repetitions):
            begun = time.perf_counter()
            found = other(name, capacity, demand, cost)
            taken.append(time.perf_counter() - begun)
        solved = ~np.isnan(found[:, 0])
        apart = np.abs(found[solved] - np.hstack([ours.activation, ours.reserve])[solved])
        other_rows = ((np.abs(found[:, m:]) > LACKING_NM) != lacks)[solved].any(axis=1)
        solvers[name] = Row(
            Timing.of(taken),
            float(apart[:, :m].max()),
            float(apart[:, m:].max()),
            int((~solved).sum()),
            int(other_rows.sum()),
        )
    lacking = {
        name: (int(lacks[:, i].sum()), float(np.abs(ours.reserve[:, i]).max()))
        for i, name in enumerate(names)
        if lacks[:, i].any()
    }
    return Comparison(frames, m, n, int(lacks.any(axis=1).sum()), lacking, solvers)


def main() -> None:
    """Solve, compare, print."""
    tell(compare(int(sys.argv[1]) if len(sys.argv) > 1 else 200))


def tell(found: Comparison) -> None:
    """Print a comparison."""
    print(f"{found.frames} problems, {found.strands} strands, {found.rows} rows; in {found.saturated} of them muscles "
          "cannot give all:")  # fmt: skip
    for name, (count, most) in found.lacking.items():
        print(f"  {name:20} lacks strength in {count:4} problems, at most {most:6.1f} N m")
    print(f"{'':12}{'ms a frame':>12}{'ratio':>8}{'activation':>14}{'reserve [N m]':>16}{'other rows':>12}")
    ours = found.solvers["ours"].seconds.median
    for name, row in found.solvers.items():
        note = f"   {row.unsolved} not solved" if row.unsolved else ""
        milliseconds, ratio = 1e3 * row.seconds.median / found.frames, row.seconds.median / ours
        apart = f"{row.activation:14.1e}{row.reserve:16.1e}{row.wrong_rows:12}" if name != "ours" else ""
        print(f"{name:12}{milliseconds:12.3f}{ratio:8.1f}{apart}{note}")
    missing = [name for name in ACCURATE if name not in found.solvers]
    if missing:
        print(f"not installed: {', '.join(missing)}")


if __name__ == "__main__":
    main()
