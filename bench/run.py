"""The whole bench: stages, jobs, scaling, memory, and with --peers OpenSim and other solvers beside ours in one run.

    python bench/run.py [--peers] [--repetitions N] [--folder docs/_bench]

Writes `table.md`, `speed.png` and `figures.json` into the folder; docs/speed.md shows the first two.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from strands import strand_scaling
from timing import Timing
from trial import find_trial
from walking import collect

from iliopsoas.files import write_text
from jobs import jobs, memory

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "_bench"


def main() -> None:
    """Measure everything, write table and figure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--peers", action="store_true", help="also OpenSim and other solvers")
    parser.add_argument("--repetitions", type=int, default=9, help="after one warm-up (default 9)")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args()
    trial = find_trial()
    figures = collect(trial, options.repetitions, quick=False, peers=options.peers)
    figures["jobs"] = _seconds(jobs(trial, options.repetitions))
    _tell("whole jobs, ms", {name: 1e3 * job["median_s"] for name, job in figures["jobs"].items()})
    figures["by_strands"] = {
        str(count): _seconds(stages) for count, stages in strand_scaling(trial, options.repetitions).items()
    }
    _tell(
        "all of the equation by number of strands, ms a frame",
        {n: 1e3 * stages["all"]["median_s"] / trial.frames for n, stages in figures["by_strands"].items()},
    )
    figures["memory_mb"] = memory(trial)
    _tell("largest memory, MB", figures["memory_mb"])
    if options.peers:
        figures["solvers"] = _solvers()
    write(figures, options.folder)


def write(figures: dict[str, Any], folder: Path) -> None:
    """Table, figure and the figures themselves."""
    from figure import draw
    from tables import table

    write_text(folder / "figures.json", json.dumps(figures, indent=1) + "\n")
    write_text(folder / "table.md", table(figures))
    draw(figures, folder / "speed.png")
    print(f"\nwritten: {folder / 'table.md'}, speed.png, figures.json")


def _solvers() -> dict[str, Any]:
    from solvers import compare, tell

    found = compare()
    print()
    tell(found)
    rows = {
        name: {**_one(row.seconds), "activation": row.activation, "reserve_nm": row.reserve}
        | {"unsolved": row.unsolved, "other_rows": row.wrong_rows}
        for name, row in found.solvers.items()
    }
    sizes = {"frames": found.frames, "strands": found.strands, "rows": found.rows, "saturated": found.saturated}
    return {**sizes, "lacking": found.lacking, "rows_by_solver": rows}


def _seconds(found: dict[str, Timing]) -> dict[str, dict[str, float]]:
    return {name: _one(t) for name, t in found.items()}


def _one(t: Timing) -> dict[str, float]:
    return {"median_s": t.median, "best_s": t.best, "repetitions": t.repetitions}


def _tell(title: str, values: dict[str, float]) -> None:
    print(f"\n{title}")
    for name, value in values.items():
        print(f"  {name:70}{np.round(value, 3):10}")


if __name__ == "__main__":
    main()
