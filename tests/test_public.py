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
    assert {"adapt", "analyze", "assess", "conditions", "evidence", "movement", "movements"} <= set(iliopsoas.__all__)


@pytest.mark.parametrize(
    "first",
    [
        "import iliopsoas",
        "import iliopsoas.evidence",
        "import iliopsoas.evidence.compare",
        "from iliopsoas.evidence import comparisons",
        "from iliopsoas.evidence.quantities import walking",
    ],
)
def test_evidence_is_the_same_in_every_order_of_imports(first: str) -> None:
    """It is a sub-package and a public name at once; whoever imports it, however, gets its documented function."""
    code = (
        f"{first}; from iliopsoas import evidence; import iliopsoas, iliopsoas.evidence as again; "
        "assert evidence is again is iliopsoas.evidence; print(callable(evidence.comparisons), evidence.__all__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["True", "['comparisons']"]


def test_comparisons_of_chosen_names() -> None:
    from iliopsoas.errors import UnknownName

    (found,) = iliopsoas.evidence.comparisons("l45_sitting")
    assert found.record.name == "l45_sitting"
    assert found.available
    with pytest.raises(UnknownName, match="no group or comparison is called 'moonwalk'"):
        iliopsoas.evidence.comparisons("moonwalk")


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


def test_a_study_loads_nothing_heavy_before_it_is_asked_for() -> None:
    assert _modules_after("import iliopsoas.study, iliopsoas.study.person") & {"mujoco", "xarray", "numpy"} == set()


def test_reading_motion_needs_no_engine() -> None:
    assert _modules_after("from iliopsoas import read_motion") & {"mujoco", "plotly"} == set()


def test_starting_an_analysis_loads_nothing_that_it_does_not_use() -> None:
    """Each of these would take longer to load than a walk takes to analyse."""
    loaded = _modules_after("import iliopsoas; iliopsoas.analyze, iliopsoas.movement, iliopsoas.write_report")
    assert "mujoco" in loaded
    assert loaded & {"scipy.signal", "scipy.stats", "networkx", "matplotlib", "plotly", "rich"} == set()
