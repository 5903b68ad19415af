"""One person in one movement, analysed and compared: what command line, scripts, batches and pages share.

>>> from iliopsoas.study import LibraryMovement, Person, study
>>> done = study(Person(height=1.62, mass=58, sex="female", conditions=["tightness=0.6"]), LibraryMovement("walk"))
>>> done.summary()["hip_contact_force_bw"], [d.words for d in done.differences if d.noticed]      # doctest: +SKIP

In: who (`Person`), what they did (`LibraryMovement`, `AngleFile`, `MarkerFile`; `RecordingWithEmg` adds to them) and
how to look at it (`Options`).
Out: a `Study` with the result, the same person without variants and without conditions, the adapted movement, their
differences and notes; `save` keeps it. Start with `analyses.study`, then `recordings`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iliopsoas.study.analyses import study
    from iliopsoas.study.options import Options
    from iliopsoas.study.outcome import Study
    from iliopsoas.study.person import Person
    from iliopsoas.study.recordings import AngleFile, LibraryMovement, MarkerFile, RecordingWithEmg

_HOMES = {
    "AngleFile": "recordings",
    "LibraryMovement": "recordings",
    "MarkerFile": "recordings",
    "Options": "options",
    "Person": "person",
    "RecordingWithEmg": "recordings",
    "Study": "outcome",
    "study": "analyses",
}
__all__ = ["AngleFile", "LibraryMovement", "MarkerFile", "Options", "Person", "RecordingWithEmg", "Study", "study"]


def __getattr__(name: str) -> Any:
    """Load on first use, so that starting the program stays quick."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"iliopsoas.study.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'iliopsoas.study' has no attribute '{name}'; it has {', '.join(__all__)}")
