"""What `iliopsoas analyze` says to people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from iliopsoas.cli.shared.text import PHYSICIAN
from iliopsoas.results.unbalanced_moments import unbalanced_in_words

SLIGHT = 0.005
"""Contact forces below this are not told [body weights]."""


def print_analysis(summary: dict[str, Any], out: Path) -> None:
    """The main numbers of an analysis as sentences.

    Args:
        summary: of the study. out: the folder with the report.
    """
    typer.echo(f"trust: {summary['trust']['level']}")
    for reason in summary["trust"]["reasons"]:
        typer.echo(f"  ! {reason}")
    for note in summary["notes"]:
        typer.echo(f"  {note}")
    typer.echo(f"{summary['frames']} frames, {summary['muscles']} strands, {summary['ms_per_frame']:.2f} ms a frame")
    for side, name in (("r", "right"), ("l", "left")):
        hip = summary["hip_contact_force_bw"][side]
        peaks = ", ".join(f"{hip[k]:.2f}" for k in ("peak1", "peak2") if hip[k] is not None)
        force = summary["iliopsoas_force_n"][side]
        typer.echo(
            f"{name:5} hip {peaks} body weights at its peaks; psoas major up to {force['psoas_major']:.0f} N, "
            f"iliacus up to {force['iliacus']:.0f} N"
        )
    knees = ", ".join(f"{summary['knee_contact_force_bw'][side]['peak']:.2f}" for side in "rl")
    typer.echo(f"largest knee contact force, right and left: {knees} body weights")
    for sentence in summary["accuracy"]:
        typer.echo(sentence)
    worst = max(summary["reserve_share"].items(), key=lambda item: item[1])
    typer.echo(
        f"largest reserve {100 * worst[1]:.1f} % ({worst[0]}), "
        f"residual force {100 * summary['residual_force_bw']:.1f} % of body weight (RMS; "
        f"{100 * summary['residual_force_peak_bw']:.1f} % at most)"
    )
    for row in summary["lacking"]:
        typer.echo(f"  {unbalanced_in_words(row)}")
    touched = ", ".join(f"{name} {bw:.2f}" for name, bw in summary["contact_force_bw"].items() if bw >= SLIGHT)
    typer.echo(f"largest contact forces [body weights]: {touched or 'none'}")
    for side, found in summary.get("measured_vs_predicted", {}).items():
        typer.echo(
            f"predicted against measured, {'right' if side == 'r' else 'left'}: vertical force "
            f"r {found['vertical_force_r']:.3f}, {100 * found['vertical_force_rmse_bw']:.1f} % of body weight (RMS); "
            f"hip flexion moment r {found['hip_flexion_moment_r']:.3f}"
        )
    if summary.get("emg"):
        rows = summary["emg"]
        typer.echo(
            f"activation beside electromyograms, mean of {len(rows)} channels: "
            f"r {sum(row['r'] for row in rows) / len(rows):.2f}, on and off together "
            f"{100 * sum(row['on_off'] for row in rows) / len(rows):.0f} % of the time"
        )
    for load in summary.get("pain", []):
        if load["largest"] > 1.0:
            typer.echo(
                f"painful: {load['threshold']} reaches {load['largest']:.2f} of its threshold at {load['at_s']:.2f} s "
                f"and lies above it {100 * load['painful_share']:.0f} % of the time"
            )
    if summary.get("conditions"):
        typer.echo(PHYSICIAN)
    typer.echo(f"report: {out / 'index.html'}")
