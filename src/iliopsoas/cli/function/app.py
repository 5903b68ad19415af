"""The verbs of `iliopsoas function`, in the order in which its help lists them."""

from __future__ import annotations

import typer

from iliopsoas.cli.function.actions import actions
from iliopsoas.cli.function.moment_arms import moment_arms
from iliopsoas.cli.function.paradox import paradox
from iliopsoas.cli.function.side_bend import side_bend
from iliopsoas.cli.function.stability import stability
from iliopsoas.cli.function.strength import strength
from iliopsoas.cli.shared.commands import add_command

function_app = typer.Typer(
    help="What the muscle does: moment arms, actions, the psoas paradox, side-bending, strength, stability.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

add_command(function_app, moment_arms, "moment-arms")
add_command(function_app, actions)
add_command(function_app, paradox)
add_command(function_app, side_bend, "side-bend")
add_command(function_app, strength)
add_command(function_app, stability)
