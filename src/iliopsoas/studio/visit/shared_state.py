"""What all visitors share: results given at the start, bodies and movements that were computed, a folder.

Everything here is read by many and changed by none once it is made; what a visitor changes is theirs (`viewer`).
"""

from __future__ import annotations

import importlib
import logging
import shutil
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from iliopsoas.study.person import Person

if TYPE_CHECKING:
    from iliopsoas.studio.drawing.drawn_body import DrawnBody
    from iliopsoas.studio.drawing.played import PlayedResult

Key = TypeVar("Key")
Value = TypeVar("Value")
LOG = logging.getLogger(__name__)
KEPT_BODIES, KEPT_RESULTS = 12, 16
"""Drawn bodies and results that are kept (technical)."""


class Kept(Generic[Key, Value]):
    """Things that are made once and then shared, the last used ones kept; who asks for one in the making waits."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._making: dict[Key, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """What was made under this key, or is made now."""
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._values:
                    self._values.move_to_end(key)
                    return self._values[key]
            value = make()
            with self._lock:
                self._values[key] = value
                while len(self._values) > self._most:
                    old, _ = self._values.popitem(last=False)
                    self._making.pop(old, None)
            return value


class SharedState:
    """What all visitors of one server share.

    Args:
        results: files that every visitor finds ready.

    Raises:
        FileError: a result cannot be read.
    """

    def __init__(self, results: Sequence[Path | str] = ()) -> None:
        self._bodies: Kept[Any, DrawnBody] = Kept(KEPT_BODIES)
        self._movements: Kept[Any, PlayedResult] = Kept(KEPT_RESULTS)
        self._visitors: dict[int, Any] = {}
        self._lock = threading.Lock()
        self.given: tuple[PlayedResult, ...] = ()
        if results:
            from iliopsoas.studio.drawing.played import played_file

            self.given = tuple(played_file(Path(path)) for path in results)
        self.folder = Path(tempfile.mkdtemp(prefix="iliopsoas-studio-"))

    def drawn_body(self, person: Person) -> DrawnBody:
        """A person's body, ready to draw."""
        from iliopsoas.studio.drawing.drawn_body import DrawnBody

        return self._bodies.get(_key(person), lambda: DrawnBody(person.body()))

    def movement(self, person: Person, name: str, make: Callable[[], PlayedResult]) -> PlayedResult:
        """A library movement of a person, analysed once."""
        return self._movements.get((_key(person), name), make)

    def enter(self, client: Any, viewer: Any) -> None:
        """Somebody came."""
        with self._lock:
            self._visitors[client.client_id] = viewer

    def leave(self, client: Any) -> None:
        """Somebody went."""
        with self._lock:
            viewer = self._visitors.pop(client.client_id, None)
        if viewer is not None:
            viewer.close()

    def viewers(self) -> list[Any]:
        """Who is here."""
        with self._lock:
            return list(self._visitors.values())

    def warm_up(self) -> None:
        """Make what the first visitor needs, before they come."""
        try:
            self.drawn_body(Person())
            importlib.import_module("iliopsoas.studio.panel")
        except Exception:  # whoever comes will see it
            LOG.exception("the first body could not be made")

    def close(self) -> None:
        """Remove the folder of uploads."""
        with self._lock:
            viewers, self._visitors = list(self._visitors.values()), {}
        for viewer in viewers:
            viewer.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _key(person: Person) -> tuple[Any, ...]:
    return (person.height, person.mass, person.sex, person.age, tuple(person.variants), tuple(person.conditions))
