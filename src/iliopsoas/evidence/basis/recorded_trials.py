"""Recorded movements of other laboratories, kept outside the repository: which files, whose, which part.

Each is marked by hand, before parameters are chosen, as used to choose or as held out; that mark stands with the
comparisons (`held_out` in `evidence.toml`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.errors import UnknownName
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.motion import read_loads, read_motion
from iliopsoas.motion.from_markers import motion_from_markers
from iliopsoas.motion.records.motion import Motion


@dataclass(frozen=True, kw_only=True)
class RecordedTrial:
    """One trial.

    Attributes:
        folder: below the folder of trials.
        motion: joint angles (.mot) or markers (.c3d, .trc).
        loads: force plates, where the motion has none; ''.
        static: standing trial of the same markers; ''.
        mass, height: of the person [kg], [m].
        start, end: part to analyse [s]; None: all.
        cutoff_hz: low-pass of the coordinates [Hz].
        seat: an unmeasured seat carries part of the body, so that all frames can be analysed.
    """

    folder: str
    motion: str
    loads: str = ""
    static: str = ""
    mass: float
    height: float
    start: float | None = None
    end: float | None = None
    cutoff_hz: float = 6.0
    seat: bool = False

    def is_in(self, trials: Path) -> bool:
        """Whether all its files are there."""
        return all((trials / self.folder / name).is_file() for name in (self.motion, self.loads, self.static) if name)

    def read(self, trials: Path) -> tuple[Body, Motion]:
        """The person and what was recorded, loads included."""
        folder = trials / self.folder
        if self.motion.endswith(".mot"):
            body, motion = Body.build(Subject(self.height, self.mass)), read_motion(folder / self.motion)
        else:
            static = folder / self.static if self.static else None
            body, motion = motion_from_markers(folder / self.motion, static, mass=self.mass, height=self.height)
        if self.loads:
            motion = motion.with_loads(read_loads(folder / self.loads))
        return body, motion

    def analysed(self, trials: Path) -> xr.Dataset:
        """Its analysis."""
        body, motion = self.read(trials)
        return analyze(body, motion, cutoff_hz=self.cutoff_hz, start=self.start, end=self.end, seat=self.seat)


TRIALS = {
    "walk_gait2392": RecordedTrial(
        folder="walk_gait2392_subject01", motion="subject01_walk1_ik.mot", loads="subject01_walk1_grf.mot",
        mass=72.6, height=1.80, start=0.52, end=1.98,
    ),
    "walk_rehazenter": RecordedTrial(
        folder="walk_rehazenter_2014001", motion="2014001_C1_01.c3d", static="2014001_ST.c3d",
        mass=67.0, height=1.655, start=0.41, end=2.55,
    ),
    "squats": RecordedTrial(
        folder="opencap_subject4", motion="squats1_ik.mot", loads="squats1_grf.mot",
        mass=62.6, height=1.70, start=5.5, end=8.0,
    ),
    "chair_rise": RecordedTrial(
        folder="opencap_subject4", motion="STS1_ik.mot", loads="STS1_grf.mot", mass=62.6, height=1.70,
        seat=True,
    ),
    "running": RecordedTrial(
        folder="run_hamner_subject04", motion="run200_markers.trc", loads="run200_grf.mot",
        mass=80.5, height=1.772, start=1.0, end=2.0, cutoff_hz=15.0,
    ),
}  # fmt: skip
"""Trials by name; sizes and parts measured or as their laboratories state them."""


def find_trial(name: str) -> RecordedTrial:
    """A trial by its name.

    Raises:
        UnknownName: there is none; lists those there are.
    """
    if name not in TRIALS:
        raise UnknownName("recorded trial", name, TRIALS)
    return TRIALS[name]
