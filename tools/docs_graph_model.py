"""Write docs/reference/graph-model.md from the declarations in graph/schema.

usage: python tools/docs_graph_model.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from graph.schema import FULL_TEXT, NODES, RELS, Node, Prop, Rel

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "graph-model.md"
TYPES = {str: "STRING", int: "INTEGER", float: "FLOAT", bool: "BOOLEAN", datetime: "DATETIME"}
HEAD = """# Graph model

The graph is a projection of the vault: labels, relationships and properties as Neo4j holds them.
`marionet graph rebuild` makes all of it again. Property names are the column names of the vault.

- **Observed** is what the exports say. **Inferred** is what a detection run concluded; each such
  relationship carries the id of its `run` (`FOUND` starts at the run itself). The two never share
  a type.
- A node that is only referred to is a stub (`stub: true`) until its record arrives. A mention by
  handle whose account is not known leads to the stub `platform:@handle`.
- Properties without a value are absent. Times are DATETIME in UTC.
- A key or an indexed text of more than 1,000 characters is cut and ends in `…sha256:` and the
  hash of the whole: an index of Neo4j holds no more.
- All runs of the vault are in the graph; the id of a ring or of a burst belongs to one run.
"""


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, *_labels(), *_relationships(), *_searches()]) + "\n"


def _labels() -> Iterator[str]:
    yield "## Labels\n"
    for node in NODES:
        yield f"### {node.label}\n\n{_kind(node)}. {node.doc}\n"
        yield "| property | type | meaning |\n|---|---|---|"
        yield f"| `{node.key}` | STRING | The key: unique. |"
        yield from _properties(node.props)
        yield ""


def _relationships() -> Iterator[str]:
    yield "## Relationships\n"
    for rel in RELS:
        yield f"### {rel.type}\n"
        yield f"`(:{rel.source})-[:{rel.type}]->(:{rel.target})`\n"
        per = f" One per {' and '.join(f'`{name}`' for name in rel.key)}." if rel.key else ""
        yield f"{_kind(rel)}. {rel.doc}{per}\n"
        if rel.props:
            yield "| property | type | meaning |\n|---|---|---|"
            yield from _properties(rel.props)
            yield ""


def _searches() -> Iterator[str]:
    yield "## Full-text indexes\n"
    yield "| index | labels | properties | analyser |\n|---|---|---|---|"
    for index in FULL_TEXT:
        yield f"| `{index.name}` | {', '.join(index.labels)} | {', '.join(index.props)} " + (
            f"| {index.analyzer} |"
        )


def _kind(thing: Node | Rel) -> str:
    return "Inferred" if thing.inferred else "Observed"


def _properties(props: tuple[Prop, ...]) -> Iterator[str]:
    for prop in props:
        indexed = " Indexed." if prop.index else ""
        yield f"| `{prop.name}` | {TYPES[prop.type]} | {prop.doc}{indexed} |"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(not PAGE.exists() or PAGE.read_text("utf-8") != page())
    PAGE.write_text(page(), "utf-8")
