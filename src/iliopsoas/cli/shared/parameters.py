"""Parameters of movements, as typed."""

from __future__ import annotations

from collections.abc import Iterable


def movement_parameters(settings: Iterable[str], **shorthand: float | str | None) -> dict[str, str]:
    """Parameters of a movement as typed, name -> text, from `--set NAME=VALUE` and options that are short for one.

    Raises:
        InputError: a setting without '=', or one that is given twice.
    """
    from iliopsoas.errors import InputError

    out = {name: str(value) for name, value in shorthand.items() if value is not None}
    for item in settings:
        name, equals, value = (part.strip() for part in item.partition("="))
        if not equals or not name or not value:
            raise InputError(f"--set is '{item}'; write NAME=VALUE, for instance range=45 (see `iliopsoas movements`)")
        if name in out:
            raise InputError(f"{name} is given twice")
        out[name] = value
    return out
