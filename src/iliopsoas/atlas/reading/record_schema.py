"""JSON Schema of records, for editors: made of the same classes that pydantic reads, so that the two cannot differ.

An editor with such a schema completes keys and names, tells what each key means, and underlines what reading would
refuse. What binds several keys together (phases, parameters in amounts) is checked by reading alone.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from typing import Any

JsonSchema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
"""Which JSON Schema this is; technical."""
_ATTRIBUTE = re.compile(r"^ {4}(\w+(?:, \w+)*): (.+)$")


def record_schema(
    record: Any, *, without: Iterable[str] = (), optional: Iterable[str] = (), added: Mapping[str, Any] | None = None
) -> JsonSchema:
    """The schema of one table that `TomlBlock.read` turns into this record.

    Args:
        record: the class. without: keys that are not written. optional: keys that reading fills in.
        added: schemas of keys that are written otherwise than the record holds them.
    """
    from pydantic import TypeAdapter

    made = TypeAdapter(record).json_schema(by_alias=True)
    whole = _inlined(made, made.get("$defs", {}))
    left_out, not_needed = set(without), {*without, *optional, "note"}
    properties = {k: _plain(v) for k, v in whole["properties"].items() if k not in left_out} | dict(added or {})
    for key, words in _descriptions(record).items():
        if key in properties:
            properties[key] = {"description": words, **properties[key]}
    return {
        "type": "object",
        "description": (inspect.getdoc(record) or "").partition("\n")[0],
        "properties": properties,
        "required": [key for key in whole.get("required", []) if key not in not_needed],
        "additionalProperties": False,
    }


def kind_of_table(kinds: Mapping[str, JsonSchema], key: str) -> JsonSchema:
    """A table of one of several kinds, told apart by the word under a key."""
    told = []
    for word, schema in kinds.items():
        properties = {key: {"const": word}, **schema["properties"]}
        told.append({**schema, "properties": properties, "required": [key, *schema["required"]]})
    return {"oneOf": told}


def tables(schema: JsonSchema, *, most: int | None = None) -> JsonSchema:
    """A list of tables."""
    return {"type": "array", "items": schema, **({"maxItems": most} if most else {})}


def whole_file(title: str, kinds: Mapping[str, JsonSchema], required: Iterable[str]) -> JsonSchema:
    """The schema of a file of [[kind]] tables."""
    return {
        "$schema": DRAFT,
        "title": title,
        "type": "object",
        "properties": dict(kinds),
        "required": list(required),
        "additionalProperties": False,
    }


def _inlined(schema: Any, known: Mapping[str, Any]) -> Any:
    """A schema whose references are replaced by what they refer to."""
    if isinstance(schema, list):
        return [_inlined(entry, known) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(known[schema["$ref"].rpartition("/")[2]], known)
    return {key: _inlined(value, known) for key, value in schema.items() if key != "$defs"}


def _plain(schema: Any) -> Any:
    """A schema without the titles that pydantic makes of names, and without null, which TOML does not have."""
    if isinstance(schema, list):
        return [_plain(entry) for entry in schema if entry != {"type": "null"}]
    if not isinstance(schema, dict):
        return schema
    own = {k: v for k, v in schema.items() if not (k == "title" and isinstance(v, str)) and (k, v) != ("default", None)}
    return {key: _plain(value) for key, value in own.items()}


def _descriptions(record: Any) -> dict[str, str]:
    """What the docstring says of each attribute, by its name in a file."""
    name_in_file = record.__pydantic_config__["alias_generator"]
    said = (inspect.getdoc(record) or "").partition("Attributes:\n")[2].splitlines()
    found = (match.groups() for line in said if (match := _ATTRIBUTE.match(line)))
    return {name_in_file(name): words for names, words in found for name in names.split(", ")}
