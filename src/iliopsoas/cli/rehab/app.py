"""The verbs of `iliopsoas rehab`, in the order in which its help lists them."""

from __future__ import annotations

import typer

from iliopsoas.cli.rehab.loads import loads

rehab_app = typer.Typer(
    help="Rehabilitation: what exercises load, a graded programme, a log, a handout. For a professional who decides.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@rehab_app.callback()
def _rehab_verbs() -> None:
    """Keep every verb a subcommand."""


rehab_app.command()(loads)
