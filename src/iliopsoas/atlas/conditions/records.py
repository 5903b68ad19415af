"""What `data/conditions.toml` holds, typed: conditions and what each does to a body, growing with its grade.

At grade g (0 to 1) an effect has the value

    v(g) = at_0 + g (at_1 - at_0)

with at_0 what the healthy body has: factor 1, activation limit 1, least activation 0, the joint's own range, no
threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from annotated_types import Interval

from iliopsoas.atlas.anatomy.innervation import NERVE_CATEGORIES
from iliopsoas.atlas.anatomy.lookup import find_structure
from iliopsoas.atlas.reading.field_types import Checked, Flag, Number, OneOf, Pair, Text, Texts, record_config
from iliopsoas.atlas.reading.row import Row, SourceKind
from iliopsoas.atlas.reading.tables import load, muscle_names, strand_or_muscle_names

QUANTITIES = {
    "force": "N",
    "stretch": "1",
    "contact": "body weights",
    "joint": "body weights",
    "compression": "N",
}
"""What a pain threshold can be on, and its unit: tendon force of a muscle, strain of its fibres beyond optimal length,
push of the iliopsoas on its bursa, contact force of a joint, compression of a lumbar level."""
ENDS = ("lower", "upper")
CAPSULE = "hip_capsule"
"""What `passive_stiffness` can be of beside muscles."""
JOINTS = ("hip",)


def nerve_id(name: str) -> str:
    """Key of the root, nerve or plexus of that name; raises UnknownName."""
    return find_structure(name, NERVE_CATEGORIES).id


def coordinate_names() -> list[str]:
    """Coordinates without their side, sorted."""
    return sorted(c.coordinate.removesuffix("_r") for c in load("coordinates"))


def pain_targets(quantity: str) -> Sequence[str]:
    """What a pain threshold on a quantity can be of."""
    match quantity:
        case "force" | "stretch":
            return muscle_names()
        case "contact":
            return ("bursa",)
        case "joint":
            return JOINTS
        case _:
            return [level.level for level in load("lumbar_levels")]


@dataclass(frozen=True)
class ConditionEffect(Row):
    """One effect of a condition at grade 1, on the condition's side.

    Attributes:
        at_1: value at grade 1; `low` and `high` are its published or estimated range.
        unit: of the value.
    """

    verb: ClassVar[str]
    unit: ClassVar[str]
    at_1: Number
    low: Number
    high: Number

    @property
    def at_0(self) -> float:
        """Value in a healthy body."""
        return 1.0

    def at(self, grade: float) -> float:
        """Value at a grade."""
        return self.at_0 + grade * (self.at_1 - self.at_0)


@dataclass(frozen=True)
class OnMuscles(ConditionEffect):
    """A change of muscles (or of strands)."""

    muscles: tuple[Annotated[Text, OneOf("strand or muscle", strand_or_muscle_names)], ...]


@dataclass(frozen=True)
class StrengthFactor(OnMuscles):
    """Maximal force times a factor [-]."""

    verb = "strength"
    unit = "1"
    at_1: Annotated[Number, Interval(ge=0.0, le=2.0)]


@dataclass(frozen=True)
class ActivationLimit(OnMuscles):
    """Largest activation that can be reached [-], by pain or lost drive."""

    verb = "activation_limit"
    unit = "1"
    at_1: Annotated[Number, Interval(ge=0.0, le=1.0)]


@dataclass(frozen=True)
class MinimumActivation(OnMuscles):
    """Activation that cannot be switched off [-]."""

    verb = "minimum_activation"
    unit = "1"
    at_1: Annotated[Number, Interval(ge=0.0, le=1.0)]

    @property
    def at_0(self) -> float:
        return 0.0


@dataclass(frozen=True)
class FibreLength(OnMuscles):
    """Optimal fibre length times a factor [-]."""

    verb = "fibre_length"
    unit = "1"
    at_1: Annotated[Number, Interval(ge=0.3, le=2.0)]


@dataclass(frozen=True)
class TendonSlack(OnMuscles):
    """Tendon slack length times a factor [-]."""

    verb = "tendon_slack"
    unit = "1"
    at_1: Annotated[Number, Interval(ge=0.7, le=1.5)]


@dataclass(frozen=True)
class PassiveStiffness(OnMuscles):
    """Passive force of muscles times a factor [-]; of the hip's ligaments where `muscles` is 'hip_capsule'."""

    verb = "passive_stiffness"
    unit = "1"
    at_1: Annotated[Number, Interval(ge=0.1, le=20.0)]
    muscles: tuple[Annotated[Text, OneOf("strand or muscle", lambda: [CAPSULE, *strand_or_muscle_names()])], ...]


