"""Values as TOML text, for the files that this room writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def toml_value(value: Any) -> str:
    """A value as TOML writes it.

    >>> toml_value({"cuff": 1.0, "band": "red"})
    '{ cuff = 1.0, band = "red" }'
    """
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return json.dumps(value, ensure_ascii=False)
        case Mapping():
            inner = ", ".join(f"{key} = {toml_value(v)}" for key, v in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case _:
            return f"[{', '.join(toml_value(v) for v in value)}]"


def toml_lines(values: Mapping[str, Any]) -> list[str]:
    """One 'key = value' a line; None is left out."""
    return [f"{key} = {toml_value(value)}" for key, value in values.items() if value is not None]
