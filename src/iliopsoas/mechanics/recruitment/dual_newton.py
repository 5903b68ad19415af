"""Semismooth Newton on the dual of the recruitment problem, for many frames at once.

With lambda the multipliers of the n rows, strand i sees eta_i = (A^T lambda)_i and

    a_i(eta_i) = clip( (eta_i / (p c_i))^(1/(p-1)), lower_i, upper_i ),      s = lambda / (2 w)
    g(lambda)  = A a(A^T lambda) + lambda / (2 w) - b = 0
    H(lambda)  = A diag(da/deta) A^T + 1 / (2 w)                             n x n, whatever the number of strands

A step -g / H is shortened where the dual rises again along it. Every `COARSE_STEP`-th frame is solved first from
nothing, the others from multipliers interpolated between them. Frames that are hard, because many strands stand at
their bounds, are led there through easier problems (`CONTINUATION`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, BoolArray, IndexArray

CHUNK = 64
"""Frames solved together."""
COARSE_STEP = 4
"""Every so many frames one is solved first; the others start from multipliers interpolated between them."""
FIRST_ITERATIONS = 12
"""Newton steps before a frame is taken to be hard (technical)."""
SOFTNESS = 1e-7
"""For p = 3 the cost is a^3 + SOFTNESS a^2: without it the dual has an infinite slope where a strand wakes up
(technical)."""
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
OVERSHOOT = 0.1
"""A step is too long if the dual rises at its end by more than this share of how it fell at its start (technical)."""
MAX_SECANTS = 30
"""Steps in the search along a step (technical)."""


class Block(NamedTuple):
    """Columns that act on the same rows.

    Attributes:
        rows: (k). cols: (c).
        A: what these columns do to these rows, (frames, k, c).
    """

    rows: IndexArray
    cols: IndexArray
    A: Array


def blocks_of(A: Array, row_groups: IndexArray) -> tuple[Block, ...]:
    """A as dense blocks: a strand of the right leg does nothing to the left one.

    Args:
        A: (frames, n, m).
        row_groups: a number for each row, (n); columns that act on rows of the same groups make one block.
    """
    acts = (A != 0.0).any(axis=0)
    touched = np.stack([acts[row_groups == g].any(axis=0) for g in range(int(row_groups.max()) + 1)], axis=1)
    out = []
    for pattern in np.unique(touched, axis=0):
        if pattern.any():
            rows, cols = np.flatnonzero(pattern[row_groups]), np.flatnonzero((touched == pattern).all(axis=1))
            out.append(Block(rows, cols, np.ascontiguousarray(A[:, rows[:, None], cols])))
    return tuple(out)


class DualProblem(NamedTuple):
    """The recruitment problem of some frames, seen from its dual.

    The dual sees a strand only through eta_i = (A^T lambda)_i, what the multipliers offer for its full activation.

    Attributes:
        blocks: capacity A (frames, n, m) [N m], where it is not zero. b: demand, (frames, n) [N m].
        cost: (m), positive. p: exponent, 2 or 3. lo, hi: bounds of activation, (frames, m).
        soft: share of a quadratic cost, which p = 3 needs (`SOFTNESS`).
    """

    blocks: tuple[Block, ...]
    b: Array
    cost: Array
    p: int
    lo: Array
    hi: Array
    soft: float

    def frames(self, index: IndexArray | BoolArray) -> DualProblem:
        """The problem of some of the frames."""
        blocks = tuple(block._replace(A=block.A[index]) for block in self.blocks)
        return self._replace(blocks=blocks, b=self.b[index], lo=self.lo[index], hi=self.hi[index])

    def eta(self, multiplier: Array) -> Array:
        """eta = A^T lambda, (frames, m)."""
        out = np.zeros((len(multiplier), len(self.cost)))
        for rows, cols, A in self.blocks:
            out[:, cols] = (multiplier[:, None, rows] @ A)[:, 0, :]
        return out

    def row_sums(self, a: Array) -> Array:
        """A a, (frames, n)."""
        out = np.zeros((len(a), self.b.shape[1]))
        for rows, cols, A in self.blocks:
            out[:, rows] += (A @ a[:, cols, None])[..., 0]
        return out

    def hessian(self, slope: Array) -> Array:
        """A diag(slope) A^T, (frames, n, n)."""
        n = self.b.shape[1]
        out = np.zeros((len(slope), n, n))
        for rows, cols, A in self.blocks:
            out[:, rows[:, None], rows] += (A * slope[:, None, cols]) @ A.transpose(0, 2, 1)
        return out

    def activation(self, eta: Array) -> tuple[Array, Array]:
        """Activations that are optimal at these eta, and their slopes d a_i / d eta_i."""
        if self.p == 2:
            free, slope = eta / (2.0 * self.cost), 1.0 / (2.0 * self.cost)
        else:
            root = np.sqrt(self.soft**2 + 3.0 * np.maximum(eta, 0.0) / self.cost)
            free, slope = (root - self.soft) / 3.0, 1.0 / (2.0 * self.cost * root)
            free = np.where(eta < 0.0, eta / (2.0 * self.soft * self.cost), free)
        return np.clip(free, self.lo, self.hi), slope * ((free > self.lo) & (free < self.hi))


def solve_dual(problem: DualProblem, w: Array | float, limit: Array, max_iterations: int) -> tuple[Array, int]:
    """Multipliers of all frames, (frames, n) [1/(N m)], and the most Newton steps that a chunk of them took.

    Args:
        w: weight of the squared slack of all rows, or of each, (n) [1/(N m)^2].
        limit: imbalance at which a frame is solved, (frames) [N m].
        max_iterations: Newton steps for each problem of a hard frame.
    """
    frames, n = problem.b.shape
    multiplier, steps = np.zeros((frames, n)), 0
    for some in _coarse_to_fine(frames) if problem.p == 2 else [np.arange(frames)]:
        if some[0] != 0:
            multiplier[some] = _interpolated(problem, multiplier, some)
        for first in range(0, len(some), CHUNK):  # A of one chunk stays in the processor's cache
            chunk = some[first : first + CHUNK]
            multiplier[chunk], more = _solve_chunk(
                problem.frames(chunk), multiplier[chunk], w, limit[chunk], max_iterations
            )
            steps = max(steps, more)
    return multiplier, steps


def _coarse_to_fine(frames: int) -> list[IndexArray]:
    """Every `COARSE_STEP`-th frame and the last, then all others."""
    early = np.zeros(frames, dtype=bool)
    early[::COARSE_STEP] = early[-1:] = True
    turns = [np.flatnonzero(early), np.flatnonzero(~early)]
    return [turn for turn in turns if turn.size]


def _interpolated(problem: DualProblem, multiplier: Array, some: IndexArray) -> Array:
    """Multipliers to start from in some frames: between those of the solved frames around them, or none where none is
    nearer (frames need not be neighbours in time)."""
    before = some // COARSE_STEP * COARSE_STEP
    after = np.minimum(before + COARSE_STEP, len(multiplier) - 1)
    share = ((some - before) / (after - before))[:, None]
    start: Array = (1.0 - share) * multiplier[before] + share * multiplier[after]
    mine = problem.frames(some)
    far, near = (
        np.abs(mine.row_sums(mine.activation(eta)[0]) - mine.b).max(axis=1)
        for eta in (np.zeros_like(mine.lo), mine.eta(start))
    )
    start[near > far] = 0.0
    return start


def _solve_chunk(
    problem: DualProblem, multiplier: Array, w: Array | float, limit: Array, max_iterations: int
) -> tuple[Array, int]:
    """Multipliers of a chunk, found from those given, and Newton steps taken."""
    steps, late = 0, np.arange(len(problem.b))
    if problem.p == 2:
        multiplier, steps, late = _newton(problem, multiplier, w, limit, FIRST_ITERATIONS)
    if late.size:
        # from easy problems to the wanted one, each solution the start of the next
        hard, some = problem.frames(late), np.zeros_like(problem.b[late])
        for share, soft in CONTINUATION:
            if problem.p == 2 and share == 1.0 and soft > 1.0:
                continue  # softness means nothing there
            easier = hard._replace(soft=soft * SOFTNESS)
            some, more, _ = _newton(easier, some, share * w, limit[late], max_iterations)
            steps += more
        multiplier[late] = some
    return multiplier, steps


def _newton(
    problem: DualProblem, multiplier: Array, w: Array | float, limit: Array, max_iterations: int
) -> tuple[Array, int, IndexArray]:
    """Semismooth Newton on the dual: multipliers, steps taken, frames that did not get there."""
    done = multiplier.copy()
    n = multiplier.shape[1]
    open_frames, part, eta = np.arange(len(multiplier)), problem, problem.eta(multiplier)
    for steps in range(max_iterations + 1):
        a, slope = part.activation(eta)
        gap = part.row_sums(a) + multiplier / (2.0 * w) - part.b
        missed = np.abs(gap).max(axis=1) > limit[open_frames]
        if not missed.all():
            done[open_frames] = multiplier
            open_frames, part = open_frames[missed], part.frames(missed)
            multiplier, eta, slope, gap = multiplier[missed], eta[missed], slope[missed], gap[missed]
        if not open_frames.size or steps == max_iterations:
            break
        hessian = part.hessian(slope)
        hessian[:, np.arange(n), np.arange(n)] += 1.0 / (2.0 * w)
        step: Array = np.linalg.solve(hessian, -gap[..., None])[..., 0].astype(np.float64, copy=False)
        d_eta = part.eta(step)
        size = _step_size(part, multiplier, step, eta, d_eta, w)[:, None]
        multiplier, eta = multiplier + size * step, eta + size * d_eta
    done[open_frames] = multiplier
    return done, steps, open_frames


def _step_size(
    problem: DualProblem, multiplier: Array, step: Array, eta: Array, d_eta: Array, w: Array | float
) -> Array:
    """How far to go along each frame's step, (frames): the whole of it, or to where the dual stops falling.

    The dual's slope along the step, d_eta . a(eta + s d_eta) + step . ((multiplier + s step) / 2w - b), rises with s;
    where it has turned up at s = 1 its zero is found by secants (Illinois).
    """
    size = np.ones(len(multiplier))
    fixed = (step * (multiplier / (2.0 * w) - problem.b)).sum(axis=1)
    growth = (step**2 / (2.0 * w)).sum(axis=1)
    light = problem._replace(blocks=())  # the slope needs no A; indexing frames must not copy it

    def slope(s: Array, at: IndexArray) -> Array:
        a, _ = light.frames(at).activation(eta[at] + s[:, None] * d_eta[at])
        out: Array = (d_eta[at] * a).sum(axis=1) + fixed[at] + s * growth[at]
        return out

    everyone = np.arange(len(multiplier))
    start, end = slope(0.0 * size, everyone), slope(size, everyone)
    at = everyone[end > OVERSHOOT * np.abs(start)]
    low, high, below, above = 0.0 * size[at], size[at], start[at], end[at]
    for _ in range(MAX_SECANTS):
        if not at.size:
            break
        size[at] = middle = (low * above - high * below) / (above - below)
        now = slope(middle, at)
        up = now > 0.0
        # Illinois: the end that stays put counts half, or it would hold the secant back
        below = np.where(up, 0.5 * below, now)
        above = np.where(up, now, 0.5 * above)
        low, high = np.where(up, low, middle), np.where(up, middle, high)
        going = np.abs(now) > OVERSHOOT * np.abs(start[at])
        at, low, high, below, above = at[going], low[going], high[going], below[going], above[going]
    return size
