"""All structures and relations as one directed graph, and the shortest chain of relations between two of them.

networkx is loaded by what asks the graph, so that a body can be built without it.
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING

from iliopsoas.atlas.anatomy.catalogue import structures
from iliopsoas.atlas.anatomy.lookup import find_structure
from iliopsoas.atlas.anatomy.relations import Relation, relations
from iliopsoas.errors import InputError

if TYPE_CHECKING:
    import networkx as nx


@functools.cache
def graph() -> nx.MultiDiGraph:
    """Structures as nodes (attribute `category`), relations as edges (keyed by relation, attribute `edge`)."""
    import networkx as nx

    out = nx.MultiDiGraph()
    for key, structure in structures().items():
        out.add_node(key, category=structure.category)
    for edge in relations():
        out.add_edge(edge.subject, edge.object, key=f"{edge.relation} {edge.how}{edge.other}".strip(), edge=edge)
    return out


def shortest_path(first: str, second: str) -> list[Relation]:
    """The shortest chain of relations from one structure to another, whichever way each one is read.

    Of several chains of one length it is always the same one: neighbours are tried in the order of the atlas.

    Raises:
        UnknownName: no such structure.
        InputError: nothing joins them.
    """
    import networkx as nx

    a, b = find_structure(first), find_structure(second)
    either_way = nx.Graph()
    either_way.add_nodes_from(structures())
    for relation in relations():
        if not either_way.has_edge(relation.subject, relation.object):
            either_way.add_edge(relation.subject, relation.object, edge=relation)
    try:
        steps = nx.shortest_path(either_way, a.id, b.id)
    except nx.NetworkXNoPath:
        raise InputError(f"nothing in the atlas joins {a.name} and {b.name}") from None
    return [either_way[u][v]["edge"] for u, v in itertools.pairwise(steps)]
