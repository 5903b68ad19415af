"""Paragraphs as the atlas prints them, with numbers of sources."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import typer

WIDTH = 100
LABEL = 15


def say(label: str, text: str) -> None:
    """A paragraph behind a label, or without one."""
    typer.echo(wrapped(text, f"{label:{LABEL}} " if label else "", " " * (LABEL + 1) if label else ""))


def wrapped(text: str, first: str, later: str) -> str:
    """Text in lines, with what stands before the first and before the others."""
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=later, break_long_words=False)


class SourceNumbers:
    """Numbers of sources, in the order they are first used; silent where nobody asked."""

    def __init__(self, shown: bool) -> None:
        self.shown, self.keys = shown, list[str]()

    def mark(self, keys: Iterable[str]) -> str:
        """Numbers of these sources in brackets."""
        self.keys += [key for key in keys if key not in self.keys]
        return " " + "".join(f"[{self.keys.index(key) + 1}]" for key in keys) if self.shown else ""
