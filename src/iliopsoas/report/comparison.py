"""The section that shows a person with conditions beside the same person without."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.adaptation.adapted import Adapted
from iliopsoas.adaptation.kinematic_changes import QUANTITY_NAMES
from iliopsoas.atlas.conditions.catalogue import condition
from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.body.body import Body
from iliopsoas.function.strength_change import strength_differences
from iliopsoas.report.figures.curve_chart import LEVEL_COLOUR, SIDE_COLOUR, Chart, Line, chart, span
from iliopsoas.report.findings import PageTable
from iliopsoas.results.cycle_axis import Axis
from iliopsoas.results.differences import DIGITS, Difference, differences
from iliopsoas.results.hip_contact import bursa_push, hip_contact_force
from iliopsoas.results.muscle_forces import iliopsoas_force, whole_muscle_force
from iliopsoas.results.painful_loads import painful_loads

Array = NDArray[np.float64]
NOTHING: dict[str, Any] = {
    "change_table": None,
    "change_charts": [],
    "pain_table": None,
    "effect_table": None,
    "adapted_table": None,
}


def comparison_contents(
    result: xr.Dataset,
    body: Body,
    axes: Mapping[str, Axis],
    healthy: xr.Dataset | None,
    adapted: Adapted | None = None,
) -> dict[str, Any]:
    """What the template shows of it; nothing where there is no healthy result."""
    if healthy is None:
        return NOTHING
    names = [name.partition(":")[0].partition("=")[0] for name in body.conditions]
    titles = dict.fromkeys(condition(name).title for name in names)
    return {
        "change_lead": f"{', '.join(titles)} ({', '.join(body.conditions)}). Dashed: the same person without.",
        "change_table": change_table([*differences(result, healthy), *strength_differences(body)]),
        "change_charts": change_charts(result, _same_frames(healthy, result), axes),
        "pain_table": pain_table(result),
        "effect_table": effect_table(body),
        "change_caption": "The same movement" if adapted is None else "The recorded and the adapted movement",
        "adapted_table": None if adapted is None else adapted_table(adapted),
        "adapted_notes": [] if adapted is None else adapted.notes,
        "binding_table": None if adapted is None else binding_table(adapted),
    }


def adapted_table(adapted: Adapted) -> PageTable:
    """What gave way: at one moment, and at its largest."""
    rows = []
    for c in adapted.changes:
        digits = 1 if c.unit == "deg" else 2
        name = f"{SIDE_NAMES[c.side]} {QUANTITY_NAMES[c.name]}" if c.side else QUANTITY_NAMES[c.name]
        values = (c.recorded, c.adapted, c.difference, c.peak_recorded, c.peak_adapted)
        shown = [f"{x:+.{digits}f}" if i == 2 else f"{x:.{digits}f}" for i, x in enumerate(values)]
        rows.append((f"{name} [{c.unit}]", *shown))
    heads = ("", f"recorded, {adapted.instant}", "adapted", "difference", "largest, recorded", "largest, adapted")
    return PageTable(heads, tuple(rows))


def binding_table(adapted: Adapted) -> PageTable | None:
    """Limits that hold the movement back; None where none does."""
    rows = tuple((b.name, f"{100 * b.share:.0f} %", str(len(b.frames))) for b in adapted.binding)
    return PageTable(("limit", "part of the time", "frames"), rows) if rows else None


def _same_frames(healthy: xr.Dataset, result: xr.Dataset) -> xr.Dataset:
    """The healthy result with as many frames, for curves over the same axis: a movement that is done more slowly has
    more."""
    if healthy.sizes["time"] == result.sizes["time"]:
        return healthy
    share = np.linspace(0.0, 1.0, healthy.sizes["time"])
    shown = ["muscle_force", "joint_reaction", "bursa_force", "compression", "shear"]
    kept = healthy[[*shown, "group"]].assign_coords(time=share)
    drawn = kept.interp(time=np.linspace(0.0, 1.0, result.sizes["time"]))
    return drawn.assign_attrs(healthy.attrs)


def change_table(found: list[Difference]) -> PageTable:
    """All quantities, the noticed ones marked by their share."""
    rows = []
    for d in found:
        digits = DIGITS.get(d.unit, 2)
        share = f"{100 * d.difference / abs(d.healthy):+.0f} %" if d.noticed and abs(d.healthy) > 1e-6 else ""
        rows.append(
            (
                f"{d.name} [{d.unit}]",
                f"{d.healthy:.{digits}f}",
                f"{d.changed:.{digits}f}",
                f"{d.difference:+.{digits}f}",
                "" if d.unit == "deg" else share,
            )
        )
    return PageTable(("", "healthy", "changed", "difference", ""), tuple(rows))


def pain_table(result: xr.Dataset) -> PageTable | None:
    """Loads beside thresholds; None without any."""
    rows = tuple(
        (
            str(p["threshold"]),
            f"{p['largest']:.2f}",
            f"{p['at_s']:.2f}",
            f"{100 * float(str(p['painful_share'])):.0f} %",
        )
        for p in painful_loads(result)
    )
    return PageTable(("load", "largest ratio", "at [s]", "painful part of the time"), rows) if rows else None


def effect_table(body: Body) -> PageTable:
    """Every effect as it acts on this body."""
    rows = tuple(
        (f"{e.condition}={e.grade:g}, {SIDE_NAMES[e.side]}", e.verb.replace("_", " "), e.target,
         f"{e.value:.3g} {e.unit}", f"{e.kind}: {e.source}")
        for e in body.effects
    )  # fmt: skip
    return PageTable(("condition", "effect", "on", "value", "how it is known"), rows)


def change_charts(result: xr.Dataset, healthy: xr.Dataset, axes: Mapping[str, Axis]) -> list[Chart]:
    """Hip contact force, iliopsoas force and bursa of both sides, and L5/S1, without (dashed) and with."""
    side = "rl" if _changed(result, healthy, "r") >= _changed(result, healthy, "l") else "lr"
    what: tuple[tuple[str, str, str, Callable[[xr.Dataset, str], Array]], ...] = (
        ("hip", "Hip contact force", "force [body weights]", hip_contact_force),
        ("psoas", "Psoas major", "force [N]", lambda r, s: whole_muscle_force(r, f"psoas_major_{s}")),
        ("iliacus", "Iliacus", "force [N]", lambda r, s: whole_muscle_force(r, f"iliacus_{s}")),
        ("bursa", "Push on the bursa", "force [N]", bursa_push),
    )
    out = []
    for key, title, unit, read in what:
        lines = [
            line
            for s in side
            for line in (
                Line(f"{SIDE_NAMES[s]}, changed", read(result, s), axes[s], SIDE_COLOUR[s]),
                Line(f"{SIDE_NAMES[s]}, healthy", read(healthy, s), axes[s], SIDE_COLOUR[s], "dash", 1.6),
            )
        ]
        out.append(chart(f"change-{key}", title, lines, unit, limits=span([x.values for x in lines])))
    for name, title in (("compression", "L5/S1 compression"), ("shear", "L5/S1 shear, + forward")):
        values = [r[name].sel(level="L5_S1").values for r in (result, healthy)]
        lines = [
            Line("changed", values[0], axes["r"], LEVEL_COLOUR[0]),
            Line("healthy", values[1], axes["r"], LEVEL_COLOUR[0], "dash", 1.6),
        ]
        out.append(chart(f"change-{name}", title, lines, "force [N]"))
    return out


def _changed(result: xr.Dataset, healthy: xr.Dataset, side: str) -> float:
    return float(np.abs(iliopsoas_force(result, side) - iliopsoas_force(healthy, side)).max())
