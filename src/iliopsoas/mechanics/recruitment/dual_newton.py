"""Semismooth Newton on the dual of the recruitment problem, for many frames at once.

With lambda the multipliers of the n rows and a(eta) the strands' answer to what they are offered (`dual_problem`),

    g(lambda)  = A a(A^T lambda) + lambda / (2 w) - b = 0
    H(lambda)  = A diag(da/deta) A^T + 1 / (2 w)              n x n, whatever the number of strands

A step -g / H is shortened where the dual rises again along it (`step_length`). Frames are solved from coarse to fine:
some far apart from nothing, those between them from multipliers interpolated between their neighbours'. Frames that
are hard, because many strands stand at their bounds, are led there through easier problems (`CONTINUATION`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.mechanics.recruitment.dual_problem import SOFTNESS, DualProblem
from iliopsoas.mechanics.recruitment.step_length import OVERSHOOT, LineSearch, step_length

CHUNK = 64
"""Frames solved together: what they need stays in the processor's cache (technical)."""
STRIDES = (8, 4, 2, 1)
"""Every 8th frame is solved first, then every 4th, and so on (technical)."""
FIRST_ITERATIONS = 12
"""Newton steps before a frame is taken to be hard (technical)."""
MOSTLY_OPEN = 0.75
"""Frames that are solved are put aside once no more than this share of those at hand is open (technical)."""
CONTINUATION = (
    (1e-6, 1e6),
    (1e-4, 1e5),
    (1e-2, 1e4),
    (1e-1, 1e4),
    (1.0, 1e4),
    (1.0, 1e3),
    (1.0, 1e2),
    (1.0, 1e1),
    (1.0, 1.0),
)
"""Weight of the reserves and softness, as shares of the wanted ones, through which hard frames are led."""


def solve_dual(problem: DualProblem, limit: Array, max_iterations: int) -> tuple[Array, int]:
    """Multipliers of all frames, (frames, n) [1/(N m)], and the most Newton steps that a chunk of them took.

    Args:
        limit: imbalance at which a frame is solved, (frames) [N m].
        max_iterations: Newton steps for each problem of a hard frame.
    """
    frames, quadratic = len(problem.b), problem.effort.p == 2
    multiplier = np.zeros_like(problem.b)

    def first_try(chunk: IndexArray, spacing: int) -> tuple[int, IndexArray]:
        start = _interpolated(multiplier, chunk, spacing)
        multiplier[chunk], steps, late = _newton(
            problem.frames(chunk), start, limit[chunk], FIRST_ITERATIONS, fresh=True
        )
        return steps, chunk[late]

    def by_the_hand(chunk: IndexArray) -> int:
        multiplier[chunk], steps = _led(problem.frames(chunk), limit[chunk], max_iterations)
        return steps

    most, hard = [0], [np.zeros(0, dtype=np.intp)]
    for some, spacing in _coarse_to_fine(frames) if quadratic else ():
        for chunk in _chunks(some):
            steps, late = first_try(chunk, spacing)
            most.append(steps)
            hard.append(late)
    left = np.concatenate(hard) if quadratic else np.arange(frames)
    most.extend(map(by_the_hand, _chunks(left)))
    return multiplier, max(most)


def _chunks(some: IndexArray) -> list[IndexArray]:
    return [some[first : first + CHUNK] for first in range(0, len(some), CHUNK)]


def _coarse_to_fine(frames: int) -> Iterator[tuple[IndexArray, int]]:
    """Frames to be solved together, and how far apart those are that have been solved already; 0 where none has."""
    solved, spacing = np.zeros(frames, dtype=bool), 0
    for stride in STRIDES:
        wanted = np.zeros(frames, dtype=bool)
        wanted[::stride] = wanted[-1:] = True
        some = np.flatnonzero(wanted & ~solved)
        if some.size:
            yield some, spacing
        solved, spacing = wanted, stride


