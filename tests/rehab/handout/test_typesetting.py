"""Typst: pages without a network or fonts of the system, and a clear word where it is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from iliopsoas.errors import MissingExtra
from iliopsoas.rehab.handout.typesetting import PAPERS, page_images, typeset, write_pdf

CONTENTS = {
    "paper": "a4", "title": "T", "day": "2026-03-02", "simulated": "Simulated.", "referrals": ["*not bold*"],
    "open": [],
    "facts": [["Person", "#let x = 1"]], "phases": [], "load_headings": [], "loads": [], "load_notes": [], "draws": 0,
    "load_titles": [], "refused": [], "advice": [], "rest": "", "forecast": [], "outcomes": [], "adherence": "",
    "notes": ["a_b_c $x$"], "sources": ["Somebody (2026)."],
}  # fmt: skip


def test_pages_as_pictures() -> None:
    pytest.importorskip("typst")
    (page,) = page_images("report.typ", CONTENTS)
    assert page.startswith(b"\x89PNG")


@pytest.mark.parametrize("paper", PAPERS.values())
def test_the_same_contents_make_the_same_text(tmp_path: Path, paper: str) -> None:
    pytest.importorskip("typst")
    pymupdf = pytest.importorskip("pymupdf")
    path = write_pdf("report.typ", CONTENTS | {"paper": paper}, tmp_path / "deep" / "a.pdf")
    with pymupdf.open(path) as document:
        text = document[0].get_text()
        fonts = {font[3].split("+")[-1] for page in document for font in page.get_fonts()}
    for words in ("*not bold*", "#let x = 1", "a_b_c $x$"):
        assert words in text, "contents are never read as markup"
    assert all("Libertinus" in font for font in fonts), "only fonts that come with the package"
    assert [p.name for p in path.parent.iterdir()] == ["a.pdf"], "nothing half-written stays"


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingExtra, match=r"a PDF needs an optional package: pip install 'iliopsoas\[rehab\]'"):
        typeset("report.typ", CONTENTS)


def test_missing_packages_of_other_rooms_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from iliopsoas.rehab.diary.sealed_file import write_sealed
    from iliopsoas.rehab.handout import translation
    from iliopsoas.rehab.handout.fhir_bundle import read_bundle

    for name in ("fhir.resources.R4B.bundle", "babel.messages.pofile", "cryptography.hazmat.primitives.kdf.scrypt"):
        monkeypatch.setitem(sys.modules, name, None)
    translation.translated_messages.cache_clear()
    with pytest.raises(MissingExtra, match="FHIR needs"):
        read_bundle({})
    with pytest.raises(MissingExtra, match="a handout in Deutsch needs"):
        translation.translator("de")
    with pytest.raises(MissingExtra, match="a sealed backup needs"):
        write_sealed(tmp_path / "x", b"", "a long enough secret")
    translation.translated_messages.cache_clear()
    assert not (tmp_path / "x").exists()
