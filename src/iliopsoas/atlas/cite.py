"""Bibliography: which works a result rests on."""

from __future__ import annotations

import codecs
import functools
import importlib
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from iliopsoas.atlas.reading.csv_rows import data_text
from iliopsoas.errors import AtlasError, expect

if TYPE_CHECKING:
    import xarray as xr

TEX = re.compile(r"[\\{}~$&%`'\u2013]|--")
"""What is written otherwise in TeX (technical)."""
ENTRY = re.compile(r"\A@?\w+\{([^,\s]+),")
"""How an entry of a bibliography begins, with its key (technical)."""
OWN_SOURCE = "own"
"""Source of what stands in a user's own file; technical."""


@functools.cache
def references() -> dict[str, Any]:
    """All entries of `references.bib`, key -> pybtex entry."""
    return _parsed(data_text("references.bib"))


@functools.cache
def _written() -> dict[str, str]:
    """What is written in `references.bib`, by key."""
    return {key: f"@{text}" for text in data_text("references.bib").split("\n@") for key in ENTRY.findall(text)}


@functools.cache
def _entry(key: str) -> Any:
    """One entry; reading all of them takes as long as the rest of a page's text."""
    if key not in _written():
        raise AtlasError(f"references.bib has no entry '{key}'")
    return _parsed(_written()[key])[key]


def _parsed(text: str) -> dict[str, Any]:
    """Entries of a text; by the parser itself, for pybtex would look for it among all installed packages each time."""
    from pybtex.database.input.bibtex import Parser

    return dict(Parser().parse_string(text).entries)


def reference_text(key: str) -> str:
    """One reference as plain text: authors (year). title. journal volume: pages. doi; without authors the title leads.

    Raises:
        AtlasError: the key is not in `references.bib`.
    """
    if key == OWN_SOURCE:
        return "Own file of the user: nothing published."
    entry = _entry(key)
    fields = {name: _plain(value) for name, value in entry.fields.items()}
    names = [_plain(" ".join([*p.prelast_names, *p.last_names])) for p in entry.persons.get("author", [])]
    more = len(names) > 3 or names[-1:] == ["others"]
    who = ", ".join(name for name in names[:3] if name != "others") + (" et al." if more else "")
    where = next((fields[k] for k in ("journal", "booktitle", "publisher", "howpublished") if k in fields), "")
    if "volume" in fields:
        where += f" {fields['volume']}" + (f": {fields['pages']}" if "pages" in fields else "")
    year, title = f"({fields.get('year', 'no year')})", fields.get("title", "").rstrip("?.")
    parts = [f"{who} {year}", title, where] if who else [f"{title} {year}", where]
    if "doi" in fields:
        parts.append(f"doi:{fields['doi']}")
    elif "url" in fields:
        parts.append(fields["url"])
    return ". ".join(part for part in parts if part) + "."


def bibliography(keys: Iterable[str]) -> list[str]:
    """Plain-text references of these keys, in alphabetical order."""
    return sorted(reference_text(key) for key in set(keys))


def cite(result: xr.Dataset) -> str:
    """The bibliography of exactly this result, one reference a line."""
    expect(getattr(result, "attrs", result), dict, "result", "give a result of analyze, or load_result(path)")
    return "\n".join(bibliography(result.attrs["sources"].split()))


def _plain(text: str) -> str:
    """Text without TeX."""
    if not TEX.search(text):
        return text
    importlib.import_module("latexcodec")  # registers the codec; pybtex brings it along
    plain: str = codecs.getdecoder("ulatex")(text)[0]  # type: ignore[arg-type]
    return plain.replace("{", "").replace("}", "").replace("\u2013", "-")
