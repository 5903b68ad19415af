"""What `from iliopsoas.rehab import ...` offers: there, documented, and loaded only when used."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from iliopsoas import rehab


def test_names_are_listed_once_and_in_order() -> None:
    assert rehab.__all__ == sorted(rehab._HOMES)


@pytest.mark.parametrize("name", rehab.__all__)
def test_a_name_leads_home_and_is_documented(name: str) -> None:
    home = importlib.import_module(f"iliopsoas.rehab.{rehab._HOMES[name]}")
    assert getattr(rehab, name) is getattr(home, name)
    assert (getattr(rehab, name).__doc__ or "").strip()


def test_an_unknown_name_is_told_with_those_that_exist() -> None:
    with pytest.raises(AttributeError, match=r"'iliopsoas.rehab' has no attribute 'plan_it'; it has .*make_plan"):
        _ = rehab.plan_it


def test_the_help_of_the_verbs_loads_nothing_heavy() -> None:
    heavy = "sqlalchemy, typst, fhir, mujoco, xarray, scipy"
    code = (
        "import sys; from typer.testing import CliRunner; from iliopsoas.cli.app import app; "
        "out = CliRunner().invoke(app, ['rehab', '--help']).output; assert 'plan' in out; "
        f"print(sorted(set('{heavy}'.split(', ')) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
