"""A motion put into a body: derivatives, loads at the same times, windows, and the sentences when they do not fit."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.errors import InputError
from iliopsoas.motion.hip_match import GAIT2392_HEIGHT, GAIT2392_HIP
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.trajectory import Trajectory, prepare_trajectory
from mechanics.engine import at


def swing(seconds: float = 2.0, rate: float = 100.0, *, convention: str = "rajagopal2016") -> Motion:
    """A pelvis that tilts and a hip that swings, as pure sines, without plates."""
    time = np.arange(round(seconds * rate) + 1) / rate
    values = {
        "pelvis_tilt": 0.1 * np.sin(2 * np.pi * time),
        "pelvis_ty": np.full(time.size, 0.95),
        "hip_flexion_r": 0.4 * np.sin(2 * np.pi * time),
    }
    return Motion("swing", time, values, convention=convention)


def test_coordinates_get_their_derivatives(body: Body) -> None:
    done = prepare_trajectory(body, swing(), cutoff_hz=None)
    inner = (done.time > 0.1) & (done.time < 1.9)
    phase, column = 2 * np.pi * done.time[inner], body.map.column("hip_flexion_r")
    assert done.q[inner, column] == pytest.approx(0.4 * np.sin(phase), abs=1e-9)
    assert done.qd[inner, column] == pytest.approx(0.4 * 2 * np.pi * np.cos(phase), abs=1e-5)
    assert done.qdd[inner, column] == pytest.approx(-0.4 * (2 * np.pi) ** 2 * np.sin(phase), abs=2e-3)


def test_coordinates_that_are_not_in_the_motion_stay_at_zero(body: Body) -> None:
    done = prepare_trajectory(body, swing(), cutoff_hz=None)
    given = [body.map.column(n) for n in ("pelvis_tilt", "pelvis_ty", "hip_flexion_r")]
    assert np.all(np.delete(done.q, given, axis=1) == 0.0)


def test_the_low_pass_keeps_the_slow_and_takes_the_fast(body: Body) -> None:
    motion = swing()
    shaken = motion.coordinates["hip_flexion_r"] + 0.05 * np.sin(2 * np.pi * 30 * motion.time)
    motion = dataclasses.replace(motion, coordinates={**motion.coordinates, "hip_flexion_r": shaken})
    done = prepare_trajectory(body, motion, cutoff_hz=6.0)
    inner = (done.time > 0.3) & (done.time < 1.7)
    wanted = 0.4 * np.sin(2 * np.pi * done.time[inner])
    assert np.abs(done.q[inner, body.map.column("hip_flexion_r")] - wanted).max() < 0.004
    assert any("low-passed at 6 Hz" in note for note in done.notes)


def test_uneven_frames_are_resampled_and_that_is_said(body: Body) -> None:
    motion = swing()
    kept = np.delete(np.arange(motion.frames), [50, 51, 120])
    gaps = {name: values[kept] for name, values in motion.coordinates.items()}
    done = prepare_trajectory(
        body, dataclasses.replace(motion, time=motion.time[kept], coordinates=gaps), cutoff_hz=None
    )
    assert np.ptp(np.diff(done.time)) < 1e-9
    assert any("not evenly spaced" in note for note in done.notes)


def test_rate_and_window_are_as_asked(body: Body) -> None:
    done = prepare_trajectory(body, swing(), start=0.5, end=1.5, rate_hz=40.0)
    assert done.time == pytest.approx(0.5 + np.arange(41) / 40.0)


@pytest.mark.parametrize(("start", "end"), [(-1.0, 1.0), (0.5, 3.0), (1.5, 0.5), (1.0, 1.0)])
def test_a_window_outside_the_movement_is_refused(body: Body, start: float, end: float) -> None:
    with pytest.raises(InputError, match=rf"from {start:g} to {end:g} s is not inside what can be analysed, 0 to 2 s"):
        prepare_trajectory(body, swing(), start=start, end=end)


def test_a_window_with_too_few_frames_is_refused(body: Body) -> None:
    with pytest.raises(InputError, match=r"only 2 frames lie between 0\.5 and 0\.51 s; take a longer part"):
        prepare_trajectory(body, swing(), start=0.5, end=0.51)


def test_plates_and_movement_that_never_meet_are_refused(body: Body) -> None:
    time = 10.0 + np.arange(50) / 50.0
    force = np.tile([0.0, 700.0, 0.0], (50, 1))
    load = ExternalLoad("ground", "calcn_r", time, force, 0 * force, 0 * force)
    with pytest.raises(
        InputError, match=r"not recorded together: the plates cover 10 to 10\.98 s, the movement 0 to 2 s"
    ):
        prepare_trajectory(body, swing().with_loads([load]))


def test_the_part_that_plates_cover_is_analysed(body: Body) -> None:
    time = np.arange(0.5, 1.5, 0.01)
    force = np.tile([0.0, body.subject.weight, 0.0], (time.size, 1))
    load = ExternalLoad("ground", "calcn_r", time, force, 0 * force, 0 * force)
    done = prepare_trajectory(body, swing().with_loads([load]))
    assert (done.time[0], done.time[-1]) == (pytest.approx(0.5), pytest.approx(1.49))
    assert done.loads[0].force == pytest.approx(np.tile([0, body.subject.weight, 0], (len(done.time), 1)))
    assert np.array_equal(done.loads[0].time, done.time)


def _acceleration_error(body: Body, trajectory: Trajectory) -> float:
    """How far the centre of mass is from accelerating as gravity and plates say [m/s^2], RMS."""
    place = np.stack([at(body, q).subtree_com[0].copy() for q in trajectory.q])
    step = trajectory.time[1] - trajectory.time[0]
    acceleration = (place[2:] - 2 * place[1:-1] + place[:-2]) / step**2
    push = sum(load.force for load in trajectory.loads)[1:-1] / body.subject.mass + [0.0, -9.80665, 0.0]
    return float(np.sqrt(((acceleration - push) ** 2).sum(axis=1).mean()))


def _bouncing(body: Body, error: float) -> Motion:
    """A body that rises and falls by 2 cm, on one plate that says so, or says it `error` times too strongly."""
    motion = swing(2.0)
    height = 0.95 + 0.02 * np.sin(2 * np.pi * motion.time)
    motion = Motion("bounce", motion.time, {"pelvis_ty": height})
    lift = -0.02 * (2 * np.pi) ** 2 * np.sin(2 * np.pi * motion.time) * (1 + error)
    force = body.subject.mass * np.stack([0 * lift, 9.80665 + lift, 0 * lift], axis=1)
    point = np.zeros_like(force)
    return motion.with_loads([ExternalLoad("ground", "calcn_r", motion.time, force, point, 0 * force)])


def test_movement_and_plates_are_brought_to_agree(body: Body) -> None:
    motion = _bouncing(body, 0.5)
    left = prepare_trajectory(body, motion, cutoff_hz=None, consistent=False)
    moved = prepare_trajectory(body, motion, cutoff_hz=None)
    assert _acceleration_error(body, moved) < 0.75 * _acceleration_error(body, left)
    translations = [body.map.column(f"pelvis_t{x}") for x in "xyz"]
    assert np.array_equal(np.delete(moved.q, translations, axis=1), np.delete(left.q, translations, axis=1))
    assert np.abs(moved.q - left.q).max() < 0.02
    assert any("the whole body was shifted" in note for note in moved.notes)


def test_movement_and_plates_that_agree_are_left_alone(body: Body) -> None:
    motion = _bouncing(body, 0.0)
    left, moved = (prepare_trajectory(body, motion, cutoff_hz=None, consistent=c) for c in (False, True))
    assert np.abs(moved.q - left.q).max() < 1e-5


def test_a_movement_whose_support_was_not_measured_is_left_as_it_is(body: Body) -> None:
    """Half the weight on a chair that no plate saw."""
    motion = _bouncing(body, 0.0)
    half = [dataclasses.replace(load, force=0.5 * load.force) for load in motion.loads]
    done = prepare_trajectory(body, motion.with_loads(half), cutoff_hz=None)
    left = prepare_trajectory(body, motion.with_loads(half), cutoff_hz=None, consistent=False)
    assert np.array_equal(done.q, left.q)
    assert any("part of the support was not measured" in note for note in done.notes)


def test_delp1990_hip_centres_are_brought_together() -> None:
    """A gait2392 file places the pelvis for a model whose hip lies elsewhere: after the match it is where it was
    there."""
    body = Body.build(Subject(height=1.80, mass=72.6))
    motion = swing(convention="gait2392")
    done = prepare_trajectory(body, motion, cutoff_hz=None)
    assert any("gait2392 has its hip centres" in note for note in done.notes)
    theirs = np.append(GAIT2392_HIP * body.subject.height / GAIT2392_HEIGHT, 0.0)
    plain = prepare_trajectory(body, motion, cutoff_hz=None, match_hips=False)
    for here, before in zip(done.q[::20], plain.q[::20], strict=True):
        hips = at(body, here).xpos[[body.body_id("femur_r"), body.body_id("femur_l")]].mean(axis=0)
        data = at(body, before)
        pelvis = body.body_id("pelvis")
        assert hips == pytest.approx(data.xpos[pelvis] + data.xmat[pelvis].reshape(3, 3) @ theirs, abs=1e-12)
