"""How structures hang together: a directed graph, and the questions it answers.

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

Drive of a muscle under lesions, each a share lost between 0 and 1:

    drive = sum over its nerves of  share  *  prod over the nerve and all it branches from of (1 - lesion)
                                          *  sum over roots of  share (1 - lesion)

A nerve without roots of its own has those of the nerve it branches from; fibres that reach its plexus through a trunk
that is part of the plexus (L4 and L5 through the lumbosacral trunk) also suffer with that trunk. Shares of
innervated_by and of root_of add up to 1. Nothing is told of a muscle anywhere else.
networkx is loaded by what asks the graph, so that a body can be built without it.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iliopsoas.atlas.anatomy.structures import STRANDED, Structure, find, strand_place, structures
from iliopsoas.atlas.reading.tables import Row, data_text, load, parse
from iliopsoas.errors import AtlasError, InputError, UnknownName

if TYPE_CHECKING:
    import networkx as nx

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
DRIVES = ("root", "nerve", "plexus")
"""Categories that can be lesioned."""


@dataclass(frozen=True)
class Written(Row):
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


@functools.cache
def graph() -> nx.MultiDiGraph:
    """Structures as nodes (attribute `category`), relations as edges (keyed by relation, attribute `edge`)."""
    return build(structures(), relations())


def read_relations(text: str, known: Mapping[str, Structure], file: str = FILE) -> list[Relation]:
    """Read edges and check them.

    Raises:
        AtlasError: a name, relation or `how` does not exist, a share is out of place or does not add up, or part_of or
        branch_of comes back to where it started.
    """
    rows = [_relation(row, file, line) for line, row in enumerate(parse(text, Written, file), start=2)]
    for line, row in enumerate(rows, start=2):
        if problem := _problem(row, known):
            raise AtlasError(f"{file}, line {line}: {problem}")
    _check_shares(rows, file)
    for relation in ONE_WAY:
        _check_one_way(rows, relation, file)
    return rows


def build(nodes: Mapping[str, Structure], edges: Sequence[Relation]) -> nx.MultiDiGraph:
    """The graph of some structures and edges."""
    import networkx as nx

    out = nx.MultiDiGraph()
    for key, s in nodes.items():
        out.add_node(key, category=s.category)
    for edge in edges:
        out.add_edge(edge.subject, edge.object, key=f"{edge.relation} {edge.how}{edge.other}".strip(), edge=edge)
    return out


def edges_of(structure: str) -> list[Relation]:
    """All edges that a structure is part of, as subject, object or other."""
    return [e for e in relations() if structure in (e.subject, e.object, e.other)]


# --- questions --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Supply:
    """What a root, nerve or artery supplies.

    Attributes:
        muscles: share of each muscle's drive that it carries.
        nerves: share of each nerve that comes from it.
        fed: what an artery and its branches bring blood to.
    """

    muscles: dict[str, float]
    nerves: dict[str, float]
    fed: tuple[str, ...] = ()


def supplies(name: str) -> Supply:
    """What depends on a root, a nerve, a plexus or an artery, largest share first.

    Raises:
        UnknownName: no such structure.
        InputError: it supplies nothing by its nature (a bone, say).
    """
    s = find(name)
    if s.category == "artery":
        below = {s.id, *_descendants(s.id)}
        fed = {e.subject for e in relations() if e.relation == "supplied_by" and e.object in below}
        return Supply({}, {}, tuple(sorted(fed)))
    if s.category not in DRIVES:
        raise InputError(f"{s.name} is a {s.category}; only roots, nerves, plexuses and arteries supply something")
    muscles = drive_loss({s.id: 1.0})
    nerves = {n: v for n in _of("nerve") if n != s.id and (v := _loss(n, {s.id: 1.0})) > 1e-9}
    return Supply(muscles, dict(sorted(nerves.items(), key=lambda item: (-item[1], item[0]))))


def drive_loss(lesion: Mapping[str, float]) -> dict[str, float]:
    """Share of its motor drive that each muscle loses, largest first; muscles that lose none are left out.

    Args:
        lesion: share lost (0 to 1) of roots, nerves or the plexus: {"femoral_nerve": 0.5}, {"L2": 1}.

    Raises:
        UnknownName: no such root or nerve.
        InputError: a share is not between 0 and 1.
    """
    lost = {}
    for name, share in lesion.items():
        if not 0.0 <= share <= 1.0:
            raise InputError(f"lesion of {name} is {share:g}; give the share lost, between 0 and 1")
        lost[find(name, DRIVES).id] = float(share)
    out = {}
    for muscle, nerves in _nerves_of_muscles().items():
        loss = round(sum(share * _loss(nerve, lost) for nerve, share in nerves.items()), 9)
        if loss > 0.0:
            out[muscle] = loss
    return dict(sorted(out.items(), key=lambda item: (-item[1], item[0])))


def nerves(muscle: str) -> dict[str, float]:
    """The nerves of a muscle with their shares of its drive. A strand has those of its muscle."""
    s = find(muscle)
    for key in (s.id, *_ancestors(s.id, "part_of")):
        if key in _nerves_of_muscles():
            return dict(_nerves_of_muscles()[key])
    parts = [e.subject for e in relations() if e.relation == "part_of" and e.object == s.id]
    return {n: share for part in parts for n, share in _nerves_of_muscles().get(part, {}).items()}


def roots(name: str) -> dict[str, float]:
    """The roots of a nerve or muscle with their shares of its motor fibres."""
    s = find(name)
    if s.category == "nerve":
        return dict(_roots_of(s.id))
    out: dict[str, float] = {}
    for nerve, share in _nerves_of_muscles().get(s.id, {}).items():
        for root, part in _roots_of(nerve).items():
            out[root] = out.get(root, 0.0) + share * part
    return dict(sorted(out.items(), key=lambda item: (-item[1], item[0])))


def between(first: str, second: str) -> list[str]:
    """What lies between two structures (or between things they are parts of, or parts of them)."""
    a, b = (_family(find(name).id) for name in (first, second))
    found = [
        e.subject
        for e in relations()
        if e.relation == "lies_between" and ((e.object in a and e.other in b) or (e.object in b and e.other in a))
    ]
    return list(dict.fromkeys(found))


def passing(structure: str, how: str | None = None) -> list[Relation]:
    """What passes through, behind, in front of or beside a structure (`how`; None for all)."""
    key = find(structure).id
    if how is not None and how not in RELATIONS["passes"]:
        raise UnknownName("way of passing", how, RELATIONS["passes"])
    return [e for e in relations() if e.relation == "passes" and e.object == key and how in (None, e.how)]


def path(first: str, second: str) -> list[Relation]:
    """The shortest chain of relations from one structure to another, whichever way each one is read.

    Raises:
        UnknownName: no such structure.
        InputError: nothing joins them.
    """
    import networkx as nx

    a, b = find(first), find(second)
    loose = graph().to_undirected(as_view=True)
    try:
        steps = nx.shortest_path(loose, a.id, b.id)
    except nx.NetworkXNoPath:
        raise InputError(f"nothing in the atlas joins {a.name} and {b.name}") from None
    return [next(iter(loose[u][v].values()))["edge"] for u, v in itertools.pairwise(steps)]


def _of(category: str) -> list[str]:
    return [key for key, s in structures().items() if s.category == category]


@functools.cache
def _nerves_of_muscles() -> dict[str, dict[str, float]]:
    out: dict[str, dict[str, float]] = {}
    for e in relations():
        if e.relation == "innervated_by":
            out.setdefault(e.subject, {})[e.object] = e.share
    return out


@functools.cache
def _roots_of(nerve: str) -> dict[str, float]:
    """Its own roots, else those of the nearest nerve it branches from."""
    for key in (nerve, *_ancestors(nerve, "branch_of")):
        own = {e.subject: e.share for e in relations() if e.relation == "root_of" and e.object == key}
        if own:
            return own
    return {}


def _loss(nerve: str, lesion: Mapping[str, float]) -> float:
    """Share of a nerve's drive that the lesions take."""
    arrives = 1.0
    for key in (nerve, *_ancestors(nerve, "branch_of")):
        arrives *= 1.0 - lesion.get(key, 0.0)
    arriving = 0.0
    for root, share in _roots_of(nerve).items():
        for key in (root, *_trunks(nerve, root)):
            share *= 1.0 - lesion.get(key, 0.0)
        arriving += share
    return round(1.0 - arrives * (arriving if _roots_of(nerve) else 1.0), 9)


