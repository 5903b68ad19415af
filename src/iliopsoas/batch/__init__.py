"""Many trials at once: a table or a folder in; a result, a status and curves for each, and a report of groups out.

>>> from iliopsoas.batch import run_batch
>>> run_batch("study.csv", "out")                                             # doctest: +SKIP
>>> from iliopsoas import open_batch
>>> open_batch("out")["hip_r_bw"].groupby("group").mean()                     # doctest: +SKIP

Start with `runner.run_batch`; `study_table` says what a table may hold, `discovery` how a folder is read,
`trial_store` what lies in the folder of a batch, `collected.open_batch` gives it back. Processes are those of
`iliopsoas.jobs`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iliopsoas.batch.collected import open_batch
    from iliopsoas.batch.runner import BatchOutcome, run_batch

_HOMES = {"BatchOutcome": "runner", "open_batch": "collected", "run_batch": "runner"}
__all__ = ["BatchOutcome", "open_batch", "run_batch"]


def __getattr__(name: str) -> Any:
    """Load on first use, so that starting the program stays quick."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"iliopsoas.batch.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'iliopsoas.batch' has no attribute '{name}'; it has {', '.join(__all__)}")
