"""One person's computable body."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import mujoco
import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas import mirror
from iliopsoas.atlas.conditions.catalogue import resolve_conditions
from iliopsoas.atlas.reading.tables import LumbarLevel, load
from iliopsoas.atlas.variants.catalogue import effect_sources, resolve_variants, variant_records
from iliopsoas.atlas.variants.records import Variant
from iliopsoas.body.applied_conditions import AppliedEffect, apply_conditions
from iliopsoas.body.applied_variants import apply_variants, slack_lengths
from iliopsoas.body.coordinate_coupling import couple_coordinates
from iliopsoas.body.coordinate_map import CoordinateMap
from iliopsoas.body.engine_model import build_engine_model
from iliopsoas.body.engine_pose import in_pose
from iliopsoas.body.limits import Limits
from iliopsoas.body.muscles import Muscles
from iliopsoas.body.scaling import (
    GENERIC,
    age_factor,
    length_factors,
    mass_factor,
    muscle_tendon_parameters,
    overall_length,
    volume_factor,
)
from iliopsoas.body.strands import DEFAULT_SECTIONS, distribute_psoas_strength, muscle_tables
from iliopsoas.body.subject import Subject
from iliopsoas.templating import notebook_table

Array = NDArray[np.float64]
PASSIVE_SOURCES = ("schmidt1998", "riener1999", "anderson2007")
"""Sources of the passive moments (`iliopsoas.body.passive_moments`)."""


@dataclass(frozen=True, repr=False)
class Body:
    """A person's bones, joints and muscles, ready to compute with.

    Attributes:
        subject: who it is.
        model: the MuJoCo model (axes x forward, y up, z right).
        map: coordinates -> degrees of freedom.
        muscles: architecture; replace it with `with_muscles`, the geometry stays.
        factors: length factor of each segment [-].
        variants: anatomical variants it was built with, as `atlas.variants.catalogue.resolve_variants` gives them.
        limits: ranges of its coordinates and loads beyond which it hurts.
        conditions: what is wrong with it, 'tightness=0.6:r'; `effects` lists what that changes.
        healthy_muscles: its muscles without conditions.
    """

    subject: Subject
    model: mujoco.MjModel
    map: CoordinateMap
    muscles: Muscles
    factors: dict[str, float]
    variants: tuple[str, ...] = ()
    limits: Limits = field(kw_only=True)
    conditions: tuple[str, ...] = ()
    effects: tuple[AppliedEffect, ...] = ()
    healthy_muscles: Muscles = field(kw_only=True)

    def __repr__(self) -> str:
        """Who it is, in one line."""
        who = self.subject
        words = (
            f"{who.sex}, {who.age:g} years, {who.height:.2f} m, {who.mass:.1f} kg; {len(self.muscles.names)} strands"
        )
        special = [*self.variants, *self.conditions]
        return f"<Body: {words}{'; ' + ', '.join(special) if special else ''}>"

    def _repr_html_(self) -> str:
        """Who it is, for notebooks."""
        who = self.subject
        return notebook_table(
            "Body",
            {
                "person": f"{who.sex}, {who.age:g} years, {who.height:.2f} m, {who.mass:.1f} kg",
                "muscles": f"{len(set(self.muscles.groups))} muscles, {len(self.muscles.names)} strands",
                "variants": ", ".join(self.variants),
                "conditions": ", ".join(self.conditions),
                "changed by them": f"{len(self.effects)} effects, see body.effects" if self.effects else "",
            },
        )

    @classmethod
    def build(
        cls,
        subject: Subject = GENERIC,
        *,
        variants: Iterable[str] = (),
        conditions: Iterable[str] = (),
        psoas_minor: bool = False,
        psoas_sections: str = DEFAULT_SECTIONS,
    ) -> Body:
        """Build the body of a person.

        Args:
            subject: stature, mass, sex, age, lengths of single segments.
            variants: anatomical variants by side: 'psoas_minor:r', 'accessory_psoas:l', or 'psoas_minor' for both; or
                your own, 'mine.toml:r'.
            conditions: what is wrong, 'tightness=0.6' or 'psoas_weakness=0.3:left' (`iliopsoas.atlas.conditions`); or
                your own, 'mine.toml=0.5:left'.
            psoas_minor: give it the psoas minor on both sides, the same as the variant 'psoas_minor'.
            psoas_sections: which published assignment of the dissected cross-sections the psoas' strands follow,
                'dezee2007' or 'christophy2012'; the muscle's total stays.

        Raises:
            UnknownName: no such assignment, variant or condition, or a length for a segment that does not exist.
            InputError: variants or conditions that contradict each other, a grade outside 0 to 1.
        """
        if psoas_minor:
            variants = [*resolve_variants(variants), "psoas_minor"]
        chosen = resolve_variants(variants)
        muscles, paths = muscle_tables()
        varied = apply_variants(distribute_psoas_strength(muscles, psoas_sections), paths, chosen)
        bones = mirror.mirrored_bones()
        factors = length_factors(subject, [b.body for b in bones])
        masses = mass_factor(subject, sum(b.mass_kg for b in bones))
        model, dofs = build_engine_model(varied.strands, factors, masses)
        coordinate_map = couple_coordinates(dofs, factors)
        lengths = neutral_lengths(model, coordinate_map)
        generic = lengths if subject == GENERIC else _generic_lengths(chosen, variant_records(chosen))
        architecture = muscle_tendon_parameters(
            varied.strands,
            slack_lengths(varied, generic, _plain_lengths),
            lengths / generic,
            volume_factor(subject) * age_factor(subject.age) / overall_length(factors),
        )
        ranges = Limits(coordinate_map.lower, coordinate_map.upper)
        body = cls(
            subject,
            model,
            coordinate_map,
            architecture,
            factors,
            chosen,
            limits=ranges,
            healthy_muscles=architecture,
        )
        return body.with_conditions(conditions) if conditions else body

    def with_muscles(self, muscles: Muscles) -> Body:
        """The same geometry with other strengths or fibre lengths; no rebuild. Conditions given later start there."""
        return replace(self, muscles=muscles, healthy_muscles=muscles)

    def with_conditions(self, conditions: Iterable[str]) -> Body:
        """The same person with these conditions, and no others; no rebuild.

        Raises:
            UnknownName, InputError: see `conditions.catalogue.resolve` and `applied_conditions.apply_conditions`.
        """
        chosen = resolve_conditions(conditions)
        muscles, limits, effects = apply_conditions(self.healthy_muscles, self.map, chosen)
        names = tuple(str(one) for one in chosen)
        return replace(self, muscles=muscles, limits=limits, conditions=names, effects=effects)

    def healthy(self) -> Body:
        """The same person without conditions."""
        return self.with_conditions(())

    @property
    def levels(self) -> tuple[LumbarLevel, ...]:
        """The six motion segments, L5/S1 first."""
        return load("lumbar_levels")

    def pelvic_origin_pull(self, strand: int) -> Array:
        """Unit vector from a strand's first point to its second if both lie on the pelvis, else zero, (3)."""
        return _origin_pull(self.model, strand, self.body_id("pelvis"))

    @functools.cached_property
    def sources(self) -> tuple[str, ...]:
        """Citation keys of every table row this body is made of, sorted."""
        rows = [*load("bodies"), *load("joints"), *load("coordinates"), *load("lumbar_levels"), *load("knee_motion")]
        strands = {name[:-2] for name in self.muscles.names}
        paths = [p for p in load("paths") if p.muscle in strands]
        wraps = [w for w in load("wraps") if w.wrap in {p.wrap for p in paths}]
        keys = {key for row in [*rows, *paths, *wraps] for key in row.sources}
        keys |= {key for strand in self.muscles.sources for key in strand} | set(PASSIVE_SOURCES)
        keys |= effect_sources(self.variants) | {key for e in self.effects for key in e.source.split(";")}
        if self.subject != GENERIC:
            keys.add("handsfield2014")
        return tuple(sorted(keys))

    def at(self, q: Array) -> mujoco.MjData:
        """The engine in one pose (n) [rad, m]: where segments, joints and paths are, nothing of movement."""
        return in_pose(self.model, self.map, q)

    def body_id(self, name: str) -> int:
        """Index of a segment in the engine."""
        return int(mujoco.mj_name2id(self.model, mujoco.mjtObj.mjOBJ_BODY, name))


