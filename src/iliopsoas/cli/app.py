"""The command line: one command a verb. Bad input ends with one clear sentence and exit code 2."""

from __future__ import annotations

import os

import typer

from iliopsoas.cli.analyze import analyze
from iliopsoas.cli.assess import assess
from iliopsoas.cli.atlas import atlas
from iliopsoas.cli.conditions import conditions
from iliopsoas.cli.evidence import evidence
from iliopsoas.cli.export import export
from iliopsoas.cli.function import function_app
from iliopsoas.cli.markers import markers
from iliopsoas.cli.movements import movements
from iliopsoas.cli.rehab import rehab_app

app = typer.Typer(
    help="The iliopsoas muscle system made executable. Research and teaching software; it does not diagnose.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(function_app, name="function")
app.add_typer(rehab_app, name="rehab")
app.command()(atlas)
app.command()(export)
app.command()(evidence)
app.command()(conditions)
app.command()(assess)
app.command()(analyze)
app.command()(movements)
app.command()(markers)


@app.callback()
def _verbs() -> None:
    """Keep every verb a subcommand, also while there is only one."""


def main() -> None:
    """Entry point."""
    from iliopsoas.errors import IliopsoasError, InputError

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the products are small; more threads only get in their way
    os.environ.setdefault("MUJOCO_GL", "disable")  # pictures are our own; the engine need not load what draws its
    try:
        app()
    except InputError as error:
        typer.echo(f"error: {error}", err=True)
        raise SystemExit(2) from None
    except IliopsoasError as error:
        typer.echo(f"error: {error}", err=True)
        raise SystemExit(1) from None
