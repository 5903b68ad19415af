"""What is kept of comparisons: the same numbers, never stale, and computed again when asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from iliopsoas.evidence import kept_comparisons as module
from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.compare import compare, compare_record, select_records
from iliopsoas.evidence.kept_comparisons import comparisons_key, kept_comparisons
from iliopsoas.evidence.records import Comparison, Record

CHOSEN = select_records(["architecture"])


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of what is computed."""
    names: list[str] = []

    def told(record: Record, context: Context) -> Comparison:
        names.append(record.name)
        return compare_record(record, context)

    monkeypatch.setattr(module, "compare_record", told)
    return names


def same(found: Sequence[Comparison], expected: Sequence[Comparison]) -> bool:
    return [(c.record, c.target, c.ours) for c in found] == [(c.record, c.target, c.ours) for c in expected]


def test_what_is_kept_is_what_was_computed(tmp_path: Path, computed: list[str]) -> None:
    fresh = kept_comparisons(CHOSEN, folder=tmp_path, workers=1)
    assert computed == [r.name for r in CHOSEN]
    assert same(kept_comparisons(CHOSEN, folder=tmp_path, workers=1), fresh)
    assert same(fresh, compare(CHOSEN))
    assert len(computed) == len(CHOSEN), "nothing was computed twice"


def test_more_is_added_to_what_is_kept(tmp_path: Path, computed: list[str]) -> None:
    kept_comparisons(CHOSEN[:1], folder=tmp_path, workers=1)
    kept_comparisons(CHOSEN, folder=tmp_path, workers=1)
    assert computed == [r.name for r in CHOSEN]
    (file,) = tmp_path.glob("*.json")
    assert set(json.loads(file.read_text(encoding="utf-8"))) == {r.name for r in CHOSEN}


def test_asked_to_it_computes_again(tmp_path: Path, computed: list[str]) -> None:
    for _ in range(2):
        kept_comparisons(CHOSEN[:1], folder=tmp_path, recompute=True, workers=1)
    assert computed == [CHOSEN[0].name] * 2


def test_other_code_or_data_or_library_lets_go_of_it(
    tmp_path: Path, computed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_comparisons(CHOSEN[:1], folder=tmp_path, workers=1)
    before = comparisons_key()
    others = {"package_digest": lambda rooms: "x", "installed_version": lambda: "9", "version": lambda name: "9"}
    for name, other in others.items():
        with monkeypatch.context() as changed:
            changed.setattr(module, name, other)
            assert comparisons_key() != before
            kept_comparisons(CHOSEN[:1], folder=tmp_path, workers=1)
    assert computed == [CHOSEN[0].name] * 4
    assert len(list(tmp_path.glob("*.json"))) == 1, "what is of no use any more is not kept"


@pytest.mark.parametrize("text", ["no json", "[]", '{"a": 3}', '{"a": [1]}', '{"a": [null, 1, 2, 3, 4]}'])
def test_a_damaged_file_is_no_harm(text: str, tmp_path: Path, computed: list[str]) -> None:
    (tmp_path / f"{comparisons_key()}.json").write_text(text, encoding="utf-8")
    assert kept_comparisons(CHOSEN[:1], folder=tmp_path, workers=1)[0].available
    assert len(computed) == 1


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert kept_comparisons(CHOSEN[:1], folder=tmp_path / "file" / "below", workers=1)[0].available


def test_several_processes_find_the_same(tmp_path: Path) -> None:
    chosen = select_records(["architecture", "arms"])
    told: list[tuple[int, int]] = []
    found = kept_comparisons(chosen, folder=tmp_path, workers=2, progress=lambda *step: told.append(step))
    assert same(found, compare(chosen))
    assert told[-1] == (len(chosen), len(chosen))


def test_trials_are_always_computed(tmp_path: Path) -> None:
    (record,) = select_records(["hip_running"])
    assert record.needs_trial
    assert not kept_comparisons([record], folder=tmp_path)[0].available
    assert list(tmp_path.glob("*.json")) == []
