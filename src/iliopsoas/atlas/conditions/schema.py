"""JSON Schema of a file with a condition."""

from __future__ import annotations

from iliopsoas.atlas.conditions.file import VERBS
from iliopsoas.atlas.conditions.records import Condition, RedFlag
from iliopsoas.atlas.reading.record_schema import JsonSchema, kind_of_table, record_schema, tables, whole_file

OWN = ("source", "kind")


def condition_schema(*, own: bool = True) -> JsonSchema:
    """The schema of a user's file with one condition, or of the atlas' file with all."""
    optional = OWN if own else ()
    effects = kind_of_table({v: record_schema(e, optional=("low", "high", *optional)) for v, e in VERBS.items()}, "do")
    condition = record_schema(
        Condition, without=("line",), optional=("name", *optional) if own else (), added={"effect": tables(effects)}
    )
    kinds = {"condition": tables(condition, most=1 if own else None)}
    if not own:
        kinds["red_flag"] = tables(record_schema(RedFlag))
    return whole_file("a condition", kinds, ["condition"])
