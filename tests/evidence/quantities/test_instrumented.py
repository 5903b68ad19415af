"""Loads beside instrumented people and joints at rest: definitions, published figures, recorded trials."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iliopsoas.atlas.instrumented_joints import instrumented_load, instrumented_loads
from iliopsoas.errors import FileError, SolverError, UnknownName
from iliopsoas.evidence.basis.context import Context, TrialNotGiven
from iliopsoas.evidence.basis.recorded_trials import TRIALS, find_trial
from iliopsoas.evidence.basis.target import Target
from iliopsoas.evidence.compare import compare, count_agreement, select_records
from iliopsoas.evidence.quantities import instrumented, rest, walking
from iliopsoas.evidence.table import records
from iliopsoas.function.muscle_geometry import geometry_over_angles
from iliopsoas.results.hip_contact import hip_contact_force
from iliopsoas.results.knee_contact import knee_contact_force

NEW = [r for r in records() if r.group in ("instrumented", "rest")]
USED = {"walk", "squat", "sit", "rest_90_90", "supine_march", "seated_march", "walk_rehazenter", "squats"}
"""Movements and trials that were looked at while parameters were chosen; the library's walk is the Rehazenter trial."""


# --- what was published -----------------------------------------------------------------------------------------------


def test_published_figures_come_from_the_one_table(context: Context) -> None:
    """Every hip, knee, vertebra and disc row reads its band there; kutzner2010 gives 2.46 for rising."""
    assert instrumented.published(context, "standing_up", "knee") == Target(2.46, 1.97, 2.95)
    for record in NEW:
        if "activity" in record.args:
            load = instrumented_load(record.args["activity"], record.args["joint"])
            assert set(record.sources) <= set(load.sources), record.name
            assert record.confidence == load.confidence, record.name


def test_what_was_chosen_on_is_marked_so() -> None:
    """Held out or used, by movement and trial; a row that was used is no prediction."""
    for record in NEW:
        if record.name.startswith("passive_"):
            assert not record.held_out
            assert record.role == "fitted"
            continue
        about = {record.args["trial"]} if record.needs_trial else set(record.movements)
        assert record.held_out == (not about & USED), record.name
        assert (record.role == "prediction") == record.held_out, record.name


def test_every_movement_with_a_comparison_of_hip_and_knee_has_a_row() -> None:
    rows = {(m, r.args.get("joint")) for r in NEW for m in r.movements}
    for load in instrumented_loads():
        for name in load.movement_names:
            assert (name, load.joint) in rows or name in ("slr_60", "walk_average"), name


# --- movements of the library -----------------------------------------------------------------------------------------


def test_the_peak_is_the_larger_side_of_all_frames(context: Context) -> None:
    result = context.library(["straight_leg_raise"])
    both = [instrumented.peak(context, "", joint, ["straight_leg_raise"]) for joint in ("hip", "knee")]
    sides = [max(force(result, side).max() for side in "rl") for force in (hip_contact_force, knee_contact_force)]
    assert both == pytest.approx(sides)
    assert both[0] > both[1] > 0.0  # the muscles that lift a straight leg cross the hip


def test_the_middle_cycle_of_walking_is_a_third_of_it(context: Context) -> None:
    cycle = context.cycle(["walk"])
    assert context.cycle(["walk"]) is cycle
    assert 2.0 < float(cycle["time"].values[-1] - cycle["time"].values[0]) < 3.0
    assert context.cycle(["straight_leg_raise"]) is context.library(["straight_leg_raise"])


def test_the_peaks_of_both_halves_of_stance_make_the_peak_of_stance(context: Context) -> None:
    first, second = (
        instrumented.stance_peak(context, f"walking_{which}_peak", "hip", ["walk"]) for which in ("first", "second")
    )
    assert max(first, second) <= instrumented.peak(context, "walking", "hip", ["walk"]) + 1e-12
    assert min(first, second) > 1.0


def test_standing_over_standing_is_one(context: Context) -> None:
    for joint in ("vertebra", "disc"):
        assert instrumented.of_standing(context, "", joint, "median", ["stand"]) == pytest.approx(1.0)
    assert instrumented.over_walking(context, ["walk"]) == pytest.approx(1.0)
    assert 0.3 < instrumented.standing_compression(context, ["stand"]) < 1.2  # the trunk alone is half a body weight


# --- rest -------------------------------------------------------------------------------------------------------------


def test_measured_passive_curves_rise_against_the_end_of_the_range() -> None:
    """Stretched tissue pulls back: the moment falls with the angle, from flexing to extending."""
    for curve in rest.CURVES:
        angles = np.linspace(curve.first, curve.last, 50)
        moment = curve.moment(angles)
        assert moment[-1] < moment[0], curve
        if curve.study == rest.SILDER:  # riener1999's constants leave a few N m in the middle
            assert moment[-1] < 0.0, curve


@pytest.mark.parametrize(
    ("joint", "others", "angle", "published"),
    [
        ("hip", {"knee": 15}, 80.0, -42.0),
        ("knee", {"hip": 45, "ankle": 0}, 120.0, -5.8),
        ("ankle", {"knee": 0}, 20.0, -40.0),
        ("knee", {"hip": 0, "ankle": -15}, 90.0, -6.0),
    ],
)
def test_silder2007_as_read(joint: str, others: dict[str, float], angle: float, published: float) -> None:
    """Our fits give the digitised moments back, within 2 % or 0.3 N m."""
    curve = next(c for c in rest.CURVES if (c.study, c.joint, c.others) == (rest.SILDER, joint, others))
    assert float(curve.moment(np.array([angle]))[0]) == pytest.approx(published, rel=0.02, abs=0.3)


