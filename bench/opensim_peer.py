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


class Peer(NamedTuple):
    """What OpenSim took and found.

    Attributes:
        version: of OpenSim.
        optimisation, reaction: [s], model and files already read.
        reading: model, coordinates and loads, for both tools [s].
        processor: processor time of optimisation and reaction [s].
        hip: side -> contact force (frames, 3) [N].
    """

    version: str
    optimisation: float
    reaction: float
    reading: float
    processor: float
    hip: dict[str, NDArray[np.float64]]

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


def run_peer(trial: Trial) -> Peer:
    """Run OpenSim once; every file it writes lies in a temporary folder."""
    osim: Any = importlib.import_module("opensim")
    osim.Logger.setLevelString("Off")
    with tempfile.TemporaryDirectory(prefix="iliopsoas-bench-") as name:
        folder = Path(name)
        _write_inputs(osim, trial, folder)
        optimisation = osim.StaticOptimization()
        optimisation.setActivationExponent(2)
        optimisation.setUseMusclePhysiology(True)
        optimisation.setUseModelForceSet(True)
        first = _analyse(osim, trial, folder, "so", optimisation)
        reaction = osim.JointReaction()
        reaction.setName("JointReaction")
        for put, names in (
            (reaction.setJointNames, ("hip_r", "hip_l")),
            (reaction.setOnBody, ("child", "child")),
            (reaction.setInFrame, ("child", "child")),
        ):
            put(_strings(osim, *names))
        reaction.setForcesFileName(str(folder / "so_StaticOptimization_force.sto"))
        second = _analyse(osim, trial, folder, "jr", reaction)
        hip = _hip_forces(osim, folder / "jr_JointReaction_ReactionLoads.sto")
    reading, processor = first.reading + second.reading, first.processor + second.processor
    return Peer(osim.GetVersion().split("-")[0], first.run, second.run, reading, processor, hip)


def _analyse(osim: Any, trial: Trial, folder: Path, name: str, analysis: Any) -> _Seconds:
    analysis.setStartTime(trial.start)
    analysis.setEndTime(trial.end)
    tool = osim.AnalyzeTool()
    tool.setName(name)
    tool.setModelFilename(str(MODEL))
    tool.setReplaceForceSet(False)
    tool.setForceSetFiles(_strings(osim, str(folder / "reserves.xml")))
    tool.setInitialTime(trial.start)
    tool.setFinalTime(trial.end)
    tool.setCoordinatesFileName(str(folder / "ik.mot"))
    tool.setLowpassCutoffFrequency(CUTOFF_HZ)
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


def _write_inputs(osim: Any, trial: Trial, folder: Path) -> None:
    """Coordinates at our frame rate, the plates, and the reserves."""
    coordinates = osim.Storage(str(trial.coordinates))
    coordinates.resample(1.0 / RATE_HZ, 5)
    coordinates.printResult(coordinates, "ik", str(folder), 1.0 / RATE_HZ, ".mot")
    loads = osim.ExternalLoads()
    for segment, prefix in PLATES.items():
        load = osim.ExternalForce()
        load.setName(f"plate_{segment}")
        load.set_applied_to_body(segment)
        load.set_force_expressed_in_body("ground")
        load.set_point_expressed_in_body("ground")
        load.set_force_identifier(f"{prefix}ground_force_v")
        load.set_point_identifier(f"{prefix}ground_force_p")
        load.set_torque_identifier(f"{prefix}ground_torque_")
        loads.cloneAndAppend(load)
    loads.setDataFileName(str(trial.loads))
    loads.printToXML(str(folder / "loads.xml"))
    reserves = osim.ForceSet()
    model = osim.Model(str(MODEL))
    for i in range(model.getCoordinateSet().getSize()):
        name = model.getCoordinateSet().get(i).getName()
        actuator = osim.CoordinateActuator(name)
        actuator.setName(f"reserve_{name}")
        actuator.setOptimalForce(1.0)
        actuator.setMinControl(-1e4)
        actuator.setMaxControl(1e4)
        reserves.cloneAndAppend(actuator)
    reserves.printToXML(str(folder / "reserves.xml"))


def _hip_forces(osim: Any, path: Path) -> dict[str, NDArray[np.float64]]:
    table = osim.TimeSeriesTable(str(path))
    return {
        side: np.stack(
            [table.getDependentColumn(f"hip_{side}_on_femur_{side}_in_femur_{side}_f{x}").to_numpy() for x in "xyz"],
            axis=1,
        )
        for side in "rl"
    }


def _strings(osim: Any, *texts: str) -> Any:
    out = osim.ArrayStr()
    for text in texts:
        out.append(text)
    return out
