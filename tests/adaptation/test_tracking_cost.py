"""The least squares: what touches the world stays, slopes are true, limits hold in every frame."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from iliopsoas.adaptation.foot_contacts import foot_contacts
from iliopsoas.adaptation.limits import MotionLimits
from iliopsoas.adaptation.motion_projection import TOLERANCE
from iliopsoas.adaptation.passive_moment_limits import SLOPE_FROM
from iliopsoas.adaptation.task import prepare_task
from iliopsoas.adaptation.tracking_cost import AdaptationCost
from iliopsoas.body.body import Body
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.signals.periodic import repetition_period


def test_slopes_of_limits_are_those_of_finite_differences(body: Body, walk: Motion) -> None:
    sore = body.with_conditions(["tightness=1", "psoas_syndrome=1:r", "rectus_tightness=1"])
    task = prepare_task(sore, walk)
    q = task.q[task.part][::25]
    limits = MotionLimits.of(sore, body, q, task.columns)
    assert {"deg", "N m", "-"} == set(limits.units)
    value, slope = limits(q)
    step = 1e-4
    for k, c in enumerate(task.columns):
        if not body.map.names[c].startswith(("hip_", "knee_", "lumbar_")):
            continue
        ahead, behind = q.copy(), q.copy()
        ahead[:, c] += step
        behind[:, c] -= step
        measured = (limits(ahead)[0] - limits(behind)[0]) / (2.0 * step)
        near = value > SLOPE_FROM
        assert_allclose(slope[:, :, k][near], measured[near], atol=0.02, err_msg=body.map.names[c])
    assert (value[:, [u == "N m" for u in limits.units]] > SLOPE_FROM).any()


@pytest.mark.parametrize("stride", [1.0, 0.9])
def test_gradient_of_the_cost(body: Body, walk: Motion, stride: float) -> None:
    task = prepare_task(body, walk)
    part = slice(task.part.start, task.part.start + 20)
    held = foot_contacts(body, task.motion, task.time, task.q).frames(part)
    cost = AdaptationCost.of(body, task.time[part], task.q[part], held, task.columns, periodic=False, free_stride=True)
    rng = np.random.default_rng(1)
    d, way = (0.01 * rng.standard_normal((20, len(task.columns))) for _ in range(2))
    terms, step = cost(d, stride), 1e-4
    measured = (cost(d + step * way, stride).cost - cost(d - step * way, stride).cost) / (2.0 * step)
    assert_allclose(float((terms.gradient * way).sum()), measured, rtol=1e-4)
    measured = (cost(d, stride + step).cost - cost(d, stride - step).cost) / (2.0 * step)
    assert_allclose(terms.stride_gradient, measured, rtol=1e-4)


def test_no_limit_is_exceeded_in_any_frame(body: Body, walk: Motion) -> None:
    task = prepare_task(body.with_conditions(["tightness=1"]), walk)
    found = task.project()
    q = task.q[task.part] + found.deviation
    assert task.limits(task.q[task.part])[0].max() > 10 * TOLERANCE  # the recorded movement does exceed them
    assert task.limits(q)[0].max() <= TOLERANCE


def test_standing_feet_stay_where_they_stand(body: Body, walk: Motion) -> None:
    task = prepare_task(body.with_conditions(["tightness=1"]), walk)
    found = task.project()
    firm = task.contacts.frames(task.part).touching
    assert firm.any(axis=1).all()
    assert found.slip[firm].max() < 0.002


def test_a_period_is_found_in_spite_of_the_way() -> None:
    phase = 2.0 * np.pi * np.arange(61) / 20.0
    signals = np.stack([np.sin(phase), np.arange(61) * 0.1 + np.cos(phase)], axis=1)
    assert repetition_period(signals) == 20
    assert repetition_period(signals[:50]) is None