def _interpolated(multiplier: Array, some: IndexArray, spacing: int) -> Array:
    """Multipliers to start from in some frames: between those of the solved frames around them."""
    if not spacing:
        return np.zeros((len(some), multiplier.shape[1]))
    before = some // spacing * spacing
    after = np.minimum(before + spacing, len(multiplier) - 1)
    share = ((some - before) / (after - before))[:, None]
    out: Array = (1.0 - share) * multiplier[before] + share * multiplier[after]
    return out


def _led(problem: DualProblem, limit: Array, max_iterations: int) -> tuple[Array, int]:
    """Multipliers of frames that are led from easy problems to the wanted one, each solution the start of the next, and
    Newton steps taken."""
    effort, multiplier, steps = problem.effort, np.zeros_like(problem.b), 0
    for share, soft in CONTINUATION:
        if effort.p == 2 and share == 1.0 and soft > 1.0:
            continue  # softness means nothing there
        easier = problem._replace(effort=effort._replace(soft=soft * SOFTNESS), give=problem.give / share)
        multiplier, more, _ = _newton(easier, multiplier, limit, max_iterations)
        steps += more
    return multiplier, steps


def _newton(
    problem: DualProblem, multiplier: Array, limit: Array, max_iterations: int, *, fresh: bool = False
) -> tuple[Array, int, IndexArray]:
    """Semismooth Newton on the dual: multipliers, steps taken, frames that did not get there.

    Args:
        fresh: begin from nothing where that is nearer (frames need not be neighbours in time).
    """
    done, at, part = multiplier.copy(), np.arange(len(multiplier)), problem
    if fresh:
        multiplier = _nearer(part, multiplier)
    eta = part.A.offers(multiplier)
    a, free = part.effort.activation(eta)
    gap = part.imbalance(a, multiplier)
    for steps in range(max_iterations + 1):
        missed = np.abs(gap).max(axis=1) > limit[at]
        if (count := np.count_nonzero(missed)) <= MOSTLY_OPEN * len(at):
            done[at] = multiplier
            at, part = at[missed], part.frames(missed)
            multiplier, eta, a, free, gap, missed = (x[missed] for x in (multiplier, eta, a, free, gap, missed))
        if not count or steps == max_iterations:
            break
        step = _newton_step(part, a, free, gap)
        d_eta = part.A.offers(step)
        size = np.ones((len(step), 1))
        a, free = part.effort.activation(eta + d_eta)
        fixed, growth = (step * (multiplier * part.give - part.b)).sum(axis=1), (step**2 * part.give).sum(axis=1)
        line = LineSearch(eta, d_eta, fixed, growth, (gap * step).sum(axis=1), (d_eta * a).sum(axis=1) + fixed + growth)
        if (long := missed & (line.end > OVERSHOOT * np.abs(line.start))).any():
            size[long, 0] = step_length(part.effort.frames(long), line.frames(long))
        multiplier, eta = multiplier + size * step, eta + size * d_eta
        if long.any():
            a, free = part.effort.activation(eta)
        gap = part.imbalance(a, multiplier)
    done[at] = multiplier
    return done, steps, at[np.abs(gap).max(axis=1) > limit[at]]


def _nearer(problem: DualProblem, multiplier: Array) -> Array:
    """The multipliers, or none where the balance is nearer without them."""
    near, far = (
        np.abs(problem.imbalance(problem.effort.activation(problem.A.offers(x))[0], x)).max(axis=1)
        for x in (multiplier, np.zeros_like(multiplier))
    )
    return np.where((near > far)[:, None], 0.0, multiplier)


def _newton_step(problem: DualProblem, a: Array, free: Array, gap: Array) -> Array:
    """-g / H, (frames, n)."""
    hessian = problem.A.gram(problem.effort.slopes(a, free))
    diagonal = np.arange(hessian.shape[1])
    hessian[:, diagonal, diagonal] += problem.give
    out: Array = np.linalg.solve(hessian, -gap[..., None])[..., 0].astype(np.float64, copy=False)
    return out
