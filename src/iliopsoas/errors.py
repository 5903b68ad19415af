"""Everything that can go wrong, as one tree.

    IliopsoasError
    ├── InputError        what the user gave cannot be used (file, option, value); the command line exits with 2
    │   ├── FileError     ... and it is a file: carries path, line, column
    │   └── UnknownName   ... and it is a name: carries what exists and the nearest match
    ├── AtlasError        a table of the package itself is inconsistent (a defect of ours)
    │   └── RecordError   ... and it is a block of a file: carries file, line, block; a FileError where it is yours
    ├── SolverError       a computation did not converge; carries the frames, its data and the best that was found
    └── MissingExtra      a feature needs an optional package; says which

Every message says what was wrong, where, what exists and what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

LETTERS = 100
"""Letters of one name that a message shows (technical)."""


class IliopsoasError(Exception):
    """Base of all errors raised on purpose by this package. They can be sent between processes."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[IliopsoasError], args: tuple[Any, ...], carried: dict[str, Any]) -> IliopsoasError:
    """An error that another process raised, with what it carries."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(carried)
    return error


class InputError(IliopsoasError, ValueError):
    """Something the user gave cannot be used."""


class FileError(InputError):
    """A file cannot be used. `path`, `line` (1-based), `block` and `column` (names) say where, as far as known."""

    def __init__(
        self, path: str | Path, problem: str, *, line: int | None = None, block: str = "", column: str | None = None
    ) -> None:
        self.path, self.line, self.block, self.column = Path(path), line, block, column
        where = str(path)
        if line is not None:
            where += f", line {line}"
        if block:
            where += f", {block}"
        if column is not None:
            where += f", column '{readable(column)}'"
        super().__init__(f"{where}: {problem}")


class UnknownName(InputError):
    """A name that does not exist. `known` lists those that do."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        self.name, self.known = name, list(known)
        near = nearest(name, self.known)
        hint = f" Did you mean '{near}'?" if near else ""
        shown = ", ".join(self.known[:30]) + (f" ... ({len(self.known)} in all)" if len(self.known) > 30 else "")
        there = f"There are: {shown}" if self.known else "There is none"
        super().__init__(f"no {what} is called '{readable(name)}'.{hint} {there}")


def readable(name: str) -> str:
    """A name with what cannot be printed made visible, and no longer than a line can bear."""
    text = name if name.isprintable() else ascii(name)[1:-1]
    return text if len(text) <= LETTERS else f"{text[: LETTERS - 4]} ..."


def nearest(name: str, known: Iterable[str]) -> str:
    """The name that was most likely meant: spelled nearly so, or with these letters in it; '' where there is none."""
    there = list(known)
    near = difflib.get_close_matches(name, there, n=1) or difflib.get_close_matches(name.lower(), there, n=1)
    holding = [other for other in there if len(name) > 2 and name.lower() in other.lower()]
    return (near or holding or [""])[0]


def expect(value: object, kind: type, what: str, cure: str) -> None:
    """Say what to do where something of another kind is given.

    Raises:
        InputError: `value` is no `kind`: "motion is the text 'walk'; CURE".
    """
    if not isinstance(value, kind):
        raise InputError(f"{what} is {shown(value)}; {cure}")


def shown(value: object) -> str:
    """A value in a few words: "the text 'walk'", 'a Subject'."""
    return f"the text {value!r}" if isinstance(value, str) else f"a {type(value).__name__}"


class AtlasError(IliopsoasError):
    """A table that ships with the package is inconsistent."""


class RecordError(AtlasError):
    """A block of a file cannot be used. `file` is its name, `line` (1-based) and `block` (in words) say where."""

    def __init__(self, file: str, line: int, block: str, problem: str) -> None:
        self.file, self.line, self.block, self.problem = file, line, block, problem
        super().__init__(f"{file}, line {line}{block and f', {block}'}: {problem}")


class SolverError(IliopsoasError):
    """A computation did not reach its tolerance.

    Attributes:
        frames: indices that failed.
        data: what was to be solved, as the solver got it, for a look afterwards; None where it is not kept.
        best: the best that was found, of the solver's own type; None where there is none.
    """

    def __init__(self, message: str, frames: Sequence[int] = (), *, data: Any = None, best: Any = None) -> None:
        self.frames, self.data, self.best = list(frames), data, best
        super().__init__(message)


class MissingExtra(IliopsoasError, ImportError):
    """An optional package is missing."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f"{feature} needs an optional package: pip install 'iliopsoas[{extra}]'")
