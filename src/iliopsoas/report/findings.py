"""The page's text that depends on the result: its reading for a non-modeller, and its tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import xarray as xr

from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.results.basis.attributes import body_weight, level_name
from iliopsoas.results.basis.columns import largest_sizes
from iliopsoas.results.basis.instrumented_hips import INSTRUMENTED_HIPS
from iliopsoas.results.basis.peaks import Peak, peak_of
from iliopsoas.results.cycle_axis import Axis, has_flight_phase
from iliopsoas.results.hip_contact import hip_contact_force
from iliopsoas.results.instrumented_people import instrumented_in_words
from iliopsoas.results.muscle_forces import (
    hip_flexors,
    iliopsoas_force,
    strongest_side,
    whole_muscle_activation,
    whole_muscle_force,
)
from iliopsoas.results.reserves import largest_reserve_share, residual_force, root_mean_square
from iliopsoas.results.unbalanced_moments import unbalanced_moments

GOOD_RESERVE = 5.0
"""Largest reserve that this page calls small [% of the coordinate's peak moment]."""
GOOD_RESIDUAL = 5.0
"""Largest residual force that this page calls small [% of body weight]."""


SPANS_SHOWN = 10
"""Stretches without enough strength that the table names (technical)."""


class PageTable(NamedTuple):
    """A table: heads, and rows of text; the first column is a name."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def person_facts(result: xr.Dataset) -> list[tuple[str, str]]:
    """Who and what, as name and value."""
    time = result["time"].values
    rate = f", {1 / np.median(np.diff(time)):.0f} per second" if len(time) > 1 else ""
    return [
        ("Person", f"{result.attrs['height_m']:.2f} m, {result.attrs['body_mass_kg']:.1f} kg, {result.attrs['sex']}"),
        ("Frames", f"{len(time)}{rate}"),
        ("Duration", f"{time[-1] - time[0]:.2f} s ({time[0]:.2f} to {time[-1]:.2f} s)"),
        (
            "Computed in",
            f"{float(result.attrs['seconds']):.2f} s{f' by iliopsoas {known}' if (known := version(result)) else ''}",
        ),
    ]


def version(result: xr.Dataset) -> str:
    """Version of this package that made the result; empty if it was not installed."""
    text = str(result.attrs.get("iliopsoas_version", ""))
    return "" if text == "unknown" else text


def main_findings(result: xr.Dataset, axes: Mapping[str, Axis]) -> list[str]:
    """The main numbers in plain words, one string a sentence or two."""
    return [_iliopsoas(result, axes), _hip(result, axes), _spine(result), _trust(result)]


def _iliopsoas(result: xr.Dataset, axes: Mapping[str, Axis]) -> str:
    side = strongest_side(result)
    top = peak_of(result, iliopsoas_force(result, side))
    psoas, iliacus = (whole_muscle_force(result, f"{m}_{side}")[top.frame] for m in ("psoas_major", "iliacus"))
    share = top.value / body_weight(result)
    return (
        f"The {SIDE_NAMES[side]} iliopsoas pulled hardest, with {newton_text(top.value)} ({share:.2f} body weights) "
        f"{time_in_words(top, axes[side])}: {newton_text(float(psoas))} from psoas major and "
        f"{newton_text(float(iliacus))} from iliacus."
    )


def _hip(result: xr.Dataset, axes: Mapping[str, Axis]) -> str:
    top = {side: peak_of(result, hip_contact_force(result, side)) for side in "rl"}
    hips = INSTRUMENTED_HIPS
    words = " and ".join(f"{top[s].value:.2f} body weights on the {SIDE_NAMES[s]}" for s in "rl")
    text = f"The hip joints were pressed together with up to {words}. "
    if not axes["r"].cycle or has_flight_phase(result):
        return text + " ".join(instrumented_in_words(result))
    text += "Ten people whose artificial hips measure it carried "
    text += f"{hips['low']:.1f} to {hips['high']:.1f} body weights at the peaks of level walking"
    above = [SIDE_NAMES[s] for s in "rl" if top[s].value > hips["high"]]
    below = [SIDE_NAMES[s] for s in "rl" if top[s].value < hips["low"]]
    if not above and not below:
        return text + ": both sides lie within that range."
    if len(above) == 2 or len(below) == 2:
        return text + f": both peaks lie {'above' if above else 'below'} that range."
    parts = [
        f"the {names[0]} peak lies {word} that range" for names, word in ((above, "above"), (below, "below")) if names
    ]
    return text + ": " + ", ".join(parts) + "."


def _spine(result: xr.Dataset) -> str:
    values = result["compression"].values
    frame, level = np.unravel_index(int(np.argmax(values)), values.shape)
    top = float(values[frame, level])
    return (
        f"The discs of the lumbar spine were compressed with up to {newton_text(top)} "
        f"({top / body_weight(result):.2f} body weights), at {level_name(result['level'].values[level])}."
    )


def _trust(result: xr.Dataset) -> str:
    reserve, unexplained = 100.0 * max(largest_reserve_share(result).values()), 100.0 * residual_force(result)
    residual = root_mean_square(unexplained)
    told = f"{percent_text(residual)} of body weight (RMS; {percent_text(float(unexplained.max()))} at most): "
    text = f"Muscles balanced the movement to within {percent_text(reserve)} of the peak joint moments"
    if weak := unbalanced_moments(result):
        row = weak[0]
        text = (
            f"The muscles are not strong enough for it in {row['frames']} frames: {coordinate_name(row['coordinate'])} "
        )
        text += f"is {row['lacking_nm']:.0f} N m short at {row['time_s']:.2f} s"
    if not result.sizes.get("load", 0):
        return (
            text
            + ". No contact forces were given: what ground or seat carried is missing, so read the loads with care."
        )
    good = reserve < GOOD_RESERVE and residual < GOOD_RESIDUAL
    if "predicted" in result["kind"].values:
        text += f", and the predicted contact forces carry it to within {told}"
    else:
        text += f", and movement and measured forces agree to within {told}"
    if weak:
        return text + "read the loads of those frames with care."
    return text + ("both are small." if good else "that is more than 5 %, so read the loads with care.")


def time_in_words(top: Peak, axis: Axis) -> str:
    """'at 1.86 s (52 % of its gait cycle)'."""
    found = np.flatnonzero(axis.order == top.frame)
    place = ""
    if axis.cycle:
        place = f" ({axis.at[found[0]]:.0f} % of its gait cycle)" if len(found) else " (outside the cycle drawn below)"
    return f"at {top.time:.2f} s{place}"


def percent_text(value: float) -> str:
    """A share to one decimal; never a bare nought."""
    return f"{max(value, 0.1):.1f} %"


def newton_text(value: float) -> str:
    """A force to three digits."""
    return f"{float(f'{value:.3g}'):,.0f} N"


def muscle_table(result: xr.Dataset) -> PageTable:
    """Peak force and activation of the hip flexors."""
    rows = []
    for group, name in hip_flexors(result).items():
        row = [name]
        for side in "rl":
            force, active = (
                whole_muscle_force(result, f"{group}_{side}"),
                whole_muscle_activation(result, f"{group}_{side}"),
            )
            row += [f"{force.max():.0f}", f"{active.max():.2f}"]
        rows.append(tuple(row))
    return PageTable(
        ("muscle", "right: peak force [N]", "peak activation", "left: peak force [N]", "peak activation"), tuple(rows)
    )


def level_table(result: xr.Dataset) -> PageTable:
    """Peak compression and range of shear by level, top down."""
    weight = body_weight(result)
    rows = []
    for i in reversed(range(result.sizes["level"])):
        compression, shear = result["compression"].values[:, i], result["shear"].values[:, i]
        rows.append((
            level_name(result["level"].values[i]), f"{compression.max():.0f}", f"{compression.max() / weight:.2f}",
            f"{compression.mean():.0f}", f"{shear.min():.0f} to {shear.max():.0f}",
        ))  # fmt: skip
    return PageTable(
        ("level", "peak compression [N]", "[body weights]", "mean compression [N]", "shear [N]"), tuple(rows)
    )


def trust_table(result: xr.Dataset) -> PageTable:
    """Peak moment and largest reserve of every balanced coordinate."""
    mass, share = float(result.attrs["body_mass_kg"]), list(largest_reserve_share(result).values())
    moments, reserves = largest_sizes(result, "joint_moment"), largest_sizes(result, "reserve")
    rows = []
    for i, name in enumerate(result["coordinate"].values):
        moment, reserve = float(moments[i]), float(reserves[i])
        rows.append(
            (
                coordinate_name(str(name)),
                f"{moment:.1f}",
                f"{moment / mass:.2f}",
                f"{reserve:.2f}",
                f"{100.0 * share[i]:.1f}",
            )
        )
    heads = ("coordinate", "peak moment [N m]", "[N m/kg]", "largest reserve [N m]", "[% of peak]")
    return PageTable(heads, tuple(rows))


def strength_deficit_table(result: xr.Dataset) -> PageTable | None:
    """Coordinates that lack strength; None where the muscles can do it all."""
    rows = tuple(
        (
            coordinate_name(row["coordinate"]),
            f"{row['direction'] * row['lacking_nm']:+.1f}",
            f"{row['asked_nm']:.1f}",
            f"{row['time_s']:.2f}",
            f"{row['frames']}",
            ", ".join(f"{a:.2f} to {b:.2f}" for a, b in row["spans_s"][:SPANS_SHOWN])
            + (" ..." if len(row["spans_s"]) > SPANS_SHOWN else ""),
            ", ".join(coordinate_name(name.removesuffix(row["coordinate"][-2:])) for name in row["full"]) or "none",
        )
        for row in unbalanced_moments(result)
    )
    heads = ("coordinate", "lacking [N m]", "asked [N m]", "worst at [s]", "frames", "from-to [s]", "at full effort")
    return PageTable(heads, rows) if rows else None


def coordinate_name(name: str) -> str:
    """'hip_flexion_r' -> 'hip flexion, right'."""
    side = SIDE_NAMES.get(name[-1]) if name[-2:] in ("_r", "_l") else None
    text = (name[:-2] if side else name).replace("_angle", "").replace("_", " ")
    return f"{text}, {side}" if side else text
