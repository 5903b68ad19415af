"""`analyze`: one person, one movement -> muscle forces, joint loads, everything.

The record as a whole is prepared first (`motion.trajectory`); then the equation is solved (`equation`), a short record
at once, a long one in parts that need no more memory however many there are. Only the parts' order is fixed: no frame
needs another one's solution. A stretch reflex looks back 40 ms, so a part then begins that much earlier.
"""

from __future__ import annotations

import difflib
import time as clock
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import xarray as xr

from iliopsoas.arrays import release_freed
from iliopsoas.body.body import Body
from iliopsoas.errors import InputError, SolverError, UnknownName, shown
from iliopsoas.mechanics.balance import JOINT_LOAD_COST, VOLUME_POWER, RecruitmentCost
from iliopsoas.mechanics.dataset import ResultPart, labelled, result_attributes, result_labels, result_part
from iliopsoas.mechanics.dataset_variables import Variables
from iliopsoas.mechanics.equation import solve
from iliopsoas.mechanics.kinetics import Progress
from iliopsoas.mechanics.recruitment.activation_bounds import REFLEX_DELAY
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.trajectory import TrajectoryPlan, plan_trajectory

NEARLY = 0.85
"""Likeness of two names above which one is the other misspelt [-] (technical)."""
AT_ONCE = 320
"""A record of no more frames is solved at once (technical)."""
LONG = 4096
"""Before the first of more frames is solved, what their preparation needed is given back (technical)."""
PART_FRAMES = 64
"""Frames of a part of a longer one: what they need fits into 20 MB (technical)."""


