"""Bodies by changed arrays: the same as built ones, to the last digits."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body, neutral_lengths
from iliopsoas.body.resized.changed_strands import mirrored_offsets, strand_ends, with_fibres, with_moved_ends
from iliopsoas.body.resized.resized_body import resized_body
from iliopsoas.body.subject import Subject
from iliopsoas.errors import InputError
from iliopsoas.mechanics.equation import solve
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.trajectory import prepare_trajectory

VARIANTS = ("psoas_minor:r", "double_tendon:l")


@pytest.fixture(scope="module")
def template() -> Body:
    return Body.build(variants=VARIANTS)


def test_a_resized_body_is_the_built_one(template: Body) -> None:
    """Forces and joint loads of both, which hold every array that matters."""
    who = Subject(1.58, 92.0, "female", 67.0)
    built, resized = Body.build(who, variants=VARIANTS), resized_body(template, who)
    motion = movement("straight_leg_raise", built)
    found = []
    for body in (built, resized):
        trajectory = prepare_trajectory(body, motion)
        found.append(solve(body, trajectory))
    one, other = found
    assert other.tendon_force == pytest.approx(one.tendon_force, rel=1e-6, abs=1e-6)
    assert other.constraint_forces == pytest.approx(one.constraint_forces, rel=1e-6, abs=1e-6)
    assert resized.variants == built.variants
    assert resized.factors == pytest.approx(built.factors)


def test_the_template_stays_as_it_was(template: Body) -> None:
    before = template.model.site_pos.copy(), template.muscles.fmax.copy()
    resized_body(template, Subject(1.9, 60.0))
    with_moved_ends(template, np.ones((len(template.muscles), 3)), np.zeros((len(template.muscles), 3)))
    assert np.array_equal(template.model.site_pos, before[0])
    assert np.array_equal(template.muscles.fmax, before[1])


def test_own_segment_lengths_are_refused(template: Body) -> None:
    with pytest.raises(InputError, match=r"use Body\.build"):
        resized_body(template, Subject(segment_scale={"femur_r": 1.1}))


def test_moved_ends_keep_the_fibres_of_the_neutral_pose(template: Body) -> None:
    rng = np.random.default_rng(1)
    m = len(template.muscles)
    moved = with_moved_ends(template, *(rng.normal(0.0, 0.005, (m, 3)) for _ in range(2)))
    length, before = (neutral_lengths(b.model, b.map) for b in (moved, template))
    assert np.abs(length - before).max() > 1e-3
    assert _state(moved) == pytest.approx(_state(template), rel=1e-12)
    tendons = moved.muscles.lslack > 0.0011  # the others have no tendon that could give way
    assert moved.muscles.lopt[tendons] == pytest.approx(template.muscles.lopt[tendons], rel=1e-12)
    assert (~tendons).sum() < 0.1 * m


def _state(body: Body) -> np.ndarray:
    """Fibres along the tendon in the neutral pose, in optimal lengths."""
    return (neutral_lengths(body.model, body.map) - body.muscles.lslack) / body.muscles.lopt


def test_ends_are_where_strands_begin_and_end(template: Body) -> None:
    begins, ends = strand_ends(template.model)
    at = template.muscles.names.index("psoas_major_L3_TP_r")
    bodies = [template.model.body(template.model.site_bodyid[site[at]]).name for site in (begins, ends)]
    assert bodies[0].startswith("lumbar3")
    assert bodies[1] == "femur_r"


def test_longer_fibres_are_in_the_same_state(template: Body) -> None:
    """State: length of the fibre in the neutral pose over its optimum; doubled stretch, doubled state."""
    m = len(template.muscles)
    longer = with_fibres(template, np.full(m, 1.1), np.ones(m))
    assert _state(longer) == pytest.approx(_state(template), rel=1e-12)
    assert np.median(longer.muscles.lopt / template.muscles.lopt) == pytest.approx(1.1)
    assert _state(with_fibres(template, np.ones(m), np.full(m, 1.05))) == pytest.approx(
        1.05 * _state(template), rel=1e-12
    )


def test_left_ends_move_as_in_a_mirror() -> None:
    moved = mirrored_offsets(np.ones((2, 3)), ["r", "l"])
    assert moved.tolist() == [[1.0, 1.0, 1.0], [1.0, 1.0, -1.0]]
