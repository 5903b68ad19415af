"""The file of variants: what it must hold, and what is said when it does not."""

from __future__ import annotations

import re

import pytest

from iliopsoas.atlas.cite import references
from iliopsoas.atlas.proportions import wilson_interval
from iliopsoas.atlas.reading.row import KINDS
from iliopsoas.atlas.reading.tables import load
from iliopsoas.atlas.variants.catalogue import features, populations, resolve_variants, variant, variants
from iliopsoas.atlas.variants.file import parse
from iliopsoas.atlas.variants.records import PER, AddStrand
from iliopsoas.errors import AtlasError, InputError, UnknownName

GOOD = """\
[[feature]]
name = "tendon"
about = "the number of tendons"
source = "ward2009"
kind = "estimated"

[[variant]]
name = "one"
feature = "tendon"
title = "One tendon"
[[variant.prevalence]]
value = 0.6
n = 50
per = "side"
population = "adults"
source = "ward2009"
kind = "measured"
[[variant.effect]]
do = "scale_strength"
strands = ["iliacus"]
factor = 0.9
source = "ward2009"
kind = "estimated"

[[variant]]
name = "two"
feature = "tendon"
title = "Two tendons"
mechanics = "none: told for the test"
[[variant.prevalence]]
value = 0.3
low = 0.1
high = 0.5
per = "side"
population = "adults"
source = "ward2009"
kind = "measured"
"""
SLIP = """\
do = "add_strand"
name = "slip"
group = "iliacus"
fmax_n = 40
like = "iliacus_medial"
path = [
  { order = 10, body = "pelvis", at_m = [-0.1, 0.07, 0.06] },
  { order = 20, wrap = "iliacus_at_head" },
  { order = 30, body = "femur_r", at_m = [-0.01, -0.05, 0.0] },
]
"""
SCALE = """\
do = "scale_strength"
strands = ["iliacus"]
factor = 0.9
"""
MOVE = 'do = "move_point"\nstrands = ["psoas_major"]\nbody = "femur_r"\norder = 40\nby_m = [0, 0.01, 0]\n'


def _with(*changes: tuple[str, str], text: str = GOOD) -> str:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_what_is_written_is_read() -> None:
    read_features, (one, two) = parse(GOOD)
    assert [f.side_correlation for f in read_features] == [0.0]
    assert (one.prevalence.value, one.prevalence.n, one.prevalence.population) == (0.6, 50, "adults")
    assert (one.prevalence.low, one.prevalence.high) == pytest.approx(wilson_interval(0.6, 50))
    assert (two.prevalence.low, two.prevalence.high) == (0.1, 0.5)
    assert (one.line, two.line, two.effects) == (7, 25, ())


def test_a_strand_is_read_with_the_architecture_of_the_one_it_is_like() -> None:
    (one, _) = parse(_with((SCALE, SLIP))).variants
    (effect,) = one.effects
    assert isinstance(effect, AddStrand)
    model = next(m for m in load("muscles") if m.muscle == "iliacus_medial")
    assert (effect.strand.fmax_n, effect.strand.lopt_m) == (40.0, model.lopt_m)
    assert effect.strand.pennation_rad == model.pennation_rad
    assert [(p.order, p.element, p.body, p.wrap) for p in effect.path] == [
        (10, "point", "pelvis", ""),
        (20, "wrap", "", "iliacus_at_head"),
        (30, "point", "femur_r", ""),
    ]


