"""Recruitment: optimality, other solvers as referees, and invariances."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import osqp
import piqp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import LinearConstraint, minimize

from iliopsoas.errors import IliopsoasError, InputError
from iliopsoas.mechanics.recruitment.recruit import RESERVE_WEIGHT, Recruitment, recruit

Array = NDArray[np.float64]


class Problem(NamedTuple):
    """Random recruitment problems of many frames: (frames, n, m), (frames, n), (m)."""

    capacity: Array
    demand: Array
    volume: Array


def random_problem(seed: int, *, frames: int = 1, n: int = 6, m: int = 24, scale: float = 1.0) -> Problem:
    """With `scale` <= 1 the strands can do the job; beyond, some cannot give more than they have."""
    rng = np.random.default_rng(seed)
    capacity = rng.normal(size=(frames, n, m)) * rng.uniform(1, 60, m)
    demand = scale * (capacity @ rng.uniform(0, 1, (frames, m, 1)))[..., 0]
    return Problem(capacity, demand, rng.uniform(1, 50, m))


def imbalance(problem: Problem, found: Recruitment) -> float:
    """Largest |A a + s - b| [N m]."""
    given_ = (problem.capacity @ found.activation[..., None])[..., 0] + found.reserve
    return float(np.abs(given_ - problem.demand).max())


def assert_optimal(problem: Problem, found: Recruitment, p: int) -> None:
    """The Karush-Kuhn-Tucker conditions, which for a convex problem prove the optimum: at equal price for a moment, no
    strand could give it more cheaply than those that do, and only full strands are worth more than they cost."""
    a = found.activation
    assert (a >= 0).all()
    assert (a <= 1).all()
    cost = problem.volume / problem.volume.sum()
    missing = problem.demand - (problem.capacity @ a[..., None])[..., 0]
    worth = 2 * RESERVE_WEIGHT * (problem.capacity * missing[..., None]).sum(axis=1)
    price = p * cost * a ** (p - 1)
    scale = np.abs(problem.capacity).sum(axis=1) * np.maximum(np.abs(problem.demand).max(axis=1, keepdims=True), 1.0)
    slack = 1e-6 * scale
    assert (price <= worth + slack)[a > 0].all()
    assert (price >= worth - slack)[a < 1].all()


def with_piqp(A: Array, b: Array, c: Array, weight: Array | float = RESERVE_WEIGHT) -> tuple[Array, Array]:
    n, m = A.shape
    solver = piqp.DenseSolver()
    solver.settings.eps_abs = solver.settings.eps_rel = 1e-12
    least, most = np.r_[np.zeros(m), np.full(n, -1e30)], np.r_[np.ones(m), np.full(n, 1e30)]
    P = np.diag(np.r_[2 * c / c.sum(), np.full(n, 2.0) * weight])
    solver.setup(P, np.zeros(m + n), np.hstack([A, np.eye(n)]), b, None, None, None, least, most)
    assert solver.solve() == piqp.PIQP_SOLVED
    return np.array(solver.result.x[:m]), np.array(solver.result.x[m:])


def with_osqp(A: Array, b: Array, c: Array) -> Array:
    n, m = A.shape
    P = sparse.diags(np.r_[2 * c / c.sum(), np.full(n, 2 * RESERVE_WEIGHT)], format="csc")
    rows = sparse.csc_matrix(np.block([[A, np.eye(n)], [np.eye(m), np.zeros((m, n))]]))
    solver = osqp.OSQP()
    solver.setup(P, np.zeros(m + n), rows, np.r_[b, np.zeros(m)], np.r_[b, np.ones(m)], verbose=False, eps_abs=1e-9,
                 eps_rel=1e-9, max_iter=200000, polishing=True)  # fmt: skip
    solution = solver.solve(raise_error=True)
    assert solution.info.status_val == osqp.SolverStatus.OSQP_SOLVED
    return np.asarray(solution.x[:m])


def test_quadratic_cost_agrees_with_piqp_in_50_problems() -> None:
    """PIQP (Schwan 2023), an interior-point solver: activations to 1e-5, also where strands are saturated."""
    saturated = idle = 0
    for seed in range(50):
        problem = random_problem(seed, scale=(0.3, 1.0, 2.0, 5.0)[seed % 4])
        found = recruit(*problem)
        a, s = with_piqp(problem.capacity[0], problem.demand[0], problem.volume)
        assert np.abs(found.activation[0] - a).max() <= 1e-5
        assert np.abs(found.reserve[0] - s).max() <= 1e-5 * (1 + np.abs(problem.demand).max())
        assert imbalance(problem, found) <= 1e-6
        saturated += bool((found.activation == 1).any())
        idle += bool((found.activation == 0).any())
    assert saturated >= 20
    assert idle >= 40


def test_soft_rows_agree_with_piqp() -> None:
    """Rows with a small weight, as joint reactions have: their slack is an outcome, and so are the activations."""
    for seed in range(20):
        problem = random_problem(300 + seed, n=9, scale=(0.5, 1.5)[seed % 2])
        weight = np.r_[np.full(5, RESERVE_WEIGHT), np.full(4, 10.0 ** -(2 + seed % 4))]
        found = recruit(*problem, reserve_weight=weight)
        a, s = with_piqp(problem.capacity[0], problem.demand[0], problem.volume, weight)
        assert np.abs(found.activation[0] - a).max() <= 1e-5
        assert np.abs(found.reserve[0] - s).max() <= 1e-4 * (1 + np.abs(problem.demand).max())


def test_products_by_groups_of_rows_change_nothing() -> None:
    """Strands of two legs and a trunk, some of which act on two of them."""
    problem = random_problem(11, frames=40, n=9, m=60)
    groups = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2])
    acts = np.random.default_rng(3).integers(0, 7, 60)  # which groups each strand acts on, as bits less one
    capacity = problem.capacity * ((acts + 1) >> groups[:, None] & 1)
    demand = (capacity @ np.full((60, 1), 0.3))[..., 0]
    whole = recruit(capacity, demand, problem.volume)
    grouped = recruit(capacity, demand, problem.volume, row_groups=groups)
    assert grouped.activation == pytest.approx(whole.activation, abs=1e-7)
    assert grouped.reserve == pytest.approx(whole.reserve, abs=1e-7)


def test_quadratic_cost_agrees_with_osqp() -> None:
    """OSQP (Stellato 2020), a splitting solver."""
    for seed in range(5):
        problem = random_problem(100 + seed, n=3, m=10, scale=(0.5, 1.5)[seed % 2])
        expected = with_osqp(problem.capacity[0], problem.demand[0], problem.volume)
        assert np.abs(recruit(*problem).activation[0] - expected).max() <= 1e-5


def test_cubic_cost_agrees_with_slsqp() -> None:
    """Sequential quadratic programming (Kraft 1988, scipy) on the same cost: no better point, and the same
    activations."""
    for seed in range(10):
        problem = random_problem(200 + seed, n=2, m=6, scale=(0.4, 1.0)[seed % 2])
        A, b, cost = problem.capacity[0] / 20, problem.demand[0] / 20, problem.volume / problem.volume.sum()
        small = Problem(A[None], b[None], problem.volume)

        def total(a: Array, A: Array = A, b: Array = b, cost: Array = cost) -> float:
            return float(cost @ a**3 + RESERVE_WEIGHT * ((b - A @ a) ** 2).sum())

        def slope(a: Array, A: Array = A, b: Array = b, cost: Array = cost) -> Array:
            return 3 * cost * a**2 - 2 * RESERVE_WEIGHT * A.T @ (b - A @ a)

        reference = minimize(total, np.full(6, 0.3), jac=slope, method="SLSQP", bounds=[(0, 1)] * 6,
                             options={"ftol": 1e-15, "maxiter": 2000})  # fmt: skip
        found = recruit(*small, exponent=3)
        assert total(found.activation[0]) <= reference.fun + 1e-9
        assert np.abs(found.activation[0] - reference.x).max() <= 2e-3  # the cubic is flat near zero
        assert_optimal(small, found, 3)


def test_cubic_cost_agrees_with_trust_constr() -> None:
    """Interior point with the equality as a constraint (Byrd 1999, scipy), reserves among the unknowns."""
    problem = random_problem(7, n=2, m=5, scale=0.8)
    A, b, cost = problem.capacity[0] / 20, problem.demand[0] / 20, problem.volume / problem.volume.sum()
    reference = minimize(
        lambda x: cost @ np.abs(x[:5]) ** 3 + RESERVE_WEIGHT * (x[5:] ** 2).sum(),
        np.r_[np.full(5, 0.3), 0, 0],
        jac=lambda x: np.r_[3 * cost * x[:5] * np.abs(x[:5]), 2 * RESERVE_WEIGHT * x[5:]],
        hess=lambda x: np.diag(np.r_[6 * cost * np.abs(x[:5]), 2 * RESERVE_WEIGHT, 2 * RESERVE_WEIGHT]),
        method="trust-constr",
        constraints=LinearConstraint(np.hstack([A, np.eye(2)]), b, b),
        bounds=[(0, 1)] * 5 + [(None, None)] * 2,
        options={"gtol": 1e-12, "xtol": 1e-14, "barrier_tol": 1e-12, "maxiter": 3000},
    )
    found = recruit(A[None], b[None], problem.volume, exponent=3)
    assert np.abs(found.activation[0] - reference.x[:5]).max() <= 1e-3
    assert np.abs(found.reserve[0] - reference.x[5:]).max() <= 1e-5


@pytest.mark.parametrize("p", [2, 3])
def test_a_single_strand_is_solved_by_hand(p: int) -> None:
    """One strand of 10 N m against 5: minimise a^p + w (5 - 10 a)^2, so p a^(p-1) = 20 w (5 - 10 a)."""
    found = recruit(np.array([[[10.0]]]), np.array([[5.0]]), np.array([3.0]), exponent=p)
    w = RESERVE_WEIGHT
    a = 100 * w / (2 + 200 * w) if p == 2 else (-200 * w + np.sqrt((200 * w) ** 2 + 12 * 100 * w)) / 6
    assert found.activation[0, 0] == pytest.approx(a, abs=1e-9)
    assert found.reserve[0, 0] == pytest.approx(5 - 10 * a, abs=1e-8)


@pytest.mark.parametrize("p", [2, 3])
@pytest.mark.parametrize("scale", [0.1, 1.0, 1.5, 3.0, 10.0, 100.0, -10.0])
@pytest.mark.parametrize("without", [0.0, 0.5])
def test_demands_beyond_strength_converge_and_reserves_carry_what_is_missing(
    p: int, scale: float, without: float
) -> None:
    """50 frames, 15 rows, 120 strands, half of them perhaps powerless: found, balanced and optimal."""
    problem = random_problem(11, frames=50, n=15, m=120, scale=scale)
    problem.capacity[:, :, np.random.default_rng(12).uniform(size=120) < without] = 0.0
    found = recruit(*problem, exponent=p)
    assert imbalance(problem, found) <= 1e-6 * max(1.0, np.abs(problem.demand).max())
    assert_optimal(problem, found, p)


def test_reserves_carry_exactly_what_strands_lack() -> None:
    """Two strands of 3 and 4 N m asked for 20: both full, 13 N m missing. Asked to push, they do nothing."""
    capacity, volume = np.array([[[3.0, 4.0]], [[3.0, 4.0]]]), np.ones(2)
    found = recruit(capacity, np.array([[20.0], [-2.0]]), volume)
    assert np.array_equal(found.activation, [[1.0, 1.0], [0.0, 0.0]])
    assert found.reserve == pytest.approx(np.array([[13.0], [-2.0]]), abs=1e-9)


def test_without_any_capacity_all_is_reserve() -> None:
    demand = np.array([[5.0, -3.0]])
    found = recruit(np.zeros((1, 2, 4)), demand, np.ones(4))
    assert np.array_equal(found.activation, np.zeros((1, 4)))
    assert found.reserve == pytest.approx(demand, abs=1e-9)


@pytest.mark.parametrize("p", [2, 3])
def test_a_strand_without_volume_stays_silent(p: int) -> None:
    """A paralysed strand has neither force nor volume; the others are recruited as if it were not there."""
    problem = random_problem(21, frames=4)
    capacity, volume = problem.capacity.copy(), problem.volume.copy()
    capacity[:, :, 5], volume[5] = 0.0, 0.0
    found = recruit(capacity, problem.demand, volume, exponent=p)
    others = [i for i in range(24) if i != 5]
    alone = recruit(capacity[:, :, others], problem.demand, volume[others], exponent=p)
    assert np.all(found.activation[:, 5] == 0.0)
    assert found.activation[:, others] == pytest.approx(alone.activation, abs=1e-8)


@pytest.mark.parametrize("what", ["capacity", "demand", "volume"])
def test_numbers_that_are_none_are_refused(what: str) -> None:
    """Never a result that looks like one."""
    problem = random_problem(22)
    values = {name: value.copy() for name, value in problem._asdict().items()}
    values[what].flat[0] = np.nan
    with pytest.raises(IliopsoasError):
        recruit(**values)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), scale=st.floats(-3, 3), p=st.sampled_from([2, 3]))
def test_any_problem_is_solved_to_optimality(seed: int, scale: float, p: int) -> None:
    problem = random_problem(seed, frames=3, n=4, m=12, scale=scale)
    found = recruit(*problem, exponent=p)
    assert imbalance(problem, found) <= 1e-6
    assert_optimal(problem, found, p)


@pytest.mark.parametrize("p", [2, 3])
def test_the_order_of_strands_and_rows_does_not_matter(p: int) -> None:
    problem = random_problem(31, frames=5)
    rng = np.random.default_rng(32)
    strands, rows = rng.permutation(24), rng.permutation(6)
    found = recruit(*problem, exponent=p)
    other = recruit(
        problem.capacity[:, rows][:, :, strands], problem.demand[:, rows], problem.volume[strands], exponent=p
    )
    assert other.activation == pytest.approx(found.activation[:, strands], abs=1e-7)
    assert other.reserve == pytest.approx(found.reserve[:, rows], abs=1e-7)


@pytest.mark.parametrize("p", [2, 3])
def test_a_frame_does_not_depend_on_its_neighbours(p: int) -> None:
    problem = random_problem(41, frames=6)
    together = recruit(*problem, exponent=p)
    for t in range(6):
        alone = recruit(problem.capacity[t : t + 1], problem.demand[t : t + 1], problem.volume, exponent=p)
        assert alone.activation[0] == pytest.approx(together.activation[t], abs=1e-7)


@pytest.mark.parametrize("p", [2, 3])
def test_cutting_a_strand_in_two_changes_nothing(p: int) -> None:
    """Volume weights (Happee 1995): both halves get the activation of the whole."""
    problem = random_problem(51, frames=5)
    halves = np.repeat(problem.capacity, [1] * 23 + [2], axis=2) * np.r_[np.ones(23), 0.5, 0.5]
    volume = np.r_[problem.volume[:23], problem.volume[23] / 2, problem.volume[23] / 2]
    whole, cut = recruit(*problem, exponent=p), recruit(halves, problem.demand, volume, exponent=p)
    assert cut.activation[:, :24] == pytest.approx(whole.activation, abs=1e-7)
    assert cut.activation[:, 24] == pytest.approx(cut.activation[:, 23], abs=1e-12)


def test_only_ratios_of_volumes_matter() -> None:
    problem = random_problem(61)
    other = recruit(problem.capacity, problem.demand, 1000 * problem.volume)
    assert other.activation == pytest.approx(recruit(*problem).activation, abs=1e-9)


def test_bounds_are_kept_and_reached() -> None:
    """A strand held at 0.3 or above, another at 0.2 or below."""
    problem = random_problem(71, frames=8)
    lower, upper = np.zeros(24), np.ones(24)
    lower[0], upper[1] = 0.3, 0.2
    free = recruit(*problem)
    held = recruit(*problem, lower=lower, upper=upper)
    assert (held.activation >= lower).all()
    assert (held.activation <= upper).all()
    assert (free.activation[:, 0] < 0.3).any()
    assert (free.activation[:, 1] > 0.2).any()
    assert imbalance(problem, held) <= 1e-6


@pytest.mark.parametrize("exponent", [1, 4, 2.5])
def test_other_exponents_are_refused(exponent: float) -> None:
    with pytest.raises(InputError, match=rf"the exponent of the recruitment cost is {exponent}; it can be 2 or 3"):
        recruit(*random_problem(1), exponent=exponent)  # type: ignore[arg-type]


def test_bounds_that_exclude_each_other_are_refused() -> None:
    with pytest.raises(InputError, match="a strand's least activation lies above its greatest one"):
        recruit(*random_problem(1), lower=0.5, upper=np.r_[np.ones(23), 0.4])
