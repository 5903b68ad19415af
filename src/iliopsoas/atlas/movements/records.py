"""The movements that come with the package: keyframes, contacts, loads and parameters of each, from `data/movements/`.

A record says in few numbers what a body of any size does; `iliopsoas.motion.library.keyframe_fitting` makes it
touch what it should. An amount is a number or the name of a parameter with a factor and a shift: 45, "range",
"-0.5*range", "90-range".

Every error names file, line and movement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from iliopsoas.atlas.mirror import mirrored_bones
from iliopsoas.atlas.reading.field_types import (
    Described,
    Flag,
    Number,
    OneOf,
    Pair,
    Text,
    Texts,
    Vector3,
    record_config,
)
from iliopsoas.atlas.reading.row import Row
from iliopsoas.errors import AtlasError, UnknownName

Amount = Annotated[Number | Text, Described("a number, or made of the name of a parameter")]
LATERALITIES = ("both", "one", "alternate")
GROUPS = ("daily", "calm", "activate", "stretch", "strengthen", "load", "trunk", "low back", "function")
WAYS = ("fixed", "sliding", "rolling", "free")
SIZES = {"weight": "mass_kg", "band": "rest_length_m", "push": "force_n"}
"""Kinds of loads, and what the size of each is called in a file."""
_AMOUNT = re.compile(r"(?:(?P<factor>[+-]?\d*\.?\d*)\*|(?P<sign>[+-]?))(?P<name>[a-z_]+)(?P<shift>[+-]\d+\.?\d*)?$")


@dataclass(frozen=True)
class Parameter:
    """Something about a movement that may be chosen.

    Attributes:
        name, about: what it is called and what it does.
        unit: 'deg', 's', 'm', 'kg', 'N', 'm/s' or '' for a plain number or a choice.
        default: a number, one of `choices`, or None: it then follows from the person.
        minimum, maximum: range of a number.
        choices: what may be chosen, if it is no number.
    """

    __pydantic_config__ = record_config(minimum="min", maximum="max")

    name: Text
    about: Text
    unit: str = ""
    default: Number | str | None = None
    minimum: Number = 0.0
    maximum: Number = 0.0
    choices: Texts = ()


@dataclass(frozen=True)
class Keyframe:
    """A pose that is reached at the end of a phase.

    Attributes:
        phase: what happens on the way here; unique in its movement.
        lasts: time since the keyframe before [s].
        angles: coordinates that change [deg; metres for a translation of the pelvis]; the others stay as they were.
        to: phase whose pose is taken again, '' for none.
        through: passed without stopping.
        over: regions that the centre of mass is brought over; empty: as before.
    """

    __pydantic_config__ = record_config(lasts="lasts_s", angles="angles_deg")

    phase: Text
    lasts: Amount = 0.0
    angles: Mapping[str, Amount] = field(default_factory=dict)
    to: str = ""
    through: Flag = False
    over: Texts = ()

    @property
    def still(self) -> bool:
        """Nothing changes on the way here."""
        return not (self.angles or self.to or self.over)


@dataclass(frozen=True)
class Touch:
    """Regions on a support from one keyframe to another (phases; both included).

    Attributes:
        how: 'fixed' does not slide, 'sliding' stays in the plane, 'rolling' touches it with its lowest point, 'free'
            may leave it but not sink in.
    """

    __pydantic_config__ = record_config(first="from", last="to")

    regions: Texts
    support: Text
    how: Annotated[Text, OneOf("how", WAYS)]
    first: Text
    last: Text


@dataclass(frozen=True)
class SupportRecord:
    """A plane or a grip.

    Attributes:
        at: place along its normal from the origin [m]; None: where the body is when it is first touched.
        normal: along an axis, away from the plane.
        grip: it holds the points.
        held_by: segment of the person that provides it ('torso' for the own hands); '' is the outside world.
        brief: it is there only while it is touched (a step).
        size: half lengths for drawing [m].
    """

    __pydantic_config__ = record_config(at="at_m", size="size_m")

    name: Text
    at: Amount | None = None
    normal: Vector3 = (0.0, 1.0, 0.0)
    friction: Number = 0.6
    grip: Flag = False
    held_by: str = ""
    brief: Flag = False
    size: Pair | None = None


@dataclass(frozen=True, kw_only=True)
class Load:
    """A weight, band or push on a segment; see `iliopsoas.motion.records.attachments`.

    Attributes:
        type: 'weight', 'band' or 'push'.
        place: in the segment's frame of the generic body [m].
        size: mass [kg], rest length [m] or force [N].
        colour: of a band: a colour or the name of a parameter.
        anchor: of a band: from the middle of the region `anchor_from` at the start, ground axes, or in `anchor_body`.
        direction: of a push.
        full: of a push: phases between whose ends it is full; it rises and falls during the neighbouring phases.
    """

    __pydantic_config__ = record_config(place="place_m", anchor="anchor_m", from_place="from_place_m")

    name: Text
    type: Annotated[Text, OneOf("type", SIZES)]
    body: Annotated[Text, OneOf("body", lambda: [b.body for b in mirrored_bones()])]
    place: Vector3 = (0.0, 0.0, 0.0)
    size: Amount
    colour: str = ""
    anchor: Vector3 = (0.0, 0.0, 0.0)
    anchor_from: str = ""
    anchor_body: str = ""
    direction: Vector3 = (0.0, 0.0, 0.0)
    full: Annotated[tuple[str, str], Described("two phases in a list")] = ("", "")
    from_body: str = ""
    from_place: Vector3 = (0.0, 0.0, 0.0)


@dataclass(frozen=True, kw_only=True)
class Movement(Row):
    """A movement of the library.

    Attributes:
        name, aliases: what it is called. title, about: for people.
        group: kind of movement or stage of exercise, one of GROUPS.
        laterality: 'both' sides alike, 'one' side, or sides in turn ('alternate'); the right one is written down.
        maker: 'keyframes', or the name of the code that makes it ('walk', 'walk_average', 'run').
        cyclic: it ends in the pose it began with.
        posture: name of the posture it starts from.
        angles: that posture [deg].
        keeps: coordinates that must stay close to their keyframes.
        parameters, keyframes, supports, touches, loads: as written.
    """

    __pydantic_config__ = record_config(angles="angles_deg")

    name: Text
    aliases: Texts = ()
    title: Text
    about: Text
    group: Annotated[Text, OneOf("group", GROUPS)]
    laterality: Annotated[Text, OneOf("laterality", LATERALITIES)]
    maker: Text = "keyframes"
    cyclic: Flag = True
    posture: str = ""
    angles: Mapping[str, Amount]
    keeps: Texts = ()
    parameters: tuple[Parameter, ...]
    keyframes: tuple[Keyframe, ...]
    supports: tuple[SupportRecord, ...]
    touches: tuple[Touch, ...]
    loads: tuple[Load, ...]

    def parameter(self, name: str) -> Parameter:
        """A parameter by name; raises UnknownName with what exists."""
        for p in self.parameters:
            if p.name == name:
                return p
        raise UnknownName(f"parameter of '{self.name}'", name, [p.name for p in self.parameters])


def resolve_amount(amount: Amount, values: Mapping[str, Any]) -> float:
    """The number that an amount stands for, given the parameters' values."""
    if not isinstance(amount, str):
        return float(amount)
    found = _AMOUNT.match(amount)
    if found is None or found["name"] not in values:
        raise AtlasError(f"'{amount}' is neither a number nor made of one of the parameters {', '.join(values)}")
    factor = float(found["factor"]) if found["factor"] else -1.0 if found["sign"] == "-" else 1.0
    return factor * float(values[found["name"]]) + float(found["shift"] or 0.0)


def both_sides(names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Names of which those without side, where only sided ones exist, stand for both."""
    there = set(known)
    out: list[str] = []
    for name in names:
        out += [name] if name in there or f"{name}_r" not in there else [f"{name}_r", f"{name}_l"]
    return tuple(out)
