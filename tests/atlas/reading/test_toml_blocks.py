"""A block becomes a record; what is wrong with it is told with file, line, block and key, and with what exists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import pytest
from annotated_types import Gt, Interval, Lt

from iliopsoas.atlas.reading.field_types import (
    Checked,
    Flag,
    Number,
    OneOf,
    Pair,
    Text,
    Texts,
    Vector3,
    Whole,
    record_config,
)
from iliopsoas.atlas.reading.row import KINDS, Row
from iliopsoas.atlas.reading.toml_blocks import TomlBlock, TomlFile, find_record
from iliopsoas.errors import AtlasError, InputError, UnknownName

COLOURS = ("red", "green", "blue")


def no_seven(value: int) -> int:
    """Ten times the number, which must not be seven."""
    if value == 7:
        raise InputError("seven is taken")
    return 10 * value


@dataclass(frozen=True)
class Brick(Row):
    """A record with a field of every type."""

    __pydantic_config__ = record_config(first="from")

    name: Text
    size_m: Annotated[Number, Interval(gt=0.0, le=2.0)]
    colour: Annotated[Text, OneOf("colour", COLOURS)] = "red"
    shade: Annotated[Text, OneOf("shade", lambda: (f"dark {c}" for c in COLOURS))] = "dark red"
    count: Whole = 1
    lucky: Annotated[Whole, Checked(no_seven)] = 0
    hollow: Flag = False
    at: Vector3 = (0.0, 0.0, 0.0)
    span: Pair = (0.0, 1.0)
    tags: Texts = ()
    first: str = ""
    angles: Mapping[str, Number] = field(default_factory=dict)
    cold: Annotated[Number, Lt(0.0)] | None = None
    warm: Annotated[Number, Gt(0.0), Interval(ge=1.0)] = 1.0


GOOD = """\
# bricks

