"""Stored results and what changed since."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from iliopsoas.errors import FileError
from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.compare import compare, select_records
from iliopsoas.evidence.history import differences_since, load_comparisons, save_comparisons
from iliopsoas.evidence.records import Comparison


@pytest.fixture(scope="module")
def found(context: Context) -> list[Comparison]:
    """Some comparisons are enough for this; above this module they are all."""
    return compare(select_records(["spine", "arms", "strength", "passive", "variation"]), context)


@pytest.fixture
def stored(found: list[Comparison], tmp_path: Path) -> Path:
    return save_comparisons(found, tmp_path / "deep" / "results.json")


def test_nothing_changed(found: list[Comparison], stored: Path) -> None:
    assert differences_since(found, load_comparisons(stored)) == []
    assert set(load_comparisons(stored)) == {c.record.name for c in found if c.available}


def test_what_moved_is_told_with_its_size(found: list[Comparison], stored: Path) -> None:
    content = load_comparisons(stored)
    content["strength_male_22"]["ours"] = 0.5 * content["strength_male_22"]["ours"]
    content["strength_male_22"]["verdict"] = "outside"
    content["psoas_arm_0"]["ours"] = 1.05 * content["psoas_arm_0"]["ours"]
    content["psoas_arm_10"]["ours"] = 1.0000001 * content["psoas_arm_10"]["ours"]
    content["thomas_male"]["published"] = 9.0
    del content["iliacus_arm_0"]
    content["forgotten"] = dict(content["psoas_arm_0"], name="forgotten")
    told = differences_since(found, content)
    assert [(c.name, c.what) for c in told] == [
        ("strength_male_22", "turned"),
        ("thomas_male", "target"),
        ("psoas_arm_0", "moved"),
        ("iliacus_arm_0", "new"),
        ("forgotten", "gone"),
    ]
    assert told[0].by == "+100.0 %"
    assert "outside, now inside" in str(told[0])
    assert "-4.8 %" in str(told[2])
    some = [c for c in found if c.record.group == "strength"]
    assert [c.name for c in differences_since(some, content, all_of_them=False)] == ["strength_male_22"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("no json", "this is not JSON"),
        ("[1, 2]", "does not hold stored comparisons"),
        ('{"format": "iliopsoas evidence", "version": 99, "results": []}', "another version of the format"),
        ('{"format": "iliopsoas evidence", "version": 1, "results": 5}', "its 'results' are no list"),
        ('{"format": "iliopsoas evidence", "version": 1, "results": [{"name": "a"}]}', "result 1 has no usable 'ours'"),
    ],
)
def test_bad_files_are_refused(text: str, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match=problem):
        load_comparisons(file)


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no such file; store one with `iliopsoas evidence --save FILE`"):
        load_comparisons(tmp_path / "nowhere.json")
    with pytest.raises(FileError, match="this file cannot be read"):
        load_comparisons(tmp_path)


def test_it_is_plain_json(stored: Path) -> None:
    content = json.loads(stored.read_text(encoding="utf-8"))
    assert content["format"] == "iliopsoas evidence"
    assert content["results"][0]["name"] == "psoas_extends_L1_L2_upright"
