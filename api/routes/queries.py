"""The catalogue of queries: what can be asked, and asking it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from fastapi import Query as QueryParameter
from fastapi.responses import Response
from pydantic import Field

from api.asking import asked
from api.dependencies import CatalogDep, GraphDep
from api.models import Asked, Model
from api.problems import explain
from marionet.errors import NotFound, QueryError
from queries.catalog import Query
from queries.csv_rows import to_csv
from queries.parameters import Parameter
from queries.run import run_query

router = APIRouter(prefix="/queries", tags=["queries"])

Name = Annotated[str, Field(max_length=100, description="Name of the query.")]


class ParameterOut(Model):
    """One parameter of a query."""

    name: str
    type: str
    description: str
    required: bool
    default: object
    minimum: float | None
    maximum: float | None
    choices: list[str]


class QuerySummary(Model):
    """A question of the catalogue."""

    name: str
    title: str
    description: str
    category: str
    maturity: str
    revision: int
    parameters: list[ParameterOut]
    returns: list[str]


class QueryOut(QuerySummary):
    """A question with its Cypher and its limits."""

    identity: list[str]
    graph: str | None
    timeout_s: float
    rows: int
    disarm: list[str]
    references: list[str]
    sha256: str
    cypher: str


class Question(Model):
    """How to ask a query."""

    parameters: dict[str, object] = Field(default={}, description="Values by name.")
    count: bool = Field(default=False, description="Whether to count the rows in all.")


class Rows(Model):
    """The answer to a query."""

    columns: list[str]
    rows: list[dict[str, object]] = Field(description="Each row has every column.")
    shown: int
    total: int | None
    truncated: bool
    next_offset: int | None
    asked: Asked


@router.get("", operation_id="listQueries", responses=explain())
def list_queries(catalog: CatalogDep) -> list[QuerySummary]:
    """Return every question there is, by category."""
    return [_summary(query) for query in catalog]


@router.get("/{name:id}", operation_id="readQuery", responses=explain(NotFound))
def read_query(name: Name, catalog: CatalogDep) -> QueryOut:
    """Return one question: its parameters, its Cypher and its limits."""
    query = catalog[name]
    return QueryOut(
        **dict(_summary(query)),
        identity=list(query.identity),
        graph=query.graph,
        timeout_s=query.timeout_s,
        rows=query.rows,
        disarm=list(query.disarm),
        references=list(query.references),
        sha256=query.sha256,
        cypher=query.text,
    )


@router.post(
    "/{name:id}",
    operation_id="runQuery",
    response_model=Rows,
    responses={
        **explain(NotFound, QueryError),
        200: {"content": {"text/csv": {"schema": {"type": "string"}}}},
    },
)
def run(
    name: Name,
    question: Question,
    catalog: CatalogDep,
    graph: GraphDep,
    format: Annotated[
        Literal["json", "csv"], QueryParameter(description="Form of the answer.")
    ] = "json",
) -> Rows | Response:
    """Ask a question with these parameters."""
    result = run_query(graph, catalog[name], question.parameters, count=question.count)
    if format == "csv":
        headers = {"X-Truncated": str(result.truncated).lower()}
        return Response(to_csv(result), media_type="text/csv; charset=utf-8", headers=headers)
    return Rows(
        columns=list(result.columns),
        rows=[dict(row) for row in result.rows],
        shown=result.shown,
        total=result.total,
        truncated=result.truncated,
        next_offset=result.next_offset,
        asked=asked(result),
    )


def _parameter(parameter: Parameter) -> ParameterOut:
    return ParameterOut(
        name=parameter.name,
        type=parameter.kind,
        description=parameter.description,
        required=parameter.required,
        default=parameter.default,
        minimum=parameter.minimum,
        maximum=parameter.maximum,
        choices=list(parameter.choices),
    )


def _summary(query: Query) -> QuerySummary:
    return QuerySummary(
        name=query.name,
        title=query.title,
        description=query.description,
        category=query.category,
        maturity=query.maturity,
        revision=query.revision,
        parameters=[_parameter(parameter) for parameter in query.parameters],
        returns=list(query.returns),
    )
