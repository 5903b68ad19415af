"""The command line: one command a verb. Bad input and words that do not fit end with one sentence and exit code 2."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from iliopsoas.cli.analyze import analyze
from iliopsoas.cli.assess import assess
from iliopsoas.cli.atlas import atlas
from iliopsoas.cli.conditions import conditions
from iliopsoas.cli.convert import convert
from iliopsoas.cli.evidence import evidence
from iliopsoas.cli.export import export
from iliopsoas.cli.function import function_app
from iliopsoas.cli.markers import markers
from iliopsoas.cli.movements import movements
from iliopsoas.cli.rehab import rehab_app
from iliopsoas.cli.schema import schema
from iliopsoas.cli.shared.commands import add_command
from iliopsoas.cli.shared.usage import UsageProblem, is_help, usage_sentence
from iliopsoas.cli.studies.batch import batch
from iliopsoas.cli.studies.population import population_app
from iliopsoas.cli.studio import studio

QUIET = "--quiet"

app = typer.Typer(
    help="The iliopsoas muscle system made executable. Research and teaching software; it does not diagnose.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(function_app, name="function")
app.add_typer(rehab_app, name="rehab")
app.add_typer(population_app, name="population")
add_command(app, atlas)
add_command(app, export)
add_command(app, evidence)
add_command(app, conditions)
add_command(app, assess)
add_command(app, analyze)
add_command(app, batch)
add_command(app, convert)
add_command(app, movements)
add_command(app, markers)
add_command(app, schema)
add_command(app, studio)


def _print_version(wanted: bool) -> None:
    """Say which version this is, and end."""
    if wanted:
        from iliopsoas import __version__

        typer.echo(f"iliopsoas {__version__}")
        raise typer.Exit


@app.callback()
def _verbs(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Say which version this is.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option(QUIET, help="Print nothing but errors (and JSON with --json); may stand after any verb.")
    ] = False,
) -> None:
    """Options of the program as a whole."""
    if quiet:
        nowhere = context.with_resource(Path(os.devnull).open("w"))  # noqa: SIM115
        context.with_resource(contextlib.redirect_stderr(nowhere))
        if "--json" not in sys.argv:
            context.with_resource(contextlib.redirect_stdout(nowhere))


INTERRUPTED = 130
"""Exit code of a program that was stopped by hand; technical."""


def _from_home(word: str) -> str:
    """`~/x` and `--out=~/x` as the shell would have them; it leaves them alone in quotes and after an equals sign."""
    option, equals, value = word.partition("=") if word.startswith("--") else ("", "", word)
    return option + equals + (str(Path(value).expanduser()) if value.startswith("~") else value)


def main() -> None:
    """Entry point."""
    from iliopsoas.errors import IliopsoasError, InputError

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the products are small; more threads only get in their way
    os.environ.setdefault("MUJOCO_GL", "disable")  # pictures are our own; the engine need not load what draws its
    sys.argv[1:] = _words(sys.argv[1:])
    try:
        code = app(standalone_mode=False)
    except UsageProblem as problem:
        if is_help(problem):
            typer.echo(str(problem))
            raise SystemExit(2) from None
        typer.echo(f"error: {usage_sentence(problem)}", err=True)
        raise SystemExit(2) from None
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except InputError as error:
        typer.echo(f"error: {error}", err=True)
        raise SystemExit(2) from None
    except IliopsoasError as error:
        typer.echo(f"error: {error}", err=True)
        raise SystemExit(1) from None
    if code == INTERRUPTED:
        typer.echo("interrupted: nothing was written, and what was there before is as it was", err=True)
    if isinstance(code, int) and code:
        raise SystemExit(code)


def _words(given: Sequence[str]) -> list[str]:
    """What was typed, with paths from home, and what goes for every verb at its beginning."""
    words = [_from_home(word) for word in given]
    return [QUIET, *(word for word in words if word != QUIET)] if QUIET in words else words
