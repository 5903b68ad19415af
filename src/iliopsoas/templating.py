"""How templates of this package are read and filled in."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


def environment(package: str | None = None) -> Environment:
    """How templates are filled in: everything escaped, nothing missing.

    Args:
        package: the room whose templates may extend and import each other by name; default none may.
    """
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    loader = None if package is None else FunctionLoader(lambda name: template(name, package))
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, loader=loader)


def template(name: str, package: str) -> str:
    """Text of a template in the folder `templates` of a room."""
    return files(package).joinpath("templates", name).read_text(encoding="utf-8")


def notebook_table(title: str, rows: Mapping[str, object]) -> str:
    """What a thing is, as a small table of HTML for notebooks; the colours are the notebook's own.

    Args:
        title: one line. rows: what is told -> its value; empty ones are left out.
    """
    told = "".join(
        f'<tr><th style="text-align:left;font-weight:normal;opacity:.7">{escape(name)}</th>'
        f'<td style="text-align:left">{escape(str(value))}</td></tr>'
        for name, value in rows.items()
        if value not in (None, "", (), [])
    )
    return f"<table><caption style='text-align:left'><b>{escape(title)}</b></caption><tbody>{told}</tbody></table>"
