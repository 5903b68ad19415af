"""From a record's `compute = "module.function"` to the function: every quantity of `quantities`, in one visible place.

A quantity is a public function of one of the modules below whose first argument is the context; the other arguments
come from the record. `published_by` is found in the same way.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

from iliopsoas.errors import AtlasError, UnknownName
from iliopsoas.evidence.quantities import (
    activity,
    architecture,
    arms,
    exercises,
    instrumented,
    loads,
    passive,
    rest,
    spine,
    strength,
    variation,
    walking,
)

Quantity = Callable[..., Any]
MODULES: dict[str, ModuleType] = {
    "activity": activity,
    "architecture": architecture,
    "arms": arms,
    "exercises": exercises,
    "instrumented": instrumented,
    "loads": loads,
    "passive": passive,
    "rest": rest,
    "spine": spine,
    "strength": strength,
    "variation": variation,
    "walking": walking,
}
"""Modules in which records may name functions."""


def quantities() -> dict[str, Quantity]:
    """Every quantity by its name as records write it, 'module.function'."""
    return {f"{name}.{function}": found for name in MODULES for function, found in _quantities_of(name).items()}


def quantity(path: str, record: str, file: str) -> Quantity:
    """The function that a record names.

    Args:
        path: 'module.function'.
        record, file: who names it, for the error.

    Raises:
        AtlasError: there is no such quantity; names file and record, and says what exists.
    """
    module, _, function = path.partition(".")
    if module not in MODULES:
        raise AtlasError(f"{file}, {record}: {UnknownName('module of quantities', module, MODULES)}")
    known = _quantities_of(module)
    if function not in known:
        raise AtlasError(f"{file}, {record}: {UnknownName(f'quantity of {module}', function, known)}")
    return known[function]


def _quantities_of(name: str) -> dict[str, Quantity]:
    """Public functions that a module defines itself and whose first argument is the context."""
    module = MODULES[name]
    return {
        function: found
        for function, found in vars(module).items()
        if inspect.isfunction(found)
        and found.__module__ == module.__name__
        and not function.startswith("_")
        and found.__code__.co_varnames[:1] == ("context",)
    }
