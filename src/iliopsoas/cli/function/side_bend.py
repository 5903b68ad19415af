"""`iliopsoas function side-bend`: one side pulling alone, and both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from iliopsoas.cli.figure import body_and_posture, finish
from iliopsoas.cli.options import HEIGHT, MASS, AsJson, Effort, Figure, Height, Mass, Posture, Stress
from iliopsoas.cli.text import in_degrees, named, table

if TYPE_CHECKING:
    from iliopsoas.function.side_bend import SideBend
    from iliopsoas.report.figures.sheet import Sheet


def side_bend(
    muscle: Annotated[str, typer.Option(help="Muscle without side.")] = "psoas_major",
    effort: Effort = "max",
    stress: Stress = None,
    posture: Posture = "",
    height: Height = HEIGHT,
    mass: Mass = MASS,
    figure: Figure = None,
    as_json: AsJson = False,
) -> None:
    """Side-bending: one side pulling alone, and both."""
    from iliopsoas.function.side_bend import side_bend as run

    body, chosen = body_and_posture(figure, posture, height, mass, muscle=muscle)
    result = run(body, muscle=muscle, effort=effort, stress=stress, posture=chosen)  # type: ignore[arg-type]

    def sheet() -> Sheet:
        from iliopsoas.report.figures.spine_figures import side_bend_sheet

        return side_bend_sheet(result)

    finish(figure, sheet, lambda: _as_data(result, muscle, chosen), lambda: _tell(result, muscle), as_json=as_json)


def _as_data(result: SideBend, muscle: str, posture: dict[str, float]) -> dict[str, Any]:
    moments = {"right_alone": result.one_side, "left_alone": result.other_side, "both": result.both}
    loads = {"one_side": result.compression_one, "both": result.compression_both}
    return {
        "muscle": muscle,
        "posture_deg": in_degrees(posture),
        "moment_nm": {key: named(result.rows, y) for key, y in moments.items()},
        "share_of_right_benders": named(result.rows, result.share),
        "compression_n": {key: named(result.levels, y) for key, y in loads.items()},
        "capacity_nm": named(result.benders, result.capacity),
    }


def _tell(result: SideBend, muscle: str) -> None:
    typer.echo(f"lateral moment of {muscle} at full effort [N m], + to the right")
    columns = (result.one_side, result.other_side, result.both, 100 * result.share)
    table(["", "right alone", "left alone", "both", "share of right benders [%]"],
           list(zip(result.rows, *columns, strict=True)))  # fmt: skip
    typer.echo("compression [N]")
    table(
        ["", "one side", "both"], list(zip(result.levels, result.compression_one, result.compression_both, strict=True))
    )
