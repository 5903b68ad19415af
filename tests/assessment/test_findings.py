"""What a finding says: normal range, measurement error, change from the healthy person, impossibility."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from iliopsoas.assessment.assess import OF_THE_VALUE, Finding, assess
from iliopsoas.assessment.reading import NormalRange, Reading
from iliopsoas.atlas.assessments import Assessment, assessment
from iliopsoas.atlas.cite import references
from iliopsoas.body.body import Body

POSE = np.zeros(1)
RANGE = NormalRange(10.0, 20.0, "adults", ("harvey1998",))


@pytest.fixture(scope="module")
def thomas() -> Assessment:
    return assessment("thomas")


def finding(test: Assessment, value: float, before: float | None = None, normal: NormalRange | None = RANGE) -> Finding:
    """On a body with a condition if a value before it is given."""
    reading = Reading(value, POSE, normal)
    healthy = reading if before is None else Reading(before, POSE, normal)
    return Finding(test, "right", reading, healthy, () if before is None else ("tightness=0.5:r",))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (9.9, "below the normal range"),
        (10.0, "inside the normal range"),
        (20.0, "inside the normal range"),
        (20.1, "above the normal range"),
    ],
)
def test_the_ends_of_the_range_belong_to_it(thomas: Assessment, value: float, words: str) -> None:
    assert finding(thomas, value).verdict == words


@pytest.mark.parametrize(("low", "high", "inside"), [(np.nan, 20.0, -1e6), (10.0, np.nan, 1e6)])
def test_an_end_that_is_missing_is_never_passed(thomas: Assessment, low: float, high: float, inside: float) -> None:
    one_sided = NormalRange(low, high, "adults", ())
    assert finding(thomas, inside, normal=one_sided).verdict == "inside the normal range"
    outside = 9.0 if np.isnan(high) else 21.0
    assert finding(thomas, outside, normal=one_sided).verdict in ("below the normal range", "above the normal range")


def test_this_persons_range_goes_before_the_atlas(thomas: Assessment) -> None:
    assert finding(thomas, 15.0).normal is RANGE
    norm = next(n for n in thomas.norms if not n.of)
    of_the_atlas = finding(thomas, 15.0, normal=None).normal
    assert of_the_atlas == NormalRange(norm.low, norm.high, norm.population, norm.sources)


def test_without_a_norm_it_says_so(thomas: Assessment) -> None:
    assert finding(replace(thomas, norms=()), 15.0, normal=None).verdict == "no norm was found"


def test_a_change_is_told_beside_its_error(thomas: Assessment) -> None:
    error = next(e for e in thomas.errors if not e.of)
    wide = NormalRange(-90.0, 90.0, "adults", ())
    small, large = (finding(thomas, 15.0 + x * error.mdc, 15.0, wide) for x in (0.5, 1.5))
    assert small.mdc == error.mdc
    assert small.verdict == (
        f"inside the normal range; {small.value - 15.0:+.1f} {thomas.unit} beside the same person without conditions; "
        f"below the measurement error of {error.mdc:.1f} {thomas.unit}, so one could not tell"
    )
    assert "could not tell" not in large.verdict


def test_a_relative_error_is_of_the_healthy_value(thomas: Assessment) -> None:
    error = replace(next(e for e in thomas.errors if not e.of), unit=OF_THE_VALUE, mdc=20.0)
    relative = replace(thomas, errors=(error,))
    assert finding(relative, 30.0, before=-40.0).mdc == pytest.approx(8.0)
    assert finding(replace(thomas, errors=()), 30.0).mdc is None


def test_what_is_not_possible_has_no_range(thomas: Assessment) -> None:
    unable = replace(finding(thomas, 15.0), reading=Reading(15.0, POSE, RANGE, possible=False))
    assert unable.verdict == "not possible"


def test_sources_are_those_of_test_and_range(thomas: Assessment) -> None:
    normal = NormalRange(0.0, 1.0, "young men", ("anderson2007",))
    found = finding(thomas, 15.0, normal=normal)
    assert {*thomas.sources, "anderson2007"} == {*found.sources}
    assert list(found.sources) == sorted(found.sources)
    assert {*found.sources} <= {*references()}


@pytest.mark.parametrize("name", ["leg_raise", "fadir", "prone_extension"])
def test_no_condition_no_change(healthy: Body, name: str) -> None:
    found = assess(healthy, name)
    assert found.healthy is found.reading
    assert found.conditions == ()
    assert "beside the same person" not in found.verdict


@pytest.mark.parametrize("given", ["r", "right", "l", "left"])
def test_sides_may_be_given_in_full_or_short(healthy: Body, given: str) -> None:
    assert assess(healthy, "fadir", given).side == {"r": "right", "l": "left"}[given[0]]


def test_the_dynamometers_range_is_that_of_this_person(healthy: Body) -> None:
    """anderson2007, mean -+ 2 sd in N m/kg: supine it lies below 60 degrees, seated beyond, where curves disagree."""
    supine, seated = (assess(healthy, name).reading.normal for name in ("resisted_supine", "resisted_seated"))
    assert seated is None
    assert supine is not None
    assert 0.0 <= supine.low < supine.high
    assert supine.sources == ("anderson2007",)
    assert supine.population.startswith("men 18-25 y, mean +- 2 sd")
