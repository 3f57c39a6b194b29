"""Who has contacts with whom as a network in GEXF 1.3, for Gephi and networkx."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from xml.etree import ElementTree

from dragoman.export.events import name
from dragoman.store.query import ContactRow

_SPACE = "http://gexf.net/1.3"
# Characters that XML 1.0 cannot hold.
_NOT_XML: dict[int, None] = dict.fromkeys((*(i for i in range(0x20) if i not in (0x9, 0xA, 0xD)), 0xFFFE, 0xFFFF))


def gexf(rows: Iterable[ContactRow]) -> str:
    """Parties and people as nodes; an edge counts the contacts of two parties, or of a party in which the person took part."""
    nodes: dict[str, tuple[str, str]] = {}
    edges: Counter[tuple[str, str]] = Counter()
    for row in rows:
        parties = list(dict.fromkeys(row.parties))
        for party in parties:
            nodes[f"party:{party}"] = (name(party), "party")
        edges.update((f"party:{a}", f"party:{b}") for a, b in combinations(sorted(parties), 2))
        for person, side in row.people:
            if side in parties:
                nodes[f"person:{person}"] = (person, "person")
                edges[f"party:{side}", f"person:{person}"] += 1
    return _document(nodes, edges)


def _document(nodes: dict[str, tuple[str, str]], edges: Counter[tuple[str, str]]) -> str:
    root = ElementTree.Element("gexf", {"xmlns": _SPACE, "version": "1.3"})
    graph = ElementTree.SubElement(root, "graph", {"defaultedgetype": "undirected"})
    attributes = ElementTree.SubElement(graph, "attributes", {"class": "node"})
    ElementTree.SubElement(attributes, "attribute", {"id": "kind", "title": "kind", "type": "string"})
    listed = ElementTree.SubElement(graph, "nodes")
    for id, (label, kind) in sorted(nodes.items()):
        node = ElementTree.SubElement(listed, "node", {"id": id.translate(_NOT_XML), "label": label.translate(_NOT_XML)})
        values = ElementTree.SubElement(node, "attvalues")
        ElementTree.SubElement(values, "attvalue", {"for": "kind", "value": kind})
    drawn = ElementTree.SubElement(graph, "edges")
    for n, ((one, other), weight) in enumerate(sorted(edges.items())):
        ends = {"source": one.translate(_NOT_XML), "target": other.translate(_NOT_XML)}
        ElementTree.SubElement(drawn, "edge", {"id": str(n), **ends, "weight": str(weight)})
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
