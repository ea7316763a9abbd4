"""From a query of the catalogue to a page of models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from fastapi import Query as QueryParameter
from pydantic import BaseModel

from api.dependencies import CatalogDep, GraphDep
from api.models import Asked, Page
from graph.session import Graph
from marionet.errors import NotFound
from queries.catalog import Catalog
from queries.run import Result, run_query

T = TypeVar("T", bound=BaseModel)

Limit = Annotated[int, QueryParameter(ge=1, le=1000, description="Rows of one page.")]
Offset = Annotated[int, QueryParameter(ge=0, le=10_000_000, description="Rows to pass over.")]


class Asker:
    """Asks the catalogue on behalf of one request."""

    def __init__(self, request: Request, graph: Graph, catalog: Catalog) -> None:
        self._request = request
        self._graph = graph
        self._catalog = catalog

    def page(self, name: str, model: type[T], **given: object) -> Page[T]:
        """Return one page of rows, with how many there are in all and where the next begins."""
        result = self._ask(name, given, count=True)
        return Page(
            items=[model.model_validate(row) for row in result.rows],
            shown=result.shown,
            total=result.total,
            truncated=result.truncated,
            next=self._next(result),
            asked=asked(result),
        )

    def one(self, name: str, model: type[T], what: str, **given: object) -> T:
        """Return the only row.

        Raises:
            NotFound: There is none; `what` names the thing for people.
        """
        result = self._ask(name, given, count=False)
        if not result.rows:
            shown = ", ".join(str(value)[:200] for value in given.values())
            raise NotFound(
                f"There is no {what} {shown} in the graph. Check the id, or search for it."
            )
        return model.model_validate(result.rows[0])

    def _ask(self, name: str, given: Mapping[str, object], *, count: bool) -> Result:
        known = {key: value for key, value in given.items() if value is not None}
        return run_query(self._graph, self._catalog[name], known, count=count)

    def _next(self, result: Result) -> str | None:
        if result.next_offset is None:
            return None
        url = self._request.url.include_query_params(offset=result.next_offset)
        # as it was sent: the path that routes are matched with has its slashes set apart
        raw: bytes = self._request.scope.get("raw_path") or url.path.encode()
        return f"{raw.partition(b'?')[0].decode('ascii', 'replace')}?{url.query}"


def asked(result: Result) -> Asked:
    """Return the question behind a result."""
    return Asked(
        query=result.query,
        revision=result.revision,
        sha256=result.sha256,
        parameters=dict(result.parameters),
        elapsed_ms=result.elapsed_ms,
    )


def _asker(request: Request, graph: GraphDep, catalog: CatalogDep) -> Asker:
    return Asker(request, graph, catalog)


AskerDep = Annotated[Asker, Depends(_asker)]