@functools.lru_cache(maxsize=256)
def _origin_pull(model: mujoco.MjModel, strand: int, pelvis: int) -> Array:
    """See `Body.pelvic_origin_pull`."""
    at, count = model.tendon_adr[strand], model.tendon_num[strand]
    sites = [
        i
        for i, kind in zip(model.wrap_objid[at : at + 2], model.wrap_type[at : at + 2], strict=True)
        if kind == mujoco.mjtWrap.mjWRAP_SITE
    ]
    if count < 2 or len(sites) < 2 or any(model.site_bodyid[i] != pelvis for i in sites):
        return np.zeros(3)
    along: Array = model.site_pos[sites[1]] - model.site_pos[sites[0]]
    return along / np.linalg.norm(along)


@functools.lru_cache(maxsize=256)
def _generic_lengths(variants: tuple[str, ...], records: tuple[Variant, ...]) -> Array:
    """Neutral path lengths of the generic body with these variants [m], (m); kept, for `records` tell what they are."""
    body = Body.build(variants=variants)
    return neutral_lengths(body.model, body.map)


@functools.cache
def _plain_lengths() -> dict[str, float]:
    """Those of every strand of the tables, by name; kept, for they never change."""
    body = Body.build(variants=["psoas_minor"])
    return dict(zip(body.muscles.names, neutral_lengths(body.model, body.map).tolist(), strict=True))


def neutral_lengths(model: mujoco.MjModel, coordinate_map: CoordinateMap) -> Array:
    """Path length of every strand with all coordinates at zero [m], (m)."""
    return np.array(in_pose(model, coordinate_map, coordinate_map.pose()[0]).ten_length)
