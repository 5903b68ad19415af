"""On which line of a TOML text every table, key and entry of a list stands.

`tomllib` gives values without lines. `line_map` walks over a text that `tomllib` has already accepted, so that it need
not judge it, and notes the line where each thing begins. A thing is named by its path: table and key names, and the
number of the entry inside a list, counted from 0:

    [[movement]]                                    ("movement", 0)
    name = "nod"                                    ("movement", 0, "name")
    keyframes = [{ phase = "start" }]               ("movement", 0, "keyframes", 0, "phase")
"""

from __future__ import annotations

import bisect
import re
import tomllib

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"\d{4}-\d\d-\d\d \d\d[^\s,\]}#]*|[^\s,\]}#]+")
"""A number, a truth value, or a moment; a moment may have a space between date and time."""


def line_map(text: str) -> dict[Path, int]:
    """Line of everything in a text, counted from 1. The text must be valid TOML."""
    return _Walk(text.replace("\r\n", "\n")).lines


class _Walk:
    """One walk over a text: where it is, and the lines noted so far."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.lines: dict[Path, int] = {}
        self._ends = [i for i, letter in enumerate(text) if letter == "\n"]
        self._tables: dict[Path, int] = {}
        """How many [[tables]] of a name there are so far."""
        table: Path = ()
        while not self._done():
            table = self._header() if text.startswith("[", self.at) else self._entry(table)

    def _done(self) -> bool:
        self._skip_blank()
        return self.at >= len(self.text)

    def _skip_blank(self) -> None:
        self._take(_BLANK)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        assert match is not None, f"not TOML at {self.at}: {self.text[self.at : self.at + 20]!r}"
        self.at = match.end()
        return match[0]

    def _note(self, path: Path, line: int) -> None:
        self.lines.setdefault(path, line)

    def _line(self) -> int:
        return bisect.bisect_left(self._ends, self.at) + 1

    def _header(self) -> Path:
        """A header [table] or [[table]]; gives the path of the table it opens."""
        line, brackets = self._line(), 2 if self.text.startswith("[[", self.at) else 1
        self.at += brackets
        *outer, last = self._key()
        self.at += brackets
        path: Path = ()
        for name in outer:
            path = (*path, name)
            self._note(path, line)
            if path in self._tables:
                path = (*path, self._tables[path] - 1)
        path = (*path, last)
        self._note(path, line)
        if brackets == 2:
            index = self._tables.get(path, 0)
            self._tables[path] = index + 1
            path = (*path, index)
            self._note(path, line)
        return path

    def _entry(self, table: Path) -> Path:
        """`key = value`, the key perhaps dotted; gives the table, which stays open."""
        line, path = self._line(), table
        for name in self._key():
            path = (*path, name)
            self._note(path, line)
        self.at += 1  # the equals sign
        self._value(path)
        return table

    def _key(self) -> list[str]:
        """The parts of a dotted key; afterwards the walk stands at what follows it."""
        parts = []
        while True:
            self._skip_blank()
            parts.append(self._key_part())
            self._skip_blank()
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def _key_part(self) -> str:
        if self.text[self.at] == "'":
            return self._take(_STRING)[1:-1]
        if self.text[self.at] == '"':
            written = self._take(_STRING)
            return next(iter(tomllib.loads(f"{written} = 0"))) if "\\" in written else written[1:-1]
        return self._take(_BARE_KEY)

    def _value(self, path: Path) -> None:
        self._skip_blank()
        match self.text[self.at]:
            case "[":
                self._list(path)
            case "{":
                self._inline_table(path)
            case '"' | "'":
                self._take(_STRING)
            case _:
                self._take(_SCALAR)

    def _list(self, path: Path) -> None:
        index = 0
        while self._inside("]"):
            self._note((*path, index), self._line())
            self._value((*path, index))
            index += 1

    def _inline_table(self, path: Path) -> None:
        while self._inside("}"):
            self._entry(path)

    def _inside(self, end: str) -> bool:
        """Step over a bracket or comma; whether something stands before the end."""
        self._skip_blank()
        if self.text[self.at] != end:
            if self.text[self.at] in "[{,":
                self.at += 1
            self._skip_blank()
        if self.text[self.at] == end:
            self.at += 1
            return False
        return True
