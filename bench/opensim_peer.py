"""The same frames through OpenSim: static optimisation (exponent 2, muscle physiology), joint reaction at the hips.

Static optimisation solves inverse dynamics itself, so these two make what `analyze` makes. The model is gait2392 scaled
to the man of the trial (92 muscles), with a reserve of 1 N m on every coordinate.
"""

from __future__ import annotations

import importlib
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from trial import RATE_HZ, SHARED, Trial

MODEL = SHARED / "peers" / "gait2392_subject01_scaled.osim"
CUTOFF_HZ = 6.0
PLATES = {"calcn_r": "", "calcn_l": "1_"}
"""Segment -> prefix of its plate's columns."""


class Recording(NamedTuple):
    """What OpenSim is given.

    Attributes:
        model, coordinates, loads: files.
        plates: segment -> names of the columns of force, point and torque of its plate, without x, y, z.
        start, end: [s]. cutoff_hz: low-pass of the coordinates [Hz].
        joints: joint of the model -> its child, whose reactions are wanted.
    """

    model: Path
    coordinates: Path
    loads: Path
    plates: dict[str, tuple[str, str, str]]
    start: float
    end: float
    cutoff_hz: float
    joints: dict[str, str]


class Peer(NamedTuple):
    """What OpenSim took and found.

    Attributes:
        version: of OpenSim.
        optimisation, reaction: [s], model and files already read.
        reading: model, coordinates and loads, for both tools [s].
        processor: processor time of optimisation and reaction [s].
        reactions: joint -> force on its child, (frames, 3) [N].
        time: of these frames [s].
        reserves: coordinate -> largest force or moment that no muscle gave [N, N m].
    """

    version: str
    optimisation: float
    reaction: float
    reading: float
    processor: float
    reactions: dict[str, NDArray[np.float64]]
    time: NDArray[np.float64]
    reserves: dict[str, float]

    @property
    def seconds(self) -> float:
        """Static optimisation with its inverse dynamics, and joint reaction [s]."""
        return self.optimisation + self.reaction


class _Seconds(NamedTuple):
    """Of one tool: reading its files, running, processor time of running."""

    reading: float
    run: float
    processor: float


def missing(trial: Trial) -> str | None:
    """Why OpenSim cannot be run beside ours; None if it can."""
    if trial.coordinates is None:
        return "the recorded walk (shared/trials beside the repository) is not here"
    if not MODEL.is_file():
        return f"{MODEL.name} (shared/peers beside the repository) is not here"
    try:
        importlib.import_module("opensim")
    except ImportError:
        return "opensim is not installed (pip install 'iliopsoas[bench]')"
    return None


def walk(trial: Trial) -> Recording:
    """The recorded walk on gait2392."""
    assert trial.coordinates is not None
    assert trial.loads is not None
    plates = {
        segment: (f"{prefix}ground_force_v", f"{prefix}ground_force_p", f"{prefix}ground_torque_")
        for segment, prefix in PLATES.items()
    }
    hips = {f"hip_{side}": f"femur_{side}" for side in "rl"}
    return Recording(MODEL, trial.coordinates, trial.loads, plates, trial.start, trial.end, CUTOFF_HZ, hips)


def run_peer(recording: Recording) -> Peer:
    """Run OpenSim once; every file it writes lies in a temporary folder."""
    osim: Any = importlib.import_module("opensim")
    osim.Logger.setLevelString("Off")
    with tempfile.TemporaryDirectory(prefix="iliopsoas-bench-") as name:
        folder = Path(name)
        _write_inputs(osim, recording, folder)
        optimisation = osim.StaticOptimization()
        optimisation.setActivationExponent(2)
        optimisation.setUseMusclePhysiology(True)
        optimisation.setUseModelForceSet(True)
        first = _analyse(osim, recording, folder, "so", optimisation)
        reaction = osim.JointReaction()
        reaction.setName("JointReaction")
        for put, names in (
            (reaction.setJointNames, tuple(recording.joints)),
            (reaction.setOnBody, ("child",) * len(recording.joints)),
            (reaction.setInFrame, ("child",) * len(recording.joints)),
        ):
            put(_strings(osim, *names))
        reaction.setForcesFileName(str(folder / "so_StaticOptimization_force.sto"))
        second = _analyse(osim, recording, folder, "jr", reaction)
        table = osim.TimeSeriesTable(str(folder / "jr_JointReaction_ReactionLoads.sto"))
        reactions = _reactions(table, recording.joints)
        time_s = np.array(table.getIndependentColumn())
        reserves = _reserves(osim.TimeSeriesTable(str(folder / "so_StaticOptimization_force.sto")))
    reading, processor = first.reading + second.reading, first.processor + second.processor
    return Peer(osim.GetVersion().split("-")[0], first.run, second.run, reading, processor, reactions, time_s, reserves)


