"""A movement done more slowly."""

from __future__ import annotations

from dataclasses import replace

from iliopsoas.errors import InputError
from iliopsoas.motion.records.attachments import Push
from iliopsoas.motion.records.motion import Motion


def slowed(motion: Motion, speed: float) -> Motion:
    """The same poses at a share of the speed. Forces that were measured belong to the recorded speed and are left out,
    as are activities of muscles.

    Args:
        speed: beside the recorded one [-].

    Raises:
        InputError: a speed of zero or less.
    """
    if speed <= 0.0:
        raise InputError(f"speed is {speed:g}; it must be above 0 (1 is as recorded)")
    if speed == 1.0:
        return motion
    first = float(motion.time[0])

    def later(t: float) -> float:
        return first + (t - first) / speed

    supports = tuple(
        s if s.during is None else replace(s, during=(later(s.during[0]), later(s.during[1]))) for s in motion.supports
    )
    attached = tuple(
        replace(a, when=(tuple(later(t) for t in a.when[0]), a.when[1])) if isinstance(a, Push) and a.when else a
        for a in motion.attached
    )
    time = first + (motion.time - first) / speed
    events = tuple(replace(event, time_s=later(event.time_s)) for event in motion.events)
    return replace(
        motion,
        time=time,
        loads=(),
        supports=supports,
        attached=attached,
        emg=None,
        marker_errors=None,
        events=events,
    )
