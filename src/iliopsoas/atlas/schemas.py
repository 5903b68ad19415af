"""JSON Schemas of the files that users write themselves, for their editors."""

from __future__ import annotations

from collections.abc import Callable

from iliopsoas.atlas.conditions.schema import condition_schema
from iliopsoas.atlas.marker_sets import OWN_TABLE, UNUSED
from iliopsoas.atlas.marker_words import place_names
from iliopsoas.atlas.movements.catalogue import movement_records
from iliopsoas.atlas.movements.schema import movement_schema
from iliopsoas.atlas.reading.record_schema import JsonSchema, whole_file
from iliopsoas.atlas.variants.schema import variant_schema
from iliopsoas.errors import UnknownName


def _marker_schema() -> JsonSchema:
    places = [*place_names(), UNUSED]
    sided = sorted({f"{name[:-2]}_{{s}}" for name in places if name.endswith(("_r", "_l"))})
    labels = {"type": "object", "additionalProperties": {"enum": [*places, *sided]}, "minProperties": 1}
    return whole_file("a marker set", {OWN_TABLE: labels}, [OWN_TABLE])


_SCHEMAS: dict[str, Callable[[], JsonSchema]] = {
    "movement": lambda: movement_schema(movement_records()),
    "condition": condition_schema,
    "variant": variant_schema,
    "markers": _marker_schema,
}
FILE_KINDS = tuple(_SCHEMAS)
"""What a user's own file may hold."""


def file_schema(kind: str) -> JsonSchema:
    """The JSON Schema of a file that holds one movement, condition, variant or marker set.

    Args:
        kind: 'movement', 'condition', 'variant' or 'markers'.

    Raises:
        UnknownName: no file is of that kind.
    """
    if kind not in _SCHEMAS:
        raise UnknownName("kind of file", kind, FILE_KINDS)
    return _SCHEMAS[kind]()
