"""The graph as sets of tuples, for assertions against set literals."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from graph.session import Graph


def nodes(graph: Graph, label: str, *props: str) -> set[Any]:
    """Return one value per node of the label, or a tuple where several properties are asked."""
    rows = graph.read(
        "MATCH (n) WHERE $label IN labels(n) RETURN [p IN $props | n[p]] AS values",
        {"label": label, "props": list(props)},
    )
    return {_one(row["values"]) for row in rows}


def links(graph: Graph, source: str, kind: str, target: str, *props: str) -> set[tuple[Any, ...]]:
    """Return (source, target, properties...) per relationship; ends are `Label.property`.

    Fails when two relationships give the same tuple: a set would hide a double.
    """
    (a_label, a_key), (b_label, b_key) = source.split("."), target.split(".")
    rows = graph.read(
        "MATCH (a)-[r]->(b) WHERE type(r) = $kind AND $a IN labels(a) AND $b IN labels(b) "
        "RETURN [a[$ak], b[$bk]] + [p IN $props | r[p]] AS values",
        {
            "kind": kind,
            "a": a_label,
            "b": b_label,
            "ak": a_key,
            "bk": b_key,
            "props": list(props),
        },
    )
    found = {tuple(row["values"]) for row in rows}
    assert len(found) == len(rows)
    return found


def digest(graph: Graph) -> str:
    """Return a hash of everything that the graph says, whatever the order it was written in."""
    told = [
        (row["l"], sorted(row["p"].items(), key=lambda item: item[0]))
        for row in graph.read("MATCH (n) RETURN labels(n) AS l, properties(n) AS p")
    ]
    told += [
        (row["t"], row["a"], row["b"], sorted(row["p"].items(), key=lambda item: item[0]))
        for row in graph.read(
            "MATCH (n)-[r]->(m) RETURN type(r) AS t, properties(r) AS p, "
            "[n.account_id, n.post_id, n.url, n.run_id, n.ring_id, n.burst_id, n.entity_id, "
            "n.claim_id] AS a, "
            "[m.account_id, m.post_id, m.url, m.tag, m.domain, m.media_id, m.ring_id, "
            "m.burst_id, m.text_id, m.manuscript_id, m.entity_id, m.claim_id, m.sign_id, "
            "m.technique, m.change_id, m.reach_id] AS b"
        )
    ]
    return hashlib.sha256("\n".join(sorted(map(repr, told))).encode()).hexdigest()


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else tuple(values)


def at(text: str) -> datetime:
    """Return the time that the text says, as an aware datetime."""
    return datetime.fromisoformat(text)
