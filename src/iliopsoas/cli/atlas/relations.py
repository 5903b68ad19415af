"""Relations of one structure to others, in everyday words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from iliopsoas.cli.atlas.paragraphs import SourceNumbers, say

if TYPE_CHECKING:
    from iliopsoas.atlas.anatomy.records import Structure
    from iliopsoas.atlas.anatomy.relations import Relation


class _Labelled(NamedTuple):
    """A label, and what stands behind it."""

    label: str
    text: str


def tell_relations(s: Structure, notes: SourceNumbers) -> None:
    """Its relations, those of one kind on one line, in everyday words."""
    from iliopsoas.atlas.anatomy.catalogue import structures
    from iliopsoas.atlas.anatomy.relations import SHARED
    from iliopsoas.atlas.anatomy.topography import edges_of

    name = {key: t.name for key, t in structures().items()}
    strands = 0
    said: dict[str, list[str]] = {}
    for e in edges_of(s.id):
        if e.relation in SHARED:
            continue
        if structures()[e.subject].category == "strand" and e.object == s.id:
            strands += 1
            continue
        label, who = _in_words(e, s.id, name)
        note = f" ({e.note})" if e.note else ""
        said.setdefault(label, []).append(f"{who}{note}{notes.mark(e.sources)}")
    if said:
        typer.echo("")
    for label, items in said.items():
        say(label, "; ".join(items))
    if strands:
        say("strands", f"{strands} strands of the model: iliopsoas atlas --search 'strand {s.name}'")


def _in_words(e: Relation, own: str, name: dict[str, str]) -> _Labelled:
    """One relation from the side of one of its structures: a label, and what stands behind it."""
    way = e.how.replace("_", " ")
    if e.relation == "lies_between":
        if e.subject == own:
            return _Labelled("lies between", f"{name[e.object]} and {name[e.other]}")
        partner = e.other if e.object == own else e.object
        return _Labelled("between", f"it and {name[partner]}: {name[e.subject]}")
    if e.subject == own:
        label = {"part_of": "part of", "branch_of": "branch of", "supplied_by": "blood from", "passes": f"runs {way}",
                 "attaches_to": "arises from" if e.how == "origin" else "ends on", "acts_on": "acts"}  # fmt: skip
        what = f"{e.how} {name[e.object]}" if e.relation == "acts_on" else name[e.object]
        return _Labelled(label[e.relation], what)
    where = {"through": "inside it", "behind": "behind it", "in_front_of": "in front of it", "beside": "beside it"}
    label = {"part_of": "parts", "branch_of": "branches", "supplied_by": "feeds", "passes": where.get(e.how, ""),
             "attaches_to": "start of" if e.how == "origin" else "end of", "acts_on": "acted on"}  # fmt: skip
    what = f"{name[e.subject]} {e.how} it" if e.relation == "acts_on" else name[e.subject]
    return _Labelled(label[e.relation], what)


def edge_as_data(e: Relation) -> dict[str, Any]:
    """A relation for programs; what is empty is left out."""
    kept = {k: v for k, v in vars(e).items() if v not in ("", 0.0)}
    return kept | {"source": list(e.sources), "words": e.words}
