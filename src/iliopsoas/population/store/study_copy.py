"""`DIR/study.toml`: the study as it was read, with what this run took for granted."""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path

from iliopsoas.files import read_text, write_text
from iliopsoas.population.definition.study_records import PopulationStudy
from iliopsoas.version import installed_version

FILE = "study.toml"
HEADER = "[resolved]"
LIBRARIES = ("mujoco", "numpy", "scipy", "polars")
"""Whose versions are kept beside our own; technical."""


def write_study_copy(source: Path, folder: Path, study: PopulationStudy, code: str) -> Path:
    """Write it.

    Args:
        source: the study's own file; it may be a copy of this kind.
        code: digest of the package's code and data.
    """
    text = read_text(source).partition(f"\n{HEADER}")[0].rstrip()
    lines = [
        f"{HEADER}   # written by iliopsoas: what this run took; seed and people here count before those above",
        f"seed = {study.seed}",
        f"people = {study.people}",
        f'version = "{installed_version()}"',
        f'code = "{code}"',
        f'python = "{platform.python_version()}"',
        *(f'{name} = "{_version(name)}"' for name in LIBRARIES),
    ]
    return write_text(folder / FILE, f"{text}\n\n" + "\n".join(lines) + "\n")


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "unknown"
