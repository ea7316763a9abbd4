"""Networks of other tools: what their nodes and edges say of accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from loaders.format import Context, Located, Rejected
from loaders.reading.graph_xml import Edge, Node
from loaders.records import Account, AccountLink, BadRecord, Record, qualified

_HANDLES = ("handle", "username", "screen_name", "user_name", "user.username")
_NAMES = ("display_name", "label", "name", "v_name", "user.name")
_KINDS = ("kind", "relation", "interaction", "edge_type", "network", "label")
_WEIGHTS = ("weight", "e_weight", "count")
_NATIVE = ("account_id", "user_id")
_NATIVE_OF_NUMBERED = ("v_name", "name")
LINKED = "linked"


@dataclass(frozen=True, slots=True)
class NetworkNode:
    """A node and its attributes; `id` is that of the account."""

    id: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NetworkEdge:
    """An edge between two accounts, and its attributes."""

    source: str
    target: str
    attributes: Mapping[str, str]


def account_id_of(node_id: str, attributes: Mapping[str, str]) -> str:
    """Return the account's id: the one kept beside the number that a tool gave the node."""
    said = first(attributes, _NATIVE)
    if said is None and node_id[:1] == "n" and node_id[1:].isdigit():
        said = first(attributes, _NATIVE_OF_NUMBERED)
    return said or node_id


def first(attributes: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    """Return the first of these attributes that is there and not empty, whatever its case."""
    folded = {name.lower(): value for name, value in attributes.items()}
    return next((value for name in names if (value := folded.get(name))), None)


def network_records(raw: NetworkNode | NetworkEdge, context: Context) -> Iterator[Record]:
    """Turn a node into an account, an edge into a relation of two.

    Raises:
        BadRecord: Nothing says the platform, an end is missing, or the weight is no number.
    """
    platform = context.platform
    if isinstance(raw, NetworkNode):
        yield _account(raw, _platform_of(raw.id, platform))
        return
    ends = (raw.source, raw.target)
    if not all(ends):
        raise BadRecord("an end of the edge is missing")
    a, b = (qualified(_platform_of(end, platform), end) or "" for end in ends)
    if a == b:
        raise BadRecord("the edge leads from an account to itself")
    kind = first(raw.attributes, _KINDS) or LINKED
    yield AccountLink(account_a=a, account_b=b, kind=kind, weight=_weight(raw.attributes))


def _platform_of(account_id: str, platform: str | None) -> str:
    before, colon, after = account_id.partition(":")
    if platform is None and colon and after and before.isalpha() and before.islower():
        return before
    if platform is None:
        raise BadRecord("nothing says on which platform the accounts are; name it with --platform")
    return platform


def _account(node: NetworkNode, platform: str) -> Account:
    return Account(
        account_id=qualified(platform, node.id) or "",
        platform=platform,
        handle=first(node.attributes, _HANDLES),
        name=first(node.attributes, _NAMES),
    )


def _weight(attributes: Mapping[str, str]) -> float | None:
    text = first(attributes, _WEIGHTS)
    try:
        return float(text) if text else None
    except ValueError as error:
        raise BadRecord(f"the weight {text[:40] if text else ''!r} is no number") from error


def renumbered(items: Iterator[Located | Rejected]) -> Iterator[Located | Rejected]:
    """Yield nodes and edges of a graph file with the accounts' own ids in place of its numbers.

    Nodes stand before the edges that name them. Only ids that differ are held.
    """
    own: dict[str, str] = {}
    for item in items:
        if isinstance(item, Rejected):
            yield item
        elif isinstance(item.value, Node):
            account_id = account_id_of(item.value.id, item.value.attributes)
            if account_id != item.value.id:
                own[item.value.id] = account_id
            yield Located(item.offset, NetworkNode(account_id, item.value.attributes))
        else:
            edge: Edge = item.value
            ends = (own.get(edge.source, edge.source), own.get(edge.target, edge.target))
            yield Located(item.offset, NetworkEdge(*ends, edge.attributes))


NETWORK_NOTES = (
    "Nodes become accounts, edges relations of two accounts (`LINKED` in the graph) with their "
    "kind and weight: what another tool found, shown beside what Marionet finds and never mixed "
    "with it. Ids are those of the platform, which `--platform` names unless they carry it "
    "(`x:17`). In GraphML and GEXF an attribute `account_id` or `user_id` of a node is its id; "
    "where a tool numbers its nodes (`n0`), `v_name` or `name` is."
)
"""What a user should know of every network format."""
