"""`iliopsoas function strength`: maximal isometric moment over a joint angle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from iliopsoas.cli.figure import FINE, body_and_posture, finish
from iliopsoas.cli.options import (
    AGE,
    HEIGHT,
    MASS,
    SEX,
    Age,
    AsJson,
    Conditions,
    Figure,
    From,
    Height,
    Mass,
    Posture,
    Sex,
    Step,
    To,
)
from iliopsoas.cli.text import PHYSICIAN, short, table

if TYPE_CHECKING:
    from iliopsoas.function.strength import IsometricStrength
    from iliopsoas.report.figures.sheet import Sheet


def strength(
    coordinate: Annotated[str, typer.Option(help="Joint coordinate that is tested.")] = "hip_flexion_r",
    start: From = None,
    stop: To = None,
    step: Step = 10.0,
    posture: Posture = "",
    pelvis: Annotated[str, typer.Option(help="held, or free: trunk muscles must keep it from turning.")] = "held",
    opposite: Annotated[bool, typer.Option("--opposite", help="The other direction, such as hip extension.")] = False,
    height: Height = HEIGHT,
    mass: Mass = MASS,
    sex: Sex = SEX,
    age: Age = AGE,
    condition: Conditions = None,
    figure: Figure = None,
    as_json: AsJson = False,
) -> None:
    """Maximal isometric moment over a joint angle, beside measured people.

    The moment of active muscle; the rest of the leg is held by its own muscles. For a hip the lower leg hangs (knee at
    90 degrees) unless --posture says otherwise.
    """
    import numpy as np

    from iliopsoas.function.posture import sweep
    from iliopsoas.function.strength import strength as run

    body, chosen = body_and_posture(figure, posture, height, mass, sex, age)
    body = body.with_conditions(condition or ())
    if coordinate.startswith("hip_"):
        chosen.setdefault(f"knee_angle{coordinate[-2:]}", np.radians(90.0))

    def over(width: float, how: str) -> IsometricStrength:
        angles = sweep(body, coordinate, start, stop, width)
        return run(body, coordinate, angles, pelvis=how, posture=chosen, opposite=opposite)  # type: ignore[arg-type]

    result = over(step, pelvis)

    def sheet() -> Sheet:
        from iliopsoas.report.figures.strength_figure import strength_sheet

        both = [pelvis, "free" if pelvis == "held" else "held"] if coordinate.startswith("hip_") else [pelvis]
        return strength_sheet([over(min(step, FINE), how) for how in both], height)

    def tell() -> None:
        typer.echo(
            f"maximal isometric moment of {coordinate}{' (opposite direction)' if opposite else ''}, pelvis {pelvis}"
        )
        _tell(result, height)
        if body.conditions:
            typer.echo(f"  With {', '.join(body.conditions)}. {PHYSICIAN}")

    finish(figure, sheet, lambda: _as_data(result), tell, as_json=as_json)


def _as_data(result: IsometricStrength) -> list[dict[str, Any]]:
    import numpy as np

    return [
        {
            "angle_deg": short(degrees),
            "moment_nm": short(result.active[t]),
            "moment_nm_per_kg": short(result.active[t] / result.mass),
            "passive_nm": short(result.passive[t]),
            "total_nm": short(result.total[t]),
            "share": {m: short(s) for m, s in zip(result.muscles, result.share[t], strict=True) if abs(s) > 5e-4},
        }
        for t, degrees in enumerate(np.degrees(result.angle))
    ]


def _tell(result: IsometricStrength, height: float) -> None:
    import numpy as np

    from iliopsoas.function.strength import ANGLE_ORDER_NOTE

    degrees, per_kg = np.degrees(result.angle), result.active / result.mass
    columns: dict[str, Any] = {"active [N m]": result.active, "per kg": per_kg, "with passive": result.total}
    columns |= {"ligaments": result.passive_structures, "passive muscle": result.passive_muscles}
    if result.published:
        mean, sd = (f(result.angle, height) for f in (result.published.per_kg, result.published.sd_per_kg))
        columns[f"{result.published.group} per kg"] = [f"{a:.2f} ± {b:.2f}" for a, b in zip(mean, sd, strict=True)]
    best = np.argsort(-result.share, axis=1, kind="stable")[:, :3]
    columns["most by"] = [", ".join(f"{result.muscles[i]} {100 * result.share[t, i]:.0f} %" for i in row)
                          for t, row in enumerate(best)]  # fmt: skip
    table([f"{result.coordinate} [deg]", *columns], list(zip(degrees, *columns.values(), strict=True)))
    if result.published:
        typer.echo(f"  {ANGLE_ORDER_NOTE}")
