"""Words that do not fit together, told in one sentence that says what does.

The errors are those of click, on which typer stands; newer versions of typer bring click along under a name of their
own, so that its errors are told apart by what they are called.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import typer

from iliopsoas.errors import nearest

UsageProblem: type[Exception] = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "UsageError")
"""What click raises for words that it cannot read."""
WANTED = {
    "valid integer": "a whole number",
    "valid int range": "a whole number",
    "valid number": "a number",
    "valid float": "a number",
    "greater than or equal to 20": "a number of 20 or more",
    "not in the range x>=20": "a number of 20 or more",
}
"""What an option takes, by what click or pydantic says of another value; technical."""


def is_help(problem: Exception) -> bool:
    """Whether nothing is wrong: a verb was called without words, and answers with its help."""
    return type(problem).__name__ == "NoArgsIsHelpError"


def usage_sentence(problem: Any) -> str:
    """One sentence that says what is wrong and what there is."""
    context = problem.ctx
    if context is None:
        return str(problem.format_message())
    verb = " ".join(["iliopsoas", *context.command_path.split()[_start(context) :]])
    more = f"see `{verb} --help`"
    takes = [_told(p) for p in context.command.params if p.name != "help" and not getattr(p, "hidden", False)]
    match type(problem).__name__:
        case "MissingParameter":
            lacking = [p for p in context.command.params if p.required and context.params.get(p.name) is None]
            told = [f"{_told(p)} ({(p.help or '').rstrip('.')})" for p in lacking]
            return f"{verb} needs {_listed(told)}; {more}"
        case "NoSuchOption":
            near = nearest(problem.option_name, takes)
            hint = f" Did you mean {near}?" if near else ""
            return f"{verb} has no option {problem.option_name}.{hint} It takes {', '.join(takes)}"
        case "BadParameter" if problem.param is not None:
            said = problem.message.rstrip(".")
            wanted = next((words for part, words in WANTED.items() if part in said), None)
            return (
                f"{_told(problem.param)} takes {wanted}; {more}"
                if wanted
                else f"{_told(problem.param)}: {said}; {more}"
            )
    text = str(problem.format_message()).rstrip(".")
    commands = getattr(context.command, "commands", None)
    if commands and text.startswith("No such command"):
        word = text.split("'")[1]
        near = nearest(word, commands)
        hint = f" Did you mean '{near}'?" if near else ""
        return f"{verb} has no verb '{word}'.{hint} There are: {', '.join(commands)}"
    if "unexpected extra argument" in text:
        words = text.partition("(")[2].rstrip(")")
        return f"{verb} does not know what to do with '{words}'; it takes {', '.join(takes)}"
    return f"{verb}: {text[:1].lower() + text[1:]}; {more}"


def _start(context: Any) -> int:
    """How many words of a command's path name the program itself."""
    return len(context.find_root().command_path.split())


def _told(parameter: Any) -> str:
    """An option as it is typed, an argument in capitals."""
    options = [word for word in parameter.opts if word.startswith("--")]
    return options[0] if options else str(parameter.name).upper()


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
