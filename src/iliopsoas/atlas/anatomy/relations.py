"""How structures hang together: relations, read as sentences and checked.

`data/structures/relations.csv` holds one edge a row, read as a sentence "subject relation object":

    part_of         iliacus part_of iliopsoas
    branch_of       iliolumbar artery branch_of internal iliac artery; nerve to iliacus branch_of femoral nerve
    innervated_by   iliacus innervated_by nerve to iliacus, `share` of its motor drive
    root_of         L2 root_of nerve to iliacus, `share` of the nerve's motor fibres
    supplied_by     iliacus supplied_by iliolumbar artery
    passes          femoral nerve passes `how` (through, behind, in_front_of, beside) psoas major
    lies_between    bursa lies_between tendon and `other`
    attaches_to     iliacus attaches_to iliac fossa, `how` (origin, insertion)
    acts_on         iliacus acts_on hip joint, `how` (flexes)

The relations of the strands of psoas major and iliacus follow from the muscles table.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from iliopsoas.atlas.anatomy.catalogue import structures
from iliopsoas.atlas.anatomy.records import STRANDED, Structure
from iliopsoas.atlas.anatomy.strands import strand_origin
from iliopsoas.atlas.reading.csv_rows import data_text, parse_csv
from iliopsoas.atlas.reading.row import Row
from iliopsoas.atlas.reading.tables import load
from iliopsoas.errors import AtlasError, UnknownName

FILE = "relations.csv"


RELATIONS: dict[str, tuple[str, ...]] = {
    "part_of": (),
    "branch_of": (),
    "innervated_by": (),
    "root_of": (),
    "supplied_by": (),
    "passes": ("through", "behind", "in_front_of", "beside"),
    "lies_between": (),
    "attaches_to": ("origin", "insertion"),
    "acts_on": (),
}
"""Relations, each with the words `how` may be; none: `how` is empty or free."""

SHARED = ("innervated_by", "root_of")
ONE_WAY = ("part_of", "branch_of")
"""Relations that must not come back to where they started."""


@dataclass(frozen=True)
class RelationRow(Row):
    """One row of the file; `share` is blank where the relation has none."""

    subject: str
    relation: str
    object: str
    other: str
    how: str
    share: str


@dataclass(frozen=True)
class Relation(Row):
    """One edge. `share` 0 where the relation has none."""

    subject: str
    relation: str
    object: str
    other: str
    how: str
    share: float

    @property
    def words(self) -> str:
        """The edge as a sentence."""
        name = {k: s.name for k, s in structures().items()}
        subject, target, other = (name.get(k, k) for k in (self.subject, self.object, self.other))
        how = self.how.replace("_", " ")
        share = f" ({100 * self.share:.0f} %)" if self.share else ""
        match self.relation:
            case "passes":
                return f"{subject} passes {how} {target}"
            case "lies_between":
                return f"{subject} lies between {target} and {other}"
            case "attaches_to":
                return f"{subject} {'arises from' if self.how == 'origin' else 'inserts on'} {target}"
            case "acts_on":
                return f"{subject} {how} {target}"
            case "root_of":
                return f"{subject} is a root of {target}{share}"
            case "branch_of" | "part_of":
                return f"{subject} is a {self.relation[:-3]} of {target}"
            case _:
                return f"{subject} is {self.relation.replace('_', ' ')} {target}{share}"


@functools.cache
def relations() -> tuple[Relation, ...]:
    """All edges, those of the strands included.

    Raises:
        AtlasError: an edge is not as it must be; the message names file and line.
    """
    rows = read_relations(data_text(f"structures/{FILE}"), structures())
    return (*rows, *_strand_edges())


def read_relations(text: str, known: Mapping[str, Structure], file: str = FILE) -> list[Relation]:
    """Read edges and check them.

    Raises:
        AtlasError: a name, relation or `how` does not exist, a share is out of place or does not add up, or part_of or
        branch_of comes back to where it started.
    """
    rows = [_relation(row, file, line) for line, row in enumerate(parse_csv(text, RelationRow, file), start=2)]
    for line, row in enumerate(rows, start=2):
        if problem := _problem(row, known):
            raise AtlasError(f"{file}, line {line}: {problem}")
    _check_shares(rows, file)
    for relation in ONE_WAY:
        _check_one_way(rows, relation, file)
    return rows


def _relation(row: RelationRow, file: str, line: int) -> Relation:
    try:
        return Relation(**(vars(row) | {"share": float(row.share or 0.0)}))
    except ValueError:
        raise AtlasError(f"{file}, line {line}, column 'share': '{row.share}' is not a number") from None


def _problem(row: Relation, known: Mapping[str, Structure]) -> str:
    """What is wrong with an edge by itself; empty if nothing."""
    if row.relation not in RELATIONS:
        return str(UnknownName("relation", row.relation, RELATIONS))
    for name in filter(None, (row.subject, row.object, row.other)):
        if name not in known:
            return str(UnknownName("structure", name, known))
    ways = RELATIONS[row.relation]
    if ways and row.how not in ways:
        return f"{row.relation} needs one of {', '.join(ways)} under 'how', not '{row.how}'"
    if (row.relation == "lies_between") != bool(row.other):
        return "lies_between, and nothing else, names a second structure under 'other'"
    if row.relation in SHARED and not 0.0 < row.share <= 1.0:
        return f"the share of {row.relation} is {row.share:g}; it lies above 0 and up to 1"
    if row.relation not in SHARED and row.share:
        return f"{row.relation} has no share"
    return ""


def _check_shares(rows: Sequence[Relation], file: str) -> None:
    total: dict[tuple[str, str], tuple[float, int]] = {}
    for line, row in enumerate(rows, start=2):
        if row.relation in SHARED:
            key = (row.relation, row.subject if row.relation == "innervated_by" else row.object)
            total[key] = (total.get(key, (0.0, 0))[0] + row.share, line)
    for (relation, name), (share, line) in total.items():
        if abs(share - 1.0) > 1e-6:
            raise AtlasError(f"{file}, line {line}: the shares of {relation} of {name} add up to {share:g}, not to 1")


def _check_one_way(rows: Sequence[Relation], relation: str, file: str) -> None:
    import networkx as nx

    line_of = {(r.subject, r.object): i for i, r in enumerate(rows, start=2) if r.relation == relation}
    try:
        circle = nx.find_cycle(nx.DiGraph(list(line_of)))
    except nx.NetworkXNoCycle:
        return
    way = " -> ".join([*(u for u, _ in circle), circle[-1][1]])
    lines = ", ".join(str(n) for n in sorted(line_of[u, v] for u, v in circle))
    raise AtlasError(f"{file}, line {lines}: {relation} is circular: {way}")


def _strand_edges() -> list[Relation]:
    out = []
    for row in load("muscles"):
        if row.group not in STRANDED:
            continue
        place = strand_origin(row.muscle)[1] if row.group == "psoas_major" else "iliac_fossa"
        same = {"source": row.source, "kind": row.kind, "note": "", "other": "", "share": 0.0, "subject": row.muscle}
        out.append(Relation(**same, relation="part_of", object=row.group, how=""))
        out.append(Relation(**same, relation="attaches_to", object=place, how="origin"))
    return out


@functools.cache
def ancestors(key: str, relation: str) -> tuple[str, ...]:
    """Everything it is a part or a branch of, nearest first."""
    out: list[str] = []
    ahead = [key]
    while ahead:
        up = [e.object for e in relations() if e.relation == relation and e.subject in ahead and e.object not in out]
        out += up
        ahead = up
    return tuple(dict.fromkeys(out))
