"""The report of a batch, `DIR/report/`, written as a whole: every trial, means by group, and where groups differ.

    index.html                        for people
    trials.csv                        a row a trial, with its peaks
    groups.csv, differences.csv, difference_curves.csv
    curves/NAME.csv                   one curve of all trials, a column each
    batch.nc                          all of it as one dataset (`iliopsoas.open_batch`)
    batch.xlsx                        the first three as sheets, where asked for

In the means are trials that are done, whose trust is not poor (unless asked for), and whose curves run over what most
curves do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import xarray as xr

from iliopsoas.batch.collected import FILE, write_collected
from iliopsoas.batch.group_page import write_group_page
from iliopsoas.batch.tables import (
    CurveStatistics,
    curve_rows,
    difference_curve_rows,
    difference_rows,
    group_rows,
    trial_rows,
    write_csv,
)
from iliopsoas.batch.trial import Trial
from iliopsoas.batch.trial_curves import CYCLE
from iliopsoas.batch.trial_store import DONE, PAGE, REPORT, TrialStatus, TrialStore
from iliopsoas.files import replacing_folder
from iliopsoas.results.stored.workbook import write_workbook
from iliopsoas.statistics.comparisons import compare_groups
from iliopsoas.statistics.groups import Labels, group_means, group_names, pairs_of

TABLES = ("trials.csv", "groups.csv", "differences.csv", "difference_curves.csv")
WORKBOOK, CURVES = "batch.xlsx", "curves"
OURS = (FILE, PAGE, WORKBOOK, CURVES, *TABLES)
MOST_COMPARISONS = 6
"""Beyond so many pairs of groups the first group is compared with each other one (technical)."""
ONE_GROUP = "all trials"
"""What the group of trials without one is called."""
Trials = Sequence[tuple[Trial, TrialStatus]]


class Means(NamedTuple):
    """What is in the means.

    Attributes:
        axis: what 0 to 100 % are of.
        used: of each trial, whether it is in.
        poor, other_axis: how many are left out for poor trust, and because their curves run over something else.
    """

    axis: str
    used: tuple[bool, ...]
    poor: int
    other_axis: int


def chosen_for_means(trials: Trials, *, poor: bool = False) -> Means:
    """Which trials are in the means: done, to be trusted, and on the axis that most of these have."""
    trusted = [status.state == DONE and (poor or status.trust != "poor") for _, status in trials]
    axes = Counter(status.axis for (_, status), good in zip(trials, trusted, strict=True) if good)
    axis = max(axes, key=lambda name: (axes[name], name == CYCLE)) if axes else CYCLE
    used = tuple(good and status.axis == axis for (_, status), good in zip(trials, trusted, strict=True))
    left = sum(status.state == DONE for _, status in trials) - sum(trusted)
    return Means(axis, used, left, sum(trusted) - sum(used))


def write_group_report(folder: Path, trials: Trials, *, poor: bool = False, workbook: bool = False) -> Path:
    """Write the report of a batch as a whole.

    Args:
        folder: of the batch. trials: with what became of them.
        poor: whether trials of poor trust are in the means. workbook: whether `batch.xlsx` is written.

    Returns:
        The page.

    Raises:
        FileError: the folder cannot be written. MissingExtra: a workbook is asked for without openpyxl.
    """
    means = chosen_for_means(trials, poor=poor)
    with replacing_folder(folder / REPORT, OURS) as fresh:
        write_collected(TrialStore(folder), trials, fresh / FILE)
        with xr.open_dataset(fresh / FILE, engine="h5netcdf") as stored:
            curves = _statistics(stored, trials, means.used, fresh / CURVES)
        tables = {
            "trials": trial_rows(trials, means.used),
            "groups": group_rows(curves),
            "differences": difference_rows(curves),
        }
        if workbook:
            rows = {name: list(found) for name, found in tables.items()}
            write_workbook(rows, fresh / WORKBOOK)
            tables = {name: iter(found) for name, found in rows.items()}
        for name, found in tables.items():
            write_csv(found, fresh / f"{name}.csv")
        write_csv(difference_curve_rows(curves), fresh / TABLES[-1])
        write_group_page(
            fresh / PAGE, f"{folder.name}: {len(trials)} trials", trials, curves, axis=means.axis, used=means.used,
            left_out=_left_out(trials, means),
        )  # fmt: skip
    return folder / REPORT / PAGE


def _left_out(trials: Trials, means: Means) -> list[str]:
    """How many trials are not in the means, and why."""
    failed = sum(status.state != DONE for _, status in trials)
    counted = (
        (failed, "failed"),
        (means.poor, "of poor trust (--poor lets them in)"),
        (means.other_axis, f"whose curves do not run over the {means.axis}"),
    )
    return [f"{number} {'trial' if number == 1 else 'trials'} {why}" for number, why in counted if number]


def _statistics(stored: xr.Dataset, trials: Trials, used: Sequence[bool], place: Path) -> list[CurveStatistics]:
    """Statistics curve by curve, each curve written as a table on the way; one curve is held at a time."""
    labels = Labels(
        tuple(t.group or ONE_GROUP for t, _ in trials),
        tuple(t.subject for t, _ in trials),
        tuple(t.pair for t, _ in trials),
    )
    pairs = pairs_of(group_names(labels), MOST_COMPARISONS)
    out = []
    for k, name in enumerate(stored["curve"].values.tolist()):
        values = stored["curves"][k].values
        write_csv(curve_rows(values, [trial.name for trial, _ in trials]), place / f"{name}.csv")
        mine = np.where(np.array(used)[:, None], values, np.nan)
        found = (compare_groups(mine, labels, first, second) for first, second in pairs)
        out.append(CurveStatistics(name, group_means(mine, labels), [one for one in found if one is not None]))
    return out
