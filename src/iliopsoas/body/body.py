"""One person's computable body."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import mujoco
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from iliopsoas.atlas import mirror
from iliopsoas.atlas.conditions.catalogue import resolve_conditions
from iliopsoas.atlas.reading.tables import LumbarLevel, Muscle, load
from iliopsoas.atlas.variants.catalogue import effect_sources, resolve_variants
from iliopsoas.body import engine_model
from iliopsoas.body.applied_conditions import AppliedEffect, afflict
from iliopsoas.body.applied_variants import slack_lengths, vary
from iliopsoas.body.coordinate_map import CoordinateMap
from iliopsoas.body.limits import Limits
from iliopsoas.body.muscles import Muscles
from iliopsoas.body.scaling import GENERIC, age_factor, length_factors, mass_factor, overall_length, volume_factor
from iliopsoas.body.subject import Subject
from iliopsoas.errors import UnknownName

Array = NDArray[np.float64]
PASSIVE_SOURCES = ("schmidt1998", "riener1999", "anderson2007")
"""Sources of the passive moments (`iliopsoas.body.passive_moments`)."""
DEFAULT_SECTIONS = "dezee2007"
RHYTHM = {"lumbar_extension": "extension", "lumbar_bending": "bending", "lumbar_rotation": "rotation"}


@dataclass(frozen=True)
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
            variants: anatomical variants by side: 'psoas_minor:r', 'accessory_psoas:l', or 'psoas_minor' for both.
            conditions: what is wrong, 'tightness=0.6' or 'psoas_weakness=0.3:left' (`iliopsoas.atlas.conditions`).
            psoas_minor: give it the psoas minor on both sides, the same as the variant 'psoas_minor'.
            psoas_sections: which published assignment of the dissected cross-sections the psoas' strands follow,
                'dezee2007' or 'christophy2012'; the muscle's total stays.

        Raises:
            UnknownName: no such assignment, variant or condition, or a length for a segment that does not exist.
            InputError: variants or conditions that contradict each other, a grade outside 0 to 1.
        """
        muscles, paths = engine_model.tables()
        chosen = resolve_variants([*resolve_variants(variants), *(["psoas_minor"] if psoas_minor else [])])
        varied = vary(_share_psoas(muscles, psoas_sections), paths, chosen)
        strands = varied.strands
        bones = mirror.mirrored_bones()
        factors = length_factors(subject, [b.body for b in bones])
        model, dofs = engine_model.build(strands, factors, mass_factor(subject, sum(b.mass_kg for b in bones)))
        coordinate_map = _coordinate_map(dofs, factors)
        lengths = neutral_lengths(model, coordinate_map)
        generic = lengths if subject == GENERIC else _generic_lengths(chosen)
        ratio = lengths / generic
        strength = volume_factor(subject) * age_factor(subject.age) / overall_length(factors)
        architecture = Muscles(
            names=tuple(s.name for s in strands),
            groups=tuple(f"{s.muscle.group}_{s.side}" for s in strands),
            fmax=np.array([s.muscle.fmax_n for s in strands]) * strength,
            lopt=np.array([s.muscle.lopt_m for s in strands]) * ratio,
            lslack=slack_lengths(varied, generic, _plain_lengths) * ratio,
            pennation=np.array([s.muscle.pennation_rad for s in strands]),
            passive_strain=np.array([s.muscle.passive_strain for s in strands]),
            sources=tuple(s.muscle.sources for s in strands),
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
            UnknownName, InputError: see `conditions.catalogue.resolve` and `applied_conditions.afflict`.
        """
        chosen = resolve_conditions(conditions)
        muscles, limits, effects = afflict(self.healthy_muscles, self.map, chosen)
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
        at, count = self.model.tendon_adr[strand], self.model.tendon_num[strand]
        sites = [
            i
            for i, kind in zip(self.model.wrap_objid[at : at + 2], self.model.wrap_type[at : at + 2], strict=True)
            if kind == mujoco.mjtWrap.mjWRAP_SITE
        ]
        pelvis = self.body_id("pelvis")
        if count < 2 or len(sites) < 2 or any(self.model.site_bodyid[i] != pelvis for i in sites):
            return np.zeros(3)
        along: Array = self.model.site_pos[sites[1]] - self.model.site_pos[sites[0]]
        return along / np.linalg.norm(along)

    @property
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
        data = mujoco.MjData(self.model)
        data.qpos[:] = self.map.expand(q[None], 0.0 * q[None], 0.0 * q[None])[0][0]
        mujoco.mj_fwdPosition(self.model, data)
        return data

    def body_id(self, name: str) -> int:
        """Index of a segment in the engine."""
        return int(mujoco.mj_name2id(self.model, mujoco.mjtObj.mjOBJ_BODY, name))


def _share_psoas(muscles: tuple[Muscle, ...], assignment: str) -> tuple[Muscle, ...]:
    rows = load("psoas_sections")
    known = sorted({row.assignment for row in rows})
    if assignment not in known:
        raise UnknownName("assignment of psoas cross-sections", assignment, known)
    if assignment == DEFAULT_SECTIONS:  # the muscles' table already follows it
        return muscles
    size = {r.muscle: r.section_cm2 for r in rows if r.assignment == assignment}
    tension = sum(m.fmax_n for m in muscles if m.muscle in size) / sum(size.values())
    return tuple(replace(m, fmax_n=tension * size[m.muscle]) if m.muscle in size else m for m in muscles)


@functools.cache
def _generic_lengths(variants: tuple[str, ...]) -> Array:
    body = Body.build(variants=variants)
    return neutral_lengths(body.model, body.map)


@functools.cache
def _plain_lengths() -> dict[str, float]:
    body = Body.build(psoas_minor=True)
    return dict(zip(body.muscles.names, neutral_lengths(body.model, body.map).tolist(), strict=True))


def neutral_lengths(model: mujoco.MjModel, coordinate_map: CoordinateMap) -> Array:
    """Path length of every strand with all coordinates at zero [m], (m)."""
    data = mujoco.MjData(model)
    q = coordinate_map.pose()
    data.qpos[:] = coordinate_map.expand(q, 0 * q, 0 * q)[0][0]
    mujoco.mj_fwdPosition(model, data)
    return np.array(data.ten_length)


def _coordinate_map(dofs: tuple[str, ...], factors: dict[str, float]) -> CoordinateMap:
    rows = [c for c in mirror.mirrored_coordinates() if c.role != "coupled"]
    names = tuple(c.coordinate for c in rows)
    linear = np.zeros((len(dofs), len(names)))
    row = {d: i for i, d in enumerate(dofs)}
    col = {n: i for i, n in enumerate(names)}
    for name in names:
        if name in row:
            linear[row[name], col[name]] = 1.0
    for rhythm, motion in RHYTHM.items():
        for level in load("lumbar_levels"):
            linear[row[f"{level.level}_{motion}"], col[rhythm]] = getattr(level, f"share_{motion}")
        linear[row[f"abdomen_{motion}"], col[rhythm]] = 1.0
    for level in load("lumbar_levels"):
        for motion in RHYTHM.values():
            linear[row[f"abdomen_{motion}"], col[f"{level.level}_{motion}"]] = 1.0
    return CoordinateMap(
        names=names,
        roles=tuple(c.role for c in rows),
        dofs=dofs,
        linear=linear,
        splines=tuple(_knee_splines(row, col, factors)),
        lower=np.array([c.min_si for c in rows]),
        upper=np.array([c.max_si for c in rows]),
    )


def _knee_splines(
    row: dict[str, int], col: dict[str, int], factors: dict[str, float]
) -> list[tuple[int, int, CubicSpline, float]]:
    table = load("knee_motion")
    angle = np.array([k.knee_angle_rad for k in table])
    value = {
        f: np.array([getattr(k, f) for k in table]) for f in table[0].__dataclass_fields__ if f[-2:] in ("_m", "ad")
    }
    out = []
    joints = {j.joint: j for j in mirror.mirrored_joints()}
    for side in "rl":
        femur, knee = factors[f"femur_{side}"], col[f"knee_angle_{side}"]
        mirrored = np.array([1.0, 1.0, 1.0 if side == "r" else -1.0])
        shift = np.stack([value[f"tibia_{x}_m"] for x in "xyz"], axis=1) * mirrored
        shift = engine_model.frame(joints[f"knee_{side}"]).apply(shift)
        curves = {f"knee_{side}_t{x}": (shift[:, i], femur) for i, x in enumerate("xyz")}
        curves[f"knee_adduction_{side}"] = (value["knee_adduction_rad"], 1.0)
        curves[f"knee_rotation_{side}"] = (value["knee_rotation_rad"], 1.0)
        curves[f"patella_x_{side}"] = (value["patella_x_m"], femur)
        curves[f"patella_y_{side}"] = (value["patella_y_m"], femur)
        curves[f"patella_tilt_{side}"] = (value["patella_tilt_rad"], 1.0)
        out += [(row[name], knee, CubicSpline(angle, y), scale) for name, (y, scale) in curves.items()]
    return out
