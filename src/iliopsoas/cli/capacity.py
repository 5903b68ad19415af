"""`iliopsoas function strength | stability`: what the muscles can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from iliopsoas.cli.conditions import PHYSICIAN, Conditions
from iliopsoas.cli.options import (
    AGE,
    HEIGHT,
    MASS,
    SEX,
    Age,
    AsJson,
    Figure,
    From,
    Height,
    Mass,
    Posture,
    Sex,
    Step,
    To,
    draw,
    person_of,
)
from iliopsoas.cli.text import in_degrees, named, print_json, short, table

if TYPE_CHECKING:
    from iliopsoas.function.strength import IsometricStrength

FINE = 2.0
"""Step of the curves in figures [deg], if the table's is wider."""


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
    from iliopsoas.function.strength import ANGLE_ORDER_NOTE
    from iliopsoas.function.strength import strength as run

    body, chosen = person_of(figure, posture, height, mass, sex, age)
    body = body.with_conditions(condition or ())
    if coordinate.startswith("hip_"):
        chosen.setdefault(f"knee_angle{coordinate[-2:]}", np.radians(90.0))

    def over(width: float, how: str) -> IsometricStrength:
        angles = sweep(body, coordinate, start, stop, width)
        return run(body, coordinate, angles, pelvis=how, posture=chosen, opposite=opposite)  # type: ignore[arg-type]

    result = over(step, pelvis)
    if figure:
        from iliopsoas.report.figures.strength_figure import strength_sheet

        both = [pelvis, "free" if pelvis == "held" else "held"] if coordinate.startswith("hip_") else [pelvis]
        draw(strength_sheet([over(min(step, FINE), how) for how in both], height), figure)
    degrees, per_kg = np.degrees(result.angle), result.active / result.mass
    if as_json:
        print_json(
            [
                {
                    "angle_deg": short(degrees[t]),
                    "moment_nm": short(result.active[t]),
                    "moment_nm_per_kg": short(per_kg[t]),
                    "passive_nm": short(result.passive[t]),
                    "total_nm": short(result.total[t]),
                    "share": {
                        m: short(s) for m, s in zip(result.muscles, result.share[t], strict=True) if abs(s) > 5e-4
                    },
                }
                for t in range(len(degrees))
            ]
        )
        return
    typer.echo(
        f"maximal isometric moment of {coordinate}{' (opposite direction)' if opposite else ''}, pelvis {pelvis}"
    )
    columns: dict[str, Any] = {"active [N m]": result.active, "per kg": per_kg, "with passive": result.total}
    columns |= {"ligaments": result.passive_structures, "passive muscle": result.passive_muscles}
    if result.published:
        mean, sd = (f(result.angle, height) for f in (result.published.per_kg, result.published.sd_per_kg))
        columns[f"{result.published.group} per kg"] = [f"{a:.2f} ± {b:.2f}" for a, b in zip(mean, sd, strict=True)]
    best = np.argsort(-result.share, axis=1, kind="stable")[:, :3]
    columns["most by"] = [", ".join(f"{result.muscles[i]} {100 * result.share[t, i]:.0f} %" for i in row)
                          for t, row in enumerate(best)]  # fmt: skip
    table([f"{coordinate} [deg]", *columns], list(zip(degrees, *columns.values(), strict=True)))
    if result.published:
        typer.echo(f"  {ANGLE_ORDER_NOTE}")
    if body.conditions:
        typer.echo(f"  With {', '.join(body.conditions)}. {PHYSICIAN}")


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

    body, chosen = person_of(figure, posture, height, mass, muscle=muscle)
    result = run(body, muscle=muscle, activation=activation, posture=chosen)
    if figure:
        from iliopsoas.report.figures.spine_figures import stability_sheet

        draw(stability_sheet(result), figure)
    kinds = {"moment_arm": result.moment_arm, "static": result.static, "short_range": result.short_range,
             "per_newton": result.per_newton}  # fmt: skip
    if as_json:
        joints = {
            joint: {"load_n": short(result.load[j])} | {kind: named(result.axes, v[j]) for kind, v in kinds.items()}
            for j, joint in enumerate(result.joints)
        }
        out = {
            "muscle": muscle,
            "activation": activation,
            "posture_deg": in_degrees(chosen),
            "tension_n": short(result.tension),
        }
        print_json(out | {"unit": "N m/rad; per_newton N m/rad per N", "joints": joints})
        return
    typer.echo(
        f"{muscle} at activation {activation:g}: {result.tension:.0f} N in all; stiffness [N m/rad], + pushes back"
    )
    rows = [
        (joint, axis, *(kinds[kind][j, k] for kind in ("moment_arm", "short_range", "static")), result.load[j],
         f"{1e3 * result.per_newton[j, k]:.1f}")
        for j, joint in enumerate(result.joints) for k, axis in enumerate(result.axes)
    ]  # fmt: skip
    table(["", "axis", "moment arm", "short-range", "static", "load [N]", "per N [N mm/rad]"], rows)
