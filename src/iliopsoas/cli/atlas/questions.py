"""Questions to the atlas about several structures: lesions, what lies between, paths, words, all of them."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from iliopsoas.cli.atlas.paragraphs import say, wrapped
from iliopsoas.cli.atlas.relations import edge_as_data
from iliopsoas.cli.text import print_json, table


def answer_lesion(given: Sequence[str], *, as_json: bool) -> None:
    """Which muscles lose how much of their drive."""
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


def answer_between(first: str, second: str, *, as_json: bool) -> None:
    """What lies between two structures."""
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
        say("", f"  {structures()[key].name}: {structures()[key].say('summary')}")


def answer_path(first: str, second: str, *, as_json: bool, with_sources: bool) -> None:
    """How two structures hang together."""
    from iliopsoas.atlas.anatomy.graph import shortest_path

    steps = shortest_path(first, second)
    if as_json:
        print_json([edge_as_data(e) for e in steps])
        return
    for e in steps:
        typer.echo(f"  {e.words}" + (f"  ({', '.join(e.sources)})" if with_sources else ""))


def answer_search(words: str, *, as_json: bool) -> None:
    """Structures that are called so or speak of it."""
    from iliopsoas.atlas.anatomy.lookup import search_structures

    hits = search_structures(words)
    if as_json:
        print_json([s.id for s in hits])
        return
    if not hits:
        typer.echo(f"nothing in the atlas is called '{words}' or speaks of it")
    for s in hits:
        typer.echo(wrapped(s.say("summary"), f"{s.id:28} ", " " * 29))


def answer_overview(*, as_json: bool) -> None:
    """All structures by category."""
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
            say(category, ", ".join(ids))
    typer.echo("\nFor instance: iliopsoas atlas psoas_major; iliopsoas atlas --nerve femoral; --lesion L2=1")
