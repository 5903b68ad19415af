"""`iliopsoas evidence`: our numbers beside published ones."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iliopsoas.cli.shared.options import AsJson
from iliopsoas.cli.shared.text import print_json

if TYPE_CHECKING:
    from iliopsoas.evidence.history import StoredDifference
    from iliopsoas.evidence.records import Comparison

WIDTH = 118
SIGNS = {"inside": "inside", "outside": "OUTSIDE", "not available": "-"}


def evidence(
    names: Annotated[
        list[str] | None, typer.Argument(help="Groups, or words in the names of comparisons; default all.")
    ] = None,
    group: Annotated[
        list[str] | None, typer.Option(help="A group: spine, arms, strength, passive, walking, instrumented, rest ...")
    ] = None,
    trials: Annotated[
        Path | None, typer.Option(help="Folder of recorded trials; without it, comparisons with them are left out.")
    ] = None,
    misses: Annotated[bool, typer.Option("--misses", help="Only those outside.")] = False,
    html: Annotated[Path | None, typer.Option(help="Also write a page with figures.")] = None,
    save: Annotated[Path | None, typer.Option(help="Store the results in a file (JSON).")] = None,
    changed_since: Annotated[
        Path | None, typer.Option(help="Tell only what changed since results stored with --save.")
    ] = None,
    sources: Annotated[bool, typer.Option("--sources", help="List the works compared with.")] = False,
    recompute: Annotated[
        bool, typer.Option("--recompute", help="Compute again what this very version and data gave before.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Our numbers beside published ones: ours, theirs, inside or outside, and what that means.

    Inside means within the published spread (or the tolerance that the comparison states, see --json). What misses
    stays in the list, with the reason as far as known.
    """
    wanted = [*(names or []), *(group or [])]
    _check(wanted, html, save)
    from iliopsoas.cli.shared.progress import counting_bar
    from iliopsoas.evidence.basis.context import Context
    from iliopsoas.evidence.compare import count_agreement, select_records
    from iliopsoas.evidence.history import differences_since, load_comparisons
    from iliopsoas.evidence.history import save_comparisons as store
    from iliopsoas.evidence.kept_comparisons import kept_comparisons

    stored = load_comparisons(changed_since) if changed_since is not None else None
    context = Context(trials)
    with counting_bar("comparisons", quiet=as_json) as progress:
        found = kept_comparisons(select_records(wanted), context=context, recompute=recompute, progress=progress)
    if save is not None:
        store(found, save)
        typer.echo(f"results: {save}", err=True)
    if html is not None:
        from iliopsoas.report.evidence_page import write_evidence_page

        write_evidence_page(html, found, context)
        typer.echo(f"page: {html}", err=True)
    if stored is not None:
        _tell_changes(differences_since(found, stored, all_of_them=not wanted), as_json)
        return
    shown = [c for c in found if c.available and not c.inside] if misses else found
    if as_json:
        print_json([c.as_dict() for c in shown if c.available])
        return
    _tell(shown, found)
    typer.echo(str(count_agreement(found)))
    typer.echo(
        "Predictions: nothing was set with the figure in view. Fitted: something was. Inputs: the figure, or one that "
        "stands\nfor the same, went in."
    )
    if sources:
        from iliopsoas.atlas.cite import bibliography

        for line in bibliography(key for c in shown for key in c.record.sources):
            typer.echo(textwrap.fill(line, WIDTH, initial_indent="  ", subsequent_indent="      "))


def _check(wanted: Sequence[str], html: Path | None, save: Path | None) -> None:
    """Refuse what cannot work before any work is done."""
    from iliopsoas.errors import FileError, InputError
    from iliopsoas.files import refuse_foreign

    if any(not word.strip() for word in wanted):
        raise InputError("a group or name is empty; leave it out to see everything")
    for option, path in (("--html", html), ("--save", save)):
        if path is not None and path.is_dir():
            raise FileError(path, f"this is a folder; {option} takes a file")
        if path is not None:
            refuse_foreign(path)


def _tell(shown: Sequence[Comparison], found: Sequence[Comparison]) -> None:
    from iliopsoas.evidence.records import number

    group = ""
    for c in shown:
        if c.record.group != group:
            group = c.record.group
            mine = [other for other in found if other.record.group == group and other.available]
            typer.echo(f"{group}: {sum(other.inside for other in mine)} of {len(mine)} inside")
            typer.echo(f"  {'':38} {'ours':>8}  {'theirs':22} {'unit':13} {'difference':>10}")
        line = f"  {c.record.name:38} {number(c.ours):>8}  {c.theirs:22} {c.record.unit:13} {c.difference:>10}"
        typer.echo(f"{line}  {SIGNS[c.verdict]}")
        typer.echo(textwrap.fill(c.reading, WIDTH, initial_indent="      ", subsequent_indent="      "))
    typer.echo("")


def _tell_changes(found: Sequence[StoredDifference], as_json: bool) -> None:
    if as_json:
        print_json([change.as_dict() for change in found])
        return
    for change in found:
        typer.echo(f"  {change}")
    both = [(c.verdict_before, c.verdict_after) for c in found if c.what in ("turned", "target")]
    turned = sum(before != after for before, after in both)
    typer.echo(f"{len(found)} changed, {turned} of them with another verdict" if found else "nothing changed")