@dataclass(frozen=True)
class ReflexGain(OnMuscles):
    """Activation for each optimal fibre length a second of stretch beyond a threshold [s]."""

    verb = "reflex_gain"
    unit = "s"
    at_1: Annotated[Number, Interval(ge=0.0, le=10.0)]

    @property
    def at_0(self) -> float:
        return 0.0


@dataclass(frozen=True)
class Lesion(ConditionEffect):
    """Share of its motor drive that a nerve or root loses [-]; the graph says what that costs each muscle."""

    verb = "lesion"
    unit = "1"
    at_1: Annotated[Number, Interval(gt=0.0, le=1.0)]
    structure: Annotated[Text, Checked(nerve_id)]

    @property
    def at_0(self) -> float:
        return 0.0


@dataclass(frozen=True)
class RangeLimit(ConditionEffect):
    """One end of a coordinate's range [deg], from `healthy_deg` to `at_1`."""

    verb = "range_limit"
    unit = "deg"
    coordinate: Annotated[Text, OneOf("coordinate", coordinate_names)]
    end: Annotated[Text, OneOf("end", ENDS)]
    healthy_deg: Number

    @property
    def at_0(self) -> float:
        return self.healthy_deg


@dataclass(frozen=True)
class PainThreshold(ConditionEffect):
    """A quantity beyond which it hurts, from `mild` (just above grade 0) to `at_1`; none at grade 0.

    `at_1` and `mild` are in the quantity's unit, a force as a share of the healthy muscle's greatest force.
    """

    verb = "pain_threshold"
    unit = ""
    quantity: Annotated[Text, OneOf("quantity", QUANTITIES)]
    target: Text
    mild: Number

    @property
    def at_0(self) -> float:
        return self.mild


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Something that can be wrong.

    Attributes:
        name, title: key and name in words.
        plain: what it is, in plain words.
        findings: what is usually found, in plain words.
        grade: what the grade means, in plain words.
        typical: lowest and highest grade that is usual [-].
        default: grade where none is given [-].
        icd10: ICD-10-CM code where it was seen, else empty.
        look_alike: it can be taken for a condition of the iliopsoas, but is none.
        contested: what is not agreed on.
        red_flags: signs that need a physician.
        excludes: conditions it cannot go with on a side.
        changes: its effects.
        source, kind, note: of the description.
        line: in the data file.
    """

    __pydantic_config__ = record_config(changes="effect")

    name: Text
    title: Text
    plain: Text
    findings: Text
    grade: Text
    typical: Pair
    default: Annotated[Number, Interval(gt=0.0, le=1.0)] = 0.5
    icd10: str = ""
    look_alike: Flag = False
    contested: str = ""
    red_flags: Texts = ()
    excludes: Texts = ()
    changes: tuple[ConditionEffect, ...]
    source: Text
    kind: SourceKind
    note: str = ""
    line: int

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of `references.bib`, sorted."""
        return tuple(sorted({*self.source.split(";"), *(key for change in self.changes for key in change.sources)}))


@dataclass(frozen=True)
class RedFlag(Row):
    """A sign that needs a physician: what to think of, how soon."""

    sign: Text
    think_of: Text
    action: Text
