"""The page of a batch: how many trials and of whom, means by group, differences with intervals, every trial."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from iliopsoas.batch.collected import curve_in_words, unit_of
from iliopsoas.batch.group_charts import difference_chart, mean_chart
from iliopsoas.batch.tables import CurveStatistics
from iliopsoas.batch.trial import Trial
from iliopsoas.batch.trial_store import DONE, TrialStatus
from iliopsoas.files import write_text
from iliopsoas.report.findings import PageTable
from iliopsoas.report.page_shell import render_page
from iliopsoas.statistics.comparisons import RESAMPLES, GroupDifference
from iliopsoas.statistics.permutation import ALPHA, DRAWS
from iliopsoas.version import installed_version

SECTIONS = (
    ("hip", "Hip contact force", "hip_r_bw hip_l_bw"),
    ("muscles", "Iliopsoas", "psoas_major_r_force_n psoas_major_l_force_n iliacus_r_force_n iliacus_l_force_n"),
    ("knee", "Knee contact force", "knee_r_bw knee_l_bw"),
    ("spine", "Lumbar compression", "L5_S1_compression_n L4_L5_compression_n L3_L4_compression_n L1_L2_compression_n"),
    ("moments", "Joint moments", "hip_flexion_r_moment_nm_kg hip_flexion_l_moment_nm_kg "
     "knee_angle_r_moment_nm_kg knee_angle_l_moment_nm_kg ankle_angle_r_moment_nm_kg ankle_angle_l_moment_nm_kg"),
    ("angles", "Joint angles", "hip_flexion_r_deg hip_flexion_l_deg knee_angle_r_deg knee_angle_l_deg "
     "ankle_angle_r_deg ankle_angle_l_deg pelvis_tilt_deg lumbar_extension_deg"),
)  # fmt: skip
"""Sections of the page: id, name, and the curves that are drawn; all others are in the tables."""
DRAWN = (
    "hip_r_bw",
    "hip_l_bw",
    "psoas_major_r_force_n",
    "iliacus_r_force_n",
    "L4_L5_compression_n",
    "L5_S1_compression_n",
)
"""Curves whose differences are drawn."""
MOST_ROWS = 200
"""So many trials are listed on the page; all are in trials.csv."""
LARGE = 100.0
"""Numbers from here on are shown without decimals (technical)."""
Trials = Sequence[tuple[Trial, TrialStatus]]


def write_group_page(
    path: Path,
    title: str,
    trials: Trials,
    curves: Sequence[CurveStatistics],
    *,
    axis: str,
    used: Sequence[bool],
    left_out: Sequence[str],
) -> Path:
    """Write the page.

    Args:
        path: of the file. title: of the study.
        curves: their statistics. axis: what 0 to 100 % are of.
        used: of each trial, whether it is in the means. left_out: in words, how many are not, and why.
    """
    by_name = {curve.name: curve for curve in curves}
    sections = [
        (key, name, [mean_chart(by_name[c], axis) for c in names.split() if c in by_name and by_name[c].groups])
        for key, name, names in SECTIONS
    ]
    sections = [section for section in sections if section[2]]
    comparisons = _comparisons(curves, axis)
    drawn = [chart for _, _, charts in sections for chart in charts]
    drawn += [chart for one in comparisons for chart in one["charts"]]
    contents = [("groups", "Groups"), *((key, name) for key, name, _ in sections)]
    contents += [("differences", "Differences")] if comparisons else []
    text = render_page(
        "batch.html.j2",
        title=title,
        kind="iliopsoas batch",
        charts=drawn,
        contents=[*contents, ("trials", "Trials")],
        facts=_facts(trials, used),
        left_out=list(left_out),
        group_table=_group_table(by_name),
        sections=sections,
        comparisons=comparisons,
        trial_table=_trial_table(trials, used),
        more=max(len(trials) - MOST_ROWS, 0),
        axis=axis,
        resamples=RESAMPLES,
        draws=DRAWS,
        alpha=f"{100 * ALPHA:g} %",
        version=installed_version(),
    )
    return write_text(path, text)


def _facts(trials: Trials, used: Sequence[bool]) -> list[tuple[str, str]]:
    states = Counter(status.state for _, status in trials)
    trust = Counter(status.trust for _, status in trials if status.state == DONE)
    levels = ", ".join(f"{trust[level]} {level}" for level in ("good", "care", "poor") if trust[level])
    subjects = {trial.subject for (trial, _), counted in zip(trials, used, strict=True) if counted}
    return [
        ("trials", str(len(trials))),
        ("done", str(states[DONE])),
        ("failed", str(len(trials) - states[DONE])),
        ("in the means", f"{sum(used)} trials of {len(subjects)} subjects"),
        ("trust", levels or "-"),
    ]


def _group_table(curves: dict[str, CurveStatistics]) -> PageTable:
    """How many are in each group, and the largest values of their means."""
    chosen = [name for name in DRAWN if name in curves]
    rows = []
    for k, group in enumerate(curves[chosen[0]].groups if chosen else ()):
        means = [curves[name].groups[k].mean for name in chosen]
        tops = [_number(float(mean[int(abs(mean).argmax())])) for mean in means]
        rows.append([group.name, str(group.subjects), str(group.trials), *tops])
    heads = ["group", "subjects", "trials", *(f"{curve_in_words(name)} [{unit_of(name)}]" for name in chosen)]
    return _page_table(heads, rows)


def _comparisons(curves: Sequence[CurveStatistics], axis: str) -> list[dict[str, Any]]:
    """What is said of each pair of groups: a table of all curves and figures of the main ones."""
    pairs = list(dict.fromkeys((d.first, d.second) for curve in curves for d in curve.differences))
    out = []
    for number, pair in enumerate(pairs):
        found = [(curve, d) for curve in curves for d in curve.differences if (d.first, d.second) == pair]
        some = found[0][1]
        out.append(
            {
                "title": f"{some.second} against {some.first}",
                "n": some.n_in_words,
                "paired": some.paired,
                "exact": some.test.permutations < DRAWS,
                "permutations": some.test.permutations,
                "table": _page_table(
                    ["curve", f"difference of peaks, {some.second} - {some.first}", "95 % interval", "p of the curve",
                     f"differs at [% of the {axis}]"],
                    [_difference_row(curve.name, d) for curve, d in found],
                ),
                "charts": [difference_chart(curve, d, number, axis) for curve, d in found if curve.name in DRAWN],
            }
        )  # fmt: skip
    return out


def _difference_row(name: str, found: GroupDifference) -> list[str]:
    unit = unit_of(name)
    parts = ", ".join(f"{s.start}-{s.end}" for s in found.test.stretches)
    return [
        curve_in_words(name),
        f"{_number(float(found.peak.value), '+')}{'' if unit == '1' else f' {unit}'}",
        f"{_number(float(found.peak.low), '+')} to {_number(float(found.peak.high), '+')}",
        f"{found.test.p:.2g}",
        parts or "nowhere",
    ]


def _trial_table(trials: Trials, used: Sequence[bool]) -> PageTable:
    """Every trial; failures and those of poor trust first, with their reason."""
    order = sorted(range(len(trials)), key=lambda k: (used[k], trials[k][1].state == DONE, k))
    rows = []
    for k in order[:MOST_ROWS]:
        trial, status = trials[k]
        why = status.reason or "; ".join(status.reasons)
        hip = max((abs(status.peaks.get(f"hip_{s}_bw", 0.0)) for s in "rl"), default=0.0)
        told = [status.state, status.trust or "-", "yes" if used[k] else "no", f"{hip:.2f}" if hip else "-", why or "-"]
        rows.append([trial.name, trial.group or "-", trial.subject, *told])
    return _page_table(["trial", "group", "subject", "state", "trust", "in the means", "hip peak [BW]", "why"], rows)


def _page_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> PageTable:
    return PageTable(tuple(heads), tuple(tuple(row) for row in rows))


def _number(value: float, sign: str = "") -> str:
    """Three figures, and never an exponent for large ones."""
    return f"{value:{sign}.0f}" if abs(value) >= LARGE else f"{value:{sign}.3g}"
