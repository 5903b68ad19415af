"""The verbs of `iliopsoas rehab`, in the order in which its help lists them."""

from __future__ import annotations

import typer

from iliopsoas.cli.rehab.diary_export import rehab_export
from iliopsoas.cli.rehab.diary_progress import rehab_progress
from iliopsoas.cli.rehab.handout import rehab_handout
from iliopsoas.cli.rehab.loads import loads
from iliopsoas.cli.rehab.log import rehab_log
from iliopsoas.cli.rehab.plan import rehab_plan
from iliopsoas.cli.rehab.screen import rehab_screen

rehab_app = typer.Typer(
    help="Rehabilitation: what exercises load, a graded programme, a log, a handout. For a professional who decides.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@rehab_app.callback()
def _rehab_verbs() -> None:
    """Keep every verb a subcommand."""


rehab_app.command()(loads)
rehab_app.command("screen")(rehab_screen)
rehab_app.command("plan")(rehab_plan)
rehab_app.command("log")(rehab_log)
rehab_app.command("progress")(rehab_progress)
rehab_app.command("handout")(rehab_handout)
rehab_app.command("export")(rehab_export)