def analyze(
    body: Body,
    motion: Motion,
    *,
    exponent: int = 2,
    cutoff_hz: float | None = 6.0,
    rate_hz: float | None = None,
    start: float | None = None,
    end: float | None = None,
    plates: Mapping[str, str] | None = None,
    predict_contact: bool = False,
    seat: bool = False,
    balance_levels: bool = False,
    joint_load_cost: float = JOINT_LOAD_COST,
    volume_power: float = VOLUME_POWER,
    accept: Iterable[str] = (),
    moment_arms: bool = True,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Muscle forces and joint loads of a movement, of any length: long ones are solved in parts.

    Main arguments:
        body: who (`Body.build(subject)`).
        motion: what was done (`read_motion`, `movement`).
        exponent: p of the recruitment cost, 2 or 3.
        cutoff_hz: low-pass of the coordinates [Hz].
        start, end: part to analyse [s].

    Other arguments:
        rate_hz: frames per second; default the recording's.
        plates: plate -> segment, where it is known.
        predict_contact: hide the plates from the solver, predict the forces under the feet, and compare.
        seat: an unmeasured seat carries part of the body.
        balance_levels: let the muscles balance each lumbar level by itself instead of the three lumbar coordinates.
        joint_load_cost: cost of a squared joint reaction of one body weight beside the muscles' effort; 0 for none.
        volume_power: a muscle costs (its volume)^volume_power; 1 charges by volume, 0 every muscle alike.
        accept: checks of plausibility whose findings are accepted (`iliopsoas.atlas.plausibility`).
        moment_arms: keep those of every frame, two thirds of the result; without them only those of the frames in which
            coordinates lack most (`moment_arm_at_worst`).
        progress: called with the number of frames done.

    Returns:
        A dataset over time, muscle, coordinate, joint and axis; see `iliopsoas.mechanics.dataset`.
    """
    planned = plan_analysis(
        body,
        motion,
        exponent=exponent,
        cutoff_hz=cutoff_hz,
        rate_hz=rate_hz,
        start=start,
        end=end,
        plates=plates,
        predict_contact=predict_contact,
        seat=seat,
        balance_levels=balance_levels,
        joint_load_cost=joint_load_cost,
        volume_power=volume_power,
        accept=accept,
        moment_arms=moment_arms,
    )
    return planned.gathered(progress)


def plan_analysis(
    body: Body,
    motion: Motion,
    *,
    exponent: int = 2,
    balance_levels: bool = False,
    joint_load_cost: float = JOINT_LOAD_COST,
    volume_power: float = VOLUME_POWER,
    accept: Iterable[str] = (),
    moment_arms: bool = True,
    **options: Any,
) -> PlannedAnalysis:
    """An analysis with all that concerns the record as a whole decided, and no frame solved; options as for `analyze`.

    Raises:
        InputError: as `analyze`.
    """
    _check_arguments(body, motion)
    started = clock.perf_counter()
    plan = plan_trajectory(body, motion, accept=tuple(accept), **options)
    if len(plan.time) > LONG:
        release_freed()
    return PlannedAnalysis(
        body,
        motion,
        plan,
        RecruitmentCost(exponent, joint_load_cost, volume_power),
        balance_levels,
        moment_arms,
        clock.perf_counter() - started,
    )


class PlannedAnalysis(NamedTuple):
    """An analysis whose frames are still to be solved.

    Attributes:
        body, motion: who did what. plan: the movement on this body.
        cost: of effort and load. balance_levels: whether muscles balance each lumbar level.
        moment_arms: whether those of every frame are kept.
        prepared: seconds that the preparation took.
    """

    body: Body
    motion: Motion
    plan: TrajectoryPlan
    cost: RecruitmentCost
    balance_levels: bool
    moment_arms: bool
    prepared: float

    @property
    def frames(self) -> int:
        """How many there are."""
        return len(self.plan.time)

    def parts(self, progress: Progress | None = None, *, size: int | None = None) -> Iterator[ResultPart]:
        """The result, some frames at a time, in order.

        Args:
            progress: called with the number of frames done.
            size: frames of a part; default all up to `AT_ONCE`, else `PART_FRAMES`.
        """
        each = size or (self.frames if self.frames <= AT_ONCE else PART_FRAMES)
        for first in range(0, self.frames, each):
            yield self._part(first, min(first + each, self.frames), progress)

    def _part(self, first: int, stop: int, progress: Progress | None) -> ResultPart:
        """The frames from `first` to before `stop`."""
        led = first - self._lead(first)
        trajectory = self.plan.part(led, stop)
        try:
            solution = solve(
                self.body,
                trajectory,
                cost=self.cost,
                balance_levels=self.balance_levels,
                progress=None if progress is None else _onward(progress, led, first),
            )
        except SolverError as error:
            if stop - led == self.frames:
                raise
            raise SolverError(
                f"between {trajectory.time[0]:.3f} and {trajectory.time[-1]:.3f} s: {error}",
                [led + frame for frame in error.frames],
                data=error.data,
                best=error.best,
            ) from error
        made = result_part(self.body, self.motion, trajectory, solution, first=led, moment_arms=self.moment_arms)
        return made.after(first - led) if led < first else made

    def _lead(self, first: int) -> int:
        """Frames before `first` that its reflexes still feel."""
        if not first or not self.body.muscles.reflex_gain.any():
            return 0
        time = self.plan.time
        return first - max(int(np.searchsorted(time, time[first] - REFLEX_DELAY, side="right")) - 1, 0)

    def labels(self, part: ResultPart) -> dict[str, Any]:
        """Labels of all dimensions of the whole; from any part."""
        return result_labels(self.body, self.motion, self.plan, part)

    def attributes(self, stages: Mapping[str, float]) -> dict[str, Any]:
        """What the whole result says of itself.

        Args:
            stages: seconds of all parts together, by stage.
        """
        everything = {"preparation": self.prepared, **stages}
        return result_attributes(self.body, self.motion, self.plan, self.cost, everything)

    def gathered(self, progress: Progress | None = None, *, size: int | None = None) -> xr.Dataset:
        """The whole result in memory."""
        gathering = _Gathering(self.frames)
        for part in self.parts(progress, size=size):
            gathering.take(part)
        last = gathering.last
        arms = {} if self.moment_arms else last.worst.variables()
        return labelled({**gathering.kept, **arms}, self.labels(last), self.attributes(last.stages))


def _onward(progress: Progress, led: int, first: int) -> Progress:
    """Tells frames of the whole while a part is solved that begins in frame `led` and counts from `first` on."""

    def tell(done: int) -> None:
        progress(max(first, led + done))

    return tell


class _Gathering:
    """Parts that become one.

    Attributes:
        kept: variables of all frames, filled part by part; those of a single part as they are.
        last: the newest part, with the worst moment arms and the stages of all.
    """

    def __init__(self, frames: int) -> None:
        self.frames = frames
        self.kept: Variables = {}
        self.last: ResultPart

    def take(self, part: ResultPart) -> None:
        """Add the next part."""
        if part.frames == self.frames:
            self.kept, self.last = dict(part.variables), part
            return
        if not self.kept:
            self.kept = {
                name: one._replace(values=np.empty((self.frames, *one.values.shape[1:])))
                for name, one in part.variables.items()
            }
        for name, one in part.variables.items():
            self.kept[name].values[part.first : part.first + part.frames] = one.values
        self.last = part.joined_to(self.last) if part.first else part


def _check_arguments(body: object, motion: object) -> None:
    """Say what to do where something else is given.

    Raises:
        InputError: `body` is no Body, or `motion` no Motion, or one of its coordinates is misspelt.
    """
    if isinstance(body, Motion) and isinstance(motion, Body):
        raise InputError("body and motion are exchanged: analyze(body, motion)")
    if not isinstance(body, Body):
        raise InputError(f"body is {shown(body)}; build one: Body.build(Subject(height=1.75, mass=70))")
    if not isinstance(motion, Motion):
        name = motion if isinstance(motion, str) else "walk"
        raise InputError(
            f"motion is {shown(motion)}; put a movement of the library on the body first: movement({name!r}, body); "
            "or read a file: read_motion(path)"
        )
    for name in motion.coordinates:  # those of wrists and others that the body lacks are left out
        if name not in body.map.names:
            near = difflib.get_close_matches(name, body.map.names, n=1, cutoff=NEARLY)
            if near and near[0] not in motion.coordinates:
                raise UnknownName("coordinate of the body", name, body.map.names)
