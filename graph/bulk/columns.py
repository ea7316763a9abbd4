"""How properties of the declarations are written for the import tool."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from graph.keys import MAX_CHARS
from graph.schema.model import Node, Prop, Rel

_TYPES: Final = {
    str: "string",
    int: "long",
    float: "double",
    bool: "boolean",
    datetime: "datetime",
}

MACROS: Final = f"""
CREATE OR REPLACE MACRO fit(v) AS CASE WHEN length(v) <= {MAX_CHARS} THEN v
  ELSE left(v, {MAX_CHARS - 80}) || '…sha256:' || sha256(v) END;
CREATE OR REPLACE MACRO moment(us) AS CASE WHEN us >= 253402300800000000 THEN '+' ELSE '' END ||
  strftime(make_timestamp(us), '%Y-%m-%dT%H:%M:%S.%fZ');
CREATE OR REPLACE MACRO number(v) AS CASE WHEN isnan(v) THEN 'NaN'
  WHEN isinf(v) THEN CASE WHEN v > 0 THEN 'Infinity' ELSE '-Infinity' END ELSE v::VARCHAR END
"""
"""The functions of `selected`; `fit` is that of graph.keys."""


def node_header(node: Node, props: Sequence[Prop]) -> str:
    """Return the header of a file of nodes: its id, its key, these properties."""
    return ",".join([":ID", f"{node.key}:string", *map(_typed, props)]) + "\n"


def link_header(props: Sequence[Prop]) -> str:
    """Return the header of a file of relationships."""
    return ",".join([":START_ID", ":END_ID", *map(_typed, props)]) + "\n"


def stored(thing: Node | Rel, columns: Collection[str]) -> list[Prop]:
    """Return the properties of a declaration that a table has."""
    return [prop for prop in thing.props if prop.name in columns]


def selected(prop: Prop) -> str:
    """Return the SQL that writes a property."""
    column = f'"{prop.name}"'
    if prop.type is datetime:
        return f"moment({column}) AS {column}"
    if prop.type is float:
        return f"number({column}) AS {column}"
    if prop.type is str and prop.index:
        return f"fit({column}) AS {column}"
    return column


def quoted(props: Sequence[Prop]) -> list[str]:
    """Return the columns that hold text of the sources: always in quotes."""
    return [f'"{prop.name}"' for prop in props if prop.type is str]


def _typed(prop: Prop) -> str:
    return f"{prop.name}:{_TYPES[prop.type]}"
