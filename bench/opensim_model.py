"""An exported body inside OpenSim, asked the same questions as ours: lengths, moment arms, inverse dynamics, reactions.

OpenSim's model has more coordinates than the body: the lumbar levels and the patellae follow by couplers. Here they are
set by hand, u_follower = slope q, and generalised forces go back by the same slopes, so nothing is solved iteratively.
"""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.body.export.blueprint import blueprint
from iliopsoas.body.export.osim import export_osim
from iliopsoas.motion.records.external_loads import ExternalLoad

Array = NDArray[np.float64]
STEP = 1e-4
"""Of the differences of lengths [rad]."""


def missing() -> str | None:
    """Why OpenSim cannot be asked; None if it can."""
    try:
        importlib.import_module("opensim")
    except ImportError:
        return "opensim is not installed (pip install 'iliopsoas[check]')"
    return None


class Exported:
    """A body after its way through a file into OpenSim.

    Attributes:
        body: ours.
        osim: the module.
        model, state: OpenSim's; the forces of discs and ligaments, locks and ranges are off.
        coordinates: ours that OpenSim has too (all but the lumbar levels' own).
    """

    def __init__(self, body: Body) -> None:
        self.osim: Any = importlib.import_module("opensim")
        self.osim.Logger.setLevelString("Off")
        self.osim.Logger.removeFileSink()  # it would leave a file where it is run
        self.body = body
        with tempfile.TemporaryDirectory(prefix="iliopsoas-bench-") as folder:
            self.model = self.osim.Model(str(export_osim(body, Path(folder) / "body.osim")))
        self._prepare()
        self.state = self.model.initSystem()
        self.muscles = [self.model.getMuscles().get(name) for name in body.muscles.names]
        self.paths = [m.getGeometryPath() for m in self.muscles]
        self.coordinates = tuple(d.name for d in blueprint(body).coordinates)
        self._place = self._places()
        self._spread = self._followers()

    def _prepare(self) -> None:
        """A mechanism that does what it is told, with muscles whose tension is told too."""
        coordinates, forces = self.model.getCoordinateSet(), self.model.getForceSet()
        for i in range(coordinates.getSize()):
            coordinates.get(i).set_clamped(False)
            coordinates.get(i).set_locked(False)
        for i in range(forces.getSize()):
            if forces.get(i).getConcreteClassName() == "ExpressionBasedCoordinateForce":
                forces.get(i).set_appliesForce(False)

    def _places(self) -> dict[str, int]:
        """Coordinate -> its place among OpenSim's speeds."""
        coordinates = self.model.getCoordinateSet()
        out = {}
        for i in range(coordinates.getSize()):
            self.state.setU(self.osim.Vector(self.state.getNU(), 0.0))
            coordinates.get(i).setSpeedValue(self.state, 1.0)
            out[coordinates.get(i).getName()] = int(np.argmax(self.state.getU().to_numpy()))
        return out

    def _followers(self) -> Array:
        """d(OpenSim's coordinates) / d(ours), (theirs, ours)."""
        names = list(self.body.map.names)
        out = np.zeros((len(self._place), len(names)))
        for name in self.coordinates:
            out[self._place[name], names.index(name)] = 1.0
        constraints = self.model.getConstraintSet()
        for i in range(constraints.getSize()):
            coupler = self.osim.CoordinateCouplerConstraint.safeDownCast(constraints.get(i))
            leader = names.index(coupler.getIndependentCoordinateNames().get(0))
            line = self.osim.LinearFunction.safeDownCast(coupler.getFunction())
            out[self._place[coupler.getDependentCoordinateName()], leader] = line.getSlope()
        return out

    def _vector(self, values: Array) -> Any:
        return self.osim.Vector.createFromMat(np.ascontiguousarray(values))

    def place(self, q: Array, qd: Array | None = None) -> None:
        """Set a pose (n) and its rate."""
        self.state.setQ(self._vector(self._spread @ q))
        self.state.setU(self._vector(self._spread @ (0 * q if qd is None else qd)))
        self.model.realizeVelocity(self.state)

    def lengths(self, q: Array) -> Array:
        """Path lengths in a pose, (m) [m]."""
        self.place(q)
        return np.array([path.getLength(self.state) for path in self.paths])

    def rates(self, q: Array, columns: Sequence[int]) -> Array:
        """dl/dq as OpenSim reports it (the negative moment arm), (m, columns) [m]."""
        out = np.zeros((len(self.paths), len(columns)))
        for k, column in enumerate(columns):
            self.place(q, np.eye(len(q))[column])
            out[:, k] = [path.getLengtheningSpeed(self.state) for path in self.paths]
        return out

    def differences(self, q: Array, columns: Sequence[int]) -> Array:
        """dl/dq as the difference of OpenSim's own lengths, (m, columns) [m]."""
        steps = STEP * np.eye(len(q))[list(columns)]
        return np.stack([(self.lengths(q + h) - self.lengths(q - h)) / (2 * STEP) for h in steps], axis=1)

    def moments(self, q: Array, qd: Array, qdd: Array, loads: Sequence[ExternalLoad] = (), frame: int = 0) -> Array:
        """Generalised forces on our coordinates that a movement takes, muscles and ligaments silent, (n)."""
        self._tension(np.zeros(len(self.muscles)))
        self.place(q, qd)
        self.model.realizeDynamics(self.state)
        solver, udot = self.osim.InverseDynamicsSolver(self.model), self._vector(self._spread @ qdd)
        theirs = solver.solve(self.state, udot).to_numpy()
        if loads:  # given loads, the solver leaves gravity out: only what they change is taken
            none = self.osim.Vector(self.state.getNU(), 0.0)
            for pushes, sign in ((self._pushes(loads, frame), 1.0), (self._pushes((), frame), -1.0)):
                theirs = theirs + sign * solver.solve(self.state, udot, none, pushes).to_numpy()
        return np.asarray(self._spread.T @ theirs)

    def _pushes(self, loads: Sequence[ExternalLoad], frame: int) -> Any:
        pushes = self.osim.VectorOfSpatialVec(self.model.getNumBodies() + 1, self._wrench(np.zeros(3), np.zeros(3)))
        for load in loads:
            segment = self.model.getBodySet().get(load.body)
            origin = segment.getPositionInGround(self.state).to_numpy()
            force = load.force[frame]
            torque = load.torque[frame] + np.cross(load.point[frame] - origin, force)
            at = int(segment.getMobilizedBodyIndex())
            sofar = [pushes.get(at).get(k).to_numpy() for k in (0, 1)]
            pushes.set(at, self._wrench(sofar[0] + torque, sofar[1] + force))
        return pushes

    def reaction(self, q: Array, tension: Array, joint: str, axes: str) -> tuple[Array, Array]:
        """The movement that muscle forces (m) [N] start from rest, (n), and the force of the parent on the child at a
        joint, in the axes of a segment, (3) [N]."""
        self.place(q)
        self._tension(tension)
        self.model.realizeAcceleration(self.state)
        found = self.model.getJointSet().get(joint).calcReactionOnChildExpressedInGround(self.state).get(1)
        ground = self.model.getGround()
        inside = ground.expressVectorInAnotherFrame(self.state, found, self.model.getBodySet().get(axes))
        found, qdd = self.state.getUDot().to_numpy(), np.zeros(len(q))
        for name in self.coordinates:
            qdd[self.body.map.column(name)] = found[self._place[name]]
        return qdd, inside.to_numpy()

    def forces(self, q: Array, activation: float) -> Array:
        """Tendon forces at rest in a pose, (m) [N]."""
        for muscle in self.muscles:
            muscle.overrideActuation(self.state, False)
            self.osim.DeGrooteFregly2016Muscle.safeDownCast(muscle).setActivation(self.state, activation)
        self.place(q)
        self.model.realizeDynamics(self.state)
        return np.array([muscle.getActuation(self.state) for muscle in self.muscles])

    def _wrench(self, torque: Array, force: Array) -> Any:
        return self.osim.SpatialVec(*(self.osim.Vec3(*map(float, x)) for x in (torque, force)))

    def _tension(self, force: Array) -> None:
        for muscle, f in zip(self.muscles, force, strict=True):
            muscle.overrideActuation(self.state, True)
            muscle.setOverrideActuation(self.state, float(f))
