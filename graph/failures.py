"""What can go wrong at the database, as errors for people: one sentence, and a class to act on.

GraphError
├── Unreachable      no server, connection lost: a write is repeated a few times
├── Conflict         two transactions met (deadlock, lock time-out): a write is repeated
├── MemoryExceeded   the transaction needs more memory than allowed: halve the batch, never repeat
└── TimedOut         the time limit ran out
"""

from __future__ import annotations

import re
from typing import Final

from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from marionet.errors import GraphError, MarionetError, QueryError


class Unreachable(GraphError):
    """The server does not answer."""


class Conflict(GraphError):
    """The transaction lost against another one; the same call may succeed now."""


class MemoryExceeded(GraphError):
    """The transaction would need more memory than the server grants."""


class TimedOut(GraphError):
    """The transaction was stopped at its time limit."""


_MEMORY: Final = ("MemoryPoolOutOfMemoryError", "TransactionMemoryLimit", "OutOfMemoryError")
_RESOLVED: Final = re.compile(r" \(resolved to .*", re.DOTALL)  # the address once more
_TIME: Final = ("TransactionTimedOut", "TransactionTerminated", "Terminated")
_AUTH: Final = "Neo.ClientError.Security."
_STATEMENT: Final = "Neo.ClientError.Statement."


def translate(error: Exception, uri: str) -> MarionetError:
    """Return the error for people that stands for an error of the driver.

    Args:
        error: What the driver raised.
        uri: Address of the server, for the message.
    """
    if isinstance(error, Neo4jError):
        return _from_server(error, uri)
    if isinstance(error, ServiceUnavailable | SessionExpired):
        return Unreachable(
            f"Neo4j at {uri} cannot be reached ({_first_line(error)}). "
            "Start it with `marionet graph start`, or check NEO4J_URI."
        )
    if isinstance(error, ConfigurationError):
        return GraphError(
            f"The Neo4j address {uri} cannot be used ({_first_line(error)}). Correct NEO4J_URI."
        )
    if isinstance(error, DriverError | OSError):
        return Unreachable(f"The connection to Neo4j at {uri} failed: {_first_line(error)}.")
    return GraphError(f"Neo4j cannot be used with these values: {_first_line(error)}.")


def _from_server(error: Neo4jError, uri: str) -> MarionetError:
    code = error.code or "no code"
    if isinstance(error, AuthError) or code.startswith(_AUTH):
        return GraphError(
            f"Neo4j at {uri} refused the login or the action ({_first_line(error)}). "
            "Check NEO4J_USER and NEO4J_PASSWORD."
        )
    if any(name in code for name in _MEMORY):
        return MemoryExceeded(
            "The query needs more memory than Neo4j grants to one transaction. "
            "Narrow the query, or raise MARIONET_NEO4J_HEAP_MB."
        )
    if any(name in code for name in _TIME):
        return TimedOut(
            "Neo4j stopped the query at its time limit. Narrow the query or allow more time."
        )
    if isinstance(error, TransientError) or "DeadlockDetected" in code:
        return Conflict(f"Neo4j could not do this now ({code}). Try again.")
    if isinstance(error, ClientError) and code.startswith(_STATEMENT):
        return QueryError(f"The query is not valid: {_first_line(error)}")
    return GraphError(f"Neo4j refused the call ({code}): {_first_line(error)}")


def _first_line(error: Exception) -> str:
    text = error.message if isinstance(error, Neo4jError) and error.message else str(error)
    lines = _RESOLVED.sub("", text).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
