"""`iliopsoas function ...`: what the muscle does. Each verb prints a table, or JSON, and draws a figure if asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from iliopsoas.cli.options import (
    HEIGHT,
    MASS,
    AsJson,
    Effort,
    Figure,
    From,
    Height,
    Mass,
    Posture,
    Step,
    Stress,
    To,
    draw,
    person_of,
)
from iliopsoas.cli.text import both_ways, in_degrees, named, print_json, short, shorts, table

if TYPE_CHECKING:
    from iliopsoas.body.body import Body
    from iliopsoas.function.paradox import Paradox

function_app = typer.Typer(
    help="What the muscle does: moment arms, actions, the psoas paradox, side-bending, strength, stability.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

FINE = 2.0
"""Step of the curves in figures [deg], if the table's is wider."""


@function_app.command("moment-arms")
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
    import numpy as np

    from iliopsoas.function.moment_arms import difference_from_curve
    from iliopsoas.function.moment_arms import moment_arms as run
    from iliopsoas.function.posture import sweep

    body, chosen = person_of(figure, posture, height, mass, muscle=muscle)
    angles = sweep(body, coordinate, start, stop, step)
    arms = run(body, muscle, coordinate, angles, about=about, posture=chosen)
    degrees = np.degrees(arms.angle)
    if figure:
        from iliopsoas.report.figures.moment_arm_figures import arms_sheet

        fine = sweep(body, coordinate, start, stop, min(step, FINE))
        draw(arms_sheet(run(body, muscle, coordinate, fine, about=about, posture=chosen)), figure)
    if as_json:
        print_json(
            [
                {"angle_deg": short(d), "arm_mm": short(1e3 * w), "strands_mm": named(arms.strands, 1e3 * row)}
                for d, w, row in zip(degrees, arms.whole, arms.arm, strict=True)
            ]
        )
        return
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


@function_app.command()
def actions(
    posture: Posture = "",
    at: Annotated[str | None, typer.Option(help="Rank the muscles at this coordinate.")] = None,
    coordinate: Annotated[str | None, typer.Option(help="Who moves it, at --angles.")] = None,
    angles: Annotated[str, typer.Option(help="Angles of --coordinate, such as 0,30,60,90 [deg].")] = "0,30,60,90",
    height: Height = HEIGHT,
    mass: Mass = MASS,
    figure: Figure = None,
    as_json: AsJson = False,
) -> None:
    """What every muscle does per newton at every joint, and its share of the maximum moment."""
    import numpy as np

    from iliopsoas.function.actions import actions as run
    from iliopsoas.function.posture import check_coordinate

    body, chosen = person_of(figure, posture, height, mass)
    if coordinate is not None:
        _who(body, coordinate, angles, chosen, figure, as_json)
        return
    data = run(body, chosen)
    names = [str(m) for m in data["muscle"].values]
    columns = [str(c) for c in data["coordinate"].values] if at is None else [check_coordinate(body, at)]
    if figure:
        from iliopsoas.report.figures.moment_arm_figures import actions_sheet

        shown, across = _main_actions(data, at)
        draw(actions_sheet(data, shown, across), figure)
    if as_json:
        arm, moment, share = (data[v].sel(coordinate=columns).values for v in ("arm", "moment", "share"))
        out = {
            m: {
                c: {
                    "arm_mm": short(1e3 * arm[i, j]),
                    "moment_nm": both_ways(moment[i, j]),
                    "share": both_ways(share[i, j]),
                }
                for j, c in enumerate(columns)
                if np.abs(arm[i, j]) > 1e-7 or moment[i, j].any()
            }
            for i, m in enumerate(names)
        }
        print_json({"posture_deg": in_degrees(chosen), "muscles": {m: v for m, v in out.items() if v}})
        return
    if at is None:
        shown, across = _main_actions(data, None)
        typer.echo("moment arms [mm] (N mm per N), + increases the coordinate; right side and trunk")
        rows = 1e3 * data["arm"].sel(muscle=shown, coordinate=across).values
        table(
            ["", *across], [(m, *("" if abs(v) < 0.05 else v for v in row)) for m, row in zip(shown, rows, strict=True)]
        )
        return
    for k, word in enumerate(("increase", "decrease")):
        here = data.sel(coordinate=at).isel(direction=k)
        share = here["share"].values
        order = [i for i in np.argsort(-share, kind="stable") if share[i] > 0.005]
        typer.echo(f"muscles that {word} {at}, at most {float(here['moment'].sum()):.0f} N m together")
        table(
            ["", "arm [mm]", "moment [N m]", "share [%]"],
            [(names[i], 1e3 * float(here["arm"][i]), float(here["moment"][i]), 100 * share[i]) for i in order],
        )


