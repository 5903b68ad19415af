"""The mechanism an .osim file describes, worked out by nothing but the file: where its bodies are in a pose."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.spatial.transform import Rotation

Array = NDArray[np.float64]


def numbers(text: str | None) -> Array:
    """Numbers of a text, (k)."""
    return np.array((text or "").split(), dtype=float)


def leaf(element: Element, name: str) -> str:
    """Text of a child."""
    found = element.find(name)
    assert found is not None, f"{element.tag} has no {name}"
    return (found.text or "").strip()


class OsimFile:
    """A model as text."""

    def __init__(self, text: str) -> None:
        self.document = fromstring(text)
        model = self.document.find("Model")
        assert model is not None
        self.model = model

    def members(self, kind: str) -> list[Element]:
        """Members of a set of the model."""
        found = self.model.find(f"{kind}/objects")
        assert found is not None
        return list(found)

    def couplers(self) -> dict[str, tuple[str, float, float]]:
        """Follower -> leader, slope, offset."""
        out = {}
        for c in self.members("ConstraintSet"):
            slope, offset = numbers(leaf(c, "coupled_coordinates_function/LinearFunction/coefficients"))
            out[leaf(c, "dependent_coordinate_name")] = (leaf(c, "independent_coordinate_names"), slope, offset)
        return out

    def poses(self, values: dict[str, float]) -> dict[str, tuple[Array, Rotation]]:
        """Origin and orientation of every body in ground, coordinates that are not named at zero."""
        q = {c.get("name"): 0.0 for c in self.model.iter("Coordinate")}
        assert set(values) <= set(q)
        q |= values
        for follower, (leader, slope, offset) in self.couplers().items():
            q[follower] = slope * q[leader] + offset
        out = {"ground": (np.zeros(3), Rotation.identity())}
        for joint in self.members("JointSet"):
            home, away = (self._frame(joint, f"socket_{kind}_frame") for kind in ("parent", "child"))
            origin, turn = out[home[0]]
            origin, turn = origin + turn.apply(home[1]), turn * home[2]
            for name in ("translation1", "translation2", "translation3"):
                origin = origin + turn.apply(_displacement(joint, name, q))
            for name in ("rotation1", "rotation2", "rotation3"):
                turn = turn * Rotation.from_rotvec(_displacement(joint, name, q))
            turn = turn * away[2].inv()
            out[away[0]] = (origin - turn.apply(away[1]), turn)
        return out

    def _frame(self, joint: Element, socket: str) -> tuple[str, Array, Rotation]:
        (frame,) = joint.findall(f"frames/PhysicalOffsetFrame[@name='{leaf(joint, socket)}']")
        owner = leaf(frame, "socket_parent").rpartition("/")[2]
        turn = Rotation.from_euler("XYZ", numbers(leaf(frame, "orientation")))
        return owner, numbers(leaf(frame, "translation")), turn


def _displacement(joint: Element, name: str, q: dict[str, float]) -> Array:
    axis = joint.find(f"SpatialTransform/TransformAxis[@name='{name}']")
    if axis is None:
        return np.zeros(3)
    return numbers(leaf(axis, "axis")) * _value(axis, q)


def _value(axis: Element, q: dict[str, float]) -> float:
    coordinate = leaf(axis, "coordinates")
    line, spline = axis.find("LinearFunction"), axis.find("SimmSpline")
    if line is not None:
        slope, offset = numbers(leaf(line, "coefficients"))
        return float(slope * q[coordinate] + offset)
    if spline is None:
        return float(leaf(axis, "Constant/value"))
    x = numbers(leaf(spline, "x"))
    curve = CubicSpline(x, numbers(leaf(spline, "y")))
    inside = np.clip(q[coordinate], x[0], x[-1])
    return float(curve(inside) + curve(inside, 1) * (q[coordinate] - inside))
