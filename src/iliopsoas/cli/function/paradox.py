"""`iliopsoas function paradox`: does psoas major flex or extend the lumbar spine, level by level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from iliopsoas.cli.figure import FINE, body_and_posture, finish
from iliopsoas.cli.options import HEIGHT, MASS, AsJson, Effort, Figure, Height, Mass, Posture, Step, Stress
from iliopsoas.cli.text import short, shorts, table

if TYPE_CHECKING:
    from iliopsoas.function.paradox import Paradox
    from iliopsoas.report.figures.sheet import Sheet


def paradox(
    muscle: Annotated[str, typer.Option(help="Muscle with side.")] = "psoas_major_r",
    start: Annotated[float, typer.Option("--from", help="First lumbar flexion [deg]; negative: extension.")] = -30.0,
    stop: Annotated[float, typer.Option("--to", help="Last lumbar flexion [deg].")] = 60.0,
    step: Step = 10.0,
    effort: Effort = "max",
    stress: Stress = None,
    posture: Posture = "",
    height: Height = HEIGHT,
    mass: Mass = MASS,
    figure: Figure = None,
    as_json: AsJson = False,
) -> None:
    """The psoas paradox: its sagittal moment at each lumbar level, and the load it costs."""
    from iliopsoas.function.paradox import paradox as run
    from iliopsoas.function.posture import sweep

    body, chosen = body_and_posture(figure, posture, height, mass, muscle=muscle)

    def over(width: float) -> Paradox:
        flexion = -sweep(body, "lumbar_extension", -stop, -start, width)[::-1] + 0.0
        return run(body, flexion, muscle=muscle, effort=effort, stress=stress, posture=chosen)  # type: ignore[arg-type]

    def sheet() -> Sheet:
        from iliopsoas.report.figures.spine_figures import paradox_sheet

        return paradox_sheet(over(min(step, FINE)))

    result = over(step)
    finish(figure, sheet, lambda: _as_data(result), lambda: _tell(result, muscle), as_json=as_json)


def _sign_changes(result: Paradox) -> dict[str, list[float | None]]:
    """Where the moment at each level changes its sign [deg of flexion]."""
    import numpy as np

    return {level: [short(np.degrees(x)) for x in at] for level, at in result.sign_changes().items()}


def _as_data(result: Paradox) -> dict[str, Any]:
    import numpy as np

    by_level = {"moment_nm": result.moment, "compression_n": result.compression, "shear_n": result.shear}
    out: dict[str, Any] = {"lumbar_flexion_deg": shorts(np.degrees(result.flexion))}
    out |= {key: {v: shorts(y[:, k]) for k, v in enumerate(result.levels)} for key, y in by_level.items()}
    out["strand_moment_nm"] = {
        v: {
            s: shorts(result.strand_moment[:, i, k])
            for i, s in enumerate(result.strands)
            if np.abs(result.arm[:, i, k]).max() > 1e-9
        }
        for k, v in enumerate(result.levels)
    }
    return out | {"flips_at_deg": _sign_changes(result), "force_n": shorts(result.force.sum(axis=1))}


def _tell(result: Paradox, muscle: str) -> None:
    import numpy as np

    from iliopsoas.function.paradox import PUBLISHED_SIGNS

    degrees = np.degrees(result.flexion)
    typer.echo(f"{muscle} alone at full effort ({result.force.sum(axis=1).max():.0f} N), every other muscle slack")
    for title, values in (
        ("sagittal moment [N m], + flexes", result.moment),
        ("compression [N]", result.compression),
        ("shear [N], + upper vertebra forward", result.shear),
    ):
        typer.echo(title)
        table(["lumbar flexion [deg]", *result.levels], [(d, *row) for d, row in zip(degrees, values, strict=True)])
    for level, at in _sign_changes(result).items():
        found = {1: "flexes", -1: "extends"}.get(PUBLISHED_SIGNS.get(level, 0), "not stated")
        turn = f"flips at {at[0]:.0f} deg of flexion" if at else "does not flip"
        typer.echo(f"  {level}: {turn}; erect, Bogduk 1992: {found}")
