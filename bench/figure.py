"""The figures of a bench run as one picture: stages, peers, growth with frames and with strands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tables import STAGES

COLOURS = ("#9aa5b1", "#0072B2", "#56B4E9", "#D55E00", "#E69F00", "#8a6d9b")
OURS, THEIRS = "#8f2430", "#9aa5b1"


def draw(figures: Mapping[str, Any], path: Path) -> None:
    """Write the picture."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"font.size": 10, "axes.spines.top": False, "axes.spines.right": False})
    picture, axes = plt.subplots(2, 2, figsize=(11, 7.2), constrained_layout=True)
    _stages(axes[0, 0], figures)
    _peers(axes[0, 1], figures)
    _growth(axes[1, 0], {int(n): s for n, s in figures["scaling"].items()}, None, "frames", "with frames")
    _growth(
        axes[1, 1],
        {int(n): s for n, s in figures["by_strands"].items()},
        figures["frames"],
        "strands",
        "with strands (same strength in all)",
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(picture)


def _stages(axis: Any, figures: Mapping[str, Any]) -> None:
    names = [name for name in STAGES if name in figures["ours"] and not name.startswith("analyze")]
    values = [1e3 * figures["ours"][name]["median_s"] / figures["frames"] for name in names]
    axis.barh(range(len(names)), values, color=COLOURS[: len(names)])
    axis.set_yticks(range(len(names)), [name.replace(" and ", "\nand ") for name in names])
    axis.invert_yaxis()
    for i, value in enumerate(values):
        axis.text(value, i, f" {value:.2f}", va="center")
    whole = 1e3 * figures["ours"]["analyze, all of it"]["median_s"] / figures["frames"]
    axis.set_title(f"Stages of analyze: {whole:.2f} ms a frame in all", loc="left")
    axis.set_xlabel("ms a frame")
    axis.set_xlim(0, 1.18 * max(values))


def _peers(axis: Any, figures: Mapping[str, Any]) -> None:
    bars: list[tuple[str, float, str]] = []
    frames = figures["frames"]
    for name, row in figures.get("solvers", {}).get("rows_by_solver", {}).items():
        label = (
            "this package" if name == "ours" else {"daqp": "DAQP", "osqp": "OSQP", "piqp": "PIQP"}.get(name, "Clarabel")
        )
        value = 1e3 * row["median_s"] / figures["solvers"]["frames"]
        bars.append((f"recruitment: {label}", value, OURS if name == "ours" else THEIRS))
    bars.append(
        ("whole analysis: this package", 1e3 * figures["ours"]["analyze, all of it"]["median_s"] / frames, OURS)
    )
    peer = figures.get("opensim", {})
    if "static_optimisation_s" in peer:
        whole = (peer["static_optimisation_s"] + peer["joint_reaction_s"]) / frames
        bars.append((f"whole analysis: OpenSim {peer['version']}", 1e3 * whole, THEIRS))
    axis.barh(range(len(bars)), [b[1] for b in bars], color=[b[2] for b in bars])
    axis.set_yticks(range(len(bars)), [b[0] for b in bars])
    axis.invert_yaxis()
    axis.set_xscale("log")
    for i, (_, value, _) in enumerate(bars):
        axis.text(value, i, f" {value:.2f}" if value < 10 else f" {value:.0f}", va="center")
    axis.set_xlim(right=5 * max(b[1] for b in bars))
    axis.set_title("Beside others in the same run", loc="left")
    axis.set_xlabel("ms a frame, logarithmic")


def _growth(axis: Any, found: Mapping[int, Any], frames: int | None, unit: str, title: str) -> None:
    sizes = sorted(found)
    parts = [name for name in STAGES if name in found[sizes[0]]]
    bottom = [0.0] * len(sizes)
    for name, colour in zip(parts, COLOURS[6 - len(parts) :] if frames is None else COLOURS[1:], strict=False):
        values = [1e3 * found[n][name]["median_s"] / (frames or n) for n in sizes]
        axis.bar(range(len(sizes)), values, bottom=bottom, color=colour, label=name)
        bottom = [b + v for b, v in zip(bottom, values, strict=True)]
    for i, value in enumerate(bottom):
        axis.text(i, value, f"{value:.2f}", ha="center", va="bottom")
    axis.set_xticks(range(len(sizes)), [str(n) for n in sizes])
    axis.set_xlabel(unit)
    axis.set_ylabel("ms a frame")
    axis.set_title(f"Growth {title}", loc="left")
    axis.set_ylim(0, 1.5 * max(bottom))  # the legend's own rows, above every bar
    axis.legend(fontsize=8, frameon=False, ncol=2, loc="upper center")
