"""Where a Neo4j is and how to log in to it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Connection:
    """Address and login of one database.

    Attributes:
        uri: Bolt address: `bolt://127.0.0.1:7687`, `neo4j+s://...`.
        user: User name.
        password: Password; never shown by `repr`.
        database: Name of the database on the server.
    """

    uri: str
    user: str
    password: str = field(repr=False)
    database: str = "neo4j"
