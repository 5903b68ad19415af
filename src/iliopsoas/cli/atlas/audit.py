"""`iliopsoas atlas --audit`: every number of the package by kind and source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from iliopsoas.cli.text import answer, table

if TYPE_CHECKING:
    from iliopsoas.atlas.audit import Audit


def answer_audit(*, as_json: bool) -> None:
    """Totals and problems; exit code 1 where there is a problem."""
    from iliopsoas.atlas.audit import audit

    found = audit()
    answer(lambda: _as_data(found), lambda: _tell(found), as_json=as_json)
    if found.problems:
        raise typer.Exit(1)


def _as_data(found: Audit) -> dict[str, Any]:
    return {
        "numbers": found.total,
        "by_kind": found.by("kind"),
        "by_file": found.by("file"),
        "by_source": found.by("source"),
        "share_estimated": round(found.share("estimated"), 4),
        "problems": list(found.problems),
    }


def _tell(found: Audit) -> None:
    kinds = found.by("kind")
    files = list(found.by("file"))
    rows = [(f, *(sum(e.count for e in found.entries if (e.file, e.kind) == (f, k)) for k in kinds)) for f in files]
    table(["", *kinds], [*rows, ("together", *kinds.values())])
    typer.echo("\nnumbers that rest on each source (one with two sources counts for both)")
    table(["", "numbers"], list(found.by("source").items()))
    left_out = sum(map(len, found.technical.values()))
    typer.echo(f"\n{found.total} numbers, {100 * found.share('estimated'):.1f} % of them estimated;")
    typer.echo(f"{left_out} constants of the code that say nothing of a person (solver, file checks) are not counted")
    for problem in found.problems:
        typer.echo(f"  {problem}")
    typer.echo(
        "clean: every number has a kind and a source" if not found.problems else f"{len(found.problems)} problems"
    )
