"""CSV for spreadsheets and the items of the CERT."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.rehab.diary.entries import DiaryEntry
from iliopsoas.rehab.diary.progress import progress_of
from iliopsoas.rehab.handout.cert_items import OPEN, cert_items
from iliopsoas.rehab.handout.csv_tables import FORMULA, csv_text, harmless, write_cert, write_csv_tables
from iliopsoas.rehab.programme.plan import Plan

NUMBERS = ("1", "2", "3", "4", "5", "6", "7a", "7b", "8", "9", "10", "11", "12", "13", "14a", "14b", "15", "16a", "16b")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def tables(plan: Plan, days: tuple[DiaryEntry, ...], tmp_path: Path) -> dict[str, list[dict[str, str]]]:
    return {path.name: _rows(path) for path in write_csv_tables(plan, days, tmp_path)}


def test_the_plan_has_a_row_an_exercise(tables: dict[str, list[dict[str, str]]]) -> None:
    rows = tables["plan.csv"]
    assert [r["exercise"] for r in rows] == ["straight_leg_raise", "slr_cuff", "bridge"]
    assert rows[1]["parameters"] == "cuff=1.5"
    assert rows[0]["simulated_hip_contact_bw"] == "0.3"
    assert all(name.startswith("simulated_") for name in rows[0] if name.endswith(("_bw", "_n")))


def test_sessions_and_outcomes(tables: dict[str, list[dict[str, str]]]) -> None:
    assert [(r["day"], r["pain_before"], r["repetitions"]) for r in tables["sessions.csv"]] == [
        ("2026-03-02", "3", "10"),
        ("2026-03-16", "2", "10"),
    ]
    assert [r["value"] for r in tables["outcomes.csv"]] == ["1.0", "1.05"]
    assert {r["unit"] for r in tables["outcomes.csv"]} == {"N m/kg"}


def test_a_note_is_no_formula(tables: dict[str, list[dict[str, str]]]) -> None:
    assert tables["sessions.csv"][0]["note"] == "'=1+1"


@given(st.text(max_size=20))
def test_no_text_becomes_a_formula(text: str) -> None:
    assert not str(harmless(text)).startswith(FORMULA)


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=12), max_size=5))
def test_a_table_comes_back(texts: list[str]) -> None:
    back = list(csv.DictReader(io.StringIO(csv_text(("a", "b"), [{"a": t, "b": 1} for t in texts]), newline="")))
    assert [row["a"] for row in back] == [harmless(t) for t in texts]


def test_without_a_plan_there_is_only_the_diary(days: tuple[DiaryEntry, ...], tmp_path: Path) -> None:
    assert [p.name for p in write_csv_tables(None, days, tmp_path)] == ["sessions.csv", "outcomes.csv"]


def test_every_item_of_the_cert_is_answered_or_left_to_the_professional(plan: Plan, tmp_path: Path) -> None:
    items = cert_items(plan)
    assert tuple(item.item for item in items) == NUMBERS
    assert all(item.answer for item in items)
    told = {item.item: item.answer for item in items}
    assert told["1"] == "cuff"
    assert told["2"] == OPEN
    assert "Straight leg raise (left)" in told["8"]
    assert "cuff 1.5" in told["8"]
    assert [r["item"] for r in _rows(write_cert(items, tmp_path))] == list(NUMBERS)


def test_the_diary_says_what_was_done(plan: Plan, days: tuple[DiaryEntry, ...]) -> None:
    told = {item.item: item.answer for item in cert_items(plan, progress_of("p-07", days, per_week=3))}
    assert "17 % of the planned sessions" in told["16b"]


def test_a_plan_that_is_none_is_told(referred: Plan) -> None:
    told = {item.item: item.answer for item in cert_items(referred)}
    assert told["8"] == "none"
    assert "a physician first" in told["15"]
