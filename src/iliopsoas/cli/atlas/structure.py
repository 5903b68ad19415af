"""`iliopsoas atlas NAME`: everything said of one structure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from iliopsoas.cli.atlas.paragraphs import SourceNumbers, say
from iliopsoas.cli.atlas.relations import edge_as_data, tell_relations
from iliopsoas.cli.text import answer

if TYPE_CHECKING:
    from iliopsoas.atlas.anatomy.records import Structure


def answer_structure(s: Structure, *, as_json: bool, with_sources: bool) -> None:
    """Everything said of a structure."""
    answer(lambda: _as_data(s), lambda: _tell(s, with_sources=with_sources), as_json=as_json)


def _tell(s: Structure, *, with_sources: bool) -> None:
    from iliopsoas.atlas.cite import bibliography

    notes = SourceNumbers(with_sources)
    typer.echo(s.name + (f"  ({s.latin})" if s.latin else ""))
    if s.synonyms:
        typer.echo(f"also called {', '.join(s.synonyms)}")
    ids = [f"FMA {s.fma}" if s.fma else "", s.uberon, f"TA2 {s.ta2}" if s.ta2 else ""]
    if any(ids):
        typer.echo(", ".join(filter(None, ids)))
    typer.echo("")
    for statement in s.statements:
        mark = "" if statement.kind != "estimated" else " (estimated)"
        text = statement.text + mark + notes.mark(statement.sources)
        say("" if statement.about == "summary" else statement.about, text)
    for f in s.figures:
        span = f" ({f.low:g} to {f.high:g})" if f.low is not None and f.high is not None else ""
        note = f"; {f.note}" if f.note else ""
        say("figure", f"{f.name}: {f.value:g} {f.unit}{span}, {f.kind}{note}{notes.mark(f.sources)}")
    _supply(s)
    _model(s)
    tell_relations(s, notes)
    if with_sources:
        typer.echo("\nsources")
        for k, key in enumerate(notes.keys, start=1):
            say(f"[{k}]", bibliography([key])[0])
    else:
        typer.echo("\n(--sources says where each statement comes from)")


def _supply(s: Structure) -> None:
    from iliopsoas.atlas.anatomy.catalogue import structures
    from iliopsoas.atlas.anatomy.innervation import NERVE_CATEGORIES, nerves, roots, supplies

    if s.category in (*NERVE_CATEGORIES, "artery"):
        out = supplies(s.id)
        if out.muscles:
            say("drives", _shares(out.muscles))
        if out.nerves:
            say("goes on in", _shares(out.nerves))
        if out.fed:
            say("brings blood", "to " + ", ".join(structures()[k].name for k in out.fed))
    if s.category == "nerve" and roots(s.id):
        say("roots", _shares(roots(s.id)))
    if s.category in ("muscle", "strand") and nerves(s.id):
        say("nerves", ", ".join(structures()[n].name for n in nerves(s.id)))
        if roots(s.id):
            say("roots", f"{_shares(roots(s.id))} of its drive (estimated)")


def _model(s: Structure) -> None:
    from iliopsoas.atlas.reading.tables import load

    strands = [m for m in load("muscles") if m.group == s.model]
    if strands:
        force = sum(m.fmax_n for m in strands)
        count = f"{len(strands)} strands" if len(strands) > 1 else "one strand"
        say(
            "in the model",
            f"{count} on each side, {force:.0f} N together in the generic body ({s.model}_r, {s.model}_l)",
        )
    elif s.category == "muscle" and not s.model:
        say("in the model", "not as a muscle of its own")


def _shares(shares: dict[str, float]) -> str:
    from iliopsoas.atlas.anatomy.catalogue import structures

    names = {k: k if s.category == "root" else s.name for k, s in structures().items()}
    if all(v == 1.0 for v in shares.values()):
        return ", ".join(names[k] for k in shares)
    return ", ".join(f"{names[k]} {100 * v:.0f}\N{NO-BREAK SPACE}%" for k, v in shares.items())


def _as_data(s: Structure) -> dict[str, Any]:
    """Everything said of a structure, for programs."""
    from iliopsoas.atlas.anatomy.innervation import NERVE_CATEGORIES, nerves, roots, supplies
    from iliopsoas.atlas.anatomy.topography import edges_of

    out: dict[str, Any] = {
        k: getattr(s, k) for k in ("id", "category", "name", "latin", "fma", "uberon", "ta2", "model")
    }
    out["synonyms"] = list(s.synonyms)
    out["statements"] = {t.about: {"text": t.text, "source": list(t.sources), "kind": t.kind} for t in s.statements}
    out["figures"] = [vars(f) | {"source": list(f.sources)} for f in s.figures]
    out["relations"] = [edge_as_data(e) for e in edges_of(s.id)]
    if s.category in (*NERVE_CATEGORIES, "artery"):
        out["supplies"] = vars(supplies(s.id))
    if s.category in ("muscle", "strand"):
        out["nerves"] = nerves(s.id)
    if s.category in ("muscle", "nerve"):
        out["roots"] = roots(s.id)
    return out
