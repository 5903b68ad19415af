"""`iliopsoas studio`: the body in the browser, on this machine."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer


def studio(
    results: Annotated[list[Path] | None, typer.Argument(help="Results to play: result.nc of `analyze`.")] = None,
    port: Annotated[int, typer.Option(help="Port to listen at; 0 for any free one.")] = 8090,
    host: Annotated[
        str, typer.Option(help="Address to listen at; any but this machine's own needs the token that is printed.")
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in the browser.")] = True,
) -> None:
    """See and touch the body in the browser; ends with Ctrl-C."""
    from iliopsoas.studio.server import start_studio

    ended = end_signal()
    running = start_studio(port=port, host=host, results=tuple(results or ()))
    try:
        typer.echo(running.address)
        if browser:
            import webbrowser

            webbrowser.open(running.address)
        typer.echo("Ctrl-C ends it. Simulated; it does not diagnose.", err=True)
        ended.wait()
    finally:
        running.stop()


def end_signal() -> threading.Event:
    """What is set when the program is asked to end: SIGTERM, or Ctrl-C."""
    ended = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: ended.set())
    return ended
