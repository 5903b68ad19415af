"""The manual: its contents exist, and everything public that it lists is documented. `make docs` builds it."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

import iliopsoas
from iliopsoas.body.body import Body
from iliopsoas.files import refuse_foreign
from scripts import load_script

DOCS = Path(__file__).parents[1] / "docs"
LINK = re.compile(r"\]\(([^)#:]+)\)")
MADE = ("start", "movements", "gallery", "evidence", "api", "examples")
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


@pytest.fixture
def picture_maker(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return _beside("pictures", monkeypatch)


def _beside(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(DOCS)
    return importlib.import_module(name)


def test_a_card_of_the_gallery_has_picture_loads_and_source(
    body: Body, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gallery = _beside("gallery", monkeypatch)
    record = next(r for r in gallery.movements() if r["name"] == "pelvic_tilt")
    monkeypatch.setattr(gallery, "movements", lambda: [record])
    monkeypatch.setattr(iliopsoas.Body, "build", lambda *_: body)
    text = gallery.page(tmp_path / "pictures", tmp_path / "kept")
    assert re.search(r"`pelvic_tilt`<br>hip \d\.\d BW, disc \d\.\d BW<br>psoas \d+ N, iliacus \d+ N<br>\*\w+: ", text)
    picture = (tmp_path / "pictures" / "pelvic_tilt.svg").read_text(encoding="utf-8")
    assert ElementTree.fromstring(picture).tag.endswith("svg")
    monkeypatch.setattr(gallery, "computed", lambda *_: pytest.fail("it is kept"))
    assert gallery.page(tmp_path / "pictures", tmp_path / "kept") == text


def made_up(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"\x89PNG")


def test_pictures_are_made_again_when_the_package_has_changed(
    picture_maker: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(picture_maker, "make", lambda name, folder: made_up(picture_maker.place(name, folder)))
    monkeypatch.setattr(picture_maker.shutil, "which", lambda name: "/bin/true" if name == "chrome" else None)
    everything = [*picture_maker.COMMANDS, picture_maker.OWN, *picture_maker.PAGES]
    assert picture_maker.refresh(tmp_path, tmp_path / "kept", "one") == everything
    assert picture_maker.refresh(tmp_path, tmp_path / "kept", "one") == []
    (tmp_path / "walk.png").unlink()
    assert picture_maker.refresh(tmp_path, tmp_path / "kept", "one") == ["walk"]
    monkeypatch.setattr(picture_maker.shutil, "which", lambda name: None)
    assert picture_maker.refresh(tmp_path, tmp_path / "kept", "two") == everything[:4]


def test_every_picture_of_readme_and_manual_has_a_maker(picture_maker: ModuleType) -> None:
    measured = {"speed", "length", "studio"}  # by scripts in bench
    made = {*picture_maker.COMMANDS, *picture_maker.PAGES, picture_maker.OWN, *measured}
    pages = [DOCS.parent / "README.md", *DOCS.glob("*.md"), *DOCS.glob("howto/*.md"), *DOCS.glob("tutorials/*.md")]
    shown = {Path(name).stem for page in pages for name in re.findall(r"!\[[^\]]*\]\(([^)]+\.png)\)", page.read_text())}
    assert shown <= made
    assert {path.stem for path in DOCS.glob("*.png")} <= made


@pytest.mark.parametrize("name", iliopsoas.__all__)
def test_every_public_name_and_method_is_documented(name: str) -> None:
    thing = getattr(iliopsoas, name)
    assert inspect.getdoc(thing)
    if inspect.isclass(thing):
        own = {key: value for key, value in vars(thing).items() if not key.startswith("_")}
        said = [k for k, v in own.items() if callable(v) or isinstance(v, (property, classmethod, staticmethod))]
        assert [key for key in said if not (own[key].__doc__ or "").strip()] == []


def test_pictures_can_be_made_again_where_they_are(picture_maker: ModuleType) -> None:
    """They hold our signature, without which they would be taken for somebody else's; the page has the file to draw."""
    for name in (*picture_maker.COMMANDS, picture_maker.OWN):
        refuse_foreign(picture_maker.place(name, DOCS))
    assert f"```toml {picture_maker.OWN_FILE}\n" in (DOCS / "howto" / f"{picture_maker.OWN}.md").read_text("utf-8")
