"""`iliopsoas atlas ...`: what is known of the muscle, its nerves, vessels and neighbours, with every source."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from iliopsoas.cli.options import AsJson
from iliopsoas.cli.text import print_json, table

if TYPE_CHECKING:
    from iliopsoas.atlas.anatomy.records import Structure
    from iliopsoas.atlas.anatomy.relations import Relation

WIDTH = 100
LABEL = 15


def atlas(
    name: Annotated[str | None, typer.Argument(help="A structure: psoas_major, 'iliolumbar artery', L2 ...")] = None,
    nerve: Annotated[str | None, typer.Option(help="A nerve or root by its short name: femoral, L2.")] = None,
    lesion: Annotated[
        list[str] | None,
        typer.Option(help="Which muscles lose drive: NAME=SHARE, as femoral_nerve=0.5 or L2=1; may be repeated."),
    ] = None,
    between: Annotated[str | None, typer.Option(help="What lies between two structures: A,B.")] = None,
    path: Annotated[str | None, typer.Option(help="How two structures hang together: A,B.")] = None,
    search: Annotated[str | None, typer.Option(help="Structures that are called so or speak of it.")] = None,
    figure: Annotated[
        Path | None, typer.Option(help="Draw the muscle, its nerves and bursa: .png, .svg, .html.")
    ] = None,
    variants: Annotated[
        bool, typer.Option("--variants", help="How people differ, how often, and what it changes.")
    ] = False,
    audit: Annotated[bool, typer.Option("--audit", help="Every number of the package by kind and source.")] = False,
    sources: Annotated[bool, typer.Option("--sources", help="Say where each statement comes from.")] = False,
    as_json: AsJson = False,
) -> None:
    """What is known of the iliopsoas: structures, nerves, vessels, and how they hang together."""
    from iliopsoas.errors import InputError

    asked = [q for q in (name, nerve, lesion or None, between, path, search) if q is not None]
    if len(asked) + audit + variants > 1:
        raise InputError(
            "ask one thing at a time: a NAME, --nerve, --lesion, --between, --path, --search, --variants or --audit"
        )
    if figure is not None:
        from iliopsoas.report.figures.atlas_figure import write_atlas_figure

        write_atlas_figure(figure)
        typer.echo(f"figure: {figure}", err=True)
    if audit:
        _audit(as_json)
    elif variants:
        _variants(as_json)
    elif lesion:
        _lesion(lesion, as_json)
    elif between is not None:
        _between(*_pair("--between", between), as_json)
    elif path is not None:
        _path(*_pair("--path", path), as_json, sources)
    elif search is not None:
        _search(search, as_json)
    elif name is not None or nerve is not None:
        _describe(_found(str(nerve or name), only_nerves=nerve is not None), as_json, sources)
    elif figure is None:
        _overview(as_json)


def _found(name: str, *, only_nerves: bool) -> Structure:
    from iliopsoas.atlas.anatomy.innervation import NERVE_CATEGORIES
    from iliopsoas.atlas.anatomy.lookup import find_structure, search_structures
    from iliopsoas.errors import InputError, UnknownName

    try:
        return find_structure(name, NERVE_CATEGORIES if only_nerves else None)
    except UnknownName:
        hits = [s for s in search_structures(name) if not only_nerves or s.category in NERVE_CATEGORIES]
        if not hits:
            raise
        listed = ", ".join(s.id for s in hits)
        raise InputError(
            f"no structure is called just '{name}'; these are called so or speak of it: {listed}"
        ) from None


def _pair(option: str, text: str) -> tuple[str, str]:
    from iliopsoas.errors import InputError

    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 2 or not all(parts):
        raise InputError(f"{option} is '{text}'; write two structures with a comma, as psoas_tendon,hip_capsule")
    return parts[0], parts[1]


# --- one structure ----------------------------------------------------------------------------------------------------


def _describe(s: Structure, as_json: bool, with_sources: bool) -> None:
    from iliopsoas.atlas.cite import bibliography

    notes = _Notes(with_sources)
    if as_json:
        print_json(_record(s))
        return
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
        _say("" if statement.about == "summary" else statement.about, text)
    for f in s.figures:
        span = f" ({f.low:g} to {f.high:g})" if f.low is not None and f.high is not None else ""
        note = f"; {f.note}" if f.note else ""
        _say("figure", f"{f.name}: {f.value:g} {f.unit}{span}, {f.kind}{note}{notes.mark(f.sources)}")
    _supply(s)
    _model(s)
    _relations(s, notes)
    if with_sources:
        typer.echo("\nsources")
        for k, key in enumerate(notes.keys, start=1):
            _say(f"[{k}]", bibliography([key])[0])
    else:
        typer.echo("\n(--sources says where each statement comes from)")


class _Notes:
    """Numbers of sources, in the order they are first used; silent where nobody asked."""

    def __init__(self, shown: bool) -> None:
        self.shown, self.keys = shown, list[str]()

    def mark(self, keys: Iterable[str]) -> str:
        self.keys += [key for key in keys if key not in self.keys]
        return " " + "".join(f"[{self.keys.index(key) + 1}]" for key in keys) if self.shown else ""


def _supply(s: Structure) -> None:
    from iliopsoas.atlas.anatomy.catalogue import structures
    from iliopsoas.atlas.anatomy.innervation import NERVE_CATEGORIES, nerves, roots, supplies

    if s.category in (*NERVE_CATEGORIES, "artery"):
        out = supplies(s.id)
        if out.muscles:
            _say("drives", _shares(out.muscles))
        if out.nerves:
            _say("goes on in", _shares(out.nerves))
        if out.fed:
            _say("brings blood", "to " + ", ".join(structures()[k].name for k in out.fed))
    if s.category == "nerve" and roots(s.id):
        _say("roots", _shares(roots(s.id)))
    if s.category in ("muscle", "strand") and nerves(s.id):
        _say("nerves", ", ".join(structures()[n].name for n in nerves(s.id)))
        if roots(s.id):
            _say("roots", f"{_shares(roots(s.id))} of its drive (estimated)")


def _model(s: Structure) -> None:
    from iliopsoas.atlas.reading.tables import load

    strands = [m for m in load("muscles") if m.group == s.model]
    if strands:
        force = sum(m.fmax_n for m in strands)
        count = f"{len(strands)} strands" if len(strands) > 1 else "one strand"
        _say(
            "in the model",
            f"{count} on each side, {force:.0f} N together in the generic body ({s.model}_r, {s.model}_l)",
        )
    elif s.category == "muscle" and not s.model:
        _say("in the model", "not as a muscle of its own")


def _relations(s: Structure, notes: _Notes) -> None:
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
        label, who = _told(e, s.id, name)
        note = f" ({e.note})" if e.note else ""
        said.setdefault(label, []).append(f"{who}{note}{notes.mark(e.sources)}")
    if said:
        typer.echo("")
    for label, items in said.items():
        _say(label, "; ".join(items))
    if strands:
        _say("strands", f"{strands} strands of the model: iliopsoas atlas --search 'strand {s.name}'")


def _told(e: Relation, own: str, name: dict[str, str]) -> tuple[str, str]:
    """One relation from the side of one of its structures: a label, and what stands behind it."""
    way = e.how.replace("_", " ")
    if e.relation == "lies_between":
        if e.subject == own:
            return "lies between", f"{name[e.object]} and {name[e.other]}"
        partner = e.other if e.object == own else e.object
        return "between", f"it and {name[partner]}: {name[e.subject]}"
    if e.subject == own:
        label = {"part_of": "part of", "branch_of": "branch of", "supplied_by": "blood from", "passes": f"runs {way}",
                 "attaches_to": "arises from" if e.how == "origin" else "ends on", "acts_on": "acts"}  # fmt: skip
        return label[e.relation], f"{e.how} {name[e.object]}" if e.relation == "acts_on" else name[e.object]
    where = {"through": "inside it", "behind": "behind it", "in_front_of": "in front of it", "beside": "beside it"}
    label = {"part_of": "parts", "branch_of": "branches", "supplied_by": "feeds", "passes": where.get(e.how, ""),
             "attaches_to": "start of" if e.how == "origin" else "end of", "acts_on": "acted on"}  # fmt: skip
    return label[e.relation], f"{name[e.subject]} {e.how} it" if e.relation == "acts_on" else name[e.subject]


def _shares(shares: dict[str, float]) -> str:
    from iliopsoas.atlas.anatomy.catalogue import structures

    names = {k: k if s.category == "root" else s.name for k, s in structures().items()}
    if all(v == 1.0 for v in shares.values()):
        return ", ".join(names[k] for k in shares)
    return ", ".join(f"{names[k]} {100 * v:.0f}\N{NO-BREAK SPACE}%" for k, v in shares.items())


def _say(label: str, text: str) -> None:
    typer.echo(_wrapped(text, f"{label:{LABEL}} " if label else "", " " * (LABEL + 1) if label else ""))


def _wrapped(text: str, first: str, later: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=later, break_long_words=False)


def _record(s: Structure) -> dict[str, Any]:
    """Everything said of a structure, for programs."""
    from iliopsoas.atlas.anatomy.innervation import NERVE_CATEGORIES, nerves, roots, supplies
    from iliopsoas.atlas.anatomy.topography import edges_of

    out: dict[str, Any] = {
        k: getattr(s, k) for k in ("id", "category", "name", "latin", "fma", "uberon", "ta2", "model")
    }
    out["synonyms"] = list(s.synonyms)
    out["statements"] = {t.about: {"text": t.text, "source": list(t.sources), "kind": t.kind} for t in s.statements}
    out["figures"] = [vars(f) | {"source": list(f.sources)} for f in s.figures]
    out["relations"] = [_edge(e) for e in edges_of(s.id)]
    if s.category in (*NERVE_CATEGORIES, "artery"):
        out["supplies"] = vars(supplies(s.id))
    if s.category in ("muscle", "strand"):
        out["nerves"] = nerves(s.id)
    if s.category in ("muscle", "nerve"):
        out["roots"] = roots(s.id)
    return out


def _edge(e: Relation) -> dict[str, Any]:
    kept = {k: v for k, v in vars(e).items() if v not in ("", 0.0)}
    return kept | {"source": list(e.sources), "words": e.words}


# --- questions --------------------------------------------------------------------------------------------------------


def _lesion(given: Sequence[str], as_json: bool) -> None:
    from iliopsoas.atlas.anatomy.catalogue import structures
    from iliopsoas.atlas.anatomy.innervation import drive_loss
    from iliopsoas.errors import InputError

    wanted = {}
    for item in given:
        name, _, share = item.rpartition("=")
        try:
            wanted[name] = float(share)
        except ValueError:
            name = ""
        if not name:
            raise InputError(f"--lesion is '{item}'; write NAME=SHARE, for instance femoral_nerve=0.5")
    loss = drive_loss(wanted)
    if as_json:
        print_json({"lesion": wanted, "drive_loss": loss})
        return
    typer.echo("share of its drive that each muscle loses [%]; no other muscle of the atlas loses any")
    rows = [
        (structures()[m].name, 100 * v, "" if structures()[m].model else "not in the model") for m, v in loss.items()
    ]
    table(["", "loss", ""], rows)
    typer.echo("Shares of roots are estimates; a simulation of drive, not a diagnosis.")


def _between(first: str, second: str, as_json: bool) -> None:
    from iliopsoas.atlas.anatomy.catalogue import structures
    from iliopsoas.atlas.anatomy.lookup import find_structure
    from iliopsoas.atlas.anatomy.topography import structures_between

    found = structures_between(first, second)
    if as_json:
        print_json(found)
        return
    a, b = find_structure(first).name, find_structure(second).name
    typer.echo(f"between {a} and {b}: {'nothing that the atlas knows of' if not found else ''}")
    for key in found:
        _say("", f"  {structures()[key].name}: {structures()[key].say('summary')}")


def _path(first: str, second: str, as_json: bool, with_sources: bool) -> None:
    from iliopsoas.atlas.anatomy.graph import shortest_path

    steps = shortest_path(first, second)
    if as_json:
        print_json([_edge(e) for e in steps])
        return
    for e in steps:
        typer.echo(f"  {e.words}" + (f"  ({', '.join(e.sources)})" if with_sources else ""))


def _search(words: str, as_json: bool) -> None:
    from iliopsoas.atlas.anatomy.lookup import search_structures

    hits = search_structures(words)
    if as_json:
        print_json([s.id for s in hits])
        return
    if not hits:
        typer.echo(f"nothing in the atlas is called '{words}' or speaks of it")
    for s in hits:
        typer.echo(_wrapped(s.say("summary"), f"{s.id:28} ", " " * 29))


def _variants(as_json: bool) -> None:
    from iliopsoas.atlas.variants.catalogue import variants

    of = {
        "person": "of people, at least one side",
        "both": "of people, both sides",
        "side": "of sides",
        "carrier": "of carriers",
    }
    if as_json:
        print_json(
            [
                {
                    "name": v.name,
                    "feature": v.feature,
                    "title": v.title,
                    "prevalences": [
                        {
                            "value": p.value,
                            "low": p.low,
                            "high": p.high,
                            "n": p.n,
                            "of": p.per,
                            "population": p.population,
                            "source": p.source,
                            "kind": p.kind,
                        }
                        for p in v.prevalences
                    ],
                    "effects": [type(e).__name__ for e in v.effects],
                }
                for v in variants()
            ]
        )
        return
    rows = [
        (
            v.name,
            f"{100 * v.prevalence.value:.0f} % ({100 * v.prevalence.low:.0f} to {100 * v.prevalence.high:.0f})",
            of[v.prevalence.per],
            v.prevalence.kind,
            v.prevalence.source,
            "changes the body" if v.effects else "no mechanical effect",
        )
        for v in variants()
    ]
    table(["variant", "prevalence", "", "kind", "source", ""], rows)


def _overview(as_json: bool) -> None:
    from iliopsoas.atlas.anatomy.catalogue import structures
    from iliopsoas.atlas.anatomy.records import CATEGORIES
    from iliopsoas.atlas.anatomy.relations import relations

    by = {c: [s.id for s in structures().values() if s.category == c] for c in CATEGORIES}
    if as_json:
        print_json(by)
        return
    typer.echo(f"{len(structures())} structures and {len(relations())} relations between them")
    for category, ids in by.items():
        if ids:
            _say(category, ", ".join(ids))
    typer.echo("\nFor instance: iliopsoas atlas psoas_major; iliopsoas atlas --nerve femoral; --lesion L2=1")


def _audit(as_json: bool) -> None:
    from iliopsoas.atlas.audit import audit

    found = audit()
    if as_json:
        kinds, sources, in_files = (found.by(what) for what in ("kind", "source", "file"))
        out = {"numbers": found.total, "by_kind": kinds, "by_file": in_files, "by_source": sources}
        print_json(out | {"share_estimated": round(found.share("estimated"), 4), "problems": list(found.problems)})
    else:
        kinds = found.by("kind")
        files = list(found.by("file"))
        rows = [(f, *(sum(e.count for e in found.entries if (e.file, e.kind) == (f, k)) for k in kinds)) for f in files]
        table(["", *kinds], [*rows, ("together", *kinds.values())])
        typer.echo("\nnumbers that rest on each source (one with two sources counts for both)")
        table(["", "numbers"], list(found.by("source").items()))
        left_out = sum(map(len, found.technical.values()))
        typer.echo(f"\n{found.total} numbers, {100 * found.share('estimated'):.1f} % of them estimated;")
        typer.echo(
            f"{left_out} constants of the code that say nothing of a person (solver, file checks) are not counted"
        )
        for problem in found.problems:
            typer.echo(f"  {problem}")
        typer.echo("clean: every number has a kind and a source" if not found.problems else
                   f"{len(found.problems)} problems")  # fmt: skip
    if found.problems:
        raise typer.Exit(1)
