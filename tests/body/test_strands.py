"""Strands of the tables: both sides, their order, and how the psoas' strength is shared among them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from iliopsoas.atlas.reading.tables import load
from iliopsoas.body.body import Body
from iliopsoas.body.scaling import muscle_tendon_parameters
from iliopsoas.body.strands import DEFAULT_SECTIONS, distribute_psoas_strength, muscle_tables, strands_of_both_sides
from iliopsoas.errors import UnknownName

STRANDS = strands_of_both_sides(*muscle_tables())


def test_every_row_is_there_twice_right_first() -> None:
    half = len(STRANDS) // 2
    assert [s.side for s in STRANDS] == ["r"] * half + ["l"] * half
    assert [s.muscle for s in STRANDS[:half]] == [s.muscle for s in STRANDS[half:]]
    assert [s.name[:-2] for s in STRANDS[:half]] == [m.muscle for m in load("muscles")]


def test_left_paths_are_mirror_images() -> None:
    half = len(STRANDS) // 2
    for right, left in zip(STRANDS[:half], STRANDS[half:], strict=True):
        for p, q in zip(right.path, left.path, strict=True):
            assert (q.element, q.order) == (p.element, p.order)
            if p.element == "point":
                assert (q.x_m, q.y_m, q.z_m) == (p.x_m, p.y_m, -p.z_m)
                assert q.body == (p.body[:-2] + "_l" if p.body.endswith("_r") else p.body)


def test_paths_run_from_origin_to_insertion_and_end_in_points() -> None:
    for strand in STRANDS:
        orders = [p.order for p in strand.path]
        assert orders == sorted(orders)
        assert strand.path[0].element == strand.path[-1].element == "point"
        assert len(strand.path) >= 2


@pytest.mark.parametrize("assignment", sorted({row.assignment for row in load("psoas_sections")}))
def test_every_assignment_keeps_the_total(assignment: str) -> None:
    """Cross-sections only share out what the muscle has."""
    muscles = muscle_tables()[0]
    shared = distribute_psoas_strength(muscles, assignment)
    total = [sum(m.fmax_n for m in rows if m.group == "psoas_major") for rows in (muscles, shared)]
    assert total[1] == pytest.approx(total[0], rel=1e-6)
    assert [m.muscle for m in shared] == [m.muscle for m in muscles]
    sizes = {r.muscle: r.section_cm2 for r in load("psoas_sections") if r.assignment == assignment}
    ratio = [m.fmax_n / sizes[m.muscle] for m in shared if m.muscle in sizes]
    np.testing.assert_allclose(ratio, ratio[0], rtol=0.01)  # one specific tension for all


def test_other_muscles_do_not_care() -> None:
    muscles = muscle_tables()[0]
    shared = distribute_psoas_strength(muscles, "christophy2012")
    assert all(a == b for a, b in zip(muscles, shared, strict=True) if a.group != "psoas_major")
    assert distribute_psoas_strength(muscles, DEFAULT_SECTIONS) is muscles


def test_an_unknown_assignment_is_met_with_those_that_exist() -> None:
    text = r"no assignment of psoas cross-sections is called 'bogduk'\. There are: christophy2012, dezee2007"
    with pytest.raises(UnknownName, match=text):
        Body.build(psoas_sections="bogduk")


def test_parameters_scale_with_path_and_strength() -> None:
    """Fibre and tendon by the same ratio; force by the factor; pennation and strain stay."""
    few = STRANDS[:5]
    slack, ratio = np.full(5, 0.2), np.linspace(0.9, 1.1, 5)
    m = muscle_tendon_parameters(few, slack, ratio, 1.3)
    np.testing.assert_allclose(m.lopt, ratio * [s.muscle.lopt_m for s in few])
    np.testing.assert_allclose(m.lslack, 0.2 * ratio)
    np.testing.assert_allclose(m.fmax, 1.3 * np.array([s.muscle.fmax_n for s in few]))
    np.testing.assert_array_equal(m.pennation, [s.muscle.pennation_rad for s in few])
    np.testing.assert_array_equal(m.fpassive, m.fmax)
    assert m.groups[0] == f"{few[0].muscle.group}_r"


def test_strands_are_plain_values() -> None:
    assert replace(STRANDS[0], name="other").path is STRANDS[0].path
