"""The manual: its contents exist, and everything public that it lists is documented. `make docs` builds it."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest

import iliopsoas
from scripts import load_script

DOCS = Path(__file__).parents[1] / "docs"
LINK = re.compile(r"\]\(([^)#:]+)\)")
MADE = ("start", "movements", "evidence", "api", "examples")
"""Pages that `docs/generate.py` makes."""


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    return load_script(DOCS / "generate.py")


def _exists(target: Path) -> bool:
    if target.parent.name == "_generated":
        return target.stem in MADE or target.name == "house.svg" or target.suffix == ".png"
    return target.exists()


def test_the_contents_name_every_page_and_nothing_else() -> None:
    blocks = re.findall(r"```\{toctree\}\n(.*?)```", (DOCS / "index.md").read_text(encoding="utf-8"), re.S)
    listed = [line for block in blocks for line in block.splitlines() if line and not line.startswith(":")]
    assert len(listed) == len(set(listed))
    assert [name for name in listed if not _exists(DOCS / f"{name}.md")] == []
    pages = {path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md")}
    written = {name for name in pages if not name.startswith("_")} - {"index"}
    assert written | {f"_generated/{name}" for name in MADE} == set(listed)


def test_links_lead_somewhere() -> None:
    pages = [path for path in DOCS.rglob("*.md") if path.parent.name != "_generated" and "_build" not in path.parts]
    for page in pages:
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            assert _exists((page.parent / target).resolve()), f"{page.name}: {target}"


def test_the_generated_start_has_no_link_out_of_the_manual(generate: ModuleType) -> None:
    text = generate.start()
    assert text.startswith("# Getting started\n")
    targets = LINK.findall(text)
    assert targets
    for target in targets:
        assert (DOCS / "_generated" / target).resolve().is_relative_to(DOCS)
        assert _exists((DOCS / "_generated" / target).resolve()), target


def test_the_table_of_movements_has_every_movement(generate: ModuleType) -> None:
    from iliopsoas.motion.library.catalogue import movements

    text = generate.movements()
    assert all(f"`{record['name']}`" in text for record in movements())


def test_the_api_page_has_every_public_name_once(generate: ModuleType) -> None:
    assert sorted(re.findall(r":: iliopsoas\.(\w+)", generate.api())) == iliopsoas.__all__


@pytest.mark.parametrize("name", iliopsoas.__all__)
def test_every_public_name_and_method_is_documented(name: str) -> None:
    thing = getattr(iliopsoas, name)
    assert inspect.getdoc(thing)
    if inspect.isclass(thing):
        own = {key: value for key, value in vars(thing).items() if not key.startswith("_")}
        said = [k for k, v in own.items() if callable(v) or isinstance(v, (property, classmethod, staticmethod))]
        assert [key for key in said if not (own[key].__doc__ or "").strip()] == []
