"""Movements at single statures as files (.npz), so that an interrupted study need not fit them again."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from iliopsoas.files import replacing
from iliopsoas.jobs.task import Outcome, Task
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.supports import Support
from iliopsoas.population.engine.posed_movement import PosedMovement

MOVEMENTS = "movements"
ARRAYS = ("time", "q", "qd", "qdd")
LOADED = ("force", "point", "torque")


@dataclass(frozen=True)
class PosedStore:
    """Movements by the name of their task; a store for the engine.

    Attributes:
        folder: of the study.
    """

    folder: Path

    def place(self, task: Task) -> Path:
        """The file of a movement at a stature."""
        return self.folder / MOVEMENTS / f"{task.name}.npz"

    def is_kept(self, task: Task) -> bool:
        """Whether it was made from these very inputs."""
        return self.find(task) is not None

    def keep(self, outcome: Outcome) -> None:
        """Write one.

        Raises:
            FileError: the folder cannot be written to.
            What was wrong with the movement.
        """
        if outcome.error is not None:
            raise outcome.error
        posed: PosedMovement = outcome.value
        about = {
            "digest": outcome.task.digest,
            "height": posed.height,
            "ground": list(posed.ground),
            "loads": [{"name": load.name, "body": load.body, "kind": load.kind} for load in posed.loads],
            "supports": [asdict(support) for support in posed.supports],
        }
        arrays: dict[str, Any] = {name: getattr(posed, name) for name in ARRAYS}
        for k, load in enumerate(posed.loads):
            arrays |= {f"{name}{k}": getattr(load, name) for name in LOADED}
        with replacing(self.place(outcome.task)) as temporary, temporary.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays, about=np.array(json.dumps(about)))

    def find(self, task: Task) -> PosedMovement | None:
        """The one of a task; None where there is none, or one of other inputs."""
        try:
            with np.load(self.place(task), allow_pickle=False) as held:
                about = json.loads(str(held["about"]))
                if about["digest"] != task.digest:
                    return None
                time = held["time"]
                loads = tuple(
                    ExternalLoad(time=time, **told, **{name: held[f"{name}{k}"] for name in LOADED})
                    for k, told in enumerate(about["loads"])
                )
                supports = tuple(_support(told) for told in about["supports"])
                time, q, qd, qdd = (held[name] for name in ARRAYS)
                return PosedMovement(about["height"], time, q, qd, qdd, loads, tuple(about["ground"]), supports)
        except (OSError, EOFError, zipfile.BadZipFile, ValueError, KeyError, TypeError):
            return None


def _support(told: dict[str, Any]) -> Support:
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
    return Support(**given)
