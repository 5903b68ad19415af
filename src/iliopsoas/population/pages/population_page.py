"""`DIR/index.html` and `DIR/summary.json`: what a study of a population tells."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from iliopsoas.files import write_text
from iliopsoas.population.pages.population_charts import curve_charts, load_words, sensitivity_charts, spread_charts
from iliopsoas.population.pages.summary import PopulationAnswers, population_answers, summary_data
from iliopsoas.population.store.opened_study import OpenedStudy, open_study
from iliopsoas.report.findings import PageTable
from iliopsoas.report.page_shell import render_page
from iliopsoas.version import installed_version

PAGE, SUMMARY = "index.html", "summary.json"
TEMPLATE = "population.html.j2"
LARGE = 100.0
"""Numbers from here on are shown without decimals (technical)."""


def write_population_page(folder: str | Path) -> Path:
    """Write the page and the summary of a study that was run.

    Raises:
        FileError: no study lies there.
    """
    opened = open_study(folder)
    told = population_answers(opened)
    write_text(opened.folder / SUMMARY, json.dumps(summary_data(opened, told), indent=1) + "\n")
    curves, spreads, why = (
        curve_charts(opened),
        spread_charts(opened, told.bands),
        sensitivity_charts(told.sensitivities),
    )
    effects = _effect_table(told)
    contents = [
        ("people", "People"),
        ("loads", "Loads"),
        *([("curves", "Curves")] if curves else []),
        *([("choice", "Which movement")] if len(opened.study.movements) > 1 else []),
        *([("arms", "Arms")] if effects.rows else []),
        ("why", "Where it comes from"),
    ]
    text = render_page(
        TEMPLATE,
        title=opened.study.title,
        kind="iliopsoas population",
        charts=[*curves, *spreads, *why],
        contents=contents,
        facts=_facts(opened),
        failures=_table(("reason", "people"), [[why, str(n)] for why, n in told.failures.items()]),
        people=_people_table(opened),
        spreads=spreads,
        bands=_band_table(opened, told),
        curves=curves,
        choice=_choice_table(told),
        pairs=_pair_table(told),
        gain=load_words(opened.study.gain),
        caps=", ".join(f"{load_words(key)} {cap:g}" for key, cap in opened.study.caps.items()),
        first_arm=opened.study.arms[0].name,
        effects=effects,
        why=why,
        why_not=told.unexplained,
        version=installed_version(),
    )
    return write_text(opened.folder / PAGE, text)


def _facts(opened: OpenedStudy) -> list[tuple[str, str]]:
    able = opened.outcomes["can_do"].mean() if opened.outcomes.height else None
    return [
        ("people", str(opened.study.people)),
        ("done", str(opened.done)),
        ("failed", str(opened.people.height - opened.done)),
        ("movements", ", ".join(m.name for m in opened.study.movements)),
        ("can be done", f"{100 * float(str(able)):.0f} % of all" if able is not None else "-"),
        ("seed", str(opened.study.seed)),
    ]


def _people_table(opened: OpenedStudy) -> PageTable:
    rows = []
    for sex, words in (("female", "women"), ("male", "men")):
        mine = opened.people.filter(pl.col("sex") == sex)
        if mine.height:
            told = [_mean_sd(mine[column]) for column in ("age_years", "height_m", "mass_kg", "bmi", "strength_level")]
            rows.append([words, str(mine.height), *told])
    heads = ("", "people", "age [years]", "stature [m]", "mass [kg]", "BMI [kg/m2]", "strength, of their sex and age")
    return _table(heads, rows)


def _mean_sd(values: pl.Series) -> str:
    mean, sd = float(str(values.mean())), float(str(values.std() or 0.0))
    digits = 0 if mean >= LARGE else 1 if mean > 10.0 else 2
    return f"{mean:.{digits}f} ± {sd:.{digits}f}"


def _band_table(opened: OpenedStudy, told: PopulationAnswers) -> PageTable:
    rows = []
    for row in told.bands.iter_rows(named=True):
        who = [row["movement"], row["arm"], row["group"], load_words(row["load"]), str(row["people"])]
        interval = f"{_told(row['median_low'])} to {_told(row['median_high'])}"
        rows.append([*who, *(_told(row[p]) for p in ("p5", "p25", "p50", "p75", "p95")), interval])
    heads = (
        "movement",
        "arm",
        "group",
        "load",
        "people",
        "5 %",
        "25 %",
        "median",
        "75 %",
        "95 %",
        "95 % interval of it",
    )
    return _table(heads, rows)


def _choice_table(told: PopulationAnswers) -> PageTable:
    rows = [[name, _share(told.chosen.open[name]), _share(told.chosen.best[name])] for name in told.chosen.open]
    return _table(("movement", "open to", "best for"), rows)


def _pair_table(told: PopulationAnswers) -> PageTable:
    rows = [
        [
            f"{p.first} against {p.second}",
            str(p.people),
            _share(p.first_better),
            _share(p.second_better),
            _share(p.neither),
        ]
        for p in told.chosen.pairs
    ]
    return _table(("pair", "people", "the first is better for", "the second is better for", "neither is open to"), rows)


def _effect_table(told: PopulationAnswers) -> PageTable:
    rows = []
    for e in told.effects:
        value, low, high = (_told(float(x), "+") for x in e.change)
        change = f"{value} ({low} to {high})"
        rows.append([e.movement, e.arm, load_words(e.load), str(e.people), _told(e.before), change,
                     _share(e.rises), _share(e.falls)])  # fmt: skip
    heads = ("movement", "arm", "load", "people", "mean before", "change (95 % interval)", "rises in", "falls in")
    return _table(heads, rows)


def _share(share: tuple[float, ...]) -> str:
    value, low, high = (100.0 * x for x in share)
    return f"{value:.0f} % ({low:.0f} to {high:.0f})"


def _table(heads: tuple[str, ...], rows: list[list[str]]) -> PageTable:
    return PageTable(heads, tuple(tuple(row) for row in rows))


def _told(value: float, sign: str = "") -> str:
    """Three figures, and never an exponent for large ones."""
    return f"{value:{sign}.0f}" if abs(value) >= LARGE else f"{value:{sign}.3g}"
