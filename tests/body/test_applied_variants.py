"""Bodies with variants: what changes, and that nothing else does."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from iliopsoas.atlas.reading.tables import load
from iliopsoas.atlas.variants.catalogue import effect_sources, resolve_variants, sample_variants, variants
from iliopsoas.atlas.variants.file import parse
from iliopsoas.atlas.variants.records import AddStrand
from iliopsoas.body import applied_variants as body_variants
from iliopsoas.body.applied_variants import apply_variants, slack_lengths
from iliopsoas.body.body import Body, neutral_lengths
from iliopsoas.body.strands import muscle_tables, strands_of_both_sides
from iliopsoas.body.subject import Subject
from iliopsoas.errors import AtlasError, InputError, UnknownName
from iliopsoas.mechanics.kinetics import kinetics
from iliopsoas.mechanics.muscle_curves import fibre_state

Array = NDArray[np.float64]
MECHANICAL = [v.name for v in variants() if v.effects]
LEVELS = ("L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "T12_L1")
MOTIONS = ("extension", "bending", "rotation")
HIPS = [f"hip_{m}_{side}" for side in "rl" for m in ("flexion", "adduction", "rotation")]


def poses(body: Body, frames: int = 6) -> Array:
    rng = np.random.default_rng(11)
    q = body.map.pose(frames)
    for c in body.map.columns("free", "rhythm"):
        q[:, c] = body.map.lower[c] + (body.map.upper[c] - body.map.lower[c]) * rng.uniform(0.2, 0.8, frames)
    return q


def arms(body: Body, q: Array, names: list[str]) -> tuple[Array, Array]:
    """Moment arms (frames, m, names) and path lengths (frames, m)."""
    kin = kinetics(body, *body.map.expand(q, 0 * q, 0 * q), [])
    return kin.moment_arms(body.map.projection(q, [body.map.column(n) for n in names])), kin.length


def normalised(body: Body) -> dict[str, float]:
    """Fibre length over lopt at neutral."""
    length = neutral_lengths(body.model, body.map)[None]
    ratio = fibre_state(body.muscles, length, 0 * length).length[0] / body.muscles.lopt
    return dict(zip(body.muscles.names, ratio.tolist(), strict=True))


def test_psoas_minor_moves_no_hip_and_every_level_it_crosses() -> None:
    """From the T12-L1 disc, on L1, to the pelvis: L1-L2 and all below, not T12-L1."""
    body = Body.build(variants=["psoas_minor"])
    levels = [f"{level}_{m}" for level in LEVELS for m in MOTIONS]
    (right,), (left,) = body.muscles.select("psoas_minor_r"), body.muscles.select("psoas_minor_l")
    found, _ = arms(body, poses(body), HIPS + levels)
    for strand in (right, left):
        assert (found[:, strand, :6] == 0.0).all()
        by_level = np.abs(found[:, strand, 6:]).reshape(-1, 6, 3)
        assert (by_level[:, :5].max(axis=2) > 0.001).all()
        assert (by_level[:, 5] == 0.0).all()
    sagittal, _ = arms(body, body.map.pose(), ["L5_S1_extension", "lumbar_extension"])
    assert (sagittal[0, [right, left]] < -0.001).all()  # flexes upright


def test_the_old_switch_and_the_variant_are_one() -> None:
    switch, named = Body.build(psoas_minor=True), Body.build(variants=["psoas_minor"])
    assert switch.muscles.names == named.muscles.names
    assert switch.variants == named.variants == ("psoas_minor:r", "psoas_minor:l")
    for field in ("fmax", "lopt", "lslack"):
        assert (getattr(switch.muscles, field) == getattr(named.muscles, field)).all()
    with pytest.raises(InputError, match="psoas_minor and psoas_minor_absent contradict each other on the right"):
        Body.build(psoas_minor=True, variants=["psoas_minor_absent:r"])


def test_the_ordinary_body_is_as_the_tables_say() -> None:
    muscles, paths = muscle_tables()
    plain = strands_of_both_sides(tuple(m for m in muscles if m.group != "psoas_minor"), paths)
    body = Body.build()
    assert body.variants == ()
    assert body.muscles.names == tuple(s.name for s in plain)
    assert (body.muscles.fmax == [s.muscle.fmax_n for s in plain]).all()
    assert (body.muscles.lslack == [s.muscle.lslack_m for s in plain]).all()


@pytest.mark.parametrize("side", ["r", "l"])
@pytest.mark.parametrize("name", MECHANICAL)
def test_a_variant_of_one_side_leaves_the_other_as_it_is(body: Body, name: str, side: str) -> None:
    varied = Body.build(variants=[f"{name}:{side}"])
    q = poses(body)
    columns = [n for n, role in zip(body.map.names, body.map.roles, strict=True) if role in ("free", "rhythm", "level")]
    before, length_before = arms(body, q, columns)
    after, length_after = arms(varied, q, columns)
    other = {"r": "_l", "l": "_r"}[side]
    names = [n for n in body.muscles.names if n.endswith(other)]
    assert [n for n in varied.muscles.names if n.endswith(other)] == names
    old, new = ([b.muscles.names.index(n) for n in names] for b in (body, varied))
    assert (before[:, old] == after[:, new]).all()
    assert (length_before[:, old] == length_after[:, new]).all()
    for field in ("fmax", "lopt", "lslack", "pennation", "passive_strain"):
        assert (getattr(body.muscles, field)[old] == getattr(varied.muscles, field)[new]).all(), field


@pytest.mark.parametrize("name", MECHANICAL)
def test_left_is_the_mirror_image_of_right(name: str) -> None:
    right, left = Body.build(variants=[f"{name}:r"]), Body.build(variants=[f"{name}:l"])
    swap = {n: {"_r": n[:-2] + "_l", "_l": n[:-2] + "_r"}[n[-2:]] for n in right.muscles.names}
    assert {*swap.values()} == {*left.muscles.names}
    order = [left.muscles.names.index(swap[n]) for n in right.muscles.names]
    for field in ("fmax", "lopt", "lslack"):
        assert getattr(left.muscles, field)[order] == pytest.approx(getattr(right.muscles, field), rel=1e-12), field
    mirrored = [HIPS.index({"r": n[:-1] + "l", "l": n[:-1] + "r"}[n[-1]]) for n in HIPS]
    ours, theirs = (arms(b, b.map.pose(hip_flexion_r=0.6, hip_flexion_l=0.6), HIPS)[0][0] for b in (right, left))
    assert theirs[order][:, mirrored] == pytest.approx(ours, abs=1e-9)


@pytest.mark.parametrize("name", MECHANICAL)
def test_every_effect_changes_the_body(body: Body, name: str) -> None:
    """Names, strength or paths on both sides; a moved point that changes no moment arm would be no effect."""
    varied = Body.build(variants=[name])
    assert varied.variants == (f"{name}:r", f"{name}:l")
    if varied.muscles.names == body.muscles.names:
        columns = [*HIPS, "lumbar_extension"]
        q = body.map.pose(hip_flexion_r=1.0, hip_flexion_l=1.0)
        assert np.abs(arms(varied, q, columns)[0] - arms(body, q, columns)[0]).max() > 0.001
    else:
        added = {*varied.muscles.names} ^ {*body.muscles.names}
        assert {n[-2:] for n in added} == {"_r", "_l"}


@pytest.mark.parametrize("name", [v.name for v in variants() if not v.effects])
def test_variants_without_effect_leave_the_body_alone(body: Body, name: str) -> None:
    needs = next(v.needs for v in variants() if v.name == name)
    if needs:
        return
    varied = Body.build(variants=[name])
    assert varied.muscles.names == body.muscles.names
    assert (varied.muscles.lslack == body.muscles.lslack).all()
    assert varied.sources == body.sources


@pytest.mark.parametrize("subject", [Subject(), Subject(height=1.9, mass=95.0, segment_scale={"pelvis": 0.95})])
def test_new_paths_keep_the_state_of_their_fibres(subject: Subject) -> None:
    """At neutral a new strand's fibres are as those it is like, a moved strand's as before; in every body."""
    plain = normalised(Body.build(psoas_minor=True))
    everything = ["psoas_minor", "accessory_psoas", "accessory_iliacus", "psoas_from_t12", "psoas_low_insertion"]
    found = normalised(Body.build(subject, variants=everything))
    like = {e.strand.muscle: e.like for v in variants() for e in v.effects if isinstance(e, AddStrand)}
    assert {name[:-2] for name in found} - {name[:-2] for name in plain} == set(like)
    for name, value in found.items():
        assert value == pytest.approx(plain[like.get(name[:-2], name[:-2]) + name[-2:]], rel=1e-9), name


@pytest.mark.parametrize("name", ["psoas_major_accessory_r", "iliacus_accessory_r", "psoas_major_T12_VB_r"])
def test_new_strands_flex_the_hip_without_jumps(name: str) -> None:
    """As their neighbours do: 2 to 5.5 cm, less than 0.6 mm a degree, from -20 to 120 deg."""
    body = Body.build(variants=["accessory_psoas", "accessory_iliacus", "psoas_from_t12"])
    q = body.map.pose(141, hip_flexion_r=np.radians(np.arange(-20.0, 121.0)))
    arm = arms(body, q, ["hip_flexion_r"])[0][:, body.muscles.names.index(name), 0]
    assert arm.min() > 0.020
    assert arm.max() < 0.055
    assert np.abs(np.diff(arm)).max() < 0.0006


def test_the_total_stays_where_a_variant_says_so(body: Body) -> None:
    for name, group in (("psoas_from_t12", "psoas_major_r"), ("accessory_iliacus", "iliacus_r")):
        varied = Body.build(variants=[name])
        total = [b.muscles.fmax[b.muscles.select(group)].sum() for b in (body, varied)]
        assert total[1] == pytest.approx(total[0], rel=0.001), name


def test_variants_keep_the_published_sizes() -> None:
    """The assignment is made before strands go: those that stay keep their own size."""
    whole = Body.build(psoas_sections="christophy2012").muscles
    part = Body.build(psoas_sections="christophy2012", variants=["psoas_without_l5:r"]).muscles
    assert {*whole.names} - {*part.names} == {"psoas_major_L5_TP_r", "psoas_major_L5_VB_r"}
    at = [whole.names.index(n) for n in part.names]
    assert part.fmax == pytest.approx(whole.fmax[at], rel=1e-12)


def test_the_order_of_variants_does_not_matter() -> None:
    names = ["psoas_low_insertion:r", "psoas_from_t12", "accessory_psoas:l", "psoas_minor:l", "psoas_without_l5:r"]
    one, other = Body.build(variants=names), Body.build(variants=names[::-1])
    assert one.variants == other.variants
    assert one.muscles.names == other.muscles.names
    assert (one.muscles.lslack == other.muscles.lslack).all()


def test_added_strands_are_moved_with_their_muscle() -> None:
    plain, low = (Body.build(variants=["psoas_from_t12", *more]) for more in ([], ["psoas_low_insertion"]))
    t12 = low.muscles.names.index("psoas_major_T12_VB_r")
    lengths = [neutral_lengths(b.model, b.map)[t12] for b in (plain, low)]
    assert lengths[1] - lengths[0] > 0.005


def test_a_drawn_person_can_be_built() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        chosen = sample_variants(rng)
        body = Body.build(Subject(height=1.6, mass=60.0), variants=chosen)
        assert body.variants == chosen
        assert np.isfinite(body.muscles.lslack).all()
        assert (body.muscles.lslack >= 0).all()


def test_what_a_variant_rests_on_is_cited() -> None:
    assert "spratt1996" in Body.build(variants=["accessory_iliacus:l"]).sources
    assert "spratt1996" not in Body.build().sources
    assert effect_sources(["bursa_absent:r"]) == set()


def test_a_single_variant_may_be_given_by_itself() -> None:
    assert Body.build(variants="psoas_minor:r").variants == ("psoas_minor:r",)


def test_unknown_variants_are_named() -> None:
    with pytest.raises(UnknownName, match="no variant is called 'psoas_tertius'"):
        Body.build(variants=["psoas_tertius:r"])


def _vary(monkeypatch: pytest.MonkeyPatch, effect: str) -> body_variants.Varied:
    """The strands with one variant 'new' that has this effect, on the right."""
    new = parse(
        '[[feature]]\nname = "f"\nabout = "x"\nsource = "s"\nkind = "estimated"\n'
        '[[variant]]\nname = "new"\nfeature = "f"\ntitle = "x"\n[[variant.prevalence]]\nvalue = 0.5\nn = 9\n'
        'per = "side"\npopulation = "adults"\nsource = "s"\nkind = "estimated"\n'
        f'[[variant.effect]]\nsource = "s"\nkind = "estimated"\n{effect}'
    ).variants[0]
    monkeypatch.setattr(body_variants, "variant", lambda _: new)
    return apply_variants(*muscle_tables(), ("new:r",))


def test_strength_is_scaled_on_its_side(monkeypatch: pytest.MonkeyPatch) -> None:
    varied = _vary(monkeypatch, 'do = "scale_strength"\nstrands = ["iliacus_medial"]\nfactor = 1.5')
    force = {s.name: s.muscle.fmax_n for s in varied.strands}
    row = next(m for m in load("muscles") if m.muscle == "iliacus_medial")
    assert force["iliacus_medial_r"] == pytest.approx(1.5 * row.fmax_n)
    assert force["iliacus_medial_l"] == row.fmax_n


def test_fibres_longer_than_the_path_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    varied = _vary(
        monkeypatch,
        'do = "add_strand"\nname = "short"\ngroup = "iliacus"\nfmax_n = 9\nlike = "iliacus_medial"\npath = [\n'
        '  { order = 1, body = "pelvis", at_m = [0, 0, 1] },\n  { order = 2, body = "femur_r", at_m = [0, 0, 0] },\n]',
    )
    short = [s.name for s in varied.strands].index("short_r")
    lengths = np.full(len(varied.strands), 0.06)
    with pytest.raises(AtlasError, match=r"short_r: a path of 0\.060 m is too short for fibres of 0\.107 m"):
        slack_lengths(varied, lengths, lambda: {"iliacus_medial_r": 0.2})
    lengths[short] = 0.3
    fitted = slack_lengths(varied, lengths, lambda: {"iliacus_medial_r": 0.2})
    assert fitted[short] == pytest.approx(0.1 + varied.like["short_r"].muscle.lslack_m)


def test_a_body_with_other_muscles_keeps_its_variants() -> None:
    body = Body.build(variants=["accessory_psoas:r"])
    assert body.with_muscles(dataclasses.replace(body.muscles)).variants == resolve_variants(["accessory_psoas:r"])
