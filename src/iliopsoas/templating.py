"""How templates of this package are read and filled in."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


def environment() -> Environment:
    """How templates are filled in: everything escaped, nothing missing."""
    from jinja2 import Environment, StrictUndefined

    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def template(name: str, package: str) -> str:
    """Text of a template in the folder `templates` of a room."""
    return files(package).joinpath("templates", name).read_text(encoding="utf-8")
