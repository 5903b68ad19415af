"""The command line: from words to one call of a room below, and from what that gives to text, JSON and files.

In: the words after `iliopsoas`. Out: a table or sentences, JSON with `--json`, files where asked; bad input ends with
one sentence and exit code 2. One verb a module, or a folder where a verb answers several questions.
Start with `app`, then `analyze`; `options` has what verbs share, `text` how they print.
"""

from iliopsoas.cli.app import main

__all__ = ["main"]
