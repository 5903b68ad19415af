"""What `data/conditions.toml` holds, typed: conditions and what each does to a body, growing with its grade.

At grade g (0 to 1) an effect has the value

    v(g) = at_0 + g (at_1 - at_0)

with at_0 what the healthy body has: factor 1, activation limit 1, least activation 0, the joint's own range, no
threshold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from iliopsoas.atlas.reading.csv_rows import Row

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


@dataclass(frozen=True)
class ConditionEffect(Row):
    """One effect of a condition at grade 1, on the condition's side.

    Attributes:
        at_1: value at grade 1; `low` and `high` are its published or estimated range.
        unit: of the value.
    """

    verb: ClassVar[str]
    unit: ClassVar[str]
    at_1: float
    low: float
    high: float

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

    muscles: tuple[str, ...]


@dataclass(frozen=True)
class StrengthFactor(OnMuscles):
    """Maximal force times a factor [-]."""

    verb = "strength"
    unit = "1"


@dataclass(frozen=True)
class ActivationLimit(OnMuscles):
    """Largest activation that can be reached [-], by pain or lost drive."""

    verb = "activation_limit"
    unit = "1"


@dataclass(frozen=True)
class MinimumActivation(OnMuscles):
    """Activation that cannot be switched off [-]."""

    verb = "minimum_activation"
    unit = "1"

    @property
    def at_0(self) -> float:
        return 0.0


@dataclass(frozen=True)
class FibreLength(OnMuscles):
    """Optimal fibre length times a factor [-]."""

    verb = "fibre_length"
    unit = "1"


@dataclass(frozen=True)
class TendonSlack(OnMuscles):
    """Tendon slack length times a factor [-]."""

    verb = "tendon_slack"
    unit = "1"


@dataclass(frozen=True)
class PassiveStiffness(OnMuscles):
    """Passive force of muscles times a factor [-]; of the hip's ligaments where `muscles` is 'hip_capsule'."""

    verb = "passive_stiffness"
    unit = "1"


@dataclass(frozen=True)
class ReflexGain(OnMuscles):
    """Activation for each optimal fibre length a second of stretch beyond a threshold [s]."""

    verb = "reflex_gain"
    unit = "s"

    @property
    def at_0(self) -> float:
        return 0.0


@dataclass(frozen=True)
class Lesion(ConditionEffect):
    """Share of its motor drive that a nerve or root loses [-]; the graph says what that costs each muscle."""

    verb = "lesion"
    unit = "1"
    structure: str

    @property
    def at_0(self) -> float:
        return 0.0


@dataclass(frozen=True)
class RangeLimit(ConditionEffect):
    """One end of a coordinate's range [deg], from `healthy_deg` to `at_1`."""

    verb = "range_limit"
    unit = "deg"
    coordinate: str
    end: str
    healthy_deg: float

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
    quantity: str
    target: str
    mild: float

    @property
    def at_0(self) -> float:
        return self.mild


@dataclass(frozen=True)
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

    name: str
    title: str
    plain: str
    findings: str
    grade: str
    typical: tuple[float, float]
    default: float
    icd10: str
    look_alike: bool
    contested: str
    red_flags: tuple[str, ...]
    excludes: tuple[str, ...]
    changes: tuple[ConditionEffect, ...]
    source: str
    kind: str
    note: str
    line: int

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of `references.bib`, sorted."""
        return tuple(sorted({*self.source.split(";"), *(key for change in self.changes for key in change.sources)}))


@dataclass(frozen=True)
class RedFlag(Row):
    """A sign that needs a physician: what to think of, how soon."""

    sign: str
    think_of: str
    action: str
