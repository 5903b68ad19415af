"""Structures: what the records hold, how they are found, and how a wrong one is told."""

from __future__ import annotations

from importlib.resources import files

import pytest

from iliopsoas.atlas.anatomy.catalogue import structures
from iliopsoas.atlas.anatomy.file import gather_structures, parse_structures
from iliopsoas.atlas.anatomy.lookup import find_structure, normalized_name, search_structures
from iliopsoas.atlas.anatomy.records import CATEGORIES, STRANDED
from iliopsoas.atlas.anatomy.strands import strand_origin
from iliopsoas.atlas.cite import references
from iliopsoas.atlas.reading.row import KINDS
from iliopsoas.atlas.reading.tables import load
from iliopsoas.errors import AtlasError, UnknownName

GOOD = """
[iliacus]
category = "muscle"
name = "iliacus"
summary = "A muscle."
source = "ward2009"
kind = "measured"
[[iliacus.figures]]
name = "fibre length"
value = 106.6
unit = "mm"
source = "ward2009"
kind = "measured"
"""


def test_every_category_has_structures() -> None:
    assert {s.category for s in structures().values()} == set(CATEGORIES)


def test_the_strands_are_those_of_the_muscles_table() -> None:
    listed = {m.muscle for m in load("muscles") if m.group in STRANDED}
    assert {s.id for s in structures().values() if s.category == "strand"} == listed
    assert sum(name.startswith("psoas_major") for name in listed) == 11


def test_strands_are_written_nowhere_twice() -> None:
    folder = files("iliopsoas.atlas").joinpath("data", "structures")
    for file in folder.iterdir():
        assert "psoas_major_L1_VB" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("strand", "words", "structure"),
    [
        ("psoas_major_L1_VB", "side of the body of L1", "vertebra_L1"),
        ("psoas_major_L4_L5_IVD", "disc between L4 and L5", "disc_L4_L5"),
        ("psoas_major_L5_TP", "transverse process of L5", "L5_transverse_process"),
    ],
)
def test_a_strands_name_says_where_it_arises(strand: str, words: str, structure: str) -> None:
    assert strand_origin(strand) == (words, structure)
    assert structure in structures()


def test_everything_said_has_a_source_and_a_kind() -> None:
    for s in structures().values():
        for item in (*s.statements, *s.figures):
            assert item.sources
            assert all(item.sources)
            assert item.kind in KINDS


def test_sources_are_references() -> None:
    assert {key for s in structures().values() for key in s.sources} <= set(references())


def test_what_is_said_to_be_in_the_model_is_there() -> None:
    known = {m.group for m in load("muscles")} | {m.muscle for m in load("muscles")}
    known |= {b.body.removesuffix("_r") for b in load("bodies")} | {j.joint.removesuffix("_r") for j in load("joints")}
    known |= {level.level for level in load("lumbar_levels")}
    assert {s.model for s in structures().values() if s.model} <= known


def test_every_muscle_of_the_model_is_a_structure() -> None:
    groups = {m.group for m in load("muscles")}
    assert groups == {s.model for s in structures().values() if s.category == "muscle" and s.model}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("psoas_major", "psoas_major"),
        ("Psoas major", "psoas_major"),
        ("psoas_major_r", "psoas_major"),
        ("left psoas", "psoas_major"),
        ("m. iliacus", "iliacus"),
        ("MUSCULUS PSOAS MINOR", "psoas_minor"),
        ("iliopsoas bursa", "iliopectineal_bursa"),
        ("anterior crural nerve", "femoral_nerve"),
        ("L2 root", "L2"),
        ("L4/L5 disc", "disc_L4_L5"),
        ("n. obturatorius", "obturator_nerve"),
    ],
)
def test_names_are_found(name: str, found: str) -> None:
    assert find_structure(name).id == found


def test_no_two_structures_share_a_name() -> None:
    owner: dict[str, str] = {}
    for s in structures().values():
        for name in {normalized_name(n) for n in s.names}:
            assert owner.setdefault(name, s.id) == s.id, name


def test_short_names_of_nerves() -> None:
    assert find_structure("femoral", ["nerve"]).id == "femoral_nerve"
    assert find_structure("genitofemoral", ["nerve"]).id == "genitofemoral_nerve"


@pytest.mark.parametrize(
    ("wrong", "near"), [("iliacs", "iliacus"), ("femoral nerv", "femoral nerve"), ("psoas mjor", "psoas major")]
)
def test_a_wrong_name_suggests_the_nearest(wrong: str, near: str) -> None:
    with pytest.raises(UnknownName, match=f"Did you mean '{near}'"):
        find_structure(wrong)


def test_search_prefers_names_to_texts() -> None:
    hits = [s.id for s in search_structures("bursa")]
    assert hits[:2] == ["iliopectineal_bursa", "iliac_subtendinous_bursa"]
    assert "hip_joint" in hits
    assert search_structures("zebra") == []


def test_a_good_record_is_read() -> None:
    (s,) = parse_structures(GOOD, "x.toml")
    assert (s.id, s.line, s.say("summary"), s.say("origin")) == ("iliacus", 2, "A muscle.", "")
    assert s.figures[0].value == 106.6
    assert s.sources == ("ward2009",)


def test_a_statement_may_have_its_own_source() -> None:
    own = 'summary = { text = "A muscle.", source = "reid1994", kind = "estimated" }'
    (s,) = parse_structures(GOOD.replace('summary = "A muscle."', own), "x.toml")
    assert s.statements[0].source == "reid1994"
    assert s.statements[0].kind == "estimated"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'source = "ward2009"\nkind',
            "kind",
            r"x\.toml, line 5, structure 'iliacus', summary: no source; every number",
        ),
        (
            'kind = "measured"\n[[',
            'kind = "guess"\n[[',
            r"line 5, structure 'iliacus', summary: no kind is called 'guess'",
        ),
        (
            'category = "muscle"',
            'category = "mucle"',
            r"line 3, structure 'iliacus': no category is called 'mucle'. Did you mean 'muscle'",
        ),
        ('name = "iliacus"', "", r"line 2, structure 'iliacus': no name"),
        ('summary = "A muscle."', "", r"line 2, structure 'iliacus': it says nothing"),
        (
            'summary = "',
            'sumary = "',
            r"line 5, structure 'iliacus': no entry is called 'sumary'. Did you mean 'summary'",
        ),
        ('unit = "mm"\n', "", r"line 8, structure 'iliacus', figure 'fibre length': no unit"),
        (
            'unit = "mm"\nsource = "ward2009"',
            'unit = "mm"',
            r"line 8, structure 'iliacus', figure 'fibre length': no source",
        ),
        (
            "value = 106.6",
            "value = 106.6\nlow = 107",
            r"line 10, structure 'iliacus', figure 'fibre length': 106.6 lies outside of its own range",
        ),
        (
            "value = 106.6",
            "valeu = 1",
            r"line 10, structure 'iliacus', figure 'fibre length': no entry is called 'valeu'. Did you mean 'value'",
        ),
        ("[iliacus]", 'x = "y"\n[iliacus]', r"x\.toml, line 2: 'x' stands outside of a structure"),
        ("[iliacus]", "[iliacus", r"x\.toml, line 2: not TOML: "),
    ],
)
def test_a_wrong_record_is_told_with_file_and_line(old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(AtlasError, match=message):
        parse_structures(GOOD.replace(old, new, 1), "x.toml")


def test_a_structure_is_described_once() -> None:
    with pytest.raises(AtlasError, match=r"b\.toml, line 2: 'iliacus' is also in a\.toml, line 2"):
        gather_structures({"a.toml": GOOD, "b.toml": GOOD})