def test_wilson1927_interval() -> None:
    """10 of 30: 19.2 to 51.2 %; 0 of 10: 0 to 27.8 %."""
    assert wilson_interval(1 / 3, 30) == pytest.approx((0.192, 0.512), abs=0.001)
    assert wilson_interval(0.0, 10) == pytest.approx((0.0, 0.278), abs=0.001)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([("value = 0.6", "value = 1.6")], "line 12, variant 'one', prevalence: value is 1.6; it must be at most 1"),
        ([("value = 0.6", "value = -0.1")], "line 12, variant 'one', prevalence: value is -0.1; it must be at least 0"),
        ([("value = 0.6", "value = nan")], "line 12, variant 'one', prevalence: value is nan, which is no number"),
        (
            [("value = 0.6", 'value = "many"')],
            "line 12, variant 'one', prevalence: value is 'many'; it must be a number",
        ),
        ([("value = 0.6", "")], "line 11, variant 'one', prevalence: no value"),
        (
            [("value = 0.3", "value = 0.45"), ("n = 50", "n = 50")],
            "line 1, feature 'tendon': its states add up to 1.050 of all sides (one line 7, two line 25)",
        ),
        (
            [('population = "adults"\nsource = "ward2009"', 'population = "adults"')],
            "line 11, variant 'one', prevalence: no source; every number in the atlas has one",
        ),
        (
            [('population = "adults"\nsource = "ward2009"', 'population = "adults"\nsource = ""')],
            "line 16, variant 'one', prevalence: source is empty",
        ),
        (
            [('factor = 0.9\nsource = "ward2009"', "factor = 0.9")],
            "line 18, variant 'one', effect 'scale_strength': no source; every number in the atlas has one",
        ),
        (
            [('kind = "measured"', 'kind = "guessed"')],
            "line 17, variant 'one', prevalence: "
            "no kind is called 'guessed'. There are: measured, transcribed, derived, estimated",
        ),
        (
            [('per = "side"', 'per = "leg"')],
            "line 14, variant 'one', prevalence: no per is called 'leg'. There are: person, both, side, carrier",
        ),
        (
            [('per = "side"', 'per = "carrier"')],
            "line 14, variant 'one', prevalence: per = 'carrier' goes with `needs`, and the other way round",
        ),
        (
            [("n = 50\n", "")],
            "line 11, variant 'one', prevalence: give low and high, or the number n of those looked at",
        ),
        ([("low = 0.1", "low = 0.4")], "line 32, variant 'two', prevalence: the interval 0.4 to 0.5 must hold 0.3"),
        (
            [('feature = "tendon"', 'feature = "tendons"')],
            "line 9, variant 'one': no feature is called 'tendons'. Did you mean 'tendon'? There are: tendon",
        ),
        (
            [('title = "One tendon"', 'titel = "One tendon"')],
            "line 10, variant 'one': no entry is called 'titel'. Did you mean 'title'?",
        ),
        (
            [('title = "One tendon"', 'title = "One tendon"\ncolour = "red"')],
            "line 11, variant 'one': no entry is called 'colour'",
        ),
        (
            [('name = "two"', 'name = "one"')],
            "line 25, variant 'one': it is a second variant of that name; the first is in line 7",
        ),
        (
            [('mechanics = "none: told for the test"\n', "")],
            "line 25, variant 'two': neither [[variant.effect]] nor `mechanics`, which says why it has none",
        ),
        (
            [('mechanics = "none', 'needs = ["three"]\nmechanics = "none')],
            "line 29, variant 'two': needs 'three', which is no variant above it",
        ),
        (
            [('about = "the number of tendons"', 'about = "it"\nside_correlation = 1.5')],
            "line 4, feature 'tendon': side_correlation is 1.5; it must be at most 1",
        ),
        (
            [("[[variant]]", "[[nerve]]\nname = 'x'\n[[variant]]")],
            "line 7: unknown 'nerve'; there are [[feature]] and [[variant]]",
        ),
        ([("[[feature]]", "[feature]")], "line 1: write 'feature' in blocks that begin with [[feature]]"),
        (
            [("[[variant.prevalence]]", "[variant.prevalence]")],
            "line 11, variant 'one': write 'prevalence' in blocks that begin with [[variant.prevalence]]",
        ),
        (
            [('title = "Two tendons"', 'title = "Two tendons"\neffect = 3')],
            "line 29, variant 'two': write 'effect' in blocks that begin with [[variant.effect]]",
        ),
        ([("value = 0.6", "value = 0,6")], "line 12: not TOML"),
        ([('do = "scale_strength"', 'do = "cut"')], "line 19, variant 'one', effect 'cut': no do is called 'cut'"),
        (
            [('strands = ["iliacus"]', 'strands = ["iliacos"]')],
            "line 20, variant 'one', effect 'scale_strength': "
            "no strand or muscle is called 'iliacos'. Did you mean 'iliacus'?",
        ),
        (
            [("factor = 0.9", "factor = 0")],
            "line 21, variant 'one', effect 'scale_strength': factor is 0; it must be above 0",
        ),
    ],
)
def test_mistakes_are_told_with_file_and_line(changes: list[tuple[str, str]], message: str) -> None:
    with pytest.raises(AtlasError, match=re.escape(message)) as caught:
        parse(_with(*changes))
    assert str(caught.value).startswith("variants.toml")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            [('"slip"', '"iliacus_medial"')],
            "line 20, variant 'one', effect 'iliacus_medial': the tables have a strand 'iliacus_medial' already",
        ),
        ([("fmax_n = 40", "fmax_n = 0")], "line 22, variant 'one', effect 'slip': fmax_n is 0; it must be above 0"),
        (
            [('"iliacus_medial"', '"iliacus_mediel"')],
            "line 23, variant 'one', effect 'slip': no like is called 'iliacus_mediel'. Did you mean",
        ),
        (
            [('group = "iliacus"', 'group = "ilacus"')],
            "line 21, variant 'one', effect 'slip': no group is called 'ilacus'. Did you mean",
        ),
        (
            [('"femur_r"', '"femur"')],
            "line 27, variant 'one', effect 'slip', element of its path: "
            "no body is called 'femur'. Did you mean 'femur_r'?",
        ),
        (
            [('"iliacus_at_head"', '"head"')],
            "line 26, variant 'one', effect 'slip', element of its path: no wrap is called 'head'",
        ),
        (
            [("[-0.1, 0.07, 0.06]", "[-0.1, 0.07]")],
            "line 25, variant 'one', effect 'slip', element of its path: at_m is [-0.1, 0.07]; it must be [x, y, z]",
        ),
        (
            [('body = "pelvis", ', "")],
            "line 25, variant 'one', effect 'slip', element of its path: it is either {order, body",
        ),
        (
            [("order = 30", "order = 15")],
            "line 24, variant 'one', effect 'slip': a path starts and ends with a point, and its orders rise",
        ),
        (
            [('  { order = 10, body = "pelvis", at_m = [-0.1, 0.07, 0.06] },\n', "")],
            "line 24, variant 'one', effect 'slip': a path starts and ends with a point, and its orders rise",
        ),
        (
            [(SLIP, MOVE.replace("40", "41"))],
            "line 22, variant 'one', effect 'move_point': psoas_major_L1_VB has no path point of order 41 on femur_r",
        ),
        (
            [(SLIP, MOVE.replace("femur_r", "pelvis"))],
            "line 22, variant 'one', effect 'move_point': psoas_major_L1_VB has no path point of order 40 on pelvis",
        ),
        (
            [(SLIP, MOVE.replace("[0, 0.01, 0]", "[0, 0.01]"))],
            "line 23, variant 'one', effect 'move_point': by_m is [0, 0.01]; it must be [x, y, z]",
        ),
        (
            [(SLIP, 'do = "add_group"\ngroup = "psoas_tertius"\n')],
            "line 20, variant 'one', effect 'add_group': no group is called 'psoas_tertius'",
        ),
    ],
)
def test_mistakes_in_effects_are_told_with_file_and_line(changes: list[tuple[str, str]], message: str) -> None:
    with pytest.raises(AtlasError, match=re.escape(message)) as caught:
        parse(_with(*changes, text=_with((SCALE, SLIP))))
    assert re.match(r"variants\.toml, line \d+, variant 'one', effect", str(caught.value))


