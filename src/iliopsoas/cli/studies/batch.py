"""`iliopsoas batch`: many trials at once, resumable, and a report of their groups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from iliopsoas.cli.shared.options import AsJson
from iliopsoas.cli.shared.progress import counting_bar
from iliopsoas.cli.shared.text import answer

if TYPE_CHECKING:
    from iliopsoas.batch import BatchOutcome

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""
SHOWN = 10
"""So many failures are listed; the others are in the table."""


def batch(
    study: Annotated[Path, typer.Argument(help="A table (.csv), a row a trial, or a folder of trials.")],
    out: Annotated[Path | None, typer.Option(help="Folder of the batch: trials, report, tables.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes; default one for each processor.")] = None,
    draft: Annotated[
        Path | None, typer.Option(help="Write the trials of the folder as a table (.csv) to edit, and end.")
    ] = None,
    light: Annotated[bool, typer.Option("--light", help="Keep curves and summaries, not result.nc.")] = False,
    pages: Annotated[bool, typer.Option("--pages", help="Write each trial's own report, too.")] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Write the tables as one workbook, too.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Try again what failed.")] = False,
    poor: Annotated[bool, typer.Option("--poor", help="Let trials of poor trust into the means.")] = False,
    limit: Annotated[float, typer.Option(help="Minutes that a trial may take; 0 for no limit.")] = 60.0,
    as_json: AsJson = False,
) -> None:
    """Many trials at once: one row or file a trial, resumable, with a report of their groups."""
    from iliopsoas.batch import run_batch
    from iliopsoas.errors import InputError

    if draft is not None:
        _write_draft(study, draft, as_json=as_json)
        return
    if out is None:
        raise InputError("--out is missing: the folder of the batch, for instance --out results")
    if xlsx:
        from iliopsoas.results.stored.workbook import check_workbooks

        check_workbooks()
    try:
        with counting_bar("trials", quiet=as_json) as progress:
            done = run_batch(
                study,
                out,
                workers=workers,
                results=not light,
                pages=pages,
                workbook=xlsx,
                retry=retry,
                poor=poor,
                limit_s=60.0 * limit or None,
                progress=progress,
            )
    except KeyboardInterrupt:
        typer.echo(f"interrupted: trials that are done are kept in {out}; run the same again to go on", err=True)
        raise SystemExit(INTERRUPTED) from None
    answer(_data(done), lambda: _tell(done), as_json=as_json)


def _data(done: BatchOutcome) -> dict[str, Any]:
    failed = done.failed
    return {
        "trials": len(done.trials),
        "done": len(done.trials) - len(failed),
        "failed": len(failed),
        "seconds": round(done.seconds, 2),
        "kept": done.kept,
        "failures": {trial.name: status.reason for trial, status in failed},
        "report": str(done.page),
    }


def _tell(done: BatchOutcome) -> None:
    failed = done.failed
    kept = f", {done.kept} of them from before" if done.kept else ""
    typer.echo(f"{len(done.trials)} trials in {done.seconds:.0f} s{kept}: {len(done.trials) - len(failed)} done, "
               f"{len(failed)} failed")  # fmt: skip
    levels = [status.trust for _, status in done.trials if status.trust]
    typer.echo("trust: " + (", ".join(f"{levels.count(level)} {level}" for level in ("good", "care", "poor"))))
    for trial, status in failed[:SHOWN]:
        typer.echo(f"  failed {trial.name}: {status.reason}")
    if len(failed) > SHOWN:
        typer.echo(f"  ... {len(failed) - SHOWN} more failed; trials.csv has all reasons")
    typer.echo(f"report: {done.page}")


def _write_draft(folder: Path, path: Path, *, as_json: bool) -> None:
    from iliopsoas.batch.discovery import discover, draft
    from iliopsoas.errors import FileError, InputError
    from iliopsoas.files import write_text

    if not folder.is_dir():
        raise FileError(folder, "this is no folder; --draft makes a table of a folder's trials")
    if path.exists():
        raise InputError(f"{path} exists and may hold your work: move it, or choose another name")
    found = discover(folder)
    write_text(path, draft(found, folder, path))
    data = {"trials": len(found.rows), "unused": [str(p) for p in found.unused], "draft": str(path)}

    def tell() -> None:
        typer.echo(f"{len(found.rows)} trials: {path}; fill in mass, height and group, then run iliopsoas batch {path}")
        for unused in found.unused:
            typer.echo(f"  not used: {unused}")

    answer(data, tell, as_json=as_json)
