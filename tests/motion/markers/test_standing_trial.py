"""A standing trial that does not belong to the movement is noticed, one that does is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.motion import Markers, Motion, read_markers
from iliopsoas.motion.from_markers import motion_from_markers
from iliopsoas.motion.plausibility import fit_findings

from ..dressed import dress, moving, places_on, standing

REHA = ("walk_rehazenter_2014001/2014001_C1_01.c3d", "walk_rehazenter_2014001/2014001_ST.c3d")


def taped_anew(markers: Markers, mm: float, *, taller: float = 1.0) -> Markers:
    """The same with every marker elsewhere, or of somebody taller."""
    by = np.random.default_rng(0).normal(0.0, mm / 1000.0, (1, len(markers.labels), 3))
    return replace(markers, positions=taller * markers.positions + by)


def levels(motion: Motion) -> dict[str, str]:
    assert motion.marker_errors is not None
    return {finding.name: finding.level for finding in fit_findings(motion.marker_errors)}


def test_a_standing_trial_that_fits_is_not_asked_about(body: Body) -> None:
    places = places_on(body)
    trial, still = dress(body, moving(body), places), dress(body, standing(body), places, name="static")
    motion = motion_from_markers(trial, still, mass=75.0).motion
    assert motion.marker_errors is not None
    assert motion.marker_errors.without_static is None
    assert levels(motion) == {}


def test_markers_that_were_placed_anew_since_are_noticed(body: Body) -> None:
    places = places_on(body)
    trial, still = dress(body, moving(body), places), dress(body, standing(body), places, name="static")
    motion = motion_from_markers(trial, taped_anew(still, 20.0), mass=75.0, accept=["marker_fit"]).motion
    (found,) = (f for f in fit_findings(motion.marker_errors) if f.name == "static_trial")  # type: ignore[arg-type]
    assert found.level == "poor"
    assert found.sentence.startswith("With the standing trial markers fit to 2")
    assert found.sentence.endswith("give the one of this session, or leave --static out.")


@pytest.mark.trial
@pytest.mark.parametrize(("mm", "taller", "level"), [(0.0, 1.0, None), (20.0, 1.0, "poor"), (0.0, 1.1, "poor")])
def test_a_recorded_one_and_the_same_of_somebody_else(
    recorded: Path, mm: float, taller: float, level: str | None
) -> None:
    trial, still = (read_markers(recorded / name) for name in REHA)
    trial = trial.window(trial.time[0], trial.time[60])
    motion = motion_from_markers(trial, taped_anew(still, mm, taller=taller), mass=67.0, accept=["marker_fit"]).motion
    assert levels(motion).get("static_trial") == level
