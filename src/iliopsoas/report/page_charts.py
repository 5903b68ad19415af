"""The figures of the page, section by section."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.report.figures.curve_chart import (
    LEVEL_COLOUR,
    MUSCLE_COLOUR,
    SIDE_COLOUR,
    SIDE_DASH,
    Chart,
    Line,
    chart,
    span,
)
from iliopsoas.report.gait_charts import NO_NORMS, Norms, beside_norm
from iliopsoas.results.basis.attributes import body_weight, level_name
from iliopsoas.results.cycle_axis import Axis
from iliopsoas.results.emg_agreement import DELAY, activation_under, delayed_envelope, emg_agreements
from iliopsoas.results.hip_contact import bursa_push, hip_contact_force_vector
from iliopsoas.results.instrumented_people import FORCES, instrumented_comparisons
from iliopsoas.results.muscle_forces import hip_flexors, whole_muscle_activation, whole_muscle_force
from iliopsoas.results.reserves import reserve_share

Array = NDArray[np.float64]
Axes = Mapping[str, Axis]
COMPONENTS = (("forward", "#E69F00"), ("up", "#0072B2"), ("to the right", "#CC79A7"))
STRAND_WORDS = {
    "vasmed": "vastus medialis", "vaslat": "vastus lateralis", "gasmed": "gastrocnemius, medial head",
    "gaslat": "gastrocnemius, lateral head",
}  # fmt: skip
"""Strands that are muscles or heads of their own to those who place electrodes."""
SHORT = {"tensor_fasciae_latae": "TFL"}
"""Names that would widen every legend."""


def muscle_charts(result: xr.Dataset, axes: Axes) -> list[Chart]:
    """Force and activation of the hip flexors, one figure a leg, same scale on both sides."""
    names = hip_flexors(result)
    out = []
    for what, unit, read in (
        ("force", "force [N]", whole_muscle_force),
        ("activation", "activation [0-1]", whole_muscle_activation),
    ):
        curves = {s: {g: read(result, f"{g}_{s}") for g in names} for s in "rl"}
        limits = span([c for by_group in curves.values() for c in by_group.values()])
        for side, text in SIDE_NAMES.items():
            lines = [
                Line(
                    SHORT.get(g, names[g]),
                    c,
                    axes[side],
                    MUSCLE_COLOUR[g],
                    width=3.0 if g in ("psoas_major", "iliacus") else 1.8,
                )
                for g, c in curves[side].items()
            ]
            out.append(chart(f"{what}-{side}", f"{text.capitalize()} leg: {what}", lines, unit, limits=limits))
    return out


def hip_charts(result: xr.Dataset, axes: Axes, norms: Norms = NO_NORMS) -> list[Chart]:
    """Hip contact force: magnitude beside what was measured in people doing this, and components."""
    out = [_contact_chart(result, axes, "hip", norms)]
    parts = {side: hip_contact_force_vector(result, side) for side in "rl"}
    limits = span([p for part in parts.values() for p in part.T])
    for side, text in SIDE_NAMES.items():
        lines = [Line(n, parts[side][:, i], axes[side], c) for i, (n, c) in enumerate(COMPONENTS)]
        title = f"{text.capitalize()} hip: components on the femur"
        out.append(chart(f"hip-{side}", title, lines, "force [body weights]", limits=limits))
    return out


def knee_charts(result: xr.Dataset, axes: Axes, norms: Norms = NO_NORMS) -> list[Chart]:
    """Knee contact force beside what was measured in people doing this."""
    return [_contact_chart(result, axes, "knee", norms)]


def _contact_chart(result: xr.Dataset, axes: Axes, joint: str, norms: Norms) -> Chart:
    """Contact force of a joint, both sides, with the band of instrumented people where some did this."""
    (measured,) = (c.measured for c in instrumented_comparisons(result) if c.joint == joint)
    band = None if measured is None else (measured.low, measured.high, f"peaks in {measured.people} people")
    lines, unit, quantity = _both(result, axes, FORCES[joint]), "force [body weights]", f"{joint}_contact_bw"
    return chart(
        f"{joint}-magnitude",
        f"{joint.capitalize()} contact force, both sides",
        lines,
        unit,
        second=("force [N]", body_weight(result)),
        band=band,
        ribbons=norms.ribbons(quantity),
        caption=beside_norm(lines, norms, quantity, unit),
        shade=axes["r"].cycle,
    )


def spine_charts(result: xr.Dataset, axes: Axes) -> list[Chart]:
    """Compression and shear of the six lumbar levels."""
    out = []
    factor = 1.0 / body_weight(result)
    for what, unit in (("compression", "compression [N]"), ("shear", "shear [N], + forward")):
        values = result[what].values
        lines = [
            Line(level_name(level), values[:, i], axes["r"], LEVEL_COLOUR[i % len(LEVEL_COLOUR)])
            for i, level in enumerate(result["level"].values)
        ]
        out.append(chart(what, f"Lumbar {what}", lines, unit, second=("[body weights]", factor), shade=axes["r"].cycle))
    return out


def bursa_charts(result: xr.Dataset, axes: Axes) -> list[Chart]:
    """Push of the iliopsoas on pelvic brim and femoral head."""
    factor = 1.0 / body_weight(result)
    lines = _both(result, axes, bursa_push)
    return [
        chart("bursa", "Push on brim and femoral head", lines, "force [N]", second=("[body weights]", factor),
              shade=axes["r"].cycle)
    ]  # fmt: skip


def emg_charts(result: xr.Dataset, axes: Axes) -> list[Chart]:
    """Activation of a muscle beside the envelope of the electrode on it, one figure a channel."""
    out = []
    for k, row in enumerate(emg_agreements(result)):
        envelope, axis = delayed_envelope(result, row.channel), axes[row.muscle[-1]]
        words = row.muscle[:-2].replace("_", " ")
        lines = [
            Line("activation, computed", activation_under(result, row.muscle), axis, "#D55E00"),
            Line("electromyogram, measured", envelope / np.nanmax(envelope), axis, "#0072B2", "dot"),
        ]
        caption = (
            f"r {row.r:.2f}; on and off together {100 * row.on_off:.0f} % of the time. Channel '{row.channel}', over "
            f"its largest value, {1000 * DELAY:.0f} ms later, as force follows electricity."
        )
        title = f"{SIDE_NAMES[row.muscle[-1]].capitalize()} {STRAND_WORDS.get(words, words)}"
        out.append(
            chart(f"emg-{k}", title, lines, "activation [0-1], EMG [of its peak]", limits=(0.0, 1.05), caption=caption)
        )
    return out


def trust_charts(result: xr.Dataset, axes: Axes) -> list[Chart]:
    """Reserves and residuals, on scales on which trouble would show."""
    groups = {
        "right leg": [c.endswith("_r") for c in _coordinates(result)],
        "left leg": [c.endswith("_l") for c in _coordinates(result)],
        "spine": [c[-2:] not in ("_r", "_l") for c in _coordinates(result)],
    }
    colours = (SIDE_COLOUR["r"], SIDE_COLOUR["l"], "#009E73")
    reserves = [
        Line(name, 100.0 * reserve_share(result, mine).max(axis=1), axes["l" if name == "left leg" else "r"], colour)
        for (name, mine), colour in zip(groups.items(), colours, strict=True) if any(mine)
    ]  # fmt: skip
    top = max(5.0, *(float(line.values.max()) * 1.06 for line in reserves))
    residual = residual_share(result)
    lines = [Line(n, residual[:, i], axes["r"], c) for i, (n, c) in enumerate(COMPONENTS)]
    reach = max(10.0, float(np.abs(residual).max()) * 1.06)
    return [
        chart("reserve", "Reserves", reserves, "reserve [% of peak moment]", limits=(0.0, top), shade=False),
        chart("residual", "Residual force at the pelvis", lines, "residual [% of body weight]",
              limits=(-reach, reach), shade=False),
    ]  # fmt: skip


def residual_share(result: xr.Dataset) -> Array:
    """Residual forces at the pelvis, (frames, 3) [% of body weight]."""
    force = result["residual"].sel(pelvis=[f"pelvis_t{x}" for x in "xyz"]).values
    return np.asarray(100 * force / body_weight(result))


def _coordinates(result: xr.Dataset) -> list[str]:
    return [str(c) for c in result["coordinate"].values]


def _both(result: xr.Dataset, axes: Axes, read: Callable[[xr.Dataset, str], Array]) -> list[Line]:
    return [Line(text, read(result, s), axes[s], SIDE_COLOUR[s], SIDE_DASH[s], 2.8) for s, text in SIDE_NAMES.items()]
