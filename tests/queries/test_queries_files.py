"""One suite over every query of the repository, on the real server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import neo4j
import pytest

from queries.catalog import FOLDER, Catalog, Query
from queries.parameters import Value
from queries.run import run_query
from tests.queries.small_case import PAGE, Case
from tests.queries.small_study import CAR, CLAIM, MANUSCRIPT

CATALOG = Catalog.load()
SAMPLE: dict[str, Value] = {
    "ring": "ring-1",
    "rings": ["ring-1"],
    "account": "x:ann",
    "account_a": "x:ann",
    "account_b": "x:bob",
    "burst": "burst-url",
    "page": PAGE,
    "post": "x:8",
    "tag": "smear",
    "tag_a": "smear",
    "tag_b": "smear",
    "text": "brakes",
    "handle": "@Motors2019",
    "list": "suspects",
    "manuscript": MANUSCRIPT,
    "entity": CAR,
    "claim": CLAIM,
}
"""A value for each parameter that must be given."""

REFUSED_OPERATORS = ("AllNodesScan", "CartesianProduct")


def sample(query: Query) -> dict[str, Value]:
    """Parameters to ask a query with: the required ones, and the score that draws all."""
    given = {p.name: SAMPLE[p.name] for p in query.parameters if p.name in SAMPLE}
    known = {parameter.name for parameter in query.parameters}
    return {name: value for name, value in given.items() if name in known}


def typed(query: Query) -> dict[str, Any]:
    """The same with every declared name, as the server is asked."""
    given = sample(query)
    return {p.name: p.check(given.get(p.name, p.default)) for p in query.parameters}


def operators(plan: dict[str, Any]) -> Iterator[str]:
    """Yield the operators of a plan without the name of the database."""
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", []):
        yield from operators(child)


def test_there_are_questions_enough() -> None:
    assert len(CATALOG) >= 12
    assert {"rings", "evidence", "accounts", "posts", "campaign", "runs"} <= {
        query.category for query in CATALOG
    }


def test_every_count_belongs_to_a_query() -> None:
    counts = {path.name.removesuffix(".count.cypher") for path in FOLDER.glob("*/*.count.cypher")}
    assert counts <= {query.name for query in CATALOG}


def test_every_graph_form_is_a_query() -> None:
    assert {query.graph for query in CATALOG if query.graph} <= {query.name for query in CATALOG}


@pytest.mark.parametrize("query", CATALOG, ids=lambda query: query.name)
def test_titles_and_descriptions_are_for_people(query: Query) -> None:
    assert 3 <= len(query.title) <= 60
    assert query.description.endswith(".")
    assert all(parameter.description for parameter in query.parameters)


@pytest.mark.parametrize("query", CATALOG, ids=lambda query: query.name)
def test_rows_are_bounded_by_limit_or_by_nature(query: Query) -> None:
    limit = next((p for p in query.parameters if p.name == "limit"), None)
    if limit is None:
        assert query.rows <= 100 or any(p.kind == "strings" for p in query.parameters)
    else:
        assert limit.maximum is not None
        assert limit.maximum <= query.rows
        assert re.search(r"LIMIT \$limit|limit: \$limit", query.text)


@pytest.fixture(scope="module")
def session(case: Case) -> Iterator[neo4j.Session]:
    """A session of the driver itself: it tells columns and plans of what was only explained."""
    login = case.graph.connection
    with (
        neo4j.GraphDatabase.driver(login.uri, auth=(login.user, login.password)) as driver,
        driver.session(database=login.database) as opened,
    ):
        yield opened


@pytest.mark.parametrize("query", CATALOG, ids=lambda query: query.name)
def test_the_server_agrees_with_the_declaration(query: Query, session: neo4j.Session) -> None:
    for text, columns in ((query.text, query.returns), (query.count_text, ("total",))):
        if text is None:
            continue
        result = session.run(neo4j.Query("EXPLAIN " + text), typed(query))  # type: ignore[arg-type]
        assert tuple(result.keys()) == columns
        summary = result.consume()
        assert summary.query_type == "r"
        found = set(operators(summary.plan or {}))
        assert found
        assert not found & (set(REFUSED_OPERATORS) - set(query.allow))


@pytest.mark.parametrize("query", CATALOG, ids=lambda query: query.name)
def test_each_is_answered(query: Query, case: Case) -> None:
    result = run_query(case.graph, query, sample(query), count=True)
    assert result.shown == len(result.rows)
    assert all(set(row) == set(query.returns) for row in result.rows)
    names = [tuple(str(row[name]) for name in query.identity) for row in result.rows]
    assert len(names) == len(set(names))
    if result.total is not None:
        assert result.total == result.shown


@pytest.mark.parametrize(
    "query", [q for q in CATALOG if q.count_text and q.paged], ids=lambda query: query.name
)
def test_counts_agree_with_rows(query: Query, case: Case) -> None:
    whole = run_query(case.graph, query, sample(query))
    if whole.shown < 2:
        return
    first = run_query(case.graph, query, {**sample(query), "limit": 1}, count=True)
    assert (first.shown, first.truncated, first.next_offset) == (1, True, 1)
    assert first.total == whole.shown
    rest = run_query(case.graph, query, {**sample(query), "offset": 1})
    assert first.rows + rest.rows == whole.rows
