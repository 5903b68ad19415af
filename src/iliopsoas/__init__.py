"""The iliopsoas muscle system made executable.

>>> from iliopsoas import Body, Subject, analyze, cite, movement
>>> body = Body.build(Subject(height=1.75, mass=70))
>>> result = analyze(body, movement("walk", body))          # an xarray.Dataset
>>> print(cite(result))                                      # the works it rests on     # doctest: +SKIP

A person with variants or conditions beside the same person without, from a name or a file: `iliopsoas.study`. Our
numbers beside published ones: the sub-package `evidence` with its function `comparisons`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iliopsoas import evidence, function, rehab, study
    from iliopsoas.adaptation.adapt import adapt
    from iliopsoas.assessment.assess import assess
    from iliopsoas.atlas.cite import cite
    from iliopsoas.atlas.conditions.catalogue import conditions
    from iliopsoas.atlas.variants.catalogue import variants
    from iliopsoas.batch.collected import open_batch
    from iliopsoas.body.body import Body
    from iliopsoas.body.export.mjcf import export_mjcf
    from iliopsoas.body.export.osim import export_osim
    from iliopsoas.body.subject import Subject
    from iliopsoas.errors import IliopsoasError
    from iliopsoas.function.moment_arms import moment_arms
    from iliopsoas.function.paradox import paradox
    from iliopsoas.function.strength import strength
    from iliopsoas.mechanics.analyze import analyze
    from iliopsoas.motion import Markers, read_loads, read_markers, read_motion
    from iliopsoas.motion.from_markers import motion_from_markers
    from iliopsoas.motion.library.catalogue import movement, movements
    from iliopsoas.motion.records.external_loads import ExternalLoad
    from iliopsoas.motion.records.motion import Motion
    from iliopsoas.report import write_report
    from iliopsoas.report.notebook import mean_of
    from iliopsoas.results.stored.store import load_result, save
    from iliopsoas.results.summary import summarise
    from iliopsoas.study.person import Person

_HOME = {  # module of each name; a sub-package of this one is its own home
    "Body": "iliopsoas.body.body",
    "ExternalLoad": "iliopsoas.motion.records.external_loads",
    "IliopsoasError": "iliopsoas.errors",
    "Markers": "iliopsoas.motion.records.markers",
    "Motion": "iliopsoas.motion.records.motion",
    "Person": "iliopsoas.study.person",
    "Subject": "iliopsoas.body.subject",
    "adapt": "iliopsoas.adaptation.adapt",
    "analyze": "iliopsoas.mechanics.analyze",
    "assess": "iliopsoas.assessment.assess",
    "cite": "iliopsoas.atlas.cite",
    "conditions": "iliopsoas.atlas.conditions.catalogue",
    "evidence": "iliopsoas",
    "export_mjcf": "iliopsoas.body.export.mjcf",
    "export_osim": "iliopsoas.body.export.osim",
    "function": "iliopsoas",
    "load_result": "iliopsoas.results.stored.store",
    "mean_of": "iliopsoas.report.notebook",
    "moment_arms": "iliopsoas.function.moment_arms",
    "motion_from_markers": "iliopsoas.motion.from_markers",
    "movement": "iliopsoas.motion.library.catalogue",
    "movements": "iliopsoas.motion.library.catalogue",
    "open_batch": "iliopsoas.batch.collected",
    "paradox": "iliopsoas.function.paradox",
    "read_loads": "iliopsoas.motion",
    "read_markers": "iliopsoas.motion",
    "read_motion": "iliopsoas.motion",
    "rehab": "iliopsoas",
    "save": "iliopsoas.results.stored.store",
    "strength": "iliopsoas.function.strength",
    "study": "iliopsoas",
    "summarise": "iliopsoas.results.summary",
    "variants": "iliopsoas.atlas.variants.catalogue",
    "write_report": "iliopsoas.report",
}

__all__ = [
    "Body",
    "ExternalLoad",
    "IliopsoasError",
    "Markers",
    "Motion",
    "Person",
    "Subject",
    "adapt",
    "analyze",
    "assess",
    "cite",
    "conditions",
    "evidence",
    "export_mjcf",
    "export_osim",
    "function",
    "load_result",
    "mean_of",
    "moment_arms",
    "motion_from_markers",
    "movement",
    "movements",
    "open_batch",
    "paradox",
    "read_loads",
    "read_markers",
    "read_motion",
    "rehab",
    "save",
    "strength",
    "study",
    "summarise",
    "variants",
    "write_report",
]


_GIVE_RESULTS = ("analyze", "load_result", "study")
"""Names whose use makes `result.iliopsoas` available; technical."""


def __dir__() -> list[str]:
    """What is public, for completion."""
    return [*__all__, "__version__"]


def __getattr__(name: str) -> Any:
    """Import on first use, so that `import iliopsoas` costs nothing."""
    if name == "__version__":
        return importlib.import_module("iliopsoas.version").installed_version()
    if name not in _HOME:
        import difflib

        near = difflib.get_close_matches(name, __all__, n=1)
        hint = f"; did you mean '{near[0]}'?" if near else f"; it has {', '.join(__all__)}"
        raise AttributeError(f"module 'iliopsoas' has no attribute '{name}'{hint}")
    if name in _GIVE_RESULTS:
        importlib.import_module("iliopsoas.report.notebook")
    if _HOME[name] == __name__:
        return importlib.import_module(f"{__name__}.{name}")
    return getattr(importlib.import_module(_HOME[name]), name)
