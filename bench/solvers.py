"""The recruitment problem of a recorded walk with our solver and with others, through qpsolvers, in one run.

    python bench/solvers.py [FRAMES]          pip install 'iliopsoas[bench]'

    minimise  sum_i c_i a_i^2 + w sum_j s_j^2   subject to  A a + s = b,  0 <= a <= 1

Half of the frames are as recorded; in the other half the moments are four times as large, so that muscles saturate and
reserves step in. Told are milliseconds a frame (median of three) and the largest difference of activations and reserves
from ours.
"""

from __future__ import annotations

import os
import sys
import warnings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray
from timing import timed
from trial import find_trial

from iliopsoas import Body
from iliopsoas.mechanics.analyze import solve
from iliopsoas.mechanics.recruitment import RESERVE_WEIGHT, recruit
from iliopsoas.motion.trajectory import prepare

Array = NDArray[np.float64]
ACCURATE = {
    "clarabel": {"tol_gap_abs": 1e-12, "tol_gap_rel": 1e-12, "tol_feas": 1e-12},
    "daqp": {"primal_tol": 1e-12, "dual_tol": 1e-12},
    "osqp": {"eps_abs": 1e-9, "eps_rel": 1e-9, "max_iter": 200000, "polishing": True},
    "piqp": {"eps_abs": 1e-12, "eps_rel": 1e-12},
}
"""Settings under which each solver reaches our accuracy."""
HARD = 4.0


def problems(frames: int) -> tuple[Array, Array, Array]:
    """A (frames, n, m), b (frames, n) and c (m)."""
    trial = find_trial()
    body = Body.build(trial.subject)
    rate = trial.rate_for(frames)
    trajectory = prepare(body, trial.read(body), start=trial.start, end=trial.end, rate_hz=rate)
    found = solve(body, trajectory)
    capacity = (found.arms * found.fibres.active[:, :, None]).transpose(0, 2, 1)
    demand = found.moment.copy()
    demand[::2] *= HARD
    return capacity, demand, body.muscles.volume


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


def main() -> None:
    """Solve, compare, print."""
    import qpsolvers

    warnings.simplefilter("ignore")
    frames = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    capacity, demand, volume = problems(frames)
    cost = volume / volume.sum()
    ours = recruit(capacity, demand, volume)
    taken = timed(lambda: recruit(capacity, demand, volume), 3)
    saturated = int((np.abs(ours.reserve).max(axis=1) > 1.0).sum())
    n, m = capacity.shape[1:]
    print(f"{frames} problems, {m} strands, {n} rows; in {saturated} of them muscles cannot give all")
    print(f"{'':12}{'ms a frame':>12}{'ratio':>8}{'activation':>14}{'reserve [N m]':>16}")
    print(f"{'ours':12}{1e3 * taken.median / frames:12.3f}{1.0:8.1f}")
    for name in ACCURATE:
        if name not in qpsolvers.available_solvers:
            print(f"{name:12} not installed")
            continue
        found = other(name, capacity, demand, cost)
        seconds = timed(lambda name=name: other(name, capacity, demand, cost), 3, warm_up=0)
        apart = np.nanmax(np.abs(found[:, :m] - ours.activation)), np.nanmax(np.abs(found[:, m:] - ours.reserve))
        lost = int(np.isnan(found[:, 0]).sum())
        note = f"   {lost} not solved" if lost else ""
        ratio = seconds.median / taken.median
        print(f"{name:12}{1e3 * seconds.median / frames:12.3f}{ratio:8.1f}{apart[0]:14.1e}{apart[1]:16.1e}{note}")


if __name__ == "__main__":
    main()
