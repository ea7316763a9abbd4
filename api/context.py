"""What the web application works with; made by the entry point, read by every route."""

from __future__ import annotations

from dataclasses import dataclass, field

from api.access import Access
from graph.session import Graph
from queries.catalog import Catalog
from vault import Vault

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class ApiContext:
    """Everything that outlives one request.

    Attributes:
        graph: Where queries are asked.
        vault: What was received and what was concluded.
        catalog: The questions there are.
        access: Who may come in.
        hosts: Names by which the server may be addressed; others are refused, because a foreign
            name that points here is how a web page of a stranger reads a local server.
        any_address: Whether any IP address will do as well: for a server that others may reach.
    """

    graph: Graph
    vault: Vault
    catalog: Catalog
    access: Access
    hosts: frozenset[str] = field(default=LOOPBACK)
    any_address: bool = False
