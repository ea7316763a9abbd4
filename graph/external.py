"""A Neo4j that somebody else runs, named by NEO4J_URI."""

from __future__ import annotations

import re
from typing import Final

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from graph.connection import Connection
from graph.failures import translate
from marionet.errors import GraphError, UsageError
from marionet.settings import Settings

OLDEST: Final = (5, 26)


def external_connection(settings: Settings) -> Connection:
    """Return the connection of NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD, tried once.

    Raises:
        UsageError: NEO4J_PASSWORD is not set.
        GraphError: It cannot be reached, refuses the login, or is too old.
    """
    uri = settings.neo4j_uri or ""
    if settings.neo4j_password is None:
        raise UsageError(
            "NEO4J_URI is set but NEO4J_PASSWORD is not. Set it (empty where the server asks for "
            "none), or unset NEO4J_URI to use the embedded Neo4j."
        )
    connection = Connection(
        uri,
        settings.neo4j_user,
        settings.neo4j_password.get_secret_value(),
        settings.neo4j_database,
    )
    check_version(uri, server_agent(connection))
    return connection


def server_agent(connection: Connection) -> str:
    """Return what the server calls itself: `Neo4j/5.26.30`.

    Raises:
        GraphError: It cannot be reached or refuses the login.
    """
    try:
        with (
            neo4j.GraphDatabase.driver(
                connection.uri,
                auth=(connection.user, connection.password),
                connection_timeout=10,
                telemetry_disabled=True,
            ) as driver,
            driver.session(database=connection.database) as session,
        ):
            return str(session.run("RETURN 1").consume().server.agent)
    except (DriverError, Neo4jError, ValueError, OSError) as error:
        raise translate(error, connection.uri) from error


def check_version(uri: str, agent: str) -> None:
    """Refuse a server that is older than `OLDEST`.

    Raises:
        GraphError: It is.
    """
    found = re.match(r"Neo4j/(\d+)\.(\d+)", agent)
    if found and (int(found[1]), int(found[2])) < OLDEST:
        raise GraphError(
            f"The server at {uri} is {agent}, which is older than the 5.26 that "
            "Marionet needs. Upgrade it, or unset NEO4J_URI to use the embedded Neo4j."
        )
