"""A load card: what one exercise puts on one person, each load as a band, and what stands in the way of doing it.

Simulated, for a professional; not a diagnosis.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from iliopsoas.errors import InputError
from iliopsoas.rehab.cards.load_names import LOAD_KEYS, MEAN_KEYS, LoadName, load_name
from iliopsoas.templating import notebook_table

LEVEL_LOADS = ("compression_n", "shear_n")
"""Loads of each lumbar level, the keys of `LoadCard.by_level`."""


class Band(NamedTuple):
    """A load with its band.

    Attributes:
        value: of this person as far as known.
        low, high: 5th and 95th percentile of the draws (strength, geometry, band force).
    """

    value: float
    low: float
    high: float


class Shortfall(NamedTuple):
    """What muscles could not give: an exercise over the person's capacity.

    Attributes:
        coordinate: the joint coordinate that lacks strength ('hip_flexion_r').
        needed_nm: moment asked of active muscle [N m].
        possible_nm: what they could give [N m].
    """

    coordinate: str
    needed_nm: float
    possible_nm: float

    @property
    def share(self) -> float:
        """Needed over possible [-]."""
        return self.needed_nm / self.possible_nm if self.possible_nm > 0.0 else math.inf

    @property
    def words(self) -> str:
        """One sentence with the figure."""
        share = f" ({100 * self.share:.0f} % of what is possible)" if math.isfinite(self.share) else ""
        return (
            f"over capacity: {self.coordinate} needs {self.needed_nm:.0f} N m of active muscle, which can give "
            f"{self.possible_nm:.0f} N m{share}"
        )


class PainfulCardLoad(NamedTuple):
    """A load beside the threshold beyond which a condition hurts.

    Attributes:
        threshold: what hurts.
        ratio: largest load over threshold [-]; above 1 it hurts.
    """

    threshold: str
    ratio: Band


class MeasuredLoad(NamedTuple):
    """What people with instrumented joints carried in the same movement, and how far ours is from it.

    Attributes:
        joint: 'hip' or 'knee'.
        doing: the activity in words.
        value, low, high: measured centre and band [body weights].
        people: how many.
        ours: of this card [body weights].
        source: keys of `references.bib`.
    """

    joint: str
    doing: str
    value: float
    low: float
    high: float
    people: int
    ours: float
    source: str

    @property
    def error(self) -> float:
        """Ours less the measured centre, as a share of that [-]."""
        return self.ours / self.value - 1.0

    @property
    def verdict(self) -> str:
        """'within', 'above' or 'below' the measured band."""
        if self.ours > self.high:
            return "above"
        return "below" if self.ours < self.low else "within"


class CapExceeded(NamedTuple):
    """A load over a cap that somebody set.

    Attributes:
        load: which one.
        band: the card's.
        cap: the limit, in the load's unit.
        certain: the whole band lies over the cap, not only its value.
    """

    load: LoadName
    band: Band
    cap: float
    certain: bool

    @property
    def words(self) -> str:
        """One sentence with the figures."""
        unit = "" if self.load.unit == "-" else f" {self.load.unit}"
        value, low, high, cap = (f"{x:.3g}" for x in (*self.band, self.cap))
        return f"{self.load.title} {value}{unit} ({low} to {high}) is over the cap of {cap}{unit}"


@dataclass(frozen=True, repr=False)
class LoadCard:
    """What an exercise puts on a person.

    Attributes:
        exercise: name in the library of movements. title: for people.
        parameters: those that were given (cuff [kg], band, range [deg] ...).
        loads: every load of `load_names` and the means.
        by_level: lumbar level -> 'compression_n' and 'shear_n' [N].
        demands: other muscles that work most, name without side -> largest activation [-].
        limited_by: what comes nearest to its limit, in words.
        measured: people with instrumented joints doing it; empty where nobody was measured.
        shortfalls: moments that this person cannot give; empty where they can do it.
        over_capacity_likely: share of the draws in which muscles cannot do it [-].
        pain: loads beside the thresholds of the person's conditions.
        largest_cuff_kg: the heaviest cuff with which this person can do it; None where it takes no cuff, 0 where they
            cannot do it with any.
        draws: how many draws the bands rest on.
        notes: what was assumed.
    """

    exercise: str
    title: str
    parameters: Mapping[str, float | str]
    loads: Mapping[str, Band]
    by_level: Mapping[str, Mapping[str, Band]]
    demands: Mapping[str, Band]
    limited_by: str
    measured: tuple[MeasuredLoad, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    over_capacity_likely: float = 0.0
    pain: tuple[PainfulCardLoad, ...] = ()
    largest_cuff_kg: float | None = None
    draws: int = 0
    notes: tuple[str, ...] = field(default=())

    def __repr__(self) -> str:
        """Which exercise, in one line."""
        hip, force = self.loads["hip_contact_bw"].value, self.loads["iliopsoas_force_n"].value
        able = "" if self.can_do else "; cannot be done"
        told = f"iliopsoas {force:.0f} N, hip {hip:.1f} BW{able}"
        return f"<LoadCard '{self.exercise}': {told}>"

    def _repr_html_(self) -> str:
        """Every load with its band, for notebooks."""
        bands = {}
        for key, band in self.loads.items():
            name = load_name(key)
            bands[f"{name.title} [{name.unit}]"] = f"{band.value:.3g} ({band.low:.3g} to {band.high:.3g})"
        return notebook_table(self.title, {"can be done": "yes" if self.can_do else self.limited_by, **bands})

    @property
    def can_do(self) -> bool:
        """Whether this person's muscles can do it."""
        return not self.shortfalls

    @property
    def hurts(self) -> tuple[PainfulCardLoad, ...]:
        """Loads beyond the thresholds of the person's conditions."""
        return tuple(p for p in self.pain if p.ratio.value > 1.0)

    def band(self, name: str) -> Band:
        """A load by its key or short name ('hip', 'mean_iliopsoas').

        Raises:
            UnknownName: no load is called so.
        """
        return self.loads[load_name(name).key]

    def over(self, caps: Mapping[str, float]) -> tuple[CapExceeded, ...]:
        """Loads over caps, which are by key or short name ('hip': 2.5 body weights).

        Raises:
            UnknownName: no load is called so. InputError: a cap that is no positive number.
        """
        out = []
        for name, cap in caps.items():
            load = load_name(name)
            if not (math.isfinite(cap) and cap > 0.0):
                raise InputError(f"the cap of {name} is {cap:g}; give a positive number ({load.unit})")
            band = self.loads[load.key]
            if band.value > cap:
                out.append(CapExceeded(load, band, cap, band.low > cap))
        return tuple(out)

    def as_data(self) -> dict[str, Any]:
        """What `json.dumps` takes: peaks at the top, `band` with [low, high] of every load, and all the rest."""
        return {
            "exercise": self.exercise,
            "title": self.title,
            "parameters": dict(self.parameters),
            **{key: _short(self.loads[key].value) for key in LOAD_KEYS},
            "mean": {key: _short(self.loads[key].value) for key in MEAN_KEYS},
            "band": {key: [_short(b.low), _short(b.high)] for key, b in self.loads.items()},
            "by_level": {
                level: {key: [_short(x) for x in band] for key, band in loads.items()}
                for level, loads in self.by_level.items()
            },
            "demands": {name: [_short(x) for x in band] for name, band in self.demands.items()},
            "limited_by": self.limited_by,
            "over_capacity": [{**s._asdict(), "words": s.words} for s in self.shortfalls],
            "over_capacity_likely": self.over_capacity_likely,
            "largest_cuff_kg": self.largest_cuff_kg,
            "pain": [{"threshold": p.threshold, "ratio": [_short(x) for x in p.ratio]} for p in self.pain],
            "measured": self._measured_as_data(),
            "draws": self.draws,
            "notes": list(self.notes),
        }

    def _measured_as_data(self) -> dict[str, Any] | None:
        """By joint; None where nobody was measured."""
        if not self.measured:
            return None
        return {
            m.joint: {**m._asdict(), "error": _short(m.error), "verdict": m.verdict, "unit": "body weights"}
            for m in self.measured
        }


