"""Tours and questions as they stand in the data files, checked when they are read."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from iliopsoas.atlas.cite import references
from iliopsoas.errors import AtlasError

ROOM = "iliopsoas.studio.teach"
VIEWS = {
    "whole": ((2.5, 1.2, 1.5), (0.0, 0.87, -0.3)),
    "hip": ((0.95, 1.1, 0.65), (0.0, 0.98, -0.08)),
    "side": ((0.1, 1.0, 2.3), (0.0, 0.9, 0.0)),
    "lying": ((1.2, 1.5, 2.2), (-0.1, 0.3, 0.0)),
}
"""Where one looks from, and at what [m] (technical)."""


@dataclass(frozen=True)
class TourStep:
    """One step of a tour: what is shown, and the one thing that is said.

    Attributes:
        say: a sentence or two. source: keys of `references.bib`, with ';' between them.
        posture: to take, '' to keep. bend: coordinate -> angle [deg].
        colour: how to colour, '' to keep.
        variant, condition, cut: names, '' for none. grade: of the condition. sides: 'r', 'l' or 'rl'.
        movement: of the library, to compute and play; '' for the posture.
        curve: to show of the movement.
        structure: whose atlas entry is opened.
        view: where to look from, a key of `VIEWS`.
    """

    say: str
    source: str
    posture: str = ""
    bend: Mapping[str, float] = field(default_factory=dict)
    colour: str = ""
    variant: str = ""
    condition: str = ""
    grade: float = 0.5
    cut: str = ""
    sides: str = "r"
    movement: str = ""
    curve: str = ""
    structure: str = ""
    view: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of `references.bib`."""
        return tuple(self.source.split(";"))


@dataclass(frozen=True)
class Tour:
    """A tour: `steps` one after the other."""

    title: str
    about: str
    steps: tuple[TourStep, ...]


@dataclass(frozen=True)
class QuizQuestion:
    """A question with its choices; the first one is right, and `why` says so."""

    ask: str
    choices: tuple[str, ...]
    why: str
    source: str
    structure: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of `references.bib`."""
        return tuple(self.source.split(";"))


@functools.cache
def tours() -> tuple[Tour, ...]:
    """All tours.

    Raises:
        AtlasError: a block of the file is not as it must be.
    """
    return tuple(
        _made(Tour, block | {"steps": tuple(_made(TourStep, step) for step in block.pop("step", []))})
        for block in _blocks("tours.toml", "tour")
    )


@functools.cache
def quiz() -> tuple[QuizQuestion, ...]:
    """All questions.

    Raises:
        AtlasError: a block of the file is not as it must be.
    """
    return tuple(_made(QuizQuestion, b | {"choices": tuple(b["choices"])}) for b in _blocks("quiz.toml", "question"))


def _blocks(file: str, name: str) -> list[dict[str, Any]]:
    text = files(ROOM).joinpath("data", file).read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)[name]
    return found


def _made(kind: Any, block: dict[str, Any]) -> Any:
    try:
        made = kind(**block)
    except TypeError as problem:
        raise AtlasError(
            f"a block of tours or quiz cannot be read: {problem}; it holds {', '.join(block)}"
        ) from problem
    unknown = [key for key in getattr(made, "sources", ()) if key not in references()]
    if unknown:
        raise AtlasError(f"tours or quiz cite {', '.join(unknown)}, which references.bib does not have")
    return made
