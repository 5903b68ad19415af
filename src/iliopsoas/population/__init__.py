"""Virtual populations: people drawn from measured distributions, what movements load in them, and what matters.

>>> from iliopsoas.population import open_study, run_population
>>> run_population("study.toml", "out", people=100)                            # doctest: +SKIP
>>> open_study("out").outcomes                                                  # doctest: +SKIP

In: a study (`definition`). Out: a folder with a status and outcomes for each person (`store`), and answers. Start with
`run.run_population`; `sampling` draws people, `engine` analyses them, `open_study` gives results back.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iliopsoas.population.definition.study_file import read_study_file
    from iliopsoas.population.pages.population_page import write_population_page
    from iliopsoas.population.run import PopulationOutcome, run_population
    from iliopsoas.population.store.opened_study import OpenedStudy, open_study

_HOMES = {
    "OpenedStudy": "store.opened_study",
    "PopulationOutcome": "run",
    "open_study": "store.opened_study",
    "read_study_file": "definition.study_file",
    "run_population": "run",
    "write_population_page": "pages.population_page",
}
__all__ = [
    "OpenedStudy",
    "PopulationOutcome",
    "open_study",
    "read_study_file",
    "run_population",
    "write_population_page",
]


def __getattr__(name: str) -> Any:
    """Load on first use, so that starting the program stays quick."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"iliopsoas.population.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'iliopsoas.population' has no attribute '{name}'; it has {', '.join(__all__)}")
