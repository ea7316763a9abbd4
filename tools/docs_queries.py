"""Write docs/reference/queries.md from the catalogue of queries.

usage: python tools/docs_queries.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from queries.catalog import Catalog, Query
from queries.parameters import Parameter

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "queries.md"
HEAD = """# Queries

The questions of the catalogue. Ask one with `marionet query NAME --param NAME=VALUE` or with
`POST /api/v1/queries/NAME`; `marionet queries NAME` shows its Cypher. Each is one file in queries/,
checked and run on the real server by the tests. Times are UTC. A parameter in **bold** must be
given.

An answer says how many rows it shows, whether there are more, and where the next page begins. It
carries the name, the revision and the SHA-256 of the query and the parameters that it was asked
with.
"""


def page() -> str:
    """Return the page."""
    blocks = [HEAD]
    for category, queries in groupby(Catalog.load(), key=lambda query: query.category):
        blocks.append(f"## {category}\n")
        blocks += [block for query in queries for block in _query(query)]
    return "\n".join(blocks).rstrip() + "\n"


def _query(query: Query) -> Iterator[str]:
    yield f"### {query.name}\n\n{query.title}. {query.description}\n"
    if query.parameters:
        yield "| parameter | what it is | values | default |\n|---|---|---|---|"
        yield from (_parameter(parameter) for parameter in query.parameters)
        yield ""
    yield f"Columns: {', '.join(f'`{name}`' for name in query.returns)}."
    if query.disarm:
        yield f"\nDISARM: {', '.join(query.disarm)}."
    yield ""


def _parameter(parameter: Parameter) -> str:
    name = f"**`{parameter.name}`**" if parameter.required else f"`{parameter.name}`"
    default = "" if parameter.default is None else f"`{parameter.default}`"
    return f"| {name} | {parameter.description} | {parameter.bounds} | {default} |"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text("utf-8") != page())
    PAGE.write_text(page(), "utf-8")
