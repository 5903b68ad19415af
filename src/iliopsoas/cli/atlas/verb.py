"""`iliopsoas atlas`: one question at a time, each answered by a module of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iliopsoas.cli.options import AsJson

if TYPE_CHECKING:
    from iliopsoas.atlas.anatomy.records import Structure


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
    from iliopsoas.cli.atlas import questions
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
        from iliopsoas.cli.atlas.audit import answer_audit

        answer_audit(as_json=as_json)
    elif variants:
        from iliopsoas.cli.atlas.variants import answer_variants

        answer_variants(as_json=as_json)
    elif lesion:
        questions.answer_lesion(lesion, as_json=as_json)
    elif between is not None:
        questions.answer_between(*_pair("--between", between), as_json=as_json)
    elif path is not None:
        questions.answer_path(*_pair("--path", path), as_json=as_json, with_sources=sources)
    elif search is not None:
        questions.answer_search(search, as_json=as_json)
    elif name is not None or nerve is not None:
        from iliopsoas.cli.atlas.structure import answer_structure

        structure = _found(str(nerve or name), only_nerves=nerve is not None)
        answer_structure(structure, as_json=as_json, with_sources=sources)
    elif figure is None:
        questions.answer_overview(as_json=as_json)


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