@pytest.mark.parametrize(("joint", "limit"), [("hip", 8.9), ("knee", 4.1), ("ankle", 2.2)])
def test_the_limit_is_what_the_two_studies_differ_by(joint: str, limit: float) -> None:
    """Root mean square over postures that both describe: of the stated size, so no limit is an invention."""
    mine = {s: [c for c in rest.CURVES if (c.joint, c.study) == (joint, s)] for s in (rest.SILDER, rest.RIENER)}
    gaps = []
    for one in mine[rest.SILDER]:
        for other in mine[rest.RIENER]:
            if one.others == other.others:
                angles = np.linspace(one.first, one.last, 40)
                gaps.append(one.moment(angles) - other.moment(angles))
    assert np.sqrt(np.square(gaps).mean()) == pytest.approx(limit, rel=0.5)
    assert {r.target.high for r in NEW if r.name.startswith(f"passive_{joint}_") and r.target} == {limit}


def test_passive_moments_are_no_further_from_two_studies_than_these_are_from_each_other(context: Context) -> None:
    """silder2007, riener1999 over the whole range: they differ by so much themselves [N m] (root mean square)."""
    for joint, apart in (("hip", 8.9), ("knee", 4.1), ("ankle", 2.2)):
        for study in (rest.SILDER, rest.RIENER):
            assert 0.0 < rest.passive_apart(context, joint, study) < apart
    with pytest.raises(UnknownName, match="study of passive moments"):
        rest.passive_apart(context, "hip", "nobody")


def test_a_straight_leg_stops_the_bent_hip_and_a_bent_one_does_not(context: Context) -> None:
    """riener1999, silder2007: at 80 deg of hip flexion -36 with the knee straight, -23 and -42 N m with it at 15, about
    0 with it at 90 deg; and nothing like thousands beyond the range that was measured."""
    angles = np.radians([80.0, 120.0])
    straight, bent = (
        geometry_over_angles(context.generic, "hip_flexion_r", angles, {"knee_angle_r": knee}).passive_moment(
            "hip_flexion_r"
        )
        for knee in (0.0, np.pi / 2)
    )
    assert -45.0 < straight[0] < -30.0
    assert -3.0 < bent[0] < 3.0
    assert -150.0 < straight[1] < 2.0 * straight[0]


# --- recorded trials --------------------------------------------------------------------------------------------------


def test_without_a_folder_trials_are_not_counted() -> None:
    trials = [r for r in NEW if r.needs_trial]
    assert {r.args["trial"] for r in trials} == set(TRIALS)
    found = compare(trials)
    assert all(c.verdict == "not available" and "--trials" in c.reading for c in found)
    agreement = count_agreement(found)
    assert (agreement.compared, agreement.unavailable, agreement.need_trials) == (0, 0, len(trials))
    assert f"{len(trials)} need recorded trials (--trials)" in str(agreement)


def test_a_folder_that_is_not_there_and_one_without_the_trial(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such folder of recorded trials"):
        Context(tmp_path / "none")
    with pytest.raises(TrialNotGiven, match="walk_gait2392 is not here"):
        Context(tmp_path).recorded("walk_gait2392")
    with pytest.raises(UnknownName, match="no recorded trial is called 'walk_gate'"):
        find_trial("walk_gate")


@pytest.mark.trial
def test_recorded_squats_and_their_rows(recorded: Path) -> None:
    shared = Context(recorded)
    found = compare(select_records(["hip_squats", "knee_squats"]), shared)
    assert [c.available for c in found] == [True, True]
    assert all(1.0 < float(c.ours or 0.0) < 6.0 for c in found)
    result = shared.recorded("squats")
    right, both = (instrumented.trial_peak(shared, "squat", "hip", "squats", sides) for sides in ("r", "rl"))
    assert right == pytest.approx(hip_contact_force(result, "r").max())
    assert both >= right
    with pytest.raises(SolverError, match="nobody rises from a seat"):
        instrumented.chair_rises(result)


@pytest.mark.trial
def test_five_rises_from_a_chair_are_averaged(recorded: Path) -> None:
    """Standing still between them, and sitting down, is no rise."""
    shared = Context(recorded)
    result = shared.recorded("chair_rise")
    rises = instrumented.chair_rises(result)
    hip = np.degrees(result["pose"].sel(pose_coordinate="hip_flexion_r").values)
    assert len(rises) == 5
    assert all(hip[part][0] > 95.0 > hip[part][-1] for part in rises)
    peaks = [knee_contact_force(result, "r")[part].max() for part in rises]
    mean = instrumented.trial_peak(shared, "standing_up", "knee", "chair_rise", "r")
    assert mean == pytest.approx(np.mean(peaks))
    assert mean < max(peaks)


@pytest.mark.trial
def test_a_recorded_stride_lasts_from_strike_to_strike(recorded: Path) -> None:
    """simonsen2012: the iliacus is quiet until late stance; its burst lies at the transition to swing."""
    shared, trial = Context(recorded), "walk_gait2392"
    stride = shared.stride([trial])
    assert 1.0 < float(np.ptp(stride["time"].values)) < 1.4
    assert walking.percent(shared, (trial,))[[0, -1]] == pytest.approx([0.0, 100.0])
    assert walking.largest_before_midstance(shared, trial=trial) < 10.0
    assert 50.0 < walking.burst(shared, trial=trial) < 75.0
    assert walking.passive_share(shared, trial=trial) > 50.0
