"""What is shipped: a wheel that works away from the sources, declared dependencies, a citation, a container."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from scripts import load_script

REPOSITORY = Path(__file__).resolve().parents[1]
SOURCE = REPOSITORY / "src" / "iliopsoas"
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OTHER_NAMES = {"annotated_types": "annotated-types", "fhir": "fhir.resources"}
"""Modules that are not called like the distribution they come in."""
BROUGHT_ALONG = {"latexcodec": "pybtex", "pydantic_core": "pydantic", "websockets": "viser"}
"""Modules that a declared dependency brings."""


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement)[0].lower()


def _imported() -> set[str]:
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add((node.module or "").split(".")[0])
    return {name for name in found if name not in sys.stdlib_module_names and name != "iliopsoas"}


def _declared() -> set[str]:
    extras = PROJECT["optional-dependencies"]
    return {_name(r) for r in [*PROJECT["dependencies"], *(r for rs in extras.values() for r in rs)]}


def test_what_is_imported_is_declared() -> None:
    wanted = {_name(BROUGHT_ALONG.get(name, OTHER_NAMES.get(name, name))) for name in _imported()}
    assert wanted - _declared() == set()


def test_what_is_declared_for_all_is_imported_and_explained() -> None:
    """No dependency that nobody uses, and the manual says what each is for."""
    used = {_name(OTHER_NAMES.get(name, name)) for name in _imported()}
    needed = {_name(requirement) for requirement in PROJECT["dependencies"]}
    assert needed - used - {"h5py", "h5netcdf"} == set()  # xarray calls these two
    page = (REPOSITORY / "docs" / "dependencies.md").read_text(encoding="utf-8")
    told = {
        name for row in re.findall(r"^\| (`[^|]*) \| \d+ \|", page, re.M) for name in re.findall(r"`([\w-]+)`", row)
    }
    assert told == needed | {"figures", "excel", "rehab", "population", "hpc", "studio"}
    assert [extra for extra in PROJECT["optional-dependencies"] if f"| `{extra}` |" not in page] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    builder = pytest.importorskip("hatchling.builders.wheel").WheelBuilder(str(REPOSITORY))
    folder = tmp_path_factory.mktemp("dist")
    return Path(next(iter(builder.build(directory=str(folder), versions=["standard"]))))


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if not re.match(r"iliopsoas-[\w.]+\.dist-info/", name)}
    files = {p for p in SOURCE.rglob("*") if p.is_file() and p.suffix != ".pyc"}
    assert held == {p.relative_to(SOURCE.parent).as_posix() for p in files}
    assert wheel.stat().st_size < 4e6


def test_the_wheel_works_away_from_the_sources(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = (
        "import iliopsoas; from iliopsoas.cli import main; print(iliopsoas.__file__, len(iliopsoas.movements())); "
        "from iliopsoas.atlas.cite import references; print(len(references()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *_elsewhere()])},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    where, movements, works = done.stdout.split()
    assert Path(where).is_relative_to(tmp_path)
    assert int(movements) > 50
    assert int(works) > 100


def _elsewhere() -> list[str]:
    """Where third-party packages come from, apart from the sources."""
    return [p for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p and not (Path(p) / "iliopsoas").is_dir()]


def test_every_supported_python_is_tried_and_named() -> None:
    script = load_script(REPOSITORY / "bench" / "wheel.py")
    named = [c.rsplit(" ", 1)[1] for c in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", c)]
    assert list(script.WANTED) == named
    assert PROJECT["requires-python"] == f">={named[0]}"


def test_the_citation_is_that_of_the_package() -> None:
    yaml = pytest.importorskip("yaml")
    cited = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "abstract", "type", "date-released", "keywords", "authors"} <= set(cited)
    for one in (cited, cited["preferred-citation"]):
        assert one["version"] == PROJECT["version"]
        assert one["license"] == PROJECT["license"]
        assert [author["name"] for author in one["authors"]] == [author["name"] for author in PROJECT["authors"]]


def test_the_container_copies_what_there_is_and_runs_the_command() -> None:
    text = (REPOSITORY / "Containerfile").read_text(encoding="utf-8")
    copied = [word for line in re.findall(r"^COPY (.*) \S+$", text, re.M) for word in line.split()]
    assert {"pyproject.toml", "src"} <= set(copied)
    assert [name for name in [*copied, PROJECT["readme"]] if not (REPOSITORY / name).exists()] == []
    assert {PROJECT["readme"], *PROJECT["license-files"]} <= set(copied)  # the build reads them
    assert f'ENTRYPOINT ["{next(iter(PROJECT["scripts"]))}"]' in text
    (version,) = re.findall(r"python:(3\.\d+)-slim", text)
    assert f"Programming Language :: Python :: {version}" in PROJECT["classifiers"]
