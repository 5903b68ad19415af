"""The tables of a batch: a row a trial, groups, differences, every curve; for spreadsheets and for other programs."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.batch.collected import unit_of
from iliopsoas.batch.trial import Trial
from iliopsoas.batch.trial_store import TrialStatus
from iliopsoas.report.notebook.cycle_curves import PERCENT
from iliopsoas.statistics.comparisons import GroupDifference
from iliopsoas.statistics.groups import GroupMean

DIGITS = 6
"""Significant figures in tables (technical)."""
QUALITY = ("residual_force_bw", "largest_reserve", "marker_error_rms_mm")


class CurveStatistics(NamedTuple):
    """One curve over all trials.

    Attributes:
        name: of the curve. groups: their means. differences: between them, where there are enough to compare.
    """

    name: str
    groups: Sequence[GroupMean]
    differences: Sequence[GroupDifference]


def trial_rows(trials: Sequence[tuple[Trial, TrialStatus]], used: Iterable[bool]) -> Iterator[list[Any]]:
    """A row a trial, names of the columns first; `used` says which are in the means."""
    curves = list(dict.fromkeys(name for _, status in trials for name in status.peaks))
    about = ["trial", "group", "subject", "pair", "state", "trust", "in_means", "axis", "movement", "frames"]
    yield [*about, *QUALITY, *(f"peak_{name}" for name in curves), "reason"]
    for (trial, status), counted in zip(trials, used, strict=True):
        yield [
            *(trial.name, trial.group, trial.subject, trial.pair, status.state, status.trust),
            *("yes" if counted else "no", status.axis, status.title, status.frames),
            *(_short(status.quality.get(name)) for name in QUALITY),
            *(_short(status.peaks.get(name)) for name in curves),
            status.reason or "; ".join(status.reasons),
        ]


def group_rows(statistics: Iterable[CurveStatistics]) -> Iterator[list[Any]]:
    """A row a curve, group and percent."""
    yield ["curve", "unit", "group", "subjects", "trials", "percent", "mean", "sd"]
    for curve in statistics:
        for group in curve.groups:
            about = [curve.name, unit_of(curve.name), group.name, group.subjects, group.trials]
            for percent, mean, sd in zip(PERCENT, group.mean, group.sd, strict=True):
                yield [*about, int(percent), _short(mean), _short(sd)]


def difference_rows(statistics: Iterable[CurveStatistics]) -> Iterator[list[Any]]:
    """A row a curve and comparison: difference of the peaks, and where the curves differ."""
    yield [
        *("curve", "unit", "first", "second", "paired", "n", "peak_difference", "low", "high", "p_curve"),
        *("permutations", "differs_at_percent"),
    ]
    for curve in statistics:
        for found in curve.differences:
            test = found.test
            parts = "; ".join(f"{s.start}-{s.end} (p {s.p:.2g})" for s in test.stretches)
            yield [
                *(curve.name, unit_of(curve.name), found.first, found.second, "yes" if found.paired else "no"),
                *(" + ".join(map(str, found.n)), _short(found.peak.value), _short(found.peak.low)),
                *(_short(found.peak.high), _short(test.p), test.permutations, parts),
            ]


def difference_curve_rows(statistics: Iterable[CurveStatistics]) -> Iterator[list[Any]]:
    """A row a curve, comparison and percent: difference of the means, its interval, and t."""
    yield ["curve", "unit", "first", "second", "percent", "difference", "low", "high", "t", "t_threshold"]
    for curve in statistics:
        for found in curve.differences:
            about = [curve.name, unit_of(curve.name), found.first, found.second]
            bounds = _short(found.test.threshold)
            for at, *values in zip(PERCENT, *found.curve, found.test.t, strict=True):
                yield [*about, int(at), *(_short(v) for v in values), bounds]


def curve_rows(values: Array, trials: Sequence[str]) -> Iterator[list[Any]]:
    """One curve of all trials, a column each; trials that have it."""
    there: BoolArray = np.asarray(np.isfinite(values).all(axis=1))
    yield ["percent", *(name for name, has in zip(trials, there, strict=True) if has)]
    for percent, row in zip(PERCENT, values[there].T, strict=True):
        yield [int(percent), *(_short(v) for v in row)]


def write_csv(rows: Iterable[Sequence[Any]], path: Path) -> None:
    """Write rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _short(value: Any) -> Any:
    """A number with six figures; nothing where there is none."""
    number = np.nan if value is None else float(value)
    return float(f"{number:.{DIGITS}g}") + 0.0 if np.isfinite(number) else None
