"""`analyze --adapt`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from iliopsoas.cli.app import app
from iliopsoas.errors import InputError

RUN = CliRunner()


def test_summary_notes_and_report(tmp_path: Path) -> None:
    words = ["analyze", "walk_average", "--condition", "tightness=1", "--adapt", "--out", str(tmp_path), "--json"]
    summary = json.loads(RUN.invoke(app, words, catch_exceptions=False).output)
    found = summary["adaptation"]
    assert found["changed"]
    assert {"stride", "changes", "binding", "slip_mm", "loads", "mismatch", "unmet"} <= set(found)
    assert any(note.startswith("Less hip extension in late stance") for note in summary["notes"])
    page = (tmp_path / "index.html").read_text()
    assert "How the movement was adapted" in page
    assert "Limits that hold the movement back" in page


def test_something_to_adapt_to(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--adapt needs something to adapt to"):
        RUN.invoke(app, ["analyze", "walk", "--adapt", "--out", str(tmp_path)], catch_exceptions=False)
