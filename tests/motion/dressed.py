"""A body with markers on it: made-up recordings whose truth is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ezc3d
import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.atlas.marker_sets import marker_sets
from iliopsoas.body.body import Body
from iliopsoas.motion.markers.labels import recognise_marker_set
from iliopsoas.motion.markers.model_markers import ModelMarkers, generic_model_markers, model_marker_positions
from iliopsoas.motion.records.markers import Markers

INTEGER = 2
"""How ezc3d calls a parameter of whole numbers."""


def labels_of(name: str) -> list[str]:
    """The labels of a marker set, as the laboratory writes them."""
    return list(marker_sets()[name].labels.values())


def places_on(body: Body, name: str = "rajagopal", *, seed: int = 0) -> ModelMarkers:
    """Markers of a set on a body; those somewhere on a segment are put there at random. Hip centres, which a pose does
    not use, are those of the body."""
    known = recognise_marker_set(labels_of(name), name)
    places = generic_model_markers(known, body.factors)
    hips = [label for label in known.spots if label not in places.labels]
    places = ModelMarkers(
        (*places.labels, *hips),
        (*places.bodies, *(str(known.spots[label].body) for label in hips)),
        np.vstack([places.offsets, np.zeros((len(hips), 3))]),
        (*places.roles, *["centre"] * len(hips)),
        (*places.landmarks, *[""] * len(hips)),
    )
    random = np.random.default_rng(seed).normal(0.0, 0.06, places.offsets.shape) + np.array([0.0, -0.15, 0.0])
    for right, left in known.pairs():  # on the outside of their segments
        random[places.labels.index(right), 2] = 0.06
        random[places.labels.index(left), 2] = -0.06
    return places.with_offsets(np.where(places.known[:, None], places.offsets, random))


def dress(body: Body, q: Array, places: ModelMarkers, *, rate_hz: float = 100.0, name: str = "trial") -> Markers:
    """The markers' paths while the body takes the poses `q` (frames, coordinates)."""
    return Markers(name, np.arange(len(q)) / rate_hz, places.labels, model_marker_positions(body, places, q))


def standing(body: Body, frames: int = 5) -> Array:
    """Neutral poses, with the feet on the floor."""
    return body.map.pose(frames, pelvis_ty=0.95, elbow_flex_r=0.3, elbow_flex_l=0.3)


def moving(body: Body, frames: int = 60) -> Array:
    """A step with the right leg, a squat with both, the trunk and the arms moving, walking forward."""
    phase = np.linspace(0.0, np.pi, frames)
    up = np.sin(phase)
    return body.map.pose(
        frames,
        pelvis_tilt=-0.3 * up,
        pelvis_list=0.1 * np.sin(2 * phase),
        pelvis_rotation=0.15 * np.cos(phase),
        pelvis_tx=np.linspace(0.0, 1.0, frames),
        pelvis_ty=0.95 - 0.1 * up,
        pelvis_tz=0.05 * up,
        hip_flexion_r=1.4 * up,
        hip_adduction_r=-0.2 * up,
        hip_rotation_r=0.15 * up,
        knee_angle_r=0.05 + 1.5 * up,
        ankle_angle_r=0.3 * up,
        subtalar_angle_r=0.1 * up,
        hip_flexion_l=0.2 + 0.5 * np.sin(2 * phase),
        hip_adduction_l=0.1 * up,
        knee_angle_l=0.6 + 0.5 * np.cos(phase),
        ankle_angle_l=-0.3 * np.cos(phase),
        lumbar_extension=-0.3 * up,
        lumbar_bending=0.1 * np.sin(2 * phase),
        lumbar_rotation=0.15 * up,
        arm_flex_r=0.8 * up,
        arm_flex_l=-0.4 * up,
        arm_add_r=-0.3 * up,
        elbow_flex_r=0.3 + 0.9 * up,
        elbow_flex_l=0.3,
    )


def write_c3d(
    path: Path,
    markers: Markers,
    *,
    unit: str = "mm",
    turn: Array | None = None,
    plates: list[dict[str, Any]] | None = None,
    emg: dict[str, Array] | None = None,
    analog_hz: float = 1000.0,
) -> Path:
    """Write markers, plates ({type, corners, origin, channels (8 or 6, n), matrix}) and raw electromyograms.

    `turn` carries our axes to the laboratory's: v -> turn v.
    """
    file = ezc3d.c3d()
    scale = {"mm": 1000.0, "m": 1.0}[unit]
    positions = markers.positions if turn is None else markers.positions @ turn.T
    points = np.ones((4, len(markers.labels), markers.frames))
    points[:3] = scale * positions.transpose(2, 1, 0)
    file["parameters"]["POINT"]["RATE"]["value"] = [markers.rate_hz or 100.0]
    file["parameters"]["POINT"]["LABELS"]["value"] = list(markers.labels)
    file["parameters"]["POINT"]["UNITS"]["value"] = [unit]
    file["data"]["points"] = points
    channels: list[Array] = [values for values in (emg or {}).values()]
    labels, units = list(emg or {}), ["V"] * len(emg or {})
    numbers = []
    for i, plate in enumerate(plates or []):
        first = len(channels)
        channels += list(plate["channels"])
        count = len(plate["channels"])
        labels += [f"P{i}C{k}" for k in range(count)]
        units += ["N"] * 3 + ["Nmm"] * 3 if count == 6 else ["N"] * count
        numbers.append(np.arange(first + 1, first + 1 + count))
    if channels:
        file["parameters"]["ANALOG"]["RATE"]["value"] = [analog_hz]
        file["parameters"]["ANALOG"]["LABELS"]["value"] = labels
        file["parameters"]["ANALOG"]["UNITS"]["value"] = units
        file["data"]["analogs"] = np.stack(channels)[None]
    if plates:
        whole: dict[str, Any] = {"USED": [len(plates)], "TYPE": [p["type"] for p in plates], "ZERO": [1, 0]}
        whole["CHANNEL"] = np.stack(numbers, axis=1)
        for key, value in whole.items():
            file.add_parameter("FORCE_PLATFORM", key, np.asarray(value, dtype=float))
            file["parameters"]["FORCE_PLATFORM"][key]["type"] = INTEGER
        file.add_parameter("FORCE_PLATFORM", "CORNERS", np.stack([scale * p["corners"].T for p in plates], axis=2))
        file.add_parameter("FORCE_PLATFORM", "ORIGIN", np.stack([scale * p["origin"] for p in plates], axis=1))
        if any(p["type"] == 4 for p in plates):
            matrices = np.stack([p.get("matrix", np.eye(6)) for p in plates], axis=2)
            file.add_parameter("FORCE_PLATFORM", "CAL_MATRIX", matrices)
    file.write(str(path))
    return path
