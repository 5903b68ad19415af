"""The report of groups, from curves that are made up: who is in the means, what the page says, that it stays small."""

from __future__ import annotations

import csv
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from tests.batch.made_up_study import PERCENT, keep_curve, made_up_trial

from iliopsoas.batch import collected
from iliopsoas.batch.collected import curve_in_words, open_batch, unit_of, write_collected
from iliopsoas.batch.group_report import chosen_for_means, write_group_report
from iliopsoas.batch.trial_curves import CYCLE, RECORD
from iliopsoas.batch.trial_store import FAILED, TrialStatus, TrialStore

BUMP = 2.0 * np.exp(-(((PERCENT - 50.0) / 8.0) ** 2))


def _people(store: TrialStore, n: int = 7, more: float = 1.0) -> list:
    """Everybody before and after; after, a bump is larger."""
    rng = np.random.default_rng(3)
    found = []
    for k in range(n):
        own = 1.0 + 0.3 * rng.normal() + 0.05 * rng.normal(size=101)
        for group, height in (("before", 1.0), ("after", 1.0 + more)):
            trial = made_up_trial(f"p{k}_{group}", group, f"p{k}")
            found.append(keep_curve(store, trial, own + height * BUMP + 0.02 * rng.normal(size=101)))
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_difference_that_is_there_is_told_with_n_unit_and_place(tmp_path: Path) -> None:
    store = TrialStore(tmp_path)
    page = write_group_report(tmp_path, _people(store))
    (row,) = _rows(page.parent / "differences.csv")
    assert (row["first"], row["second"], row["paired"], row["n"], row["unit"]) == ("before", "after", "yes", "7", "BW")
    assert float(row["low"]) < 2.0 < float(row["high"])
    assert float(row["p_curve"]) <= 0.05
    text = page.read_text(encoding="utf-8")
    assert "7 pairs, each compared with itself; 128 exchanges, all there are." in text
    assert "14 trials of 7 subjects" in text
    assert "hip, right: contact force" in text
    assert '<section id="differences">' in text
    assert "Not in the means" not in text
    assert len(text) < 2_000_000


def test_what_is_not_in_the_means_is_counted_and_comes_first(tmp_path: Path) -> None:
    store = TrialStore(tmp_path)
    found = _people(store, 2)
    found.append(keep_curve(store, made_up_trial("odd"), 9.0 + BUMP, trust="poor"))
    found.append(keep_curve(store, made_up_trial("squat"), BUMP, axis=RECORD))
    failed = made_up_trial("lost")
    store.fail(TrialStatus("lost", FAILED, "d", "the file <a.c3d> is empty"))
    found.append((failed, store.status("lost")))
    means = chosen_for_means(found)
    assert (means.axis, means.poor, means.other_axis, sum(means.used)) == (CYCLE, 1, 1, 4)
    assert sum(chosen_for_means(found, poor=True).used) == 5
    page = write_group_report(tmp_path, found)
    text = page.read_text(encoding="utf-8")
    for words in (
        "1 trial failed",
        "1 trial of poor trust (--poor lets them in)",
        "1 trial whose curves do not run over the gait cycle",
        "the file &lt;a.c3d&gt; is empty",
    ):
        assert words in text
    table = text[text.index('<section id="trials">') :]
    assert max(table.index(f">{name}<") for name in ("odd", "squat", "lost")) < table.index(">p0_before<")
    assert [row["in_means"] for row in _rows(page.parent / "trials.csv")] == ["yes"] * 4 + ["no"] * 3
    assert '<section id="differences">' not in text  # two people are too few
    assert open_batch(tmp_path)["hip_r_bw"].sel(trial="odd").max() == pytest.approx(11.0, abs=1e-6)


def test_where_no_gait_is_seen_the_axis_says_so(tmp_path: Path) -> None:
    store = TrialStore(tmp_path)
    found = [keep_curve(store, made_up_trial(f"squat{k}"), BUMP + k, axis=RECORD) for k in range(2)]
    text = write_group_report(tmp_path, found).read_text(encoding="utf-8")
    assert "analysed part [%]" in text
    assert "gait cycle [%]" not in text
    assert "all trials (n = 2)" in text


def test_nothing_succeeded(tmp_path: Path) -> None:
    store = TrialStore(tmp_path)
    store.fail(TrialStatus("lost", FAILED, "d", "why"))
    page = write_group_report(tmp_path, [(made_up_trial("lost"), store.status("lost"))])
    assert "1 trial failed" in page.read_text(encoding="utf-8")
    assert dict(open_batch(tmp_path).sizes)["trial"] == 1


def test_memory_does_not_grow_with_the_number_of_trials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All curves together are written trial by trial; those of one trial take 808 bytes each."""
    peaks = []
    monkeypatch.setattr(collected, "add_fingerprint", lambda path: None)  # it comes after them, 16 KB at a time
    for n in (5, 150):
        store = TrialStore(tmp_path / str(n))
        found = [keep_curve(store, made_up_trial(f"t{k}"), BUMP + k) for k in range(n)]
        write_collected(store, found[:2], tmp_path / "first.nc")  # what is loaded once is loaded
        tracemalloc.start()
        write_collected(store, found, tmp_path / f"{n}.nc")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 150 * 808


def test_names_of_curves_in_words() -> None:
    assert [(curve_in_words(name), unit_of(name)) for name in (
        "psoas_major_l_activation", "hip_r_bw", "L5_S1_compression_n", "knee_angle_r_moment_nm_kg", "pelvis_tilt_deg",
    )] == [
        ("psoas major, left: activation", "1"),
        ("hip, right: contact force", "BW"),
        ("L5/S1: compression", "N"),
        ("knee flexion, right: moment", "N m/kg"),
        ("pelvis tilt: angle", "deg"),
    ]  # fmt: skip
