"""The audit: counts what it should, leaves out what it should, and names what is wrong."""

from __future__ import annotations

import pytest

from iliopsoas.atlas.audit import audit, collect, numbers_of_code, numbers_of_csv, numbers_of_toml
from iliopsoas.atlas.reading.row import KINDS
from iliopsoas.atlas.reading.tables import TABLES

CODE = '''
STRENGTH = 2.5
"""Something [N]; estimated."""
ANGLES = np.radians((10.0, -20.0))
"""Two angles [rad] (ward2009)."""
CHUNK = 64
"""Frames worked on together."""
NAMES = ("a", "b")
LIGHT = 0.1  # [m] derived from the table
BARE = 3.0
lower = 4.0
'''


def test_the_package_is_clean() -> None:
    assert audit().problems == ()


def test_the_totals_add_up() -> None:
    found = audit()
    assert found.total == sum(found.by("kind").values()) == sum(found.by("file").values())
    assert set(found.by("kind")) <= set(KINDS)
    assert sum(found.share(kind) for kind in KINDS) == pytest.approx(1.0)


def test_every_table_is_seen() -> None:
    seen = set(audit().by("file"))
    assert {f"{name}.csv" for name in TABLES} <= seen
    assert {"walk.csv", "walk.toml", "structures/relations.csv", "structures/muscles.toml"} <= seen
    assert {"body/passive_moments.py", "mechanics/muscle_curves.py"} <= seen


@pytest.mark.parametrize("word", ["technical", "solver", "frames", "Technical"])
def test_a_constant_is_left_out_where_its_own_words_say_so(word: str) -> None:
    for text in (f"STEP = 0.1  # {word}: of the search\n", f'STEP = 0.1\n"""Of the search ({word})."""\n'):
        assert numbers_of_code(text, "a/b.py") == ([], ("STEP",))
    (number,), left_out = numbers_of_code(f"STEP = 0.1  # un{word}ly\n", "a/b.py")
    assert (number.source, left_out) == ("", ())


def test_a_technical_word_does_not_hide_a_source() -> None:
    (number,), left_out = numbers_of_code("LIMIT = 0.1  # technical, after ward2009\n", "a/b.py")
    assert (number.source, left_out) == ("ward2009", ())


def test_the_known_technical_constants_are_left_out() -> None:
    names = {name for left_out in audit().technical.values() for name in left_out}
    assert {"GRAVITY", "CHUNK", "LOADED_N"} <= names


def test_a_table_with_its_own_sources() -> None:
    text = "muscle,order,fmax_n,lopt_m,source,kind,note\na,1,100,,ward2009,measured,\nb,2,200,0.1,,estimated,5\n"
    found = collect(numbers_of_csv(text, "t.csv"))
    assert found.total == 4  # two forces, one length, one number in a column of notes; the order is none
    assert "t.csv, line 3, column 'fmax_n': a number without source" in found.problems


def test_places_of_a_wrap_do_not_count() -> None:
    text = "muscle,element,x_m,source,kind\na,point,0.1,ward2009,measured\na,wrap,0,ward2009,measured\n"
    assert collect(numbers_of_csv(text, "t.csv")).total == 1


def test_a_table_told_of_beside_it() -> None:
    beside = '[hip_deg]\nsource = "bovi2011"\nkind = "derived"\n'
    found = collect(numbers_of_csv("cycle_percent,hip_deg,knee_deg\n0,1,2\n2,3,4\n", "w.csv", beside))
    assert found.by("source") == {"bovi2011": 2, "none": 2}
    assert found.problems == (
        "w.csv, line 2, column 'knee_deg': a number without source",
        "w.csv, line 3, column 'knee_deg': a number without source",
    )


def test_records_take_source_and_kind_from_around_them() -> None:
    text = '[a]\nsource = "ward2009"\nkind = "measured"\nx = 1\n[a.b]\ny = [2, 3]\n[c]\nz = 4.5\nyes = true\n'
    found = collect(numbers_of_toml(text, "r.toml"))
    assert found.by("kind") == {"measured": 3, "none": 1}
    assert found.problems == ("r.toml, line 8, c.z: a number without source",)


def test_unknown_kinds_and_sources_are_told() -> None:
    text = '[a]\nsource = "nobody1900"\nkind = "guess"\nx = 1\n'
    assert collect(numbers_of_toml(text, "r.toml")).problems == (
        "r.toml, line 4, a.x: kind 'guess' is none of measured, transcribed, derived, estimated",
        "r.toml, line 4, a.x: source 'nobody1900' is not in references.bib",
    )


def test_constants_of_the_code() -> None:
    numbers, technical = numbers_of_code(CODE, "body/made_up.py")
    found = collect(numbers)
    assert technical == ("CHUNK",)
    assert {(e.kind, e.source): e.count for e in found.entries} == {
        ("estimated", "iliopsoas"): 1,
        ("transcribed", "ward2009"): 2,
        ("derived", "iliopsoas"): 1,
        ("none", "none"): 1,
    }
    assert found.problems == ("body/made_up.py, line 10, BARE: a number without source",)
