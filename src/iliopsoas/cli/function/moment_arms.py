"""`iliopsoas function moment-arms`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from iliopsoas.cli.figure import FINE, body_and_posture, finish
from iliopsoas.cli.options import HEIGHT, MASS, AsJson, Figure, From, Height, Mass, Posture, Step, To
from iliopsoas.cli.text import named, short, table

if TYPE_CHECKING:
    from iliopsoas.function.moment_arms import MomentArms
    from iliopsoas.report.figures.sheet import Sheet


def moment_arms(
    muscle: Annotated[str, typer.Option(help="A strand, a muscle with side (psoas_major_r) or both sides.")],
    coordinate: Annotated[str, typer.Option(help="Joint coordinate that moves, such as hip_flexion_r.")],
    start: From = None,
    stop: To = None,
    step: Step = 10.0,
    about: Annotated[str | None, typer.Option(help="Coordinate the arm is about; default the one that moves.")] = None,
    posture: Posture = "",
    height: Height = HEIGHT,
    mass: Mass = MASS,
    figure: Figure = None,
    as_json: AsJson = False,
) -> None:
    """Moment arms of any muscle over any joint angle, beside published ones."""
    from iliopsoas.function.moment_arms import moment_arms as run
    from iliopsoas.function.posture import sweep

    body, chosen = body_and_posture(figure, posture, height, mass, muscle=muscle)
    angles = sweep(body, coordinate, start, stop, step)
    arms = run(body, muscle, coordinate, angles, about=about, posture=chosen)

    def sheet() -> Sheet:
        from iliopsoas.report.figures.moment_arm_figures import arms_sheet

        fine = sweep(body, coordinate, start, stop, min(step, FINE))
        return arms_sheet(run(body, muscle, coordinate, fine, about=about, posture=chosen))

    finish(figure, sheet, lambda: _as_data(arms), lambda: _tell(arms, muscle), as_json=as_json)


def _as_data(arms: MomentArms) -> list[dict[str, Any]]:
    import numpy as np

    return [
        {"angle_deg": short(d), "arm_mm": short(1e3 * w), "strands_mm": named(arms.strands, 1e3 * row)}
        for d, w, row in zip(np.degrees(arms.angle), arms.whole, arms.arm, strict=True)
    ]


def _tell(arms: MomentArms, muscle: str) -> None:
    import numpy as np

    from iliopsoas.function.moment_arms import difference_from_curve

    coordinate, degrees = arms.coordinate, np.degrees(arms.angle)
    typer.echo(f"moment arm of {muscle} about {arms.about} over {coordinate} [mm], + increases it")
    columns: dict[str, Any] = {"ours": 1e3 * arms.whole}
    if len(arms.strands) > 1:
        columns |= {"least": 1e3 * arms.arm.min(axis=1), "greatest": 1e3 * arms.arm.max(axis=1)}
    for c in arms.published:
        inside = (degrees >= c.angle_deg[0] - 1e-6) & (degrees <= c.angle_deg[-1] + 1e-6)
        low, high, mean = (np.interp(degrees, c.angle_deg, y) for y in (c.low_mm, c.high_mm, c.arm_mm))
        text = [f"{a:.1f}-{b:.1f}" for a, b in zip(low, high, strict=True)] if c.shape == "band" else mean
        columns[c.origin] = [t if i else "" for t, i in zip(text, inside, strict=True)]
    table([f"{coordinate} [deg]", *columns], list(zip(degrees, *columns.values(), strict=True)))
    for c in arms.published:
        rms, inside_range, of = difference_from_curve(arms, c)
        if of:
            band = f", inside its range at {inside_range} of {of} angles" if c.shape == "band" else ""
            typer.echo(f"  {c.origin}: {rms:.1f} mm r.m.s.{band} ({', '.join(c.sources)})")