def _who(
    body: Body, coordinate: str, angles: str, posture: dict[str, float], figure: Path | None, as_json: bool
) -> None:
    import numpy as np

    from iliopsoas.function.actions import DIRECTIONS, muscle_shares
    from iliopsoas.function.posture import check_coordinate, parse_angles

    check_coordinate(body, coordinate)
    movers = muscle_shares(body, coordinate, parse_angles(angles, coordinate, body), posture)
    if figure:
        from iliopsoas.report.figures.moment_arm_figures import movers_sheet

        draw(movers_sheet(movers), figure)
    degrees, total = np.degrees(movers.angle), movers.moment.sum(axis=1)
    if as_json:
        print_json(
            [
                {
                    "angle_deg": short(degrees[t]),
                    "total_nm": dict(zip(DIRECTIONS, map(short, total[t]), strict=True)),
                    "share": {
                        d: {m: short(s) for m, s in zip(movers.muscles, movers.share[t, :, k], strict=True) if s > 5e-4}
                        for k, d in enumerate(DIRECTIONS)
                    },
                }
                for t in range(len(degrees))
            ]
        )
        return
    for k, word in enumerate(("increases", "decreases")):
        together = ", ".join(f"{m:.0f}" for m in total[:, k])
        typer.echo(f"who {word} {coordinate}: share of the maximum [%], which is {together} N m")
        best = [i for i in range(len(movers.muscles)) if movers.share[:, i, k].max() > 0.005]
        best.sort(key=lambda i: -float(movers.share[:, i, k].max()))
        rows = [(movers.muscles[i], *100 * movers.share[:, i, k]) for i in best]
        table(["", *(f"{d:g} deg" for d in degrees)], rows)


@function_app.command()
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
    import numpy as np

    from iliopsoas.function.paradox import PUBLISHED_SIGNS
    from iliopsoas.function.paradox import paradox as run
    from iliopsoas.function.posture import sweep

    body, chosen = person_of(figure, posture, height, mass, muscle=muscle)

    def over(width: float) -> Paradox:
        flexion = -sweep(body, "lumbar_extension", -stop, -start, width)[::-1] + 0.0
        return run(body, flexion, muscle=muscle, effort=effort, stress=stress, posture=chosen)  # type: ignore[arg-type]

    result = over(step)
    degrees = np.degrees(result.flexion)
    if figure:
        from iliopsoas.report.figures.spine_figures import paradox_sheet

        draw(paradox_sheet(over(min(step, FINE))), figure)
    flips = {level: [short(np.degrees(x)) for x in at] for level, at in result.sign_changes().items()}
    if as_json:
        by_level = {"moment_nm": result.moment, "compression_n": result.compression, "shear_n": result.shear}
        out: dict[str, Any] = {"lumbar_flexion_deg": shorts(degrees)}
        out |= {key: {v: shorts(y[:, k]) for k, v in enumerate(result.levels)} for key, y in by_level.items()}
        out["strand_moment_nm"] = {
            v: {
                s: shorts(result.strand_moment[:, i, k])
                for i, s in enumerate(result.strands)
                if np.abs(result.arm[:, i, k]).max() > 1e-9
            }
            for k, v in enumerate(result.levels)
        }
        print_json(out | {"flips_at_deg": flips, "force_n": shorts(result.force.sum(axis=1))})
        return
    typer.echo(f"{muscle} alone at full effort ({result.force.sum(axis=1).max():.0f} N), every other muscle slack")
    for title, values in (
        ("sagittal moment [N m], + flexes", result.moment),
        ("compression [N]", result.compression),
        ("shear [N], + upper vertebra forward", result.shear),
    ):
        typer.echo(title)
        table(["lumbar flexion [deg]", *result.levels], [(d, *row) for d, row in zip(degrees, values, strict=True)])
    for level, at in flips.items():
        found = {1: "flexes", -1: "extends"}.get(PUBLISHED_SIGNS.get(level, 0), "not stated")
        turn = f"flips at {at[0]:.0f} deg of flexion" if at else "does not flip"
        typer.echo(f"  {level}: {turn}; erect, Bogduk 1992: {found}")


@function_app.command("side-bend")
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

    body, chosen = person_of(figure, posture, height, mass, muscle=muscle)
    result = run(body, muscle=muscle, effort=effort, stress=stress, posture=chosen)  # type: ignore[arg-type]
    if figure:
        from iliopsoas.report.figures.spine_figures import side_bend_sheet

        draw(side_bend_sheet(result), figure)
    if as_json:
        moments = {"right_alone": result.one_side, "left_alone": result.other_side, "both": result.both}
        loads = {"one_side": result.compression_one, "both": result.compression_both}
        print_json(
            {
                "muscle": muscle,
                "posture_deg": in_degrees(chosen),
                "moment_nm": {key: named(result.rows, y) for key, y in moments.items()},
                "share_of_right_benders": named(result.rows, result.share),
                "compression_n": {key: named(result.levels, y) for key, y in loads.items()},
                "capacity_nm": named(result.benders, result.capacity),
            }
        )
        return
    typer.echo(f"lateral moment of {muscle} at full effort [N m], + to the right")
    columns = (result.one_side, result.other_side, result.both, 100 * result.share)
    table(["", "right alone", "left alone", "both", "share of right benders [%]"],
           list(zip(result.rows, *columns, strict=True)))  # fmt: skip
    typer.echo("compression [N]")
    table(
        ["", "one side", "both"], list(zip(result.levels, result.compression_one, result.compression_both, strict=True))
    )


def _main_actions(data: Any, at: str | None) -> tuple[list[str], list[str]]:
    """The right-hand and lumbar coordinates a reader wants, and the right-hand muscles that act on them."""
    import numpy as np

    every = [str(c) for c in data["coordinate"].values]
    across = [c for c in every if (c.endswith("_r") and c[:3] != "mtp") or c.startswith("lumbar_")]
    across = across if at is None or at in across else [*across, at]
    arm = np.abs(data["arm"].sel(coordinate=across).values).max(axis=1)
    names = [str(m) for m in data["muscle"].values]
    shown = [m for m, a in zip(names, arm, strict=True) if a > 5e-4 and m.endswith("_r")]
    return sorted(shown, key=lambda m: not m.startswith(("psoas", "iliacus"))), across