[[brick]]
name = "one"
size_m = 1
source = "iliopsoas"
kind = "estimated"
"""


def block(more: str = "", text: str = GOOD) -> TomlBlock:
    return TomlFile.parse(text + more, "bricks.toml").blocks("brick")["brick"][0]


def test_a_block_becomes_a_record_with_its_defaults() -> None:
    brick = block('colour = "blue"\nfrom = "here"\nat = [1, 2.5, -3]\nlucky = 3\n').read(Brick)
    assert brick == Brick(
        "iliopsoas", "estimated", "", "one", 1.0, colour="blue", first="here", at=(1.0, 2.5, -3.0), lucky=30
    )
    assert isinstance(brick.size_m, float)


@pytest.mark.parametrize(
    ("more", "line", "problem"),
    [
        ("size = 1", 8, "no entry is called 'size'. Did you mean 'size_m'? There are: "),
        ("first = 'x'", 8, "no entry is called 'first'. "),
        ('colour = "gren"', 8, "no colour is called 'gren'. Did you mean 'green'? There are: red, green, blue"),
        ('shade = "dark rad"', 8, "no shade is called 'dark rad'. Did you mean 'dark red'?"),
        ("colour = 3", 8, "colour is 3; it must be a text"),
        ("count = 1.0", 8, "count is 1.0; it must be a whole number"),
        ("count = true", 8, "count is True; it must be a whole number"),
        ("hollow = 1", 8, "hollow is 1; it must be true or false"),
        ("lucky = 7", 8, "seven is taken"),
        ("at = [1, 2]", 8, "at is [1, 2]; it must be [x, y, z]"),
        ("at = [1, 2, nan]", 8, "at is [1, 2, nan]; it must be [x, y, z]"),
        ("span = [0, true]", 8, "span is [0, True]; it must be two numbers in a list"),
        ("tags = 'x'", 8, "tags is 'x'; it must be a list of names"),
        ("tags = ['x', '']", 8, "tags is ['x', '']; it must be a list of names"),
        ("cold = 1", 8, "cold is 1; it must be below 0"),
        ("warm = 0.5", 8, "warm is 0.5; it must be at least 1"),
        ("angles = 1", 8, "angles is 1; it must be a table"),
        ("note = 'fine'\nangles = { hip = 1, knee = 'x' }", 9, "angles is 'x'; it must be a number"),
    ],
)
def test_a_wrong_entry_is_told(more: str, line: int, problem: str) -> None:
    with pytest.raises(AtlasError, match=rf"^bricks\.toml, line {line}, brick 'one': {re.escape(problem)}"):
        block(more + "\n").read(Brick)


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("size_m = 1\n", "", 3, "no size_m"),
        ("size_m = 1", "size_m = 0", 5, "size_m is 0; it must be above 0"),
        ("size_m = 1", "size_m = 3", 5, "size_m is 3; it must be at most 2"),
        ("size_m = 1", "size_m = nan", 5, "size_m is nan, which is no number"),
        ("size_m = 1", "size_m = inf", 5, "size_m is inf, which is no number"),
        ("size_m = 1", "size_m = true", 5, "size_m is True; it must be a number"),
        ("size_m = 1", "size_m = '1'", 5, "size_m is '1'; it must be a number"),
        ('source = "iliopsoas"\n', "", 3, "no source; every number in the atlas has one"),
        ('source = "iliopsoas"', 'source = ""', 6, "source is empty"),
        ("estimated", "guessed", 7, f"no kind is called 'guessed'. There are: {', '.join(KINDS)}"),
    ],
)
def test_a_number_is_a_number_and_says_where_it_comes_from(old: str, new: str, line: int, problem: str) -> None:
    with pytest.raises(AtlasError, match=rf"^bricks\.toml, line {line}, brick 'one': {re.escape(problem)}"):
        block(text=GOOD.replace(old, new)).read(Brick)


def test_what_is_added_is_not_written_and_what_was_read_stays() -> None:
    entry = block("weight = 3\n")
    with pytest.raises(AtlasError, match=r"no entry is called 'weight'"):
        entry.read(Brick)
    brick = entry.read(Brick, without=("weight",), added={"count": entry.line}, colour="green")
    assert (brick.count, brick.colour) == (3, "green")
    with pytest.raises(AtlasError, match=r"line 8, brick 'one': no entry is called 'weight'\. There are: angles"):
        entry.read(Brick, added={"weight": 3})


def test_inner_blocks_carry_the_names_around_them() -> None:
    text = GOOD + "parts = [\n  { phase = 'dry', x = 1 },\n  { x = 2 },\n]\n[[brick.effect]]\ndo = 'fall'\n"
    whole = block(text=text)
    assert [b.label for b in whole.inner("parts")] == ["brick 'one', part 'dry'", "brick 'one', part"]
    assert [b.line for b in whole.inner("parts")] == [9, 10]
    (effect,) = whole.inner("effect")
    assert str(effect.error("no", "do")) == "bricks.toml, line 13, brick 'one', effect 'fall': no"
    assert whole.inner("nothing") == []


@pytest.mark.parametrize("value", ["3", "[1]", "{ x = 1 }"])
def test_inner_blocks_must_be_tables(value: str) -> None:
    message = "write 'effect' in blocks that begin with [[brick.effect]]"
    with pytest.raises(AtlasError, match=rf"^bricks\.toml, line 8, brick 'one': {re.escape(message)}"):
        block(f"effect = {value}\n").inner("effect")


def test_a_name_stands_for_something() -> None:
    entry = block("do = 'fal'\n")
    assert entry.choose("name", {"one": 1, "two": 2}) == 1
    with pytest.raises(AtlasError, match=r"line 8, .*: no do is called 'fal'\. Did you mean 'fall'\?"):
        entry.choose("do", {"fall": 1})
    with pytest.raises(AtlasError, match=r"line 3, .*: no role"):
        entry.choose("role", {"x": 1})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a = \n", "bricks.toml, line 1: not TOML: "),
        ('[[brick]]\nname = "x"\n[[brik]]\n', "bricks.toml, line 3: unknown 'brik'; there are [[brick]] and [[wall]]"),
        ("[brick]\n", "bricks.toml, line 1: write 'brick' in blocks that begin with [[brick]]"),
        (
            '[[brick]]\nname = "x"\n[[brick]]\nname = "x"\n',
            "bricks.toml, line 3, brick 'x': it is a second brick of that name; the first is in line 1",
        ),
    ],
)
def test_what_a_file_may_hold(text: str, problem: str) -> None:
    with pytest.raises(AtlasError, match=f"^{re.escape(problem)}"):
        TomlFile.parse(text, "bricks.toml").blocks("brick", "wall")


def test_names_may_be_alike_where_the_file_fills_them_in() -> None:
    text = '[[brick]]\nname = "x"\n[[brick]]\nname = "x"\n[[brick]]\n[[brick]]\n'
    assert len(TomlFile.parse(text, "f").blocks("brick", names_differ=False)["brick"]) == 4


def test_tables_with_names_of_their_own() -> None:
    file = TomlFile.parse("[one]\na = 1\n[two]\n", "f.toml")
    assert [(b.label, b.line) for b in file.named_tables("wall")] == [("wall 'one'", 1), ("wall 'two'", 3)]
    with pytest.raises(AtlasError, match=r"^f\.toml, line 1: 'a' stands outside of a wall; a wall begins with \[its"):
        TomlFile.parse("a = 1\n[one]\n", "f.toml").named_tables("wall")


def test_an_inherited_entry_is_told_at_the_block_that_inherits_it() -> None:
    entry = block()
    heir = entry.replaced({**entry.values, "count": "many"})
    with pytest.raises(AtlasError, match=r"line 3, brick 'one': count is 'many'"):
        heir.read(Brick)


def test_a_record_is_found_by_its_name() -> None:
    bricks = [block().read(Brick)]
    assert find_record("brick", "one", bricks) is bricks[0]
    with pytest.raises(UnknownName, match=r"no brick is called 'on'\. Did you mean 'one'"):
        find_record("brick", "on", bricks)


def test_no_pydantic_before_a_record_is_read() -> None:
    """It costs a fifth of a second, which `--help` should not."""
    import json
    import subprocess
    import sys

    def loaded(statement: str) -> Any:
        code = f"{statement}; import json, sys; print(json.dumps('pydantic' in sys.modules))"
        return json.loads(
            subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        )

    assert not loaded("import iliopsoas.atlas.conditions.catalogue, iliopsoas.atlas.movements.catalogue, iliopsoas.cli")
    assert loaded("from iliopsoas.atlas.assessments import assessments; assessments()")
