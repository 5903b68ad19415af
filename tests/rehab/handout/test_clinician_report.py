"""The report for the professional: loads with bands, reasons, refusals, forecast, diary, sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("typst")
pytest.importorskip("pymupdf")

import pymupdf

from iliopsoas.errors import UnknownName
from iliopsoas.rehab.diary.entries import DiaryEntry
from iliopsoas.rehab.diary.progress import progress_of
from iliopsoas.rehab.handout.clinician_report import HEADINGS, SHOWN, report_contents, write_clinician_report
from iliopsoas.rehab.programme.forecast import forecast_plan
from iliopsoas.rehab.programme.plan import Plan, Refusal


@pytest.fixture(scope="module")
def written(plan: Plan, days: tuple[DiaryEntry, ...], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    refused = Refusal("hanging_leg_raise", "needs 140 % of what is possible", "capacity", "hanging_knee_raise")
    return write_clinician_report(
        replace(plan, refused=(refused,)),
        tmp_path_factory.mktemp("report"),
        forecast=forecast_plan(plan),
        progress=progress_of("p-07", days, per_week=3),
        day=date(2026, 3, 2),
    )


def test_both_files_say_the_same(written: tuple[Path, Path]) -> None:
    with pymupdf.open(written[0]) as document:
        paper = " ".join(" ".join(page.get_text() for page in document).split())
    page = " ".join(written[1].read_text(encoding="utf-8").split())
    for words in (
        "Simulated, for a professional; not a diagnosis.",
        "p-07: female, 67 years, 1.6 m, 62 kg",
        "near the effort",
        "thorborg2016",
        "30.0 (20.0 to 40.0)".replace("30.0", "30").replace("20.0", "20").replace("40.0", "40"),
        "limited by hip flexors at 30 %",
        "6 people",
        "No comparison with measured people.",
        "needs 140 % of what is possible",
        "no detectable change yet",
        "Thorborg",
        "Schwachmeyer",
    ):
        assert words in page, words
        assert words in paper, words


def test_every_shown_load_has_a_heading(plan: Plan) -> None:
    assert set(SHOWN) == set(HEADINGS)
    contents = report_contents(plan)
    assert {len(row) for row in contents["loads"]} == {len(SHOWN) + 1}


def test_the_forecast_is_a_band(plan: Plan) -> None:
    found = report_contents(plan, forecast=forecast_plan(plan))["forecast"]
    assert found
    for quantity in found:
        assert quantity["rows"][0][0] == "0"
        assert all(" to " in row[2] for row in quantity["rows"])


def test_a_referral_stands_first(referred: Plan) -> None:
    contents = report_contents(referred)
    assert any("emergency room" in words for words in contents["referrals"])
    assert contents["phases"] == []
    assert contents["loads"] == []


def test_an_unknown_paper_is_refused(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="no paper is called"):
        write_clinician_report(plan, tmp_path, paper="a5")