def card_from_data(data: Mapping[str, Any]) -> LoadCard:
    """The card that `LoadCard.as_data` wrote; values as written there."""
    peaks = {key: data[key] for key in LOAD_KEYS} | dict(data["mean"])
    measured = (data["measured"] or {}).values()
    return LoadCard(
        exercise=data["exercise"],
        title=data["title"],
        parameters=dict(data["parameters"]),
        loads={key: Band(value, *data["band"][key]) for key, value in peaks.items()},
        by_level={
            level: {key: Band(*band) for key, band in loads.items()} for level, loads in data["by_level"].items()
        },
        demands={name: Band(*band) for name, band in data["demands"].items()},
        limited_by=data["limited_by"],
        measured=tuple(MeasuredLoad(**{name: m[name] for name in MeasuredLoad._fields}) for m in measured),
        shortfalls=tuple(Shortfall(**{name: s[name] for name in Shortfall._fields}) for s in data["over_capacity"]),
        over_capacity_likely=data["over_capacity_likely"],
        pain=tuple(PainfulCardLoad(p["threshold"], Band(*p["ratio"])) for p in data["pain"]),
        largest_cuff_kg=data["largest_cuff_kg"],
        draws=data["draws"],
        notes=tuple(data["notes"]),
    )


def _short(value: float) -> float:
    """Five significant figures, no negative zero."""
    return float(f"{float(value):.5g}") + 0.0
