"""All other tests: physics of a dynamometer, ranges, nerve, tendon, tasks; and all conditions through all tests."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.assessment import TESTS, assess
from iliopsoas.assessment.nerve_and_tendon import nerve_length
from iliopsoas.assessment.range_tests import HAND_NM, passive_moment
from iliopsoas.assessment.reading import pose_from_degrees
from iliopsoas.assessment.strength_tests import leg_weight_moment
from iliopsoas.assessment.tasks import TaskMotions
from iliopsoas.atlas.assessments import assessments, parse
from iliopsoas.atlas.cite import references
from iliopsoas.atlas.conditions.catalogue import conditions
from iliopsoas.body.body import Body
from iliopsoas.errors import AtlasError, UnknownName

QUICK = [name for name in TESTS if name not in ("sit_to_stand", "step")]


def test_every_test_of_the_atlas_can_be_done_and_no_other() -> None:
    assert {a.name for a in assessments()} == set(TESTS)


@pytest.mark.parametrize("a", assessments(), ids=lambda a: a.name)
def test_records_are_complete(a: object) -> None:
    assert a.other_causes  # type: ignore[attr-defined]
    assert {*a.sources} <= {*references()}  # type: ignore[attr-defined]


def test_the_dynamometer_balances_the_leg(healthy: Body) -> None:
    """force * lever + weight of the leg = active + passive moment of the muscles."""
    for name in ("resisted_seated", "resisted_supine"):
        finding = assess(healthy, name)
        d = finding.reading.details
        passive = finding.value * d["lever_m"] + d["leg_weight_nm"] - d["moment_nm"]
        assert abs(passive) < 35.0
        assert d["leg_weight_nm"] == pytest.approx(leg_weight_moment(healthy, "r", finding.reading.pose), abs=0.01)


def test_weakness_lowers_the_force_and_less_than_its_share(healthy: Body) -> None:
    finding = assess(healthy.with_conditions(["weakness=0.3"]), "resisted_seated")
    assert 0.65 < finding.value / finding.healthy.value < 0.95
    assert "below the measurement error" in finding.verdict


def test_the_leg_raise_takes_a_third_of_a_young_mans_strength(healthy: Body) -> None:
    """anderson2007 and the weight of the leg: 32 % in a young man, up to 46 in an old woman."""
    share = assess(healthy, "leg_raise").value
    assert 25.0 < share < 40.0
    weak = assess(healthy.with_conditions(["avulsion=1", "lumbar_plexus=1"]), "leg_raise")
    assert weak.value > 100.0
    assert weak.verdict.startswith("not possible")
    assert weak.reading.details["possible"] is False


def test_prone_extension_ends_where_the_hand_can_do_no_more(healthy: Body) -> None:
    finding = assess(healthy, "prone_extension")
    assert float(passive_moment(healthy, "r", np.array([-finding.value]), 0.0)[0]) == pytest.approx(HAND_NM, abs=0.05)
    less = assess(healthy.with_conditions(["tightness=0.5"]), "prone_extension").value
    assert less < finding.value - 3.0
    stiff = assess(healthy.with_conditions(["hip_arthritis=1"]), "prone_extension")
    assert stiff.reading.details["stopped_by"] == "the end of the joint's range" or stiff.value < 0.0


def test_joint_conditions_show_in_joint_tests(healthy: Body) -> None:
    assert assess(healthy.with_conditions(["impingement=1"]), "fadir").value == pytest.approx(10.0)
    assert assess(healthy.with_conditions(["impingement=1"]), "fadir").verdict.startswith("below the normal range")
    assert assess(healthy.with_conditions(["tightness=1"]), "fadir").value == assess(healthy, "fadir").value
    assert "does not bend to 90" not in " ".join(assess(healthy, "fadir").reading.notes)


def test_extension_lengthens_the_nerve_and_flexion_shortens_it(healthy: Body) -> None:
    lengths = [nerve_length(healthy, "r", pose_from_degrees(healthy, hip_flexion_r=a)) for a in (-20.0, 0.0, 40.0)]
    assert lengths[0] > lengths[1] > lengths[2]
    left = nerve_length(healthy, "l", pose_from_degrees(healthy, hip_flexion_l=-20.0))
    assert left == pytest.approx(lengths[0], abs=1e-9)
    d = assess(healthy, "nerve_stretch").reading.details
    assert d["rectus_femoris_pull_n"] > d["rectus_femoris_pull_knee_straight_n"]


def test_the_tendon_moves_sideways_smoothly(healthy: Body) -> None:
    """No jump: a glide of some millimetres, never more than a millimetre a degree."""
    for side in ("right", "left"):
        finding = assess(healthy, "snapping", side)
        assert 2.0 < finding.value < 15.0
        assert finding.reading.details["fastest_mm_per_deg"] < 1.0


def test_chair_and_step_can_be_done_and_weakness_shows(healthy: Body, motions: TaskMotions) -> None:
    plain = assess(healthy, "sit_to_stand", motions=motions)
    assert plain.reading.details["possible"] is True
    hurt = assess(healthy.with_conditions(["hip_arthritis=1"]), "sit_to_stand", motions=motions)
    assert hurt.reading.details["painful"]
    weak = assess(healthy.with_conditions(["femoral_nerve=0.9"]), "sit_to_stand", motions=motions)
    assert weak.reading.details["possible"] is False
    assert weak.verdict.startswith("not possible")


@pytest.mark.parametrize("test", QUICK)
def test_all_conditions_run(healthy: Body, test: str) -> None:
    for c in conditions():
        finding = assess(healthy.with_conditions([f"{c.name}=1"]), test)
        assert np.isfinite(finding.value), c.name
        assert finding.verdict
        assert finding.test.name == test


def test_bad_names(healthy: Body) -> None:
    with pytest.raises(UnknownName, match=r"no assessment is called 'tomas'. Did you mean 'thomas'\?"):
        assess(healthy, "tomas")
    with pytest.raises(UnknownName, match=r"no side is called 'up'. There are: right, left"):
        assess(healthy, "thomas", "up")


def test_standing_up_takes_more_of_a_weak_knee_and_more_time(healthy: Body, motions: TaskMotions) -> None:
    """A femoral nerve at half has half the quadriceps: twice the effort at the knee."""
    plain, half, none = (
        assess(healthy.with_conditions(c), "sit_to_stand", motions=motions).reading.details
        for c in ((), ["femoral_nerve=0.5"], ["femoral_nerve=1"])
    )
    assert 20.0 < plain["knee_effort_percent"] < 80.0
    assert half["knee_effort_percent"] == pytest.approx(2.0 * plain["knee_effort_percent"], rel=0.05)
    assert plain["shortest_time_s"] <= (half["shortest_time_s"] or np.inf)
    assert none["knee_effort_percent"] > 100.0
    assert none["possible"] is False
    assert none["shortest_time_s"] is None


def test_two_tests_of_one_name_are_refused() -> None:
    text = '[[assessment]]\nname = "thomas"\n\n[[assessment]]\nname = "thomas"\n'
    said = "line 4, assessment 'thomas': it is a second assessment of that name; the first is in line 1"
    with pytest.raises(AtlasError, match=said):
        parse(text)
