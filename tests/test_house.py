"""The house: rooms with a purpose each, data flowing one way, nothing in a circle, everything easy to find.

All of it is read from the sources and their imports (`docs/house.py`), the floors from `pyproject.toml`.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import networkx as nx
import pytest
from importlinter import cli as linter

import iliopsoas
from scripts import load_script

REPOSITORY = Path(__file__).resolve().parents[1]
SOURCE = REPOSITORY / "src" / "iliopsoas"
FILES = sorted(SOURCE.rglob("*.py"))
ROOMS = sorted(path.parent for path in SOURCE.rglob("__init__.py") if path.parent != SOURCE)
MOST_MODULES = 15
MOST_LINES = 350
REASON = re.compile(r"one file because", re.IGNORECASE)
"""How the docstring of a longer module begins to say why."""
SAME_BY_DESIGN = {
    "upgrade": "what Alembic calls in every migration",
    "downgrade": "what Alembic calls in every migration",
    "parse": "every kind of record has a module `file` that parses it",
    "resolve": "conditions and variants are resolved alike",
}
"""Names of functions that several modules may have, and why. Verbs of the command line are called like what they run,
and the evidence's quantities are addressed by module and name."""
FREE = ("cli", "evidence/quantities")


@pytest.fixture(scope="module")
def house() -> ModuleType:
    return load_script(REPOSITORY / "docs" / "house.py")


@pytest.fixture(scope="module")
def imports(house: ModuleType) -> tuple[nx.DiGraph, nx.DiGraph, nx.DiGraph]:
    found = house.read()
    return found.modules, found.folders, found.rooms


def _circles(graph: nx.DiGraph) -> list[list[str]]:
    return [sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1]


def test_every_import_is_seen(imports: tuple[nx.DiGraph, ...]) -> None:
    """Also those for type checkers, and those that a function makes when it runs."""
    modules = imports[0]
    assert len(modules) == len(FILES)
    assert modules.has_edge("iliopsoas.study.analyses", "iliopsoas.adaptation.adapted")  # for type checkers
    assert nx.has_path(modules, "iliopsoas.cli.analyze", "iliopsoas.body.body")


def test_no_module_imports_itself_by_way_of_others(imports: tuple[nx.DiGraph, ...]) -> None:
    assert _circles(imports[0]) == []


def test_no_folder_imports_itself_by_way_of_others(imports: tuple[nx.DiGraph, ...]) -> None:
    assert _circles(imports[1]) == []


def test_no_arrow_leads_upward(house: ModuleType, imports: tuple[nx.DiGraph, ...]) -> None:
    """A room imports only from floors below its own."""
    floor = {room: n for n, level in enumerate(house.floors()) for room in level}
    wrong = [f"{one} -> {other}" for one, other in imports[2].edges if floor[one] >= floor[other]]
    assert wrong == []


def test_every_contract_of_the_linter_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Floors, floors inside rooms, and inner modules that only their own room may import."""
    monkeypatch.chdir(REPOSITORY)
    assert linter.lint_imports(config_filename="pyproject.toml", no_cache=True) == linter.EXIT_STATUS_SUCCESS


def test_every_room_stands_on_a_floor(house: ModuleType) -> None:
    there = {p.name for p in SOURCE.iterdir() if (p / "__init__.py").is_file()}
    there |= {p.stem for p in SOURCE.glob("*.py") if p.stem != "__init__"}
    assert sorted(room for level in house.floors() for room in level) == sorted(there)


@pytest.mark.parametrize("room", [SOURCE, *ROOMS], ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_folder_is_seen_at_a_glance(room: Path) -> None:
    modules = [path for path in room.glob("*.py") if path.name not in ("__init__.py", "__main__.py")]
    assert len(modules) <= MOST_MODULES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_module_is_short_or_says_why_not(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    said = ast.get_docstring(ast.parse(text)) or ""
    assert said.strip(), "every module says what it is"
    assert len(text.splitlines()) <= MOST_LINES or REASON.search(said)


@pytest.mark.parametrize("room", ROOMS, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_room_says_what_comes_in_and_where_to_start(room: Path) -> None:
    said = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    lines = [line for line in said.splitlines() if line.strip()]
    assert len(lines) >= 3
    names = {path.stem for path in room.iterdir()} | {node.name for node in _definitions(room)}
    assert [word for word in re.findall(r"`([\w.]+)", said) if word.split(".")[0] in names], "names to start reading at"


def _definitions(room: Path) -> Iterator[ast.ClassDef | ast.FunctionDef]:
    for path in sorted(room.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                yield node


def _homes(kind: type[ast.AST]) -> dict[str, list[str]]:
    homes = defaultdict(list)
    for path in FILES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, kind):
                homes[node.name].append(path.relative_to(SOURCE).as_posix())
    return homes


def test_a_class_name_stands_for_one_thing() -> None:
    assert {name: homes for name, homes in _homes(ast.ClassDef).items() if len(homes) > 1} == {}


def test_a_function_name_stands_for_one_thing() -> None:
    twice = {}
    for name, homes in _homes(ast.FunctionDef).items():
        bound = [home for home in homes if not home.startswith(FREE)]
        if len(bound) > 1 and not name.startswith("_") and name not in SAME_BY_DESIGN:
            twice[name] = bound
    assert twice == {}


def test_private_names_stay_at_home() -> None:
    wrong = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("iliopsoas"):
                wrong += [f"{path.name}: {a.name}" for a in node.names if a.name[0] == "_" != a.name[1]]
    assert wrong == []


def test_the_guide_names_every_room() -> None:
    guide = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
    folders = [room.relative_to(SOURCE).as_posix() for room in ROOMS]
    assert [name for name in folders if f"`{name}/`" not in guide and f"`{name.split('/')[-1]}/`" not in guide] == []


def test_the_guide_names_only_what_is_there() -> None:
    """Paths and dotted names in the guides lead somewhere, so that they cannot grow old unseen."""
    wrong = []
    for page in ("docs/architecture.md", "CONTRIBUTING.md"):
        text = (REPOSITORY / page).read_text(encoding="utf-8")
        for name in re.findall(r"`((?:[a-z0-9_]+/)+[\w.]*)`", text):
            places = (SOURCE / name, REPOSITORY / name, SOURCE / "atlas" / "data" / name)
            wrong += [f"{page}: {name}"] if not any(place.exists() for place in places) else []
    assert wrong == []


def test_the_picture_is_drawn_from_the_imports(house: ModuleType, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    house.draw(tmp_path / "house.svg")
    drawn = (tmp_path / "house.svg").read_text(encoding="utf-8")
    assert drawn.count("<!-- ") >= len(ROOMS)
    assert all(f"<!-- {room} -->" in drawn for level in house.floors() for room in level)


def test_the_public_names_are_those_of_the_guide() -> None:
    guide = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [name for name in ("analyze", "adapt", "assess", "evidence") if name not in iliopsoas.__all__] == []
    assert "study" in guide
