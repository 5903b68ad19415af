"""The JSON Schemas of own files: what they accept is what is read, and what they refuse is what reading refuses."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from iliopsoas.atlas.conditions.records import Condition
from iliopsoas.atlas.conditions.schema import condition_schema
from iliopsoas.atlas.movements.records import GROUPS, Keyframe
from iliopsoas.atlas.movements.schema import movement_schema
from iliopsoas.atlas.variants.schema import variant_schema
from iliopsoas.cli.schema import FILE_KINDS, file_schema
from iliopsoas.errors import UnknownName

jsonschema = pytest.importorskip("jsonschema")
DATA = files("iliopsoas.atlas").joinpath("data")
MOVEMENTS = sorted(f.name for f in DATA.joinpath("movements").iterdir() if f.name.endswith(".toml"))


def problems(schema: dict[str, Any], text: str) -> list[str]:
    checker = jsonschema.Draft202012Validator(schema)
    checker.check_schema(schema)
    return [f"{list(error.path)}: {error.message}" for error in checker.iter_errors(tomllib.loads(text))]


@pytest.mark.parametrize("name", MOVEMENTS)
def test_every_movement_of_the_library_fits(name: str) -> None:
    assert problems(movement_schema(own=False), DATA.joinpath("movements", name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(("name", "schema"), [("conditions", condition_schema), ("variants", variant_schema)])
def test_every_condition_and_variant_of_the_library_fits(name: str, schema: Any) -> None:
    text = DATA.joinpath(f"{name}.toml").read_text(encoding="utf-8")
    assert problems(schema(own=False), text) == []
    assert problems(schema(own=False), text.replace('source = "', 'sourse = "', 1)) != []


WRONG = {
    "movement": ['[[movement]]\nlike = "squat"\ntitel = "x"', '[[movement]]\ntitle = "x"', '[[movement]]\nlike = "no"'],
    "condition": [
        '[[condition]]\ntitle = "x"',
        '[[condition]]\ntitle="x"\nplain="x"\nfindings="x"\ngrade="x"\ntypical=[0.1, 0.2]\n'
        '[[condition.effect]]\ndo = "strength"\nmuscles = ["nothing"]\nat_1 = 0.5',
        '[[condition]]\ntitle="x"\nplain="x"\nfindings="x"\ngrade="x"\ntypical=[0.1, 0.2]\n'
        '[[condition.effect]]\ndo = "strength"\nmuscles = ["iliacus"]\nat_1 = 3',
    ],
    "variant": [
        '[[variant]]\ntitle = "x"\n[[variant.effect]]\ndo = "fly"',
        '[[variant]]\ntitle = "x"\n[[variant.effect]]\ndo = "scale_strength"\nstrands = ["iliacus"]\nfactor = 0',
    ],
    "markers": ['[markers]\nRASI = "nose_of_somebody"', "[other]\nx = 1"],
    "norms": [
        '[[norms]]\ntitle = "x"',
        '[[norms]]\ntitle = "x"\n[[norms.curve]]\nquantity = "x"\nmean = [1, 2]\nsd = [1, 1]',
        '[[norms]]\ntitle = "x"\n[[norms.curve]]\nquantity = "knee_angle_deg"\nmean = [1]\nsd = [1]',
    ],
}
RIGHT = {
    "movement": '[[movement]]\ntitle = "x"\nlike = "squat"\nabout = "x"',
    "condition": '[[condition]]\ntitle="x"\nplain="x"\nfindings="x"\ngrade="x"\ntypical=[0.1, 0.2]\n'
    '[[condition.effect]]\ndo = "range_limit"\ncoordinate = "hip_flexion"\nend = "upper"\nat_1 = 90\nhealthy_deg = 120',
    "variant": '[[variant]]\ntitle = "x"\n[[variant.effect]]\ndo = "remove_strands"\nstrands = ["iliacus"]',
    "markers": '[markers]\n"{s}ASI" = "asis_{s}"\nWAND = "unused"',
    "norms": '[[norms]]\ntitle = "x"\n[[norms.curve]]\nquantity = "knee_angle_deg"\nmean = [1, 2]\nsd = [1, 1]',
}


@pytest.mark.parametrize("kind", FILE_KINDS)
def test_an_own_file_is_accepted_or_refused_as_it_is_read(kind: str) -> None:
    schema = file_schema(kind)
    assert json.loads(json.dumps(schema)) == schema
    assert problems(schema, RIGHT[kind]) == []
    for text in WRONG[kind]:
        assert problems(schema, text) != [], text


def test_a_schema_explains_and_completes() -> None:
    movement = file_schema("movement")["properties"]["movement"]["items"]["properties"]
    assert movement["group"]["enum"] == list(GROUPS)
    assert movement["keyframes"]["items"]["properties"]["through"]["description"] == "passed without stopping."
    assert "straight_leg_raise" in movement["like"]["enum"]
    condition = file_schema("condition")["properties"]["condition"]["items"]
    assert condition["description"] == Condition.__doc__.splitlines()[0]
    assert set(movement["keyframes"]["items"]["properties"]) == {
        Keyframe.__pydantic_config__["alias_generator"](name) for name in Keyframe.__dataclass_fields__
    }


def test_an_unknown_kind() -> None:
    with pytest.raises(UnknownName, match=r"no kind of file is called 'movment'\. Did you mean 'movement'"):
        file_schema("movment")
