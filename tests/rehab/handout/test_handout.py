"""The handout: everything a person needs, in plain words, on paper and in a browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("typst")
pytest.importorskip("babel")
pytest.importorskip("pymupdf")

import pymupdf

from iliopsoas.errors import UnknownName
from iliopsoas.rehab.handout.exercise_drawing import ExerciseDrawing
from iliopsoas.rehab.handout.handout import handout_contents, handout_text, write_handout
from iliopsoas.rehab.handout.plain_dose import dose_lines, load_lines
from iliopsoas.rehab.handout.readability import TARGET_GRADE, reading_grade
from iliopsoas.rehab.handout.translation import translator
from iliopsoas.rehab.programme.plan import Dose, Plan, PlannedExercise

Drawings = Mapping[tuple[Any, ...], ExerciseDrawing]
DAY = date(2026, 3, 2)
A4, LETTER = (595, 842), (612, 792)


def _text(path: Path) -> str:
    with pymupdf.open(path) as document:
        return " ".join(" ".join(page.get_text() for page in document).split())


@pytest.fixture(scope="module")
def written(plan: Plan, drawings: Drawings, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_handout(plan, tmp_path_factory.mktemp("handout"), day=DAY, drawings=drawings)


def test_both_files_say_the_same(written: tuple[Path, Path]) -> None:
    pdf, html = written
    assert pdf.name == "handout.pdf"
    assert html.name == "handout.html"
    page, paper = html.read_text(encoding="utf-8"), _text(pdf)
    for words in (
        "Your exercises",
        "For p-07. Printed on 2026-03-02.",
        "Stop if the pain gets worse.",
        "Call your therapist",
        "Is a joint hot, red or swollen?",
        "Straight leg raise",
        "The dark leg is your left leg.",
        "Then do the other side.",
        "Weight at the ankle: 1.5 kg.",
        "You feel it here: the buttocks.",
        "Do it on 3 days a week.",
        "Hold for 3 seconds.",
        "It is not a diagnosis.",
    ):
        assert words in page
        assert words in paper


def test_the_page_needs_nothing_else(written: tuple[Path, Path]) -> None:
    page = written[1].read_text(encoding="utf-8")
    assert page.count("<svg") == 6
    for outside in ("src=", "href=", "url(", "@import", "<script"):
        assert outside not in page
    assert 'lang="en"' in page
    assert page.count('role="img"') == page.count("aria-label=") == 6


def test_the_pdf_is_tagged_for_readers_and_has_its_pictures(written: tuple[Path, Path]) -> None:
    raw = written[0].read_bytes()
    assert b"/StructTreeRoot" in raw or b"/MarkInfo" in raw
    with pymupdf.open(written[0]) as document:
        assert sum(len(page.get_drawings()) for page in document) > 100
        assert document.metadata["title"] == "Your exercises"


@pytest.mark.parametrize(("paper", "size"), [("a4", A4), ("letter", LETTER)])
@pytest.mark.parametrize(("large", "least"), [(False, 12.0), (True, 18.0)])
def test_paper_and_print(
    plan: Plan, drawings: Drawings, tmp_path: Path, paper: str, size: tuple[int, int], large: bool, least: float
) -> None:
    pdf, _ = write_handout(plan, tmp_path, paper=paper, large_print=large, drawings=drawings, day=DAY)
    with pymupdf.open(pdf) as document:
        assert (round(document[0].rect.width), round(document[0].rect.height)) == size
        blocks = [b for page in document for b in page.get_text("dict")["blocks"] if b["type"] == 0]
        spans = [span for block in blocks for line in block["lines"] for span in line["spans"]]
        running = [s["size"] for s in spans if "Lift" in s["text"]]
        assert min(running) == pytest.approx(least, abs=0.1)
        for page in document:
            for block in page.get_text("dict")["blocks"]:
                assert block["bbox"][2] <= page.rect.width, "nothing runs off the page"


def test_black_and_white_loses_nothing(written: tuple[Path, Path]) -> None:
    with pymupdf.open(written[0]) as document:
        for page in document:
            pixels = page.get_pixmap(dpi=40)
            data = memoryview(pixels.samples)
            step = pixels.n
            assert all(
                abs(data[i] - data[i + 1]) <= 3 and abs(data[i] - data[i + 2]) <= 3 for i in range(0, len(data), step)
            )


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_is_easy_to_read(plan: Plan, drawings: Drawings, language: str) -> None:
    contents = handout_contents(plan, drawings, translator(language), DAY)
    assert reading_grade(handout_text(contents), language) <= TARGET_GRADE


def test_german_has_no_english_left(plan: Plan, drawings: Drawings, tmp_path: Path) -> None:
    pdf, html = write_handout(plan, tmp_path, language="de", drawings=drawings, day=DAY)
    text = _text(pdf)
    assert "Für p-07. Gedruckt am 02.03.2026." in text
    assert "Gewicht am Fuß: 1,5 kg." in text
    for english in (" the ", " your ", " Lift ", "Rest", " each "):
        assert english not in text
    assert 'lang="de"' in html.read_text(encoding="utf-8")


def test_who_must_see_a_physician_gets_no_exercises(referred: Plan, tmp_path: Path) -> None:
    pdf, html = write_handout(referred, tmp_path, drawings={}, day=DAY)
    for text in (_text(pdf), " ".join(html.read_text(encoding="utf-8").split())):
        assert "See a physician first" in text
        assert "Go to an emergency room now, or call for help." in text
        assert "The joint could be infected." in text
        assert "There are no exercises yet." in text
        assert "How much" not in text


def test_what_a_person_wrote_into_the_plan_is_kept(plan: Plan, drawings: Drawings) -> None:
    phase = replace(plan.phases[0], progress_when="Wenn der Enkel kommt.")
    contents = handout_contents(replace(plan, phases=(phase,)), drawings, translator("de"), DAY)
    assert contents["phases"][0]["when"] == "Wenn der Enkel kommt."


def test_nothing_of_the_profile_becomes_markup(plan: Plan, drawings: Drawings, tmp_path: Path) -> None:
    named = replace(plan, profile=replace(plan.profile, identity="<b>#emph[x] $1$"))
    pdf, html = write_handout(named, tmp_path, drawings=drawings, day=DAY)
    assert "&lt;b&gt;#emph[x] $1$" in html.read_text(encoding="utf-8")
    assert "<b>#emph[x] $1$" in _text(pdf)


def test_unknown_looks_are_refused(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="no paper is called 'a5'"):
        write_handout(plan, tmp_path, paper="a5", drawings={})
    with pytest.raises(UnknownName, match="no language is called 'fr'"):
        write_handout(plan, tmp_path, language="fr", drawings={})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({"repetitions": 1, "sets": 1, "hold_s": 300.0}, ("Do it once.", "Stay for 5 minutes.", "Do it each day.")),
        ({"hold_s": 1.0, "sets": 1}, ("Do it 10 times.", "Hold for 1 second.", "Do it each day.")),
        (
            {"per_week": 3, "per_day": 2, "tempo": "2-1-4", "sets": 1},
            (
                "Do it 10 times.",
                "Take 2 seconds up and 4 seconds down.",
                "Do it on 3 days a week.",
                "Do it 2 times a day.",
            ),
        ),
    ],
)
def test_doses_in_words(changes: dict[str, Any], lines: tuple[str, ...]) -> None:
    dose = Dose(10, 2, 1, 7, 0.0, "", "daily_light", "iliopsoas", "")
    assert dose_lines(replace(dose, **changes), translator("en")) == lines


def test_settings_in_words() -> None:
    dose = Dose(10, 2, 1, 7, 0.0, "", "daily_light", "iliopsoas", "")
    settings = {"cuff": 1.5, "push": 20.0, "height": 0.2, "band": "green", "range": 45.0}
    told = load_lines(PlannedExercise("slr_cuff", "right", dose, settings, ""), translator("en"))
    assert told == (
        "Weight at the ankle: 1.5 kg.",
        "Push about as hard as 2 kg weigh.",
        "The step is 20 cm high.",
        "Band: green.",
    )
    assert load_lines(PlannedExercise("slr_cuff", "right", dose, {"cuff": 0.0}, ""), translator("de")) == ()
