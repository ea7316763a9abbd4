"""The graph model, declared once: DDL, write statements and the docs page derive from it.

Property names are the column names of vault.schema. What is observed (a post, a link) and what is
concluded (a ring, a member) never share a relationship type: `inferred` tells them apart, and
inferred relationships carry the id of the run that concluded them.
"""

from graph.schema import inferred, observed, studied
from graph.schema.model import FullText, Node, Prop, Rel

NODES: tuple[Node, ...] = observed.NODES + inferred.NODES + studied.NODES
RELS: tuple[Rel, ...] = observed.RELS + inferred.RELS + studied.RELS
FULL_TEXT: tuple[FullText, ...] = observed.FULL_TEXT
NODE: dict[str, Node] = {node.label: node for node in NODES}
REL: dict[str, Rel] = {rel.type: rel for rel in RELS}

__all__ = ["FULL_TEXT", "NODE", "NODES", "REL", "RELS", "FullText", "Node", "Prop", "Rel"]
