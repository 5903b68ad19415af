"""Every fact has an address, every address is there, and the page is up to date."""

from __future__ import annotations

import importlib
import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from iliopsoas.atlas.facts import Fact, facts, facts_page, parse_facts
from iliopsoas.errors import AtlasError

SHARED = Path("shared/reference/facts.md")


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
def test_its_commands_exist(fact: Fact, repository: Path) -> None:
    from iliopsoas.cli.app import app

    verbs = typer.main.get_command(app)
    for line in fact.ask:
        program, *words = shlex.split(line)
        assert program == "iliopsoas"
        command = verbs
        while words and isinstance(command, TyperGroup):
            command = command.commands[words.pop(0)]
        known = {name for parameter in command.params for name in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, line
        assert all((repository / word).is_file() for word in words if word.endswith(".toml"))


def test_nothing_is_left_to_come() -> None:
    """Every fact is known and can be asked for; what is to be acted on is computed."""
    for fact in facts():
        assert fact.knows
        assert fact.ask
        if fact.part == "Rehabilitation":
            assert fact.computes


def test_the_page_is_the_one_in_the_repository(repository: Path) -> None:
    assert (repository / "docs" / "facts.md").read_text(encoding="utf-8") == facts_page()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('knows = ["iliopsos.summary"]', r"f\.toml, line 5, fact 'x': no structure is called 'iliopsos'"),
        ('knows = ["iliopsoas.course"]', r"f\.toml, line 5, fact 'x': nothing is said of 'course' in 'iliopsoas'"),
        ('know = ["iliopsoas.summary"]', r"f\.toml, line 5, fact 'x': no entry is called 'know'. Did you mean 'knows'"),
        ("", r"f\.toml, line 2, fact 'x': it has no address"),
    ],
)
def test_a_wrong_address_is_told(text: str, message: str) -> None:
    with pytest.raises(AtlasError, match=message):
        parse_facts(f'\n[[fact]]\nabout = "x"\npart = "y"\n{text}\n', "f.toml")