def test_every_number_says_where_it_comes_from() -> None:
    rows = [*features(), *(row for v in variants() for row in (*v.prevalences, *v.effects))]
    assert all(row.kind in KINDS and all(row.sources) for row in rows)
    assert {key for row in rows for key in row.sources} <= set(references())
    assert [row for row in rows if row.kind in ("estimated", "derived") and not row.note] == []


def test_the_best_known_prevalences_are_there() -> None:
    assert variant("psoas_minor_absent").prevalence.value == 0.40
    assert {p.population for p in variant("psoas_minor").prevalences} >= {"Bulgaria", "South India", "United States"}
    assert [variant(f"{n}_tendon").prevalence.value for n in ("single", "double", "triple")] == [0.283, 0.642, 0.075]
    assert variant("bursa_communicates").prevalence.value == 0.15
    assert variant("bursa_absent").prevalence.value == 0.02
    assert all(v.prevalence.per in PER for v in variants())
    assert "children" in populations()


def test_variants_without_effect_say_so() -> None:
    for v in variants():
        assert bool(v.effects) != v.mechanics.startswith("none: "), v.name


def test_names_of_new_strands_are_used_once() -> None:
    names = [e.strand.muscle for v in variants() for e in v.effects if isinstance(e, AddStrand)]
    assert len(set(names)) == len(names)


def test_names_are_brought_into_one_form() -> None:
    assert resolve_variants(["bursa_absent:l", "psoas_minor", "bursa_absent:l"]) == (
        "psoas_minor:r", "psoas_minor:l", "bursa_absent:l")  # fmt: skip
    assert (
        resolve_variants(["psoas_minor:both"]) == resolve_variants("psoas_minor") == ("psoas_minor:r", "psoas_minor:l")
    )
    assert resolve_variants([]) == ()


def test_an_unknown_variant_is_named_with_its_nearest() -> None:
    with pytest.raises(UnknownName, match=r"no variant is called 'psoas_minr'\. Did you mean 'psoas_minor'\?"):
        resolve_variants(["psoas_minr:r"])


def test_an_unknown_side_is_told() -> None:
    with pytest.raises(InputError, match="'psoas_minor:up': 'up' is no side; write psoas_minor:r, "):
        resolve_variants(["psoas_minor:up"])
    assert resolve_variants(["psoas_minor:right"]) == ("psoas_minor:r",)


def test_contradictions_are_told_with_their_lines() -> None:
    one, other = variant("psoas_minor"), variant("psoas_minor_absent")
    with pytest.raises(InputError) as caught:
        resolve_variants(["psoas_minor_absent:l", "psoas_minor"])
    assert str(caught.value) == (
        "psoas_minor and psoas_minor_absent contradict each other on the left: both are states of 'psoas_minor' "
        f"(variants.toml, lines {one.line} and {other.line}); give one of them"
    )
    assert resolve_variants(["psoas_minor_absent:l", "psoas_minor:r"])


def test_what_a_variant_needs_must_be_on_the_same_side() -> None:
    assert resolve_variants(["femoral_nerve_pierced:r", "accessory_iliacus:r"])
    with pytest.raises(InputError, match="femoral_nerve_pierced:r needs accessory_psoas or accessory_iliacus on"):
        resolve_variants(["femoral_nerve_pierced:r", "accessory_iliacus:l"])
