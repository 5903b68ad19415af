"""`iliopsoas function stability`: how much a muscle stiffens spine and hip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from iliopsoas.cli.figure import body_and_posture, finish
from iliopsoas.cli.options import HEIGHT, MASS, AsJson, Figure, Height, Mass, Posture
from iliopsoas.cli.text import in_degrees, named, short, table

if TYPE_CHECKING:
    from iliopsoas.function.stability import Stability
    from iliopsoas.report.figures.sheet import Sheet


def stability(
    muscle: Annotated[str, typer.Option(help="Muscle, one side or both.")] = "psoas_major",
    activation: Annotated[float, typer.Option(help="Above 0 up to 1.")] = 0.3,
    posture: Posture = "",
    height: Height = HEIGHT,
    mass: Mass = MASS,
    figure: Figure = None,
    as_json: AsJson = False,
) -> None:
    """How much a muscle stiffens spine and hip, per newton of compression."""
    from iliopsoas.function.stability import stability as run

    body, chosen = body_and_posture(figure, posture, height, mass, muscle=muscle)
    result = run(body, muscle=muscle, activation=activation, posture=chosen)

    def sheet() -> Sheet:
        from iliopsoas.report.figures.spine_figures import stability_sheet

        return stability_sheet(result)

    def tell() -> None:
        typer.echo(
            f"{muscle} at activation {activation:g}: {result.tension:.0f} N in all; stiffness [N m/rad], + pushes back"
        )
        _tell(result)

    about = {"muscle": muscle, "activation": activation, "posture_deg": in_degrees(chosen)}
    finish(figure, sheet, lambda: about | _as_data(result), tell, as_json=as_json)


def _as_data(result: Stability) -> dict[str, Any]:
    kinds = {"moment_arm": result.moment_arm, "static": result.static, "short_range": result.short_range,
             "per_newton": result.per_newton}  # fmt: skip
    joints = {
        joint: {"load_n": short(result.load[j])} | {kind: named(result.axes, v[j]) for kind, v in kinds.items()}
        for j, joint in enumerate(result.joints)
    }
    return {
        "tension_n": short(result.tension), "unit": "N m/rad; per_newton N m/rad per N", "joints": joints
    }  # fmt: skip


def _tell(result: Stability) -> None:
    kinds = (result.moment_arm, result.short_range, result.static)
    rows = [
        (joint, axis, *(kind[j, k] for kind in kinds), result.load[j], f"{1e3 * result.per_newton[j, k]:.1f}")
        for j, joint in enumerate(result.joints)
        for k, axis in enumerate(result.axes)
    ]
    table(["", "axis", "moment arm", "short-range", "static", "load [N]", "per N [N mm/rad]"], rows)
