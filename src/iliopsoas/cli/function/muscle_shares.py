"""`iliopsoas function actions --coordinate`: who moves a coordinate, angle by angle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from iliopsoas.cli.figure import finish
from iliopsoas.cli.text import short, table

if TYPE_CHECKING:
    from iliopsoas.body.body import Body
    from iliopsoas.function.actions import MuscleShares
    from iliopsoas.report.figures.sheet import Sheet


def answer_muscle_shares(
    body: Body, coordinate: str, angles: str, posture: dict[str, float], figure: Path | None, *, as_json: bool
) -> None:
    """Shares of the maximum moment at some angles, one way and the other."""
    from iliopsoas.function.actions import muscle_shares
    from iliopsoas.function.posture import check_coordinate, parse_angles

    check_coordinate(body, coordinate)
    shares = muscle_shares(body, coordinate, parse_angles(angles, coordinate, body), posture)

    def sheet() -> Sheet:
        from iliopsoas.report.figures.moment_arm_figures import movers_sheet

        return movers_sheet(shares)

    finish(figure, sheet, lambda: _as_data(shares), lambda: _tell(shares), as_json=as_json)


def _as_data(shares: MuscleShares) -> list[dict[str, Any]]:
    import numpy as np

    from iliopsoas.function.actions import DIRECTIONS

    degrees, total = np.degrees(shares.angle), shares.moment.sum(axis=1)
    return [
        {
            "angle_deg": short(degrees[t]),
            "total_nm": dict(zip(DIRECTIONS, map(short, total[t]), strict=True)),
            "share": {
                d: {m: short(s) for m, s in zip(shares.muscles, shares.share[t, :, k], strict=True) if s > 5e-4}
                for k, d in enumerate(DIRECTIONS)
            },
        }
        for t in range(len(degrees))
    ]


def _tell(shares: MuscleShares) -> None:
    import numpy as np

    degrees, total = np.degrees(shares.angle), shares.moment.sum(axis=1)
    for k, word in enumerate(("increases", "decreases")):
        together = ", ".join(f"{m:.0f}" for m in total[:, k])
        typer.echo(f"who {word} {shares.coordinate}: share of the maximum [%], which is {together} N m")
        best = [i for i in range(len(shares.muscles)) if shares.share[:, i, k].max() > 0.005]
        best.sort(key=lambda i: -float(shares.share[:, i, k].max()))
        rows = [(shares.muscles[i], *100 * shares.share[:, i, k]) for i in best]
        table(["", *(f"{d:g} deg" for d in degrees)], rows)
