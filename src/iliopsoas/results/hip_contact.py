"""How hard the hips are pressed together, by which muscles, and how hard the iliopsoas presses on its bursa."""

from __future__ import annotations

from typing import TypedDict

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.results.basis.attributes import body_weight
from iliopsoas.results.gait_events import main_stance
from iliopsoas.results.joint_contributions import joint_contributions

Array = NDArray[np.float64]

CONTRIBUTORS = 5
"""How many muscles are listed at each peak (technical)."""


class HipPeak(TypedDict):
    """A peak of the hip contact force: `bw` [body weights] and `frame`; None where there is none."""

    bw: float | None
    frame: int | None


class Contributor(TypedDict):
    """A whole muscle with side and how much it presses the hip together: `bw` [body weights]."""

    muscle: str
    bw: float


def hip_contact_force(result: xr.Dataset, side: str) -> Array:
    """Magnitude of the hip contact force [body weights], (frames)."""
    force = result["joint_reaction"].sel(joint=f"hip_{side}").values
    out: Array = np.linalg.norm(force, axis=1) / result.attrs["body_weight_n"]
    return out


def hip_contact_force_vector(result: xr.Dataset, side: str) -> Array:
    """Hip contact force on the femur in the pelvis' axes (forward, up, right), (frames, 3) [body weights]."""
    return np.asarray(result["joint_reaction"].sel(joint=f"hip_{side}").values / body_weight(result))


def hip_contact_peaks(result: xr.Dataset, side: str) -> dict[str, HipPeak]:
    """The largest hip contact force in the first and second half of stance: `peak1`, `peak2`; without a stance,
    `peak1` is the largest of all and `peak2` is empty."""
    force, stance = hip_contact_force(result, side), main_stance(result, side)
    if stance is None:
        top = int(force.argmax())
        return {"peak1": {"bw": float(force[top]), "frame": top}, "peak2": {"bw": None, "frame": None}}
    half = (stance.first + stance.last) // 2
    first = stance.first + int(force[stance.first : half + 1].argmax())
    second = half + int(force[half : stance.last + 1].argmax())
    return {f"peak{i}": {"bw": float(force[k]), "frame": k} for i, k in ((1, first), (2, second))}


def hip_contact_contributors(result: xr.Dataset, body: Body, side: str, frame: int) -> list[Contributor]:
    """The muscles (whole ones) that press a hip together most in a frame, along its contact force."""
    share = joint_contributions(result, body, f"hip_{side}", frame)
    groups = result["group"].values
    total = {str(g): float(share[groups == g].sum()) for g in np.unique(groups)}
    top = sorted(total, key=lambda g: -total[g])[:CONTRIBUTORS]
    return [{"muscle": g, "bw": round(float(total[g] / body_weight(result)), 3)} for g in top]


def bursa_push(result: xr.Dataset, side: str) -> Array:
    """Push of the iliopsoas on brim and femoral head, (frames) [N]."""
    return np.asarray(np.linalg.norm(result["bursa_force"].sel(side=side).values, axis=1))
