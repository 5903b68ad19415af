"""The command line: one module a verb; start reading at `app`."""

from iliopsoas.cli.app import main

__all__ = ["main"]
