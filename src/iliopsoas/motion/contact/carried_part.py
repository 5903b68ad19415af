"""The part of a recording in which the plates carry the body.

A foot beside the plates leaves the body without support for the analysis: its joint loads are then those of nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.motion.contact.plate_assignment import CommonWindow
from iliopsoas.motion.records.external_loads import ExternalLoad, total_force
from iliopsoas.motion.signals.checks import longest_run

CARRIED, MOSTLY = 0.6, 0.9
"""Shares of body weight: plates that push more carry the body; over a whole movement they push this; estimated."""
LEAST_S = 0.15
"""A shorter part is not worth an analysis of its own [s]; technical."""


def carried_part(common: CommonWindow, time: Array, loads: Sequence[ExternalLoad], weight: float) -> CommonWindow:
    """The longest part of a window in which the plates carry the body; the window itself where they always do.

    Args:
        common: what plates and movement share. time: of the movement, (frames,) [s].
        weight: of the body [N].
    """
    shared = time[(time >= common.start - 1e-9) & (time <= common.end + 1e-9)]
    push = total_force(loads, shared)[:, 1]
    carried = push > CARRIED * weight
    if not shared.size or carried.all() or float(np.mean(push)) > MOSTLY * weight:
        return common
    run = longest_run(carried)
    if run is None:
        note = "The plates never carry the body: without the missing forces these are not this movement's joint loads."
        return common._replace(note=f"{common.note} {note}")
    first, last = float(shared[run[0]]), float(shared[run[1]])
    if last - first < LEAST_S:
        return common
    note = (
        f"The plates carry the body from {first:.2f} to {last:.2f} s only (a foot beside them, or a seat): that part "
        "is analysed; --from and --to choose another."
    )
    return CommonWindow(first, last, f"{common.note} {note}")
