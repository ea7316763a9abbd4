"""Where a Neo4j is and how to log in to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from marionet.settings import Settings
from marionet.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Embedded:
    """Whose embedded server it is: what is needed to stop it, work on its files and start it."""

    workspace: Workspace
    settings: Settings


@dataclass(frozen=True, slots=True)
class Connection:
    """Address and login of one database.

    Attributes:
        uri: Bolt address: `bolt://127.0.0.1:7687`, `neo4j+s://...`.
        user: User name.
        password: Password; never shown by `repr`.
        database: Name of the database on the server.
        embedded: The workspace whose own server it is; None where somebody else runs it.
    """

    uri: str
    user: str
    password: str = field(repr=False)
    database: str = "neo4j"
    embedded: Embedded | None = field(default=None, repr=False, compare=False)
