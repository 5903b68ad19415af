"""PDF and PNG by Typst: a template of this package, its contents as JSON, its own fonts; no browser, no network."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from iliopsoas.errors import MissingExtra
from iliopsoas.files import replacing

PAPERS = {"a4": "a4", "letter": "us-letter"}
"""Names of papers, and what Typst calls them."""


def write_pdf(source: str, contents: Mapping[str, Any], path: Path, pictures: Mapping[str, str] | None = None) -> Path:
    """Write a PDF.

    Args:
        source: template in `templates/`.
        contents: what it shows; anything `json.dumps` takes.
        pictures: file name -> SVG.

    Raises:
        MissingExtra: the package `typst` is missing.
    """
    pages = typeset(source, contents, pictures)
    with replacing(path) as temporary:
        temporary.write_bytes(pages[0])
    return path


def page_images(source: str, contents: Mapping[str, Any], pictures: Mapping[str, str] | None = None) -> list[bytes]:
    """The pages as PNG, for a look at them."""
    return typeset(source, contents, pictures, form="png")


def typeset(
    source: str,
    contents: Mapping[str, Any],
    pictures: Mapping[str, str] | None = None,
    *,
    form: Literal["pdf", "png"] = "pdf",
) -> list[bytes]:
    """The pages: one file of PDF, or one PNG a page."""
    try:
        import typst
    except ModuleNotFoundError:
        raise MissingExtra("a PDF", "rehab") from None
    with tempfile.TemporaryDirectory(prefix="iliopsoas-") as name:
        folder = Path(name)
        main = folder / "main.typ"
        main.write_text(files("iliopsoas.rehab.handout").joinpath("templates", source).read_text("utf-8"), "utf-8")
        (folder / "contents.json").write_text(json.dumps(contents, ensure_ascii=False), "utf-8")
        for file, svg in (pictures or {}).items():
            (folder / file).write_text(svg, "utf-8")
        made = typst.compile(str(main), format=form, ppi=60.0, root=str(folder), ignore_system_fonts=True)
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made)]
