"""Every reference is real: people as authors, a title of its own, a year, a DOI of one work only."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from iliopsoas.atlas.audit import audit
from iliopsoas.atlas.cite import reference_text, references

WORKS = references()
PAPERS = {key: entry for key, entry in WORKS.items() if entry.type in ("article", "inproceedings", "incollection")}
NAMELESS = sorted(key for key, entry in WORKS.items() if not entry.persons.get("author"))
"""Works whose authors were nowhere to be found."""
ORGANISATIONS = {
    "aaoship2012": "the academy wrote its page",
    "bmclabh2a": "the laboratory made the data",
    "cgastance": "members of a forum sent in the figures",
    "gcare": "a health service wrote its page",
    "iliopsoas": "this package",
    "imaiosbursa": "the maker of an atlas",
    "nhanes2012": "a statistical office made the survey",
    "opensimchecklist": "the makers of the program",
    "theraband2015": "the maker of the bands",
}
"""Where no person signs, and why that is so."""
DESCRIPTION = re.compile(r"title (is|in) (a|our) |title as far|(authors|title).*not (looked up|seen)", re.IGNORECASE)
DOI = re.compile(r"10\.\d{4,5}/\S+")
YEAR = re.compile(r"(18|19|20)\d\d")


def _authors(entry: Any) -> list[str]:
    return [" ".join([*p.first_names, *p.prelast_names, *p.last_names]) for p in entry.persons.get("author", [])]


def test_no_doi_stands_for_two_works() -> None:
    found = Counter(entry.fields["doi"].lower() for entry in WORKS.values() if "doi" in entry.fields)
    assert [doi for doi, times in found.items() if times > 1] == []


def test_no_title_stands_for_two_works_of_the_same_authors() -> None:
    found = Counter((entry.fields["title"].lower(), tuple(_authors(entry))) for entry in WORKS.values())
    assert [title for title, times in found.items() if times > 1] == []


@pytest.mark.parametrize("key", [key for key, entry in WORKS.items() if "doi" in entry.fields])
def test_a_doi_looks_like_one(key: str) -> None:
    assert DOI.fullmatch(WORKS[key].fields["doi"])


@pytest.mark.parametrize("key", [key for key in WORKS if key != "torsostanding"])
def test_a_work_has_a_year(key: str) -> None:
    assert YEAR.fullmatch(WORKS[key].fields["year"])


@pytest.mark.parametrize("key", PAPERS)
def test_a_paper_is_by_people(key: str) -> None:
    """Not by the site that shows it, nor by the journal that printed it: a person has a first and a last name."""
    people = PAPERS[key].persons.get("author", [])
    assert key in NAMELESS or people
    assert [str(p) for p in people if not p.first_names and str(p) != "others"] == []


@pytest.mark.parametrize("key", WORKS)
def test_only_known_organisations_sign(key: str) -> None:
    signed = [str(p) for p in WORKS[key].persons.get("author", []) if not p.first_names and str(p) != "others"]
    assert bool(signed) == (key in ORGANISATIONS)


@pytest.mark.parametrize("key", WORKS)
def test_a_title_is_the_title(key: str) -> None:
    entry = WORKS[key]
    assert len(entry.fields["title"]) > 10
    assert not DESCRIPTION.search(entry.fields.get("note", "") + entry.fields.get("howpublished", ""))


def test_what_rests_on_a_work_without_authors_is_an_estimate() -> None:
    assert NAMELESS == ["gponline", "ijar2024", "torsostanding"]
    assert all("counts as an estimate" in WORKS[key].fields["note"] for key in NAMELESS)
    resting = [entry for entry in audit().entries if set(entry.source.split(";")) & set(NAMELESS)]
    assert resting
    assert [entry for entry in resting if entry.kind != "estimated"] == []


def test_a_work_without_authors_is_cited_by_its_title_and_its_place() -> None:
    assert reference_text("torsostanding") == (
        "Activity in torso muscles during relaxed standing (no year). "
        "https://scilit.com/publications/9f808f8ea41278ae4fd9a89cb96b635d."
    )
