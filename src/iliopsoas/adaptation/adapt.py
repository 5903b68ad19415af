"""`adapt`: the movement nearest to a recorded one that a body with a condition can do.

    q*(t) = argmin  distance(q, q_recorded)     over movements within ranges, passive moments and painful stretches

`tracking_cost` is the distance, `limits` the limits, `motion_projection` the solver. Thresholds on forces depend on
what muscles do: `pain_avoidance` makes the movement smaller or slower until they hold.
"""

from __future__ import annotations

from collections.abc import Mapping

from iliopsoas.adaptation.adapted import Adapted
from iliopsoas.adaptation.outcome import adapted_motion
from iliopsoas.adaptation.pain_avoidance import AnalysisOptions, avoid_pain
from iliopsoas.adaptation.task import prepare_task
from iliopsoas.body.body import Body
from iliopsoas.motion.records.motion import Motion


def adapt(
    body: Body,
    motion: Motion,
    *,
    healthy: Body | None = None,
    cutoff_hz: float | None = 6.0,
    plates: Mapping[str, str] | None = None,
    start: float | None = None,
    end: float | None = None,
    loads: bool = True,
) -> Adapted:
    """The nearest movement that keeps within a body's limits and, where it can, below its painful loads.

    Main arguments:
        body: a person with conditions (or with muscles changed by hand).
        motion: what was recorded, or a movement of the library made for the healthy body.

    Other arguments:
        healthy: who made the recorded movement; default the same person without conditions.
        cutoff_hz: low-pass of recorded coordinates [Hz], as for `analyze`; movements of the library are smooth.
        plates: plate -> segment where it is known.
        start, end: part in which loads must stay below their thresholds [s]; default all, of periodic movements the
            period in the middle.
        loads: heed thresholds on forces at all, which takes an analysis for each try.

    Returns:
        The movement and what gave way. Where no limit is exceeded it is the recorded one itself.

    Raises:
        SolverError: no movement within the limits exists; says what stays apart by how much, and carries the frames.
        InputError: fewer than five frames.
    """
    task = prepare_task(body, motion, healthy=healthy, cutoff_hz=cutoff_hz, plates=plates)
    found = adapted_motion(task, task.project())
    if not loads or all(t.quantity == "stretch" for t in body.limits.thresholds):
        return found
    return avoid_pain(task, found, AnalysisOptions(healthy, cutoff_hz, plates, start, end))
