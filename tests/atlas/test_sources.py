"""Every number has a source, every source is a reference, every reference is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import iliopsoas
from iliopsoas.atlas.cite import bibliography, cite, reference_text, references
from iliopsoas.atlas.reading.tables import TABLES, load
from iliopsoas.atlas.walking.gait_cycle import gait_cycle
from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.errors import AtlasError

PACKAGE = Path(iliopsoas.__file__).parent


@pytest.mark.parametrize("name", TABLES)
def test_sources_of_a_table_are_references(name: str) -> None:
    assert {key for row in load(name) for key in row.sources} <= set(references())


def test_sources_of_the_textbook_walk_are_references() -> None:
    assert gait_cycle().sources
    assert set(gait_cycle().sources) <= set(references())


def test_every_reference_is_used_somewhere_in_the_package() -> None:
    """In a table, in what is said of the walk, or beside a number in the code."""
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*") if path.suffix in (".py", ".csv", ".toml")
    )
    unused = [key for key in references() if not re.search(rf"\b{key}\b", text)]
    assert unused == []


def test_every_key_named_in_the_code_is_a_reference() -> None:
    """Keys look like author and year: 'degroote2016'."""
    known = set(references())
    named = {
        (path.name, key)
        for path in PACKAGE.rglob("*.py")
        for key in re.findall(r"\b[a-z]{3,}(?:19|20)\d\d\b", path.read_text(encoding="utf-8"))
    }
    assert named
    assert {(name, key) for name, key in named if key not in known} == set()


@pytest.mark.parametrize("subject", [Subject(), Subject(height=1.6, mass=55.0)])
def test_a_bodys_sources_are_references_that_can_be_printed(subject: Subject) -> None:
    body = Body.build(subject)
    assert bibliography(body.sources)
    assert ("handsfield2014" in body.sources) == (subject != Subject())


def test_psoas_minor_is_cited_only_where_it_is() -> None:
    with_it = Body.build(psoas_minor=True)
    assert len(with_it.muscles) == len(Body.build().muscles) + 2
    assert with_it.muscles.select("psoas_minor")


def test_a_reference_reads_as_text() -> None:
    assert reference_text("handsfield2014").replace("–", "-") == (
        "Handsfield, Meyer, Hart et al. (2014). Relationships of 35 lower limb muscles to height and body mass "
        "quantified using MRI. Journal of Biomechanics 47: 631-638. doi:10.1016/j.jbiomech.2013.12.002."
    )


@pytest.mark.parametrize("key", sorted(references()))
def test_no_reference_prints_tex(key: str) -> None:
    text = reference_text(key)
    assert not re.search(r"[{}\\]|--", text)
    assert ("(no year)" in text) == (key == "torsostanding")  # nor have its authors been found
    assert text.endswith(".")
    assert not text.startswith(" (")


def test_names_keep_their_accents() -> None:
    assert "Duval-Beaupère" in reference_text("duvalbeaupere1992")


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(AtlasError, match=r"references\.bib has no entry 'nobody1900'"):
        reference_text("nobody1900")


def test_each_work_is_cited_once_in_alphabetical_order() -> None:
    import xarray as xr

    data = xr.Dataset(attrs={"sources": "winter2009 delp1990 winter2009"})
    assert cite(data).split("\n") == [reference_text("delp1990"), reference_text("winter2009")]
