"""Plan and diary as tables for a spreadsheet: `plan.csv`, `sessions.csv`, `outcomes.csv`, and the items of the CERT."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from iliopsoas.atlas.rehabilitation.catalogue import outcome_measure
from iliopsoas.files import write_text
from iliopsoas.rehab.cards.load_names import LOAD_NAMES
from iliopsoas.rehab.diary.entries import DiaryEntry
from iliopsoas.rehab.handout.cert_items import CertItem
from iliopsoas.rehab.programme.plan import Plan

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so would be run by a spreadsheet; an apostrophe is put before it (technical)."""


def write_csv_tables(plan: Plan | None, entries: Iterable[DiaryEntry], folder: Path) -> tuple[Path, ...]:
    """Write all tables into a folder."""
    mine = tuple(entries)
    tables = {"sessions.csv": session_rows(mine), "outcomes.csv": outcome_rows(mine)}
    if plan is not None:
        tables = {"plan.csv": plan_rows(plan), **tables}
    return tuple(write_text(folder / name, csv_text(*table)) for name, table in tables.items())


def write_cert(items: Sequence[CertItem], folder: Path) -> Path:
    """Write `cert.csv`."""
    return write_text(folder / "cert.csv", csv_text(CertItem._fields, [item._asdict() for item in items]))


def plan_rows(plan: Plan) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """Columns and one row an exercise; loads are simulated and say so in their names."""
    loads = [f"simulated_{load.key}" for load in LOAD_NAMES]
    dose = ("repetitions", "sets", "per_day", "per_week", "hold_s", "tempo", "preset")
    columns = ("person", "phase", "weeks", "exercise", "side", *dose, "parameters", *loads, "reason", "source")
    rows = []
    for phase in plan.phases:
        for e in phase.exercises:
            row = {"person": plan.profile.identity, "phase": phase.name, "weeks": phase.weeks}
            row |= {"exercise": e.exercise, "side": e.side, "reason": e.reason, "source": e.dose.source}
            row |= {key: getattr(e.dose, key) for key in dose}
            row["parameters"] = " ".join(f"{k}={v}" for k, v in sorted(e.parameters.items()))
            row |= {f"simulated_{n.key}": "" if e.card is None else e.card.loads[n.key].value for n in LOAD_NAMES}
            rows.append(row)
    return columns, rows


def session_rows(entries: Iterable[DiaryEntry]) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """Columns and one row an exercise done; an entry without exercises has one row."""
    told = ("person", "day", "pain_before", "pain_during", "pain_next_morning", "effort")
    columns = ("entry", *told, "exercise", "side", "sets", "repetitions", "load_kg", "hold_s", "red_flags", "note")
    rows = []
    for entry in entries:
        row = {"entry": entry.id, "note": entry.note} | {key: _cell(getattr(entry, key)) for key in told}
        row["red_flags"] = "not asked" if entry.red_flags is None else " ".join(entry.red_flags)
        done: list[dict[str, Any]] = [vars(d) for d in entry.exercises]
        rows += [{**dict.fromkeys(columns, ""), **row, **d} for d in done or [{}]]
    return columns, rows


def outcome_rows(entries: Iterable[DiaryEntry]) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """Columns and one row a measured outcome."""
    columns = ("entry", "person", "day", "measure", "side", "value", "unit")
    rows = [
        {
            "entry": e.id,
            "person": e.person,
            "day": e.day.isoformat(),
            "unit": outcome_measure(o.measure).unit,
            **vars(o),
        }
        for e in entries
        for o in e.outcomes
    ]
    return columns, rows


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """A table as CSV; texts cannot become formulas."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: harmless(value) for key, value in row.items()})
    return out.getvalue()


def harmless(value: Any) -> Any:
    """A text that no spreadsheet runs."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _cell(value: Any) -> Any:
    return "" if value is None else value if isinstance(value, int | str) else value.isoformat()
