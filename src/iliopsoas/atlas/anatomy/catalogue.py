"""All anatomical structures of the atlas, those of `data/structures/` and the strands of the model."""

from __future__ import annotations

import functools
from importlib.resources import files

from iliopsoas.atlas.anatomy.file import gather_structures
from iliopsoas.atlas.anatomy.records import Structure
from iliopsoas.atlas.anatomy.strands import strand_structures


@functools.cache
def structures() -> dict[str, Structure]:
    """All structures, id -> record, strands included.

    Raises:
        AtlasError: a record is not as it must be; the message names file and line.
    """
    folder = files("iliopsoas.atlas").joinpath("data", "structures")
    texts = {p.name: p.read_text(encoding="utf-8") for p in folder.iterdir() if p.name.endswith(".toml")}
    found = gather_structures(texts)
    for strand in strand_structures(found):
        found[strand.id] = strand
    return found
