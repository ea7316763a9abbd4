"""Write statements, derived from the declarations of graph.schema.

Every statement takes one parameter, `rows`, a list of lists: short on the wire. Times travel as
`[seconds since 1970, nanoseconds]` and become DATETIME on the server, because the driver needs ten
times longer for a datetime than for all the rest of a post.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, LiteralString

from graph.schema.model import Node, Prop, Rel

# positions in a row; no declaration has more times than that
# fmt: off
_AT: Final[tuple[LiteralString, ...]] = (
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15",
)
# fmt: on
_UNWIND: Final = "UNWIND $rows AS row "


def record(node: Node) -> LiteralString:
    """Return the statement that writes records of a label.

    Rows: `[key, {property: value}, time, ...]`, the times in the order of the declaration. A null
    time leaves the property as it is. The record takes the stub mark away.
    """
    merge = _UNWIND + "MERGE (n:" + node.label + " {" + node.key + ": row[0]}) SET n += row[1]"
    end: LiteralString = " REMOVE n.stub" if node.stub else ""
    return merge + _set_times("n", node.props, first=2) + end


def update(node: Node) -> LiteralString:
    """Return the statement that changes records that have come; rows as those of `record`."""
    match = _UNWIND + "MATCH (n:" + node.label + " {" + node.key + ": row[0]}) "
    mark: LiteralString = "WHERE n.stub IS NULL " if node.stub else ""
    return match + mark + "SET n += row[1]" + _set_times("n", node.props, first=2)


def reference(node: Node) -> LiteralString:
    """Return the statement that makes sure that nodes are there.

    Rows: `[key, {property: value}]`. A node that is there is left alone; a new one gets the
    properties and, where it can be a stub, the stub mark.
    """
    merge = _UNWIND + "MERGE (n:" + node.label + " {" + node.key + ": row[0]}) "
    mark: LiteralString = ", n.stub = true" if node.stub else ""
    return merge + "ON CREATE SET n += row[1]" + mark


def link(rel: Rel, source: Node, target: Node) -> LiteralString:
    """Return the statement that writes relationships between nodes that are there.

    Rows: `[source key, target key, {property: value}, key value, ..., time, ...]`; a relationship
    without properties needs the first two only. Rows whose nodes are missing do nothing.

    Args:
        rel: The relationship type.
        source: Label at its start.
        target: Label at its end.
    """
    match = (
        _UNWIND
        + "MATCH (a:" + source.label + " {" + source.key + ": row[0]}) "
        + "MATCH (b:" + target.label + " {" + target.key + ": row[1]}) "
    )  # fmt: skip
    keys: list[LiteralString] = [
        name + ": row[" + _AT[3 + i] + "]" for i, name in enumerate(rel.key)
    ]
    pattern: LiteralString = " {" + ", ".join(keys) + "}" if keys else ""
    text = match + "MERGE (a)-[r:" + rel.type + pattern + "]->(b)"
    if not rel.props:
        return text
    return text + " SET r += row[2]" + _set_times("r", rel.props, first=3 + len(rel.key))


def record_with_links(node: Node, links: Sequence[tuple[Rel, Node, bool]]) -> LiteralString:
    """Return the statement that writes records that are new with all their relationships.

    A quarter to a third quicker than a statement for each relationship type: the record is looked
    up once, and not again at the end of each of its relationships.

    Rows: those of `record`, then for each of `links` a list of `[key, {property: value}]`: the
    nodes that the record leads to, made where they are not there. None of the relationships may
    be there yet, and none may have properties.

    Args:
        node: The label of the records.
        links: Relationship type, the label at its other end, and whether it leads to the record.
    """
    text = record(node)
    first = 2 + len(times(node.props))
    for nth, (rel, other, incoming) in enumerate(links):
        arrow: LiteralString = (
            "(o)-[:" + rel.type + "]->(n)" if incoming else "(n)-[:" + rel.type + "]->(o)"
        )
        mark: LiteralString = ", o.stub = true" if other.stub else ""
        text += (
            " FOREACH (to IN row[" + _AT[first + nth] + "] | MERGE (o:" + other.label
            + " {" + other.key + ": to[0]}) ON CREATE SET o += to[1]" + mark
            + " CREATE " + arrow + ")"
        )  # fmt: skip
    return text


def is_known(node: Node) -> LiteralString:
    """Return the query for the keys, of those in `rows`, whose record has come already."""
    return (
        _UNWIND + "MATCH (n:" + node.label + " {" + node.key + ": row}) "
        "WHERE n.stub IS NULL RETURN n." + node.key + " AS key"
    )


def times(props: Sequence[Prop]) -> list[LiteralString]:
    """Return the names of the properties that are times, in the order that rows carry them."""
    return [prop.name for prop in props if prop.type is datetime]


def _set_times(variable: LiteralString, props: Sequence[Prop], *, first: int) -> LiteralString:
    text: LiteralString = ""
    for i, name in enumerate(times(props)):
        field = variable + "." + name
        value = "row[" + _AT[first + i] + "]"
        moment = "datetime({epochSeconds: " + value + "[0], nanosecond: " + value + "[1]})"
        text += (
            ", " + field + " = CASE WHEN " + value + " IS NULL THEN " + field
            + " ELSE " + moment + " END"
        )  # fmt: skip
    return text
