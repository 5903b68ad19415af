"""Gait events: when a foot meets the ground and when it leaves it, and who says so."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

STRIKE, OFF = "foot strike", "foot off"
RECORDING = "recording"
"""Origin of events that stand in the file."""
SIDE_WORDS = {"r": ("right", "r", "rt"), "l": ("left", "l", "lt")}
KIND_WORDS = {
    STRIKE: ("strike", "contact", "hs", "fs", "ic", "heelstrike", "footstrike", "initialcontact", "down", "touchdown"),
    OFF: ("off", "to", "fo", "toeoff", "footoff", "liftoff"),
}
"""How laboratories call them, in words without capitals and numbers."""


@dataclass(frozen=True)
class GaitEvent:
    """One event of one foot.

    Attributes:
        time_s: when [s].
        side: 'r' or 'l'.
        kind: `STRIKE` or `OFF`.
        origin: who says so: 'recording', 'force under the foot' or 'predicted force under the foot'.
    """

    time_s: float
    side: str
    kind: str
    origin: str


def named_event(time_s: float, words: str, origin: str = RECORDING) -> GaitEvent | None:
    """An event by its name: 'Right Foot Strike', 'LHS', 'Left Foot Off2'; None where it is no event of a foot."""
    found = [word for word in re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", words).lower())]
    if len(found) == 1 and len(found[0]) == 3 and found[0][0] in "rl":  # RHS, LTO
        found = [found[0][0], found[0][1:]]
    sides = [side for side, names in SIDE_WORDS.items() if any(word in names for word in found)]
    kinds = [kind for kind, names in KIND_WORDS.items() if any(word in names for word in found)]
    if len(sides) != 1 or len(kinds) != 1 or not math.isfinite(time_s):
        return None
    return GaitEvent(float(time_s), sides[0], kinds[0], origin)


def named_events(events: Iterable[tuple[float, str]]) -> tuple[GaitEvent, ...]:
    """All events of feet among those of a file, (time [s], what), in the order of time; doubles are told once."""
    known = {event for time_s, words in events if (event := named_event(time_s, words)) is not None}
    return tuple(sorted(known, key=lambda event: (event.time_s, event.side, event.kind)))


def events_as_text(events: Iterable[GaitEvent]) -> str:
    """As JSON, for the attributes of a result."""
    return json.dumps([{**asdict(event), "time_s": round(event.time_s, 5)} for event in events])


def events_from_text(text: str) -> tuple[GaitEvent, ...]:
    """The events that `events_as_text` wrote."""
    return tuple(GaitEvent(**entry) for entry in json.loads(text or "[]"))