def _analyse(osim: Any, recording: Recording, folder: Path, name: str, analysis: Any) -> _Seconds:
    analysis.setStartTime(recording.start)
    analysis.setEndTime(recording.end)
    tool = osim.AnalyzeTool()
    tool.setName(name)
    tool.setModelFilename(str(recording.model))
    tool.setReplaceForceSet(False)
    tool.setForceSetFiles(_strings(osim, str(folder / "reserves.xml")))
    tool.setInitialTime(recording.start)
    tool.setFinalTime(recording.end)
    tool.setCoordinatesFileName(str(folder / "ik.mot"))
    tool.setLowpassCutoffFrequency(recording.cutoff_hz)
    tool.setExternalLoadsFileName(str(folder / "loads.xml"))
    tool.setResultsDir(str(folder))
    tool.updAnalysisSet().cloneAndAppend(analysis)
    setup = folder / f"{name}.xml"
    tool.printToXML(str(setup))
    begun = time.perf_counter()
    ready = osim.AnalyzeTool(str(setup))  # reads model, coordinates and loads
    read, processor = time.perf_counter(), time.process_time()
    if not ready.run():
        raise RuntimeError(f"OpenSim could not run {name}")
    return _Seconds(read - begun, time.perf_counter() - read, time.process_time() - processor)


def _write_inputs(osim: Any, recording: Recording, folder: Path) -> None:
    """Coordinates at our frame rate, the plates, and the reserves."""
    coordinates = osim.Storage(str(recording.coordinates))
    coordinates.resample(1.0 / RATE_HZ, 5)
    coordinates.printResult(coordinates, "ik", str(folder), 1.0 / RATE_HZ, ".mot")
    loads = osim.ExternalLoads()
    for segment, columns in recording.plates.items():
        load = osim.ExternalForce()
        load.setName(f"plate_{segment}")
        load.set_applied_to_body(segment)
        load.set_force_expressed_in_body("ground")
        load.set_point_expressed_in_body("ground")
        for put, name in zip(
            (load.set_force_identifier, load.set_point_identifier, load.set_torque_identifier), columns, strict=True
        ):
            put(name)
        loads.cloneAndAppend(load)
    loads.setDataFileName(str(recording.loads))
    loads.printToXML(str(folder / "loads.xml"))
    reserves = osim.ForceSet()
    model = osim.Model(str(recording.model))
    for i in range(model.getCoordinateSet().getSize()):
        name = model.getCoordinateSet().get(i).getName()
        actuator = osim.CoordinateActuator(name)
        actuator.setName(f"reserve_{name}")
        actuator.setOptimalForce(1.0)
        actuator.setMinControl(-1e4)
        actuator.setMaxControl(1e4)
        reserves.cloneAndAppend(actuator)
    reserves.printToXML(str(folder / "reserves.xml"))


def _reactions(table: Any, joints: dict[str, str]) -> dict[str, NDArray[np.float64]]:
    return {
        joint: np.stack(
            [table.getDependentColumn(f"{joint}_on_{child}_in_{child}_f{x}").to_numpy() for x in "xyz"], axis=1
        )
        for joint, child in joints.items()
    }


def _reserves(forces: Any) -> dict[str, float]:
    return {
        name.removeprefix("reserve_"): float(np.abs(forces.getDependentColumn(name).to_numpy()).max())
        for name in forces.getColumnLabels()
        if name.startswith("reserve_")
    }


def _strings(osim: Any, *texts: str) -> Any:
    out = osim.ArrayStr()
    for text in texts:
        out.append(text)
    return out
