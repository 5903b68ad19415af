"""The command line in this process: words in, exit code and texts out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NamedTuple

import pytest

from iliopsoas.cli.app import main


class Answer(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


def answer_to(words: Sequence[object], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Answer:
    """What `iliopsoas WORDS` answers; what was printed before is dropped."""
    monkeypatch.setattr(sys, "argv", ["iliopsoas", *map(str, words)])
    capsys.readouterr()
    code: object = 0
    try:
        main()
    except SystemExit as stop:
        code = stop.code or 0
    caught = capsys.readouterr()
    assert isinstance(code, int)
    return Answer(code, caught.out, caught.err)
