"""`iliopsoas function actions`: every muscle at every joint, or who moves one coordinate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from iliopsoas.cli.figure import body_and_posture, finish
from iliopsoas.cli.options import HEIGHT, MASS, AsJson, Figure, Height, Mass, Posture
from iliopsoas.cli.text import both_ways, in_degrees, short, table

if TYPE_CHECKING:
    import xarray as xr

    from iliopsoas.report.figures.sheet import Sheet


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
    from iliopsoas.cli.function.muscle_shares import answer_muscle_shares
    from iliopsoas.function.actions import actions as run
    from iliopsoas.function.posture import check_coordinate

    body, chosen = body_and_posture(figure, posture, height, mass)
    if coordinate is not None:
        answer_muscle_shares(body, coordinate, angles, chosen, figure, as_json=as_json)
        return
    data = run(body, chosen)
    columns = [str(c) for c in data["coordinate"].values] if at is None else [check_coordinate(body, at)]

    def sheet() -> Sheet:
        from iliopsoas.report.figures.moment_arm_figures import actions_sheet

        return actions_sheet(data, *_main_actions(data, at))

    def tell() -> None:
        if at is None:
            _tell_arms(data)
        else:
            _tell_ranking(data, at)

    finish(figure, sheet, lambda: _as_data(data, columns, chosen), tell, as_json=as_json)


def _as_data(data: xr.Dataset, columns: Sequence[str], posture: dict[str, float]) -> dict[str, Any]:
    import numpy as np

    arm, moment, share = (data[v].sel(coordinate=columns).values for v in ("arm", "moment", "share"))
    out = {
        str(m): {
            c: {
                "arm_mm": short(1e3 * arm[i, j]),
                "moment_nm": both_ways(moment[i, j]),
                "share": both_ways(share[i, j]),
            }
            for j, c in enumerate(columns)
            if np.abs(arm[i, j]) > 1e-7 or moment[i, j].any()
        }
        for i, m in enumerate(data["muscle"].values)
    }
    return {"posture_deg": in_degrees(posture), "muscles": {m: v for m, v in out.items() if v}}


def _tell_arms(data: xr.Dataset) -> None:
    """A table of the arms that a reader wants."""
    shown, across = _main_actions(data, None)
    typer.echo("moment arms [mm] (N mm per N), + increases the coordinate; right side and trunk")
    rows = 1e3 * data["arm"].sel(muscle=shown, coordinate=across).values
    table(["", *across], [(m, *("" if abs(v) < 0.05 else v for v in row)) for m, row in zip(shown, rows, strict=True)])


def _tell_ranking(data: xr.Dataset, at: str) -> None:
    """Who moves one coordinate, the strongest first, one way and the other."""
    import numpy as np

    names = [str(m) for m in data["muscle"].values]
    for k, word in enumerate(("increase", "decrease")):
        here = data.sel(coordinate=at).isel(direction=k)
        share = here["share"].values
        order = [i for i in np.argsort(-share, kind="stable") if share[i] > 0.005]
        typer.echo(f"muscles that {word} {at}, at most {float(here['moment'].sum()):.0f} N m together")
        table(
            ["", "arm [mm]", "moment [N m]", "share [%]"],
            [(names[i], 1e3 * float(here["arm"][i]), float(here["moment"][i]), 100 * share[i]) for i in order],
        )


def _main_actions(data: xr.Dataset, at: str | None) -> tuple[list[str], list[str]]:
    """The right-hand and lumbar coordinates a reader wants, and the right-hand muscles that act on them."""
    import numpy as np

    every = [str(c) for c in data["coordinate"].values]
    across = [c for c in every if (c.endswith("_r") and c[:3] != "mtp") or c.startswith("lumbar_")]
    across = across if at is None or at in across else [*across, at]
    arm = np.abs(data["arm"].sel(coordinate=across).values).max(axis=1)
    names = [str(m) for m in data["muscle"].values]
    shown = [m for m, a in zip(names, arm, strict=True) if a > 5e-4 and m.endswith("_r")]
    return sorted(shown, key=lambda m: not m.startswith(("psoas", "iliacus"))), across
