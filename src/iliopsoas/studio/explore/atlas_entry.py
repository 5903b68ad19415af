"""What the atlas says of a structure, as text of the panel: statements, numbers and relations with their sources."""

from __future__ import annotations

from iliopsoas.atlas.anatomy.catalogue import structures
from iliopsoas.atlas.anatomy.innervation import NERVE_CATEGORIES, nerves, roots, supplies
from iliopsoas.atlas.anatomy.records import Structure
from iliopsoas.atlas.anatomy.topography import edges_of
from iliopsoas.atlas.cite import reference_text

MOST_RELATIONS = 14
"""Relations that are listed (technical)."""


def entry(structure: str, words: str) -> str:
    """The entry of a structure as Markdown.

    Args:
        structure: its id; '' where the atlas has none. words: what was clicked.
    """
    if not structure:
        return f"**{words}**\n\nThe atlas of the iliopsoas has no entry for it."
    found = structures()[structure]
    notes: list[str] = []

    def marked(keys: tuple[str, ...]) -> str:
        notes.extend(key for key in keys if key not in notes)
        return "".join(f"[{notes.index(key) + 1}]" for key in keys)

    out = [f"**{found.name}**" + (f" (*{found.latin}*)" if found.latin else "") + _where(words, found)]
    for s in found.statements:
        label = "" if s.about == "summary" else f"**{s.about.capitalize()}.** "
        kind = " (estimated)" if s.kind == "estimated" else ""
        out.append(f"{label}{s.text}{kind} {marked(s.sources)}")
    for f in found.figures:
        span = f" ({f.low:g} to {f.high:g})" if f.low is not None and f.high is not None else ""
        out.append(f"* {f.name}: {f.value:g} {f.unit}{span}, {f.kind} {marked(f.sources)}")
    out += _supply(found)
    related = [f"* {e.words} {marked(e.sources)}" for e in edges_of(structure)[:MOST_RELATIONS]]
    if related:
        out.append("**How it hangs together**\n\n" + "\n".join(related))
    out.append("**Sources**\n\n" + "\n".join(f"{k}. {reference_text(key)}" for k, key in enumerate(notes, start=1)))
    return "\n\n".join(out)


def _where(words: str, found: Structure) -> str:
    side = words.rpartition(", ")[2]
    return f", {side}" if side in ("right", "left") and found.name in words else ""


def _supply(found: Structure) -> list[str]:
    """What drives it, or what it drives."""
    name = {key: s.name for key, s in structures().items()}
    if found.category in NERVE_CATEGORIES:
        driven = supplies(found.id).muscles
        return [f"**Drives** {_shares(driven, name)}."] if driven else []
    if found.category in ("muscle", "strand") and nerves(found.id):
        told = f"**Nerves** {_shares(nerves(found.id), name)}."
        return [told + (f" **Roots** {_shares(roots(found.id), name)}." if roots(found.id) else "")]
    return []


def _shares(shares: dict[str, float], name: dict[str, str]) -> str:
    return ", ".join(name.get(k, k) + (f" {100 * v:.0f} %" if v < 1.0 else "") for k, v in shares.items())
