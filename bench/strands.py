"""How the analysis grows with the number of strands: the same body with every n-th strand, or with strands doubled."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from timing import Timing
from trial import Trial

from iliopsoas import Body
from iliopsoas.atlas import mirror
from iliopsoas.body.applied_variants import apply_variants
from iliopsoas.body.engine_model import build_engine_model
from iliopsoas.body.scaling import mass_factor
from iliopsoas.body.strands import muscle_tables
from iliopsoas.mechanics.equation import solve
from iliopsoas.mechanics.tendons.achilles import CALF
from iliopsoas.motion.trajectory import prepare_trajectory

SHARES = (0.25, 0.5, 1.0, 2.0, 4.0)


def strand_scaling(trial: Trial, repetitions: int) -> dict[int, dict[str, Timing]]:
    """Number of strands -> stages of the trial's analysis."""
    whole = Body.build(trial.subject)
    trajectory = prepare_trajectory(whole, trial.read(whole), rate_hz=100.0, start=trial.start, end=trial.end)
    out = {}
    for share in SHARES:
        body = resized(whole, share)
        laps = [solve(body, trajectory).stages for _ in range(repetitions + 1)][1:]
        out[len(body.muscles)] = {name: Timing.of([lap[name] for lap in laps]) for name in laps[0]}
        out[len(body.muscles)]["all"] = Timing.of([sum(lap.values()) for lap in laps])
    return out


def resized(body: Body, share: float) -> Body:
    """A body with that share of the strands and all of the calf's, as strong as before in all."""
    known = apply_variants(*muscle_tables(), body.variants).strands
    count = round(share * len(known))
    index = np.arange(count) * len(known) // count
    index = np.union1d(index, [i for name in CALF for i in body.muscles.select(name)]) if share < 1.0 else index
    names = tuple(f"{known[i].name}_{k}" for k, i in enumerate(index))
    strands = [replace(known[i], name=name) for i, name in zip(index, names, strict=True)]
    masses = mass_factor(body.subject, sum(b.mass_kg for b in mirror.mirrored_bones()))
    picked = {f.name: _pick(getattr(body.muscles, f.name), index) for f in fields(body.muscles)}
    force = {name: picked[name] * (len(known) / len(index)) for name in ("fmax", "fpassive")}
    muscles = replace(body.muscles, **{**picked, **force, "names": names})
    model = build_engine_model(strands, body.factors, masses)[0]
    return replace(body, model=model, muscles=muscles, healthy_muscles=muscles)


def _pick(values: Any, index: NDArray[np.intp]) -> Any:
    """Values of some strands, array or tuple."""
    return values[index] if isinstance(values, np.ndarray) else tuple(values[i] for i in index)
