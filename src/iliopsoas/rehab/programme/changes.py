"""What a professional changes in a plan: other doses, other parameters, exercises left out or put in.

slr.repetitions=10      a dose: repetitions, sets, per_day, per_week, hold_s
slr_cuff.cuff=1         a parameter of the movement
load.weeks=8            length of a phase
load.exercises=4        how many exercises it may hold, 2 to 4
load.with=slr_cuff      an exercise that is looked at first, with the same rules as every other
stage=strengthen        an entry of the profile: stage, goal, side, irritability, stop_rule, language
cap.hip=2.5             a cap of the profile
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.atlas.movements.records import Parameter
from iliopsoas.atlas.rehabilitation.catalogue import prescription, rehabilitation
from iliopsoas.errors import InputError, UnknownName
from iliopsoas.rehab.cards.load_names import load_name
from iliopsoas.rehab.programme.profile import IRRITABILITIES, LANGUAGES, SIDES, STAGES, Profile

DOSE_LIMITS = {
    "repetitions": (1, 50),
    "sets": (1, 6),
    "per_day": (1, 6),
    "per_week": (1, 7),
    "hold_s": (0, 600),
}
"""What a dose may be set to, estimated."""
PHASE_LIMITS = {"weeks": (1, 26), "exercises": (2, 4)}
"""What a phase may be set to, estimated."""
WITH = "with"


@dataclass(frozen=True)
class PlanChanges:
    """Changes, read and checked.

    Attributes:
        profile: entry of the profile -> value. caps: key of a load -> cap.
        doses: exercise -> key of DOSE_LIMITS -> value.
        parameters: exercise -> parameter -> value.
        phases: phase -> key of PHASE_LIMITS -> value.
        first: phase -> exercises that are looked at first.
        without: exercises left out.
    """

    profile: Mapping[str, str] = field(default_factory=dict)
    caps: Mapping[str, float] = field(default_factory=dict)
    doses: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, float | str]] = field(default_factory=dict)
    phases: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    first: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    without: tuple[str, ...] = ()

    def of(self, profile: Profile) -> Profile:
        """The profile with its changes."""
        caps = {**profile.caps, **self.caps}
        return replace(profile, caps=caps, **self.profile)  # type: ignore[arg-type]


def read_changes(texts: Iterable[str] = (), without: Iterable[str] = ()) -> PlanChanges:
    """Changes as typed.

    Args:
        texts: see the module.
        without: exercises that are left out.

    Raises:
        UnknownName: an exercise, phase or entry that does not exist.
        InputError: no '=', or a value that cannot be.
    """
    profile: dict[str, str] = {}
    caps: dict[str, float] = {}
    doses: dict[str, dict[str, float]] = {}
    parameters: dict[str, dict[str, float | str]] = {}
    phases: dict[str, dict[str, int]] = {}
    first: dict[str, tuple[str, ...]] = {}
    for text in texts:
        path, equals, value = (part.strip() for part in text.partition("="))
        if not (equals and path and value):
            raise InputError(f"'{text}': write what is set and its value, 'slr.repetitions=10' or 'load.weeks=8'")
        head, dot, key = path.partition(".")
        if not dot:
            profile[head] = _profile_value(text, head, value)
        elif head == "cap":
            caps[load_name(key).key] = read_number(text, value, "cap", 0.0, math.inf)
        elif head in STAGES and key == WITH:
            first[head] = (*first.get(head, ()), prescription(value).name)
        elif head in STAGES:
            low, high = _limits(key, PHASE_LIMITS, also=(WITH,))
            phases.setdefault(head, {})[key] = int(read_number(text, value, key, low, high, whole=True))
        else:
            exercise = prescription(head).name
            if key in DOSE_LIMITS:
                limits = DOSE_LIMITS[key]
                doses.setdefault(exercise, {})[key] = read_number(text, value, key, *limits, whole=True)
            else:
                parameters.setdefault(exercise, {})[key] = parameter_value(exercise, key, value, text)
    left_out = tuple(prescription(name).name for name in without)
    return PlanChanges(profile, caps, doses, parameters, phases, first, left_out)


def parameter_value(exercise: str, key: str, value: float | str, text: str = "") -> float | str:
    """A value that a parameter of a movement may have.

    Raises:
        UnknownName: no such parameter or choice. InputError: out of its range.
    """
    movement = find_movement(exercise)
    known = {p.name: p for p in movement.parameters}
    if key not in known:
        raise UnknownName(f"entry of {exercise}", key, [*DOSE_LIMITS, *known])
    parameter: Parameter = known[key]
    if parameter.choices:
        if str(value) not in parameter.choices:
            raise UnknownName(f"{key} of {exercise}", str(value), parameter.choices)
        return str(value)
    return read_number(text or f"{exercise}.{key}", value, key, parameter.minimum, parameter.maximum)


def read_number(text: str, value: float | str, key: str, low: float, high: float, *, whole: bool = False) -> float:
    """A number within limits.

    Raises:
        InputError: it is none, or lies outside.
    """
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not low <= number <= high or (whole and number != int(number)):
        kind = "a whole number" if whole else "a number"
        span = f"from {low:g} to {high:g}" if math.isfinite(high) else f"above {low:g}"
        raise InputError(f"'{text}': {key} is '{value}'; it must be {kind} {span}")
    return number


def _limits(key: str, limits: Mapping[str, tuple[int, int]], also: tuple[str, ...] = ()) -> tuple[int, int]:
    if key not in limits:
        raise UnknownName("entry of a phase", key, [*limits, *also])
    return limits[key]


def _profile_value(text: str, key: str, value: str) -> str:
    records = rehabilitation()
    known = {
        "stage": STAGES,
        "irritability": IRRITABILITIES,
        "side": SIDES,
        "language": LANGUAGES,
        "goal": tuple(p.name for p in records.programmes),
        "stop_rule": tuple(r.name for r in records.stop_rules),
    }
    if key not in known:
        raise UnknownName(f"entry to set ('{text}')", key, [*known, "cap.NAME", "PHASE.weeks", "EXERCISE.repetitions"])
    if value not in known[key]:
        raise UnknownName(key, value, known[key])
    return value
