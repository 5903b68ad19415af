"""Datasets small enough to be worked out on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

WEIGHT_N, MASS_KG = 700.0, 70.0


def dataset(
    time: Sequence[float], variables: Mapping[str, tuple[tuple[str, ...], object]], **coords: object
) -> xr.Dataset:
    """A result of a person of 70 kg with only these variables."""
    data = xr.Dataset(
        {name: (dims, np.asarray(values, dtype=float)) for name, (dims, values) in variables.items()},
        coords={"time": list(time), **coords},
    )
    data.attrs = {"body_weight_n": WEIGHT_N, "body_mass_kg": MASS_KG}
    return data


def on_the_ground(force: Mapping[str, Sequence[float]], rate: float = 100.0) -> xr.Dataset:
    """Vertical forces under the parts of a body that touch something: name of the part -> (frames) [N]."""
    frames = len(next(iter(force.values())))
    vectors = np.zeros((frames, len(force), 3))
    for k, values in enumerate(force.values()):
        vectors[:, k, 1] = values
    contact = ("load", list(force))
    return dataset(np.arange(frames) / rate, {"contact_force": (("time", "load", "axis"), vectors)}, contact=contact)
