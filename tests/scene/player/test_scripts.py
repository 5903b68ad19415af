"""The scripts of the page: whole, licensed, loading nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

from iliopsoas.scene.player.movement_view import scripts


def test_the_library_carries_its_licence_and_can_stand_in_a_page() -> None:
    library, *_ = scripts()
    assert library.startswith("/*! three.js")
    assert "The MIT License" in library[:200]
    assert "three.js authors" in library[:200]
    assert "</script" not in library.lower()
    assert "<!--" not in library
    assert len(library) < 1.5e6


def test_every_part_of_the_library_that_is_used_is_in_it() -> None:
    """The entry names what is bundled; a name that is missing there would only fail in the browser."""
    entry = files("iliopsoas.scene.player").joinpath("vendor", "three_entry.js").read_text(encoding="utf-8")
    bundled = set(re.findall(r"\b[A-Z]\w+", entry))
    library, drawing, _ = scripts()
    used = set(re.findall(r"THREE\.(\w+)", drawing)) | set(re.findall(r'"(\w+Material|Mesh|Line\w+)"', drawing))
    assert used == bundled
    assert all(f"{name}:()=>" in library for name in bundled)


@pytest.mark.skipif(shutil.which("node") is None, reason="node.js is not installed")
def test_scripts_can_be_parsed(tmp_path: Path) -> None:
    (tmp_path / "all.js").write_text("\n".join(scripts()), encoding="utf-8")
    subprocess.run(["node", "--check", str(tmp_path / "all.js")], check=True, capture_output=True)
