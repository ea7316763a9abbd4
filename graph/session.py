"""The one way to Neo4j: explicit transactions with a time limit, errors in plain words."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, LiteralString, Self

import neo4j
from neo4j import GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

from graph.connection import Connection
from graph.failures import translate
from graph.values import plain

Row = dict[str, Any]

READ_TIMEOUT_S = 30.0
WRITE_TIMEOUT_S = 600.0
_CONNECT_TIMEOUT_S = 5.0
# A pooled connection that was idle for this long is tried before use: the server may have
# been restarted meanwhile.
_LIVENESS_S = 5.0


@dataclass(frozen=True, slots=True)
class Explained:
    """How the server would run a query.

    Attributes:
        kind: `r` reads, `w` writes, `rw` both, `s` changes the schema.
        plan: The operators as a tree of maps: operatorType, arguments, children.
    """

    kind: str
    plan: dict[str, Any]


class Graph:
    """A connection to one database; safe to share between threads.

    Raises:
        GraphError: The address or the login cannot be used. A server that does not answer is
            noticed at the first query.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        try:
            self._driver = GraphDatabase.driver(
                connection.uri,
                auth=(connection.user, connection.password),
                connection_timeout=_CONNECT_TIMEOUT_S,
                connection_acquisition_timeout=2 * _CONNECT_TIMEOUT_S,
                liveness_check_timeout=_LIVENESS_S,
                max_transaction_retry_time=0,
                # hints on missing labels and properties: an empty graph is not a mistake
                notifications_min_severity="OFF",
                telemetry_disabled=True,
            )
        except (DriverError, ValueError, OSError) as error:
            raise translate(error, connection.uri) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._driver.close()

    def read(
        self,
        query: LiteralString,
        /,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout_s: float = READ_TIMEOUT_S,
        max_rows: int | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> list[Row]:
        """Return the rows of a query, in an explicit transaction that may only read.

        Args:
            query: Cypher; values come as parameters only.
            parameters: Values of `$name` in the query.
            timeout_s: Time limit of the transaction, seconds.
            max_rows: Stop reading after that many rows.
            metadata: Who asks and why, as `SHOW TRANSACTIONS` shows it.

        Returns:
            One map per row. Times are aware UTC datetimes; nodes and relationships are the
            driver's (`neo4j.graph`).

        Raises:
            QueryError: The query is not valid or a parameter is missing.
            GraphError: The server cannot be reached, the login, the time or the memory failed.
        """
        with self._transaction(neo4j.READ_ACCESS, timeout_s, metadata) as transaction:
            rows: list[Row] = []
            for record in transaction.run(query, dict(parameters or {})):
                if max_rows is not None and len(rows) >= max_rows:
                    break
                rows.append({key: plain(value) for key, value in record.items()})
            return rows

    def explain(
        self, query: LiteralString, /, parameters: Mapping[str, Any] | None = None
    ) -> Explained:
        """Plan a query without running it.

        Raises:
            QueryError: The query is not valid.
            GraphError: The server cannot be reached.
        """
        with self._transaction(neo4j.READ_ACCESS, READ_TIMEOUT_S, None) as transaction:
            result = transaction.run("EXPLAIN " + query, dict(parameters or {}))
            summary = result.consume()
            return Explained(summary.query_type or "", summary.plan or {})

    def write(
        self,
        query: LiteralString,
        /,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout_s: float = WRITE_TIMEOUT_S,
        metadata: Mapping[str, str] | None = None,
    ) -> list[Row]:
        """Run a query that may write, once, in a transaction of its own; errors as in `read`."""
        with self.writing(timeout_s=timeout_s, metadata=metadata) as run:
            return run(query, parameters or {})

    @contextmanager
    def writing(
        self,
        *,
        timeout_s: float = WRITE_TIMEOUT_S,
        metadata: Mapping[str, str] | None = None,
    ) -> Generator[Callable[[LiteralString, Mapping[str, Any]], list[Row]]]:
        """Open one transaction for several queries; it is committed when the block ends well.

        Yields:
            A function that runs a query with its parameters and returns its rows.

        Raises:
            GraphError: As in `read`; nothing of the transaction is kept then.
        """
        with self._transaction(neo4j.WRITE_ACCESS, timeout_s, metadata) as transaction:

            def run(query: LiteralString, parameters: Mapping[str, Any]) -> list[Row]:
                result = transaction.run(query, dict(parameters))
                return [{k: plain(v) for k, v in record.items()} for record in result]

            yield run
            transaction.commit()

    @contextmanager
    def _transaction(
        self, access: str, timeout_s: float, metadata: Mapping[str, str] | None
    ) -> Generator[neo4j.Transaction]:
        """Open a transaction; it is rolled back unless the block commits it."""
        try:
            with (
                self._driver.session(
                    database=self.connection.database, default_access_mode=access
                ) as session,
                session.begin_transaction(
                    metadata={"app": "marionet", **(metadata or {})}, timeout=timeout_s
                ) as transaction,
            ):
                yield transaction
        except (DriverError, Neo4jError, OSError, ValueError, TypeError, OverflowError) as error:
            raise translate(error, self.connection.uri) from error
