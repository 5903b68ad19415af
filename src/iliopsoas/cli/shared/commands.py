"""How verbs are added to a command, so that its help shows the whole first line of each."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import typer


def add_command(app: typer.Typer, verb: Callable[..., Any], name: str | None = None) -> None:
    """Add a verb under its own name, or another one; its docstring's first line is its line in the list of verbs."""
    app.command(name, short_help=(inspect.getdoc(verb) or "").partition("\n")[0])(verb)