@functools.cache
def _trunks(nerve: str, root: str) -> tuple[str, ...]:
    """The nerves through which a root's fibres reach the plexus that a nerve comes from."""
    plexuses = _ancestors(nerve, "branch_of")
    parts = [e.subject for e in relations() if e.relation == "part_of" and e.object in plexuses]
    return tuple(p for p in parts if structures()[p].category == "nerve" and p != nerve and root in _roots_of(p))


@functools.cache
def _ancestors(key: str, relation: str) -> tuple[str, ...]:
    """Everything it is a part or a branch of, nearest first."""
    out: list[str] = []
    ahead = [key]
    while ahead:
        up = [e.object for e in relations() if e.relation == relation and e.subject in ahead and e.object not in out]
        out += up
        ahead = up
    return tuple(dict.fromkeys(out))


def _descendants(key: str) -> list[str]:
    return [k for k in structures() if key in _ancestors(k, "branch_of")]


def _family(key: str) -> set[str]:
    return {key, *_ancestors(key, "part_of"), *(k for k in structures() if key in _ancestors(k, "part_of"))}


# --- checks -----------------------------------------------------------------------------------------------------------


def _relation(row: Written, file: str, line: int) -> Relation:
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
        place = strand_place(row.muscle)[1] if row.group == "psoas_major" else "iliac_fossa"
        same = {"source": row.source, "kind": row.kind, "note": "", "other": "", "share": 0.0, "subject": row.muscle}
        out.append(Relation(**same, relation="part_of", object=row.group, how=""))
        out.append(Relation(**same, relation="attaches_to", object=place, how="origin"))
    return out
