"""The figures of a bench run as markdown tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

STAGES = {
    "preparation": "preparation (filter, feet, consistency)",
    "kinematics and inverse dynamics": "inverse dynamics, tendon lengths and Jacobians",
    "muscle geometry and curves": "moment arms, muscle curves",
    "recruitment": "recruitment",
    "reactions": "joint reactions",
    "dataset": "labelled dataset",
    "analyze, all of it": "**all of `analyze`**",
}


def table(figures: Mapping[str, Any]) -> str:
    """Everything, with the machine and the sizes in the first line."""
    parts = [
        "<!-- written by bench/run.py; do not edit -->",
        f"{figures['trial']}: {figures['frames']} frames, {figures['strands']} strands; {figures['cores']} cores. "
        "Medians of repeated runs, peers in the same run.",
        _stages(figures),
        *([_hips(figures["opensim"])] if "hip_bw" in figures.get("opensim", {}) else []),
        _jobs(figures),
        _scaling(figures),
        *([_solvers(figures["solvers"])] if "solvers" in figures else []),
    ]
    return "\n\n".join(parts) + "\n"


def _stages(figures: Mapping[str, Any]) -> str:
    frames, ours = figures["frames"], figures["ours"]
    rows = [
        (text, _ms(ours[name]["median_s"] / frames), _ms(ours[name]["best_s"] / frames))
        for name, text in STAGES.items()
        if name in ours
    ]
    peer = figures.get("opensim", {})
    if "static_optimisation_s" in peer:
        whole = (peer["static_optimisation_s"] + peer["joint_reaction_s"]) / frames
        rows.append((f"OpenSim {peer['version']}, static optimisation and joint reaction", f"{1e3 * whole:.0f}", ""))
        rows += [
            (f"ratio{name.removeprefix('ratio').replace(', median', '')}", f"{value:.0f}", "")
            for name, value in peer.items()
            if name.startswith("ratio")
        ]
    return _table(("ms a frame", "median", "best"), rows)


def _hips(peer: Mapping[str, Any]) -> str:
    rows = [(name, f"{both['ours']:.2f}", f"{both['opensim']:.2f}") for name, both in peer["hip_bw"].items()]
    return _table(("hip contact force [body weights]", "ours", "OpenSim"), rows)


def _jobs(figures: Mapping[str, Any]) -> str:
    found = {
        "`Body.build`": figures["ours"]["Body.build"],
        "reading the movement and its plates": figures["ours"]["reading the movement"],
        **figures["jobs"],
        **{f"`{name}`, a fresh process": t for name, t in figures["commands"].items()},
    }
    rows = [(name, f"{t['median_s']:.3f}", f"{t['best_s']:.3f}") for name, t in found.items()]
    memory = [(name, f"{value:.0f}", "") for name, value in figures["memory_mb"].items()]
    jobs = _table(("whole jobs [s]", "median", "best"), rows)
    return f"{jobs}\n\n{_table(('largest memory of a fresh process', 'MB', ''), memory)}"


def _scaling(figures: Mapping[str, Any]) -> str:
    frames = [(n, _ms(stages["all"]["median_s"] / int(n)), "") for n, stages in figures["scaling"].items()]
    count = figures["frames"]
    strands = [
        (n, _ms(stages["all"]["median_s"] / count), _ms(stages["recruitment"]["median_s"] / count))
        for n, stages in figures["by_strands"].items()
    ]
    first = _table(("frames", "all of `analyze` [ms a frame]", ""), frames)
    return f"{first}\n\n{_table(('strands', 'all stages of the equation [ms a frame]', 'recruitment'), strands)}"


def _solvers(found: Mapping[str, Any]) -> str:
    ours = found["rows_by_solver"]["ours"]["median_s"]
    rows = [
        (
            name,
            _ms(row["median_s"] / found["frames"]),
            f"{row['median_s'] / ours:.1f}",
            *(("", "", "") if name == "ours" else (f"{row['activation']:.0e}", f"{row['reserve_nm']:.0e}",
                                                   f"{row['other_rows']} of {found['frames']}")),
        )
        for name, row in found["rows_by_solver"].items()
    ]  # fmt: skip
    heads = ("solver", "ms a frame", "ratio", "largest difference: activation", "reserve [N m]", "names other rows in")
    lacking = [(f"`{name}`", str(count), f"{most:.1f}") for name, (count, most) in found["lacking"].items()]
    return (
        f"{found['frames']} recruitment problems of the recorded walk ({found['strands']} strands, {found['rows']} "
        "rows), half of them with moments four times as large: in "
        f"{found['saturated']} muscles cannot give all.\n\n"
        f"{_table(heads, rows)}\n\n"
        f"{_table(('rows that lack strength', 'problems', 'at most [N m]'), lacking)}"
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _ms(seconds: float) -> str:
    value = 1e3 * seconds
    return f"{value:.2f}" if value < 3 else f"{value:.1f}"
