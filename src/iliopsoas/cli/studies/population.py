"""`iliopsoas population`: thousands of people of a population, what movements load in them, and what matters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from iliopsoas.cli.shared.commands import add_command
from iliopsoas.cli.shared.options import AsJson
from iliopsoas.cli.shared.progress import counting_bar
from iliopsoas.cli.shared.text import answer

if TYPE_CHECKING:
    from iliopsoas.population import PopulationOutcome

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""

population_app = typer.Typer(
    help="Virtual populations: what holds for everybody, and what depends on who you are.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@population_app.callback()
def _population_verbs() -> None:
    """Keep every verb a subcommand."""


def run(
    study: Annotated[Path, typer.Argument(help="The study (.toml), see examples/study.toml.")],
    out: Annotated[Path, typer.Option(help="Folder of the study: people, outcomes, report.")],
    people: Annotated[int | None, typer.Option(help="How many people, instead of what the study says.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes; default one for each processor.")] = None,
    ray: Annotated[
        str | None, typer.Option(help="Let Ray compute: auto, or the address of a cluster (needs the extra hpc).")
    ] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Try again where somebody failed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Draw the people of a study and analyse what they do; run again, it does only what is missing."""
    from iliopsoas.population import run_population, write_population_page

    engine = None
    if ray is not None:
        from iliopsoas.jobs.ray_cluster import RayCluster

        engine = RayCluster(ray, workers)
    try:
        with counting_bar("people", quiet=as_json) as progress:
            done = run_population(
                study, out, people=people, workers=workers, retry=retry, engine=engine, progress=progress
            )
    except KeyboardInterrupt:
        typer.echo(f"interrupted: people who are done are kept in {out}; run the same again to go on", err=True)
        raise SystemExit(INTERRUPTED) from None
    write_population_page(done.folder)
    answer(_data(done), lambda: _tell(done), as_json=as_json)


def _data(done: PopulationOutcome) -> dict[str, Any]:
    return {
        "people": done.people,
        "done": done.done,
        "failed": done.failed,
        "seconds": round(done.seconds, 2),
        "seconds_per_person": round(done.seconds_per_person, 4),
    }


def _tell(done: PopulationOutcome) -> None:
    kept = done.people - done.computed
    before = f", {kept} of them from before" if kept else ""
    each = f" ({done.seconds_per_person:.2f} s each)" if done.computed else ""
    typer.echo(f"{done.people} people in {done.seconds:.0f} s{each}{before}: {done.done} done, {done.failed} failed")
    typer.echo(f"report: {done.folder / 'index.html'}")


add_command(population_app, run)
