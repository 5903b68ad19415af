"""Movements that come with the package."""

from __future__ import annotations

from collections.abc import Callable

from iliopsoas.body.body import Body
from iliopsoas.errors import UnknownName
from iliopsoas.motion.motion import Motion
from iliopsoas.motion.walk import textbook_walk

MOVEMENTS: dict[str, Callable[[Body], Motion]] = {"walk": textbook_walk}


def movement(name: str, body: Body) -> Motion:
    """A movement of the library for a body.

    Raises:
        UnknownName: there is no such movement; lists those there are.
    """
    if name not in MOVEMENTS:
        raise UnknownName("movement", name, MOVEMENTS)
    return MOVEMENTS[name](body)
