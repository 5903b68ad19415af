"""The main numbers of a result, for people and for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.results.gait_events import main_stance, vertical_force
from iliopsoas.results.joint_contributions import joint_contributions
from iliopsoas.results.painful_loads import painful
from iliopsoas.results.unbalanced_moments import SMALL_MOMENT, lacking

Array = NDArray[np.float64]

CONTRIBUTORS = 5
"""How many muscles are listed at each peak."""
MISSED = 0.25
"""Vertical force that plates may lack before something unmeasured carries the body too [body weights] (technical)."""
FEWEST = 10
"""Fewer frames than this are not compared (technical)."""
MOMENTS_COMPARED = ("joint_moment", "plate_joint_moment")


def summarise(result: xr.Dataset, body: Body) -> dict[str, Any]:
    """A dictionary that `json.dumps` takes.

    Keys: `frames`, `muscles`, `ms_per_frame`, `hip_contact_force_bw`, `hip_contributors`, `iliopsoas_force_n`,
    `reserve_share`, `lacking` (coordinates that lack strength), `residual_force_bw`, `residual_moment_nm`,
    `lumbar_compression_n`, `lumbar_shear_n`, `bursa_force_n`, `contact_force_bw`, `subject`, `notes`, `sources`;
    `conditions` and `pain` (loads beside thresholds) where something is wrong with the body; `measured_vs_predicted`
    where measured forces were hidden from the solver; `marker_error_mm` from marker files.
    """
    peaks = {side: hip_peaks(result, side) for side in "rl"}
    residual = result["residual"].values
    weight = float(result.attrs["body_weight_n"])
    return {
        "title": result.attrs["title"],
        "frames": int(result.sizes["time"]),
        "muscles": int(result.sizes["muscle"]),
        "ms_per_frame": _round(1e3 * result.attrs["seconds"] / result.sizes["time"], 3),
        "hip_contact_force_bw": {
            side: {name: _round(peak["bw"], 3) for name, peak in found.items()} for side, found in peaks.items()
        },
        "hip_contributors": {
            side: {
                name: contributors(result, body, side, int(peak["frame"]))
                for name, peak in found.items()
                if peak["frame"] is not None
            }
            for side, found in peaks.items()
        },
        "iliopsoas_force_n": {
            side: {
                group: _round(whole_force(result, f"{group}_{side}").max(), 1) for group in ("psoas_major", "iliacus")
            }
            for side in "rl"
        },
        "reserve_share": reserve_share(result),
        "lacking": lacking(result),
        "residual_force_bw": _round(np.sqrt((residual[:, :3] ** 2).sum(axis=1).mean()) / weight, 4),
        "residual_moment_nm": _round(np.sqrt((residual[:, 3:] ** 2).sum(axis=1).mean()), 2),
        "lumbar_compression_n": _by_level(result, "compression"),
        "lumbar_shear_n": _by_level(result, "shear"),
        "bursa_force_n": {
            str(side): _round(np.linalg.norm(result["bursa_force"].sel(side=side).values, axis=1).max(), 1)
            for side in result["side"].values
        },
        "contact_force_bw": contact_peaks(result),
        **({"measured_vs_predicted": measured_vs_predicted(result)} if "plate_force" in result else {}),
        **({"conditions": list(body.conditions), "pain": painful(result)} if body.conditions else {}),
        "subject": {key: result.attrs[key] for key in ("height_m", "body_mass_kg", "sex", "age_years")},
        "notes": result.attrs["notes"].split("\n"),
        "sources": len(result.attrs["sources"].split()),
        **_marker_error(result),
    }


def contact_peaks(result: xr.Dataset) -> dict[str, float]:
    """Largest force on each part of the body that touches something [body weights]."""
    weight = float(result.attrs["body_weight_n"])
    return {name: _round(np.linalg.norm(force, axis=1).max() / weight, 3) for name, force in _contacts(result).items()}


def measured_vs_predicted(result: xr.Dataset) -> dict[str, dict[str, float]]:
    """Predicted beside hidden measured forces, by side: correlation and RMS difference of the vertical force and of the
    hip flexion moment, over the frames in which the plates alone carry the body (no foot beside them, no unmeasured
    chair). A side without plate is left out."""
    weight, mass = float(result.attrs["body_weight_n"]), float(result.attrs["body_mass_kg"])
    out = {}
    everything = sum(force[:, 1] for force in _contacts(result).values())
    whole = np.abs(result["plate_force"].values[:, :, 1].sum(axis=1) - everything) < MISSED * weight
    for side in "rl":
        mine = result["plate_contact"].values == f"foot_{side}"
        if not mine.any() or whole.sum() < FEWEST:
            continue
        measured = result["plate_force"].values[whole][:, mine, 1].sum(axis=1)
        predicted = vertical_force(result, side)[whole]
        one, other = (result[name].sel(coordinate=f"hip_flexion_{side}").values[whole] for name in MOMENTS_COMPARED)
        out[side] = {
            "frames": int(whole.sum()),
            "vertical_force_r": _round(np.corrcoef(measured, predicted)[0, 1], 4),
            "vertical_force_rmse_bw": _round(np.sqrt(((measured - predicted) ** 2).mean()) / weight, 4),
            "hip_flexion_moment_r": _round(np.corrcoef(one, other)[0, 1], 4),
            "hip_flexion_moment_rmse_nm_kg": _round(np.sqrt(((one - other) ** 2).mean()) / mass, 4),
        }
    return out


def _contacts(result: xr.Dataset) -> dict[str, Array]:
    """Force on each part of the body that touches something, (frames, 3) [N]."""
    names = result["contact"].values
    return {
        str(name): result["contact_force"].values[:, names == name].sum(axis=1) for name in dict.fromkeys(names) if name
    }


def _marker_error(result: xr.Dataset) -> dict[str, Any]:
    """How far fitted markers lie from measured ones; nothing if the angles do not come from markers."""
    keys = {"rms": "marker_error_rms_mm", "max": "marker_error_max_mm", "worst": "marker_error_worst"}
    if keys["rms"] not in result.attrs:
        return {}
    return {"marker_error_mm": {name: result.attrs[key] for name, key in keys.items()}}


def whole_force(result: xr.Dataset, group: str) -> Array:
    """Force of an anatomical muscle with side, the sum of its strands [N], (frames)."""
    out: Array = result["muscle_force"].values[:, result["group"].values == group].sum(axis=1)
    return out


def whole_activation(result: xr.Dataset, group: str) -> Array:
    """Activation of an anatomical muscle, the mean of its strands weighted by volume [-], (frames); 0 without any."""
    mine = result["group"].values == group
    volume = (result["fmax"].values * result["lopt"].values)[mine]
    out: Array = result["activation"].values[:, mine] @ volume / (volume.sum() or 1.0)
    return out


def hip_force(result: xr.Dataset, side: str) -> Array:
    """Magnitude of the hip contact force [body weights], (frames)."""
    force = result["joint_reaction"].sel(joint=f"hip_{side}").values
    out: Array = np.linalg.norm(force, axis=1) / result.attrs["body_weight_n"]
    return out


def hip_peaks(result: xr.Dataset, side: str) -> dict[str, dict[str, Any]]:
    """The largest hip contact force in the first and second half of stance: `peak1`, `peak2`; without a stance,
    `peak1` is the largest of all and `peak2` is empty. Each with `bw` and `frame`."""
    force, stance = hip_force(result, side), main_stance(result, side)
    if stance is None:
        top = int(force.argmax())
        return {"peak1": {"bw": float(force[top]), "frame": top}, "peak2": {"bw": None, "frame": None}}
    half = (stance.first + stance.last) // 2
    first = stance.first + int(force[stance.first : half + 1].argmax())
    second = half + int(force[half : stance.last + 1].argmax())
    return {f"peak{i}": {"bw": float(force[k]), "frame": k} for i, k in ((1, first), (2, second))}


def contributors(result: xr.Dataset, body: Body, side: str, frame: int) -> list[dict[str, Any]]:
    """The muscles (whole ones) that press a hip together most in a frame, along its contact force."""
    share = joint_contributions(result, body, f"hip_{side}", frame)
    groups = result["group"].values
    total = {str(g): float(share[groups == g].sum()) for g in np.unique(groups)}
    top = sorted(total, key=lambda g: -total[g])[:CONTRIBUTORS]
    weight = float(result.attrs["body_weight_n"])
    return [{"muscle": g, "bw": _round(total[g] / weight, 3)} for g in top]


def what_changes(result: xr.Dataset, plain: xr.Dataset, variants: Sequence[str]) -> str:
    """One sentence: the loads of a body with variants less those of the same person without, frame by frame."""
    parts = []
    for level in result["level"].values:
        change = (result["compression"] - plain["compression"]).sel(level=level).values
        largest = change[np.abs(change).argmax()]
        parts.append(f"{str(level).replace('_', '/')} {change.mean():+.1f} N (at most {largest:+.1f} N)")
    hips = [
        f"{name} hip {hip_force(result, side).max() - hip_force(plain, side).max():+.3f} body weights at its peak"
        for side, name in (("r", "right"), ("l", "left"))
    ]
    return (
        f"With {', '.join(variants)}, beside the same person without: mean lumbar compression {'; '.join(parts)}; "
        f"{'; '.join(hips)}."
    )


def reserve_share(result: xr.Dataset) -> dict[str, float]:
    """Largest reserve as a share of the largest moment of its coordinate."""
    out = {}
    for name in result["coordinate"].values:
        moment = np.abs(result["joint_moment"].sel(coordinate=name).values).max()
        reserve = np.abs(result["reserve"].sel(coordinate=name).values).max()
        out[str(name)] = _round(reserve / max(moment, SMALL_MOMENT * result.attrs["body_mass_kg"]), 5)
    return out


def _by_level(result: xr.Dataset, name: str) -> dict[str, float]:
    return {str(level): _round(result[name].sel(level=level).max(), 1) for level in result["level"].values}


def _round(x: Any, digits: int) -> Any:
    return None if x is None else round(float(x), digits)
