"""JSON Schema of a file with a movement."""

from __future__ import annotations

from collections.abc import Iterable

from iliopsoas.atlas.movements.records import SIZES, Keyframe, Load, Movement, Parameter, SupportRecord, Touch
from iliopsoas.atlas.reading.record_schema import JsonSchema, record_schema, tables, whole_file

OWN = ("source", "kind")
AMOUNT: JsonSchema = {"anyOf": [{"type": "number"}, {"type": "string", "minLength": 1}]}
"""A number, or a parameter that stands for one (technical)."""
ANGLES: JsonSchema = {"type": "object", "additionalProperties": AMOUNT}
TEXT: JsonSchema = {"type": "string", "minLength": 1}
"""Words, at least a letter (technical)."""


def movement_schema(known: Iterable[str] = (), *, own: bool = True) -> JsonSchema:
    """The schema of a user's file with one movement, or of a file of the atlas.

    Args:
        known: names of the library's movements, which an own one may be like.
    """
    row = {"source": TEXT, "kind": TEXT, "note": {"type": "string"}}
    parameter = record_schema(Parameter, optional=("about",), added=row)
    load = record_schema(Load, without=("size",), added={key: AMOUNT for key in SIZES.values()})
    load["oneOf"] = [{"properties": {"type": {"const": kind}}, "required": [key]} for kind, key in SIZES.items()]
    added: dict[str, JsonSchema] = {
        "angles_deg": ANGLES,
        "like": {"type": "string", "enum": [*known]} if own else TEXT,
        "parameters": {"type": "array", "items": {"anyOf": [TEXT, parameter]}},
        "keyframes": tables(record_schema(Keyframe)),
        "supports": tables(record_schema(SupportRecord)),
        "touches": tables(record_schema(Touch, optional=("from", "to"))),
        "loads": tables(load),
    }
    movement = record_schema(Movement, optional=OWN, added=added)
    alone = ["title", "about", "group", "laterality", *([] if own else ["name", "source", "kind"])]
    movement["required"] = [] if own else ["name"]
    movement["anyOf"] = [{"required": ["like"]}, {"required": alone}]
    posture = {
        "type": "object",
        "properties": {"name": TEXT, "angles_deg": ANGLES, "about": TEXT, **row},
        "required": ["name", "angles_deg"],
    }
    kinds = {
        "movement": tables(movement, most=1 if own else None),
        "parameter": tables(parameter),
        "posture": tables(posture),
    }
    return whole_file("a movement", kinds, ["movement"] if own else [])
