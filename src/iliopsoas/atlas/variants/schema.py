"""JSON Schema of a file with an anatomical variant."""

from __future__ import annotations

from iliopsoas.atlas.reading.record_schema import JsonSchema, kind_of_table, record_schema, tables, whole_file
from iliopsoas.atlas.variants.file import VERBS, NewStrand, WrittenPoint, WrittenWrap
from iliopsoas.atlas.variants.records import Feature, Prevalence, Variant

OWN = ("source", "kind")


def variant_schema(*, own: bool = True) -> JsonSchema:
    """The schema of a user's file with one variant, or of the atlas' file with all."""
    optional = OWN if own else ()
    path = {
        "type": "array",
        "minItems": 2,
        "items": {"anyOf": [record_schema(WrittenPoint), record_schema(WrittenWrap)]},
    }
    effects = {
        verb: record_schema(kind, optional=optional, added={"path": path} if kind is NewStrand else None)
        for verb, kind in VERBS.items()
    }
    prevalence = record_schema(Prevalence, optional=("low", "high", "n", *optional))
    added = {"prevalence": tables(prevalence), "effect": tables(kind_of_table(effects, "do"))}
    free = ("prevalence", "effect", *(("name", "feature") if own else ()))
    variant = record_schema(Variant, without=("line",), optional=free, added=added)
    feature = record_schema(Feature, without=("line",), optional=("side_correlation", *optional))
    kinds = {"variant": tables(variant, most=1 if own else None), "feature": tables(feature)}
    return whole_file("an anatomical variant", kinds, ["variant"])
