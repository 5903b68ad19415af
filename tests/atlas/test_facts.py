"""Every fact has an address, every address is there, and the page is up to date."""

from __future__ import annotations

import importlib
import re
import shlex
from pathlib import Path

import pytest
import typer

from iliopsoas.atlas.facts import Fact, facts, facts_page, parse_facts
from iliopsoas.cli.atlas import atlas
from iliopsoas.errors import AtlasError

SHARED = Path("shared/reference/facts.md")


def options(command: object) -> set[str]:
    """Every option that a command takes."""
    app = typer.Typer()
    app.command()(command)  # type: ignore[type-var]
    return {name for param in typer.main.get_command(app).params for name in param.opts}


def test_there_are_thirty_one() -> None:
    assert [f.number for f in facts()] == list(range(1, 32))


def test_none_is_missing_from_the_list(repository: Path) -> None:
    listed = repository.parent / SHARED
    if not listed.is_file():
        pytest.skip("the list of facts (shared/reference/facts.md beside the repository) is not here")
    numbers = re.findall(r"^(\d+)\. ", listed.read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(n) for n in numbers] == [f.number for f in facts()]


@pytest.mark.parametrize("fact", facts(), ids=lambda f: str(f.number))
def test_its_functions_can_be_imported(fact: Fact) -> None:
    for address in fact.functions:
        module, _, name = address.partition(":")
        found: object = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
        assert callable(found)


@pytest.mark.parametrize("fact", facts(), ids=lambda f: str(f.number))
def test_its_commands_exist(fact: Fact) -> None:
    from iliopsoas.cli.app import app
    from iliopsoas.cli.function import function_app

    verbs = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback} | {"atlas", "function"}
    functions = {c.name or c.callback.__name__ for c in function_app.registered_commands if c.callback}
    for line in fact.ask:
        program, verb, *rest = shlex.split(line)
        assert program == "iliopsoas"
        assert verb in verbs
        if verb == "function":
            assert rest[0] in functions
        if verb == "atlas":
            assert {word for word in rest if word.startswith("--")} <= options(atlas)


def test_only_acting_waits() -> None:
    """Anatomy, function and conditions are complete; rehabilitation says what is to come."""
    for fact in facts():
        if fact.part in ("Anatomy", "Function", "Conditions"):
            assert not fact.later
            assert fact.ask
        else:
            assert fact.later


def test_the_page_is_the_one_in_the_repository(repository: Path) -> None:
    assert (repository / "docs" / "facts.md").read_text(encoding="utf-8") == facts_page()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('knows = ["iliopsos.summary"]', r"f\.toml, line 5, fact 'x': no structure is called 'iliopsos'"),
        ('knows = ["iliopsoas.course"]', r"f\.toml, line 5, fact 'x': nothing is said of 'course' in 'iliopsoas'"),
        ('know = ["iliopsoas.summary"]', r"f\.toml, line 5, fact 'x': no entry is called 'know'. Did you mean 'knows'"),
        ("", r"f\.toml, line 2, fact 'x': it has no address and promises none"),
    ],
)
def test_a_wrong_address_is_told(text: str, message: str) -> None:
    with pytest.raises(AtlasError, match=message):
        parse_facts(f'\n[[fact]]\nabout = "x"\npart = "y"\n{text}\n', "f.toml")
