"""The strands of psoas major and iliacus as structures, read from the muscles table so that they are listed once."""

from __future__ import annotations

from collections.abc import Mapping

from iliopsoas.atlas.anatomy.records import STRANDED, Figure, Statement, Structure
from iliopsoas.atlas.reading.tables import load

STRAND_ORIGINS = {
    "VB": ("side of the body of {0}", "vertebra_{0}"),
    "TP": ("transverse process of {0}", "{0}_transverse_process"),
    "IVD": ("disc between {0} and {1}", "disc_{0}_{1}"),
}
"""What the last part of a psoas strand's name means: in words, and the structure it is attached to."""


def strand_origin(muscle: str) -> tuple[str, str]:
    """Where a strand of psoas major arises: in words, and as the id of a structure.

    >>> strand_place("psoas_major_L1_L2_IVD")
    ('disc between L1 and L2', 'disc_L1_L2')
    """
    *levels, what = muscle.removeprefix("psoas_major_").split("_")
    words, structure = STRAND_ORIGINS[what]
    return words.format(*levels), structure.format(*levels)


def strand_structures(found: Mapping[str, Structure]) -> list[Structure]:
    out = []
    for row in load("muscles"):
        if row.group not in STRANDED:
            continue
        whole = found[row.group]
        if row.group == "psoas_major":
            place = strand_origin(row.muscle)[0]
        else:
            place = f"{row.muscle.removeprefix('iliacus_')} part of the iliac fossa"
        text = f"The strand of {whole.name} that arises from the {place}, as the model has it."
        out.append(
            Structure(
                id=row.muscle,
                category="strand",
                name=f"{whole.name}, strand from the {place}",
                model=row.muscle,
                statements=(Statement("summary", text, row.source, row.kind),),
                figures=(
                    Figure("maximal isometric force", row.fmax_n, "N", row.source, row.kind, note=row.note),
                    Figure("optimal fibre length", row.lopt_m, "m", row.source, row.kind),
                    Figure("tendon slack length", row.lslack_m, "m", row.source, row.kind),
                    Figure("pennation at optimal length", row.pennation_rad, "rad", row.source, row.kind),
                ),
                file="muscles.csv",
            )
        )
    return out
