"""What can be believed of a recording, before anything is computed from it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.atlas.plausibility import PlausibilityFinding
from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.motion.plausibility import fit_findings, load_findings, marker_findings, motion_findings
from iliopsoas.motion.records.external_loads import ExternalLoad, total_force
from iliopsoas.motion.records.markers import Markers
from iliopsoas.motion.records.motion import MarkerErrors, Motion
from iliopsoas.motion.signals.checks import longest_run
from iliopsoas.motion.trajectory import prepare_trajectory

TIME = np.arange(0.0, 1.001, 0.01)
MASS, WEIGHT = 70.0, 70.0 * 9.80665


def standing(**coordinates: object) -> Motion:
    """A second of quiet standing, with some coordinates changed."""
    still = {"pelvis_ty": 0.95, "hip_flexion_r": 0.1, "knee_angle_r": 0.1, "pelvis_rotation": 0.0}
    values = {name: np.full(TIME.size, value) for name, value in still.items()}
    return Motion("quiet", TIME, values | {n: np.broadcast_to(v, TIME.size) for n, v in coordinates.items()})


def names(findings: list[PlausibilityFinding]) -> list[tuple[str, str]]:
    return [(f.name, f.level) for f in findings]


def spike(height: float, frame: int = 40, rest: float = 0.1) -> np.ndarray:
    values = np.full(TIME.size, rest)
    values[frame] = height
    return values


def test_quiet_standing_can_be_believed() -> None:
    assert motion_findings(standing()) == []


@pytest.mark.parametrize(
    ("coordinate", "values", "expected", "words"),
    [
        ("hip_flexion_r", spike(np.radians(5000.0)), ("angle", "refused"), "is 5000 deg in frame 40 (0.400 s)"),
        ("hip_flexion_r", 30.0, ("angle", "refused"), "is 1718.87 deg in frame 0"),  # degrees taken for radians
        ("pelvis_ty", 9.0, ("height", "refused"), "'pelvis_ty' is 9 m"),
        ("pelvis_ty", -3.0, ("height", "care"), "'pelvis_ty' is -3 m"),
        ("pelvis_tx", 589025.0, ("distance", "refused"), "is 589025 m"),
        ("pelvis_tx", spike(0.6), ("speed", "refused"), "is 50 m/s in frame 39"),
        ("knee_angle_r", spike(0.6), ("angular_speed", "care"), "is 2864.79 deg/s"),
    ],
)
def test_what_nobody_does_is_found_with_its_frame(
    coordinate: str, values: object, expected: tuple[str, str], words: str
) -> None:
    found = motion_findings(standing(**{coordinate: values}))
    assert expected in names(found)
    assert any(words in f.words for f in found)


def test_turning_round_and_round_is_no_error() -> None:
    """Also where the angle is counted from -180 to 180 degrees."""
    turn = np.linspace(0.0, 4.0 * np.pi, TIME.size)
    assert motion_findings(standing(pelvis_rotation=turn)) == []
    assert motion_findings(standing(pelvis_rotation=(turn + np.pi) % (2 * np.pi) - np.pi)) == []


def test_an_arm_may_be_faster_than_a_leg() -> None:
    fast = spike(1.0)
    assert names(motion_findings(standing(arm_flex_r=fast))) == []
    assert names(motion_findings(standing(hip_flexion_r=fast))) == [("angular_speed", "care")]


def test_a_motion_in_degrees_is_refused_before_it_is_computed(body: Body) -> None:
    with pytest.raises(InputError, match=r"a Motion takes radians.*--accept angle"):
        prepare_trajectory(body, standing(hip_flexion_r=30.0))


def markers(far: float = 0.0) -> Markers:
    positions = np.zeros((TIME.size, 5, 3))
    positions[:, :, 1] = np.linspace(0.0, 1.6, 5)
    positions[7, 2, 0] = far
    positions[:, 4] = np.nan
    return Markers("dance", TIME, ("a", "b", "c", "d", "never"), positions)


def test_a_marker_far_from_the_others_is_named_with_its_frame() -> None:
    assert marker_findings(markers()) == []
    (found,) = marker_findings(markers(1e6))
    assert found.level == "refused"
    assert found.words == "markers 'dance': 'c' lies 1e+06 m from the others in frame 7 (0.070 s)"


@pytest.mark.parametrize(("metres", "level"), [(0.012, None), (0.025, "care"), (0.042, "refused")])
def test_a_fit_is_judged_by_its_rms(metres: float, level: str | None) -> None:
    found = fit_findings(MarkerErrors({"knee": metres}, {"knee": 2 * metres}, metres))
    assert [f.level for f in found] == ([level] if level else [])


def plate(share: float, time: np.ndarray = TIME) -> ExternalLoad:
    force = np.zeros((time.size, 3))
    force[:, 1] = share * WEIGHT
    return ExternalLoad("FP1", "calcn_r", time, force, np.zeros((time.size, 3)), np.zeros((time.size, 3)))


def judged(share: float, com: np.ndarray | None = None, *, alone: bool = True) -> list[tuple[str, str]]:
    still = np.zeros((TIME.size, 3)) if com is None else com
    return names(load_findings([plate(share)], TIME, still, WEIGHT, MASS, alone=alone))


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (1.0, []),
        (1.2, [("weight_above", "care")]),
        (1.8, [("weight_above", "refused")]),
        (0.8, [("weight_missing", "care")]),
        (0.5, [("weight_missing", "poor")]),
        (30.0, [("weight_above", "refused"), ("ground_force", "refused")]),
    ],
)
def test_plates_must_carry_the_body(share: float, expected: list[tuple[str, str]]) -> None:
    assert judged(share) == expected


def test_a_seat_may_carry_the_rest() -> None:
    assert judged(0.5, alone=False) == []


@given(st.floats(0.5, 2.0))
def test_a_body_that_speeds_up_is_heavier_by_its_acceleration(gain: float) -> None:
    """Newton: plates that push with `gain` weights lift the body with (gain - 1) g, which is no fault of the mass."""
    com = np.zeros((TIME.size, 3))
    com[:, 1] = 0.5 * (gain - 1.0) * 9.80665 * TIME**2
    found = judged(gain, com)
    assert [f for f in found if f[1] == "refused"] == []
    assert judged(gain, com) == [] or abs(gain - 1.0) > 0.8  # one-sided differences at the ends cost 1 %


def test_no_load_is_no_finding() -> None:
    assert load_findings([], TIME, np.zeros((TIME.size, 3)), WEIGHT, MASS, alone=True) == []


def test_forces_add_up_and_are_nothing_outside_their_records() -> None:
    half = TIME[:51]
    total = total_force([plate(0.5), dataclasses.replace(plate(0.25, half), name="FP2")], TIME)
    np.testing.assert_allclose(total[:51, 1], 0.75 * WEIGHT)
    np.testing.assert_allclose(total[51:, 1], 0.5 * WEIGHT)


@given(st.lists(st.booleans(), max_size=30))
def test_the_longest_run_is_all_true_and_no_run_is_longer(values: list[bool]) -> None:
    run = longest_run(np.array(values, dtype=bool))
    text = "".join("x" if v else " " for v in values)
    longest = max((len(part) for part in text.split()), default=0)
    if run is None:
        assert longest == 0
    else:
        assert all(values[run[0] : run[1] + 1])
        assert run[1] - run[0] + 1 == longest
