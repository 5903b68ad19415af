"""The public surface: what is promised exists, costs nothing until used, and is documented."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys

import pytest

import iliopsoas


def test_everything_promised_is_importable_from_its_home() -> None:
    assert sorted(iliopsoas.__all__) == sorted(iliopsoas._HOME)
    assert iliopsoas.__all__ == sorted(iliopsoas.__all__)
    for name, home in iliopsoas._HOME.items():
        assert getattr(iliopsoas, name) is getattr(importlib.import_module(home), name)


@pytest.mark.parametrize("name", iliopsoas.__all__)
def test_everything_promised_is_documented(name: str) -> None:
    assert (getattr(iliopsoas, name).__doc__ or "").strip()


def test_an_unknown_attribute_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'iliopsoas' has no attribute 'analyse'"):
        _ = iliopsoas.analyse


def _modules_after(statement: str) -> set[str]:
    code = f"{statement}; import json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return set(json.loads(done.stdout))


def test_importing_the_package_loads_nothing_heavy() -> None:
    loaded = _modules_after("import iliopsoas")
    assert "iliopsoas" in loaded
    assert loaded & {"mujoco", "xarray", "plotly", "numpy", "scipy", "typer"} == set()


def test_the_command_line_loads_nothing_heavy_before_it_is_needed() -> None:
    assert _modules_after("import iliopsoas.cli") & {"mujoco", "xarray", "plotly"} == set()


def test_reading_motion_needs_no_engine() -> None:
    assert _modules_after("from iliopsoas import read_motion") & {"mujoco", "plotly"} == set()


def test_starting_an_analysis_loads_nothing_that_it_does_not_use() -> None:
    """Each of these would take longer to load than a walk takes to analyse."""
    loaded = _modules_after("import iliopsoas; iliopsoas.analyze, iliopsoas.movement, iliopsoas.write_report")
    assert "mujoco" in loaded
    assert loaded & {"scipy.signal", "scipy.stats", "networkx", "matplotlib", "plotly", "rich"} == set()
