"""The API: what it answers, how it pages, how it refuses."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from api.access import Access, Links
from api.app import create_app
from api.context import ApiContext
from detection.signals import SIGNALS
from graph.connection import Connection
from graph.session import Graph
from queries.catalog import Catalog
from tests.queries.small_case import EVE, HOSTILE, Case

HOME = "http://127.0.0.1:8420"
API = "/api/v1"


def client_of(graph: Graph, case: Case, folder: Path) -> TestClient:
    access = Access(bearer="t", links=Links(folder / "links"))
    app = create_app(ApiContext(graph, case.vault, Catalog.load(), access))
    return TestClient(
        app,
        base_url=HOME,
        headers={"Authorization": "Bearer t"},
        raise_server_exceptions=False,
    )


@pytest.fixture(scope="module")
def client(case: Case, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client_of(case.graph, case, tmp_path_factory.mktemp("api"))


def get(client: TestClient, path: str, **params: Any) -> Any:
    response = client.get(API + path, params=params)
    assert response.status_code == 200, response.text
    return response.json()


def test_collections_say_what_they_hold(client: TestClient) -> None:
    (found,) = get(client, "/collections")["items"]
    assert (found["name"], found["posts"], found["files"]) == ("case", 11, ["case.jsonl"])


def test_a_run_is_found_by_its_beginning(client: TestClient, case: Case) -> None:
    assert get(client, "/runs/latest") == get(client, f"/runs/{case.run.run_id[:9]}")
    assert [run["run_id"] for run in get(client, "/runs")["items"]] == [case.run.run_id]


def test_rings_of_the_latest_run(client: TestClient, case: Case) -> None:
    for run in ("latest", case.run.run_id):
        found = get(client, "/rings", run=run)
        assert [ring["ring_id"] for ring in found["items"]] == ["ring-1"]
        assert (found["shown"], found["total"], found["truncated"]) == (1, 1, False)


def test_a_ring_says_why_it_was_flagged(client: TestClient, case: Case) -> None:
    ring = get(client, "/rings/ring-1")
    assert ring["signals"] == {"co_hashtag": 1, "co_repost": 1, "co_url": 1}
    assert ring["reason"] == "Three accounts acted together three times."
    assert (ring["collection"], ring["run"]) == ("case", case.run.run_id)
    assert ring["signs"] == [
        "3 members posted from “robot”: 100% of the members and 0.0% of all others, among accounts "
        "of which a client is known (p = 0.004)."
    ]


def test_pages_lead_from_one_to_the_next(client: TestClient) -> None:
    path: str | None = f"{API}/rings/ring-1/members?limit=2"
    seen: list[str] = []
    totals: set[int] = set()
    while path:
        found = client.get(path).json()
        seen += [member["account_id"] for member in found["items"]]
        totals.add(found["total"])
        assert found["truncated"] == bool(found["next"])
        path = found["next"]
    assert (seen, totals) == (["x:ann", "x:bob", "x:cat"], {3})


def test_a_page_beyond_the_end_is_empty_and_knows_the_total(client: TestClient) -> None:
    found = get(client, "/rings/ring-1/members", offset=50)
    assert (found["items"], found["total"], found["next"]) == ([], 3, None)


def test_evidence_leads_to_its_posts(client: TestClient) -> None:
    bursts = get(client, "/rings/ring-1/evidence", sort="time")["items"]
    signals = ["co_url", "exact_text", "co_hashtag", "co_repost"]
    assert [burst["signal"] for burst in bursts] == signals
    posts = get(client, f"/bursts/{bursts[0]['burst_id']}/posts")["items"]
    assert [post["post_id"] for post in posts] == ["x:1", "x:2", "x:3"]
    for signal in SIGNALS:
        found = get(client, "/rings/ring-1/evidence", signal=signal.name)["items"]
        assert len(found) == signals.count(signal.name)
    (words,) = get(client, "/rings/ring-1/evidence", signal="exact_text")["items"]
    posts = get(client, f"/bursts/{words['burst_id']}/posts")["items"]
    assert [post["post_id"] for post in posts] == ["x:1", "x:3"]


def test_posts_of_an_unknown_burst_are_not_found(client: TestClient) -> None:
    assert client.get(f"{API}/bursts/none/posts").status_code == 404


def test_edges_and_the_evidence_of_a_pair(client: TestClient) -> None:
    edges = get(client, "/rings/ring-1/edges")["items"]
    assert {(edge["account_a"], edge["account_b"]) for edge in edges} == {
        ("x:ann", "x:bob"),
        ("x:ann", "x:cat"),
        ("x:bob", "x:cat"),
    }
    both = get(client, "/edges/x:ann/x:bob")["items"]
    assert [row["gap_s"] for row in both] == [10.0, 4.0, 2.0]


def test_ids_with_slashes_and_signs_are_one_segment(client: TestClient) -> None:
    eve = quote(EVE, safe="")
    assert get(client, f"/accounts/{eve}")["name"] == HOSTILE
    assert [p["post_id"] for p in get(client, f"/accounts/{eve}/posts")["items"]] == ["x:7"]
    found = get(client, f"/edges/{eve}/x%3Aann", limit=1)
    assert [row["burst_id"] for row in found["items"]] == ["burst-tag"]


def test_the_next_page_of_a_hostile_id_is_found(client: TestClient, case: Case) -> None:
    path = f"{API}/accounts/{quote('x:ann', safe='')}/posts?limit=1&kind=original"
    following = client.get(path).json()["next"]
    assert following == f"{path}&offset=1"
    assert client.get(following).json()["items"][0]["post_id"] == "x:1"
    assert case.run.run_id


def test_posts_of_an_account_by_time_and_kind(client: TestClient) -> None:
    found = get(client, "/accounts/x:ann/posts", kind="repost")["items"]
    assert [(p["post_id"], p["target_account"]) for p in found] == [("x:9", "x:dan")]
    early = get(client, "/accounts/x:ann/posts", until="2025-01-01T23:00:00Z")["items"]
    assert [p["post_id"] for p in early] == ["x:1"]


def test_an_account_knows_its_rings(client: TestClient) -> None:
    rings = get(client, "/accounts/x:cat/rings")["items"]
    assert [(ring["ring_id"], ring["hits"]) for ring in rings] == [("ring-1", 2)]


def test_a_post_has_its_original(client: TestClient) -> None:
    post = get(client, "/posts/x:4")
    assert (post["hashtags"], post["line"], post["source"]) == (["smear"], 4, "ab" * 32)


def test_an_account_knows_its_handles_lists_and_links(client: TestClient) -> None:
    handles = get(client, "/accounts/x:dan/handles")
    assert [(h["handle"], h["present"], h["others"]) for h in handles["items"]] == [
        ("dan", True, 0),
        ("Motors2019", False, 1),
    ]
    first = get(client, "/accounts/x:dan/handles", limit="1")
    assert (first["total"], first["truncated"]) == (2, True)
    assert get(client, "/accounts/x:dan")["former_handles"] == "Motors2019"
    lists = get(client, "/accounts/x:ann/lists")["items"]
    assert lists == [{"list": "suspects", "note": "seen in 2024", "entry": "x:ann"}]
    links = get(client, "/accounts/x:bob/links")["items"]
    assert [(row["account_id"], row["direction"], row["weight"]) for row in links] == [
        ("x:ann", "in", 0.75)
    ]


def test_search_over_posts_and_accounts(client: TestClient) -> None:
    found = get(client, "/search", q="失灵")
    assert [p["post_id"] for p in found["posts"]["items"]] == ["x:1"]
    only = get(client, "/search", q="cat", kind="accounts")
    assert only["posts"] is None
    assert [a["account_id"] for a in only["accounts"]["items"]] == ["x:cat"]


def test_every_answer_names_its_question(client: TestClient) -> None:
    asked = get(client, "/rings/ring-1/members", limit=2)["asked"]
    shown = get(client, f"/queries/{asked['query']}")
    assert (asked["sha256"], asked["revision"]) == (shown["sha256"], shown["revision"])
    assert asked["parameters"]["ring"] == "ring-1"


def test_queries_are_listed_shown_and_asked(client: TestClient) -> None:
    names = {query["name"] for query in get(client, "/queries")}
    assert {"ring-members", "manuscripts"} <= names
    question = {"parameters": {"ring": "ring-1", "limit": 1}, "count": True}
    rows = client.post(f"{API}/queries/ring-clients", json=question).json()
    assert rows["columns"] == ["client", "members", "posts"]
    assert rows["rows"] == [{"client": "robot", "members": 3, "posts": 8}]


def test_queries_answer_in_csv(client: TestClient) -> None:
    question = {"parameters": {"account": EVE}}
    response = client.post(f"{API}/queries/account-by-id?format=csv", json=question)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["x-truncated"] == "false"
    assert HOSTILE in response.text


MISSING = (
    "/runs/run-none",
    "/rings/none",
    "/rings/none/members",
    "/rings/none/edges",
    "/rings/none/evidence",
    "/accounts/none",
    "/accounts/none/posts",
    "/accounts/none/rings",
    "/accounts/none/handles",
    "/accounts/none/lists",
    "/accounts/none/links",
    "/edges/x:ann/none",
    "/posts/none",
    "/queries/none",
    "/rings?run=run-none",
    "/nothing",
    "/rings/ring-1/nothing",
)


@pytest.mark.parametrize("path", MISSING)
def test_what_does_not_exist_is_a_problem_with_a_sentence(client: TestClient, path: str) -> None:
    response = client.get(API + path)
    found = response.json()
    assert (response.status_code, found["status"], found["code"]) == (404, 404, "not-found")
    assert response.headers["content-type"] == "application/problem+json"
    assert found["detail"].startswith("There is no")
    assert found["request_id"] == response.headers["x-request-id"]


WRONG = (
    "/rings/ring-1/members?limit=0",
    "/rings/ring-1/members?limit=many",
    "/rings/ring-1/members?offset=-1",
    "/rings?tier=gold",
    "/rings/ring-1/evidence?signal=co_dream",
    "/accounts/x:ann/posts?since=yesterday",
    "/accounts/x:ann/posts?kind=song",
    "/search",
    "/search?q=",
    "/search?q=a&kind=songs",
)


@pytest.mark.parametrize("path", WRONG)
def test_wrong_parameters_are_named(client: TestClient, path: str) -> None:
    response = client.get(API + path)
    found = response.json()
    assert (response.status_code, found["code"]) == (422, "request")
    assert found["errors"][0]["where"].startswith("query.")
    assert "Traceback" not in response.text


def test_wrong_parameters_of_a_query_are_named(client: TestClient) -> None:
    for parameters in ({}, {"ring": "ring-1", "limit": 0}, {"ring": 5}, {"other": 1}):
        response = client.post(f"{API}/queries/ring-members", json={"parameters": parameters})
        assert (response.status_code, response.json()["code"]) == (400, "query")
        assert "arameter" in response.json()["detail"]


def test_unknown_fields_of_a_question_are_refused(client: TestClient) -> None:
    response = client.post(f"{API}/queries/runs", json={"cypher": "MATCH (n) DETACH DELETE n"})
    assert response.status_code == 422
    response = client.post(f"{API}/queries/runs", content=b"{")
    assert response.status_code == 422


def test_a_method_that_is_not_there_is_a_problem(client: TestClient) -> None:
    response = client.delete(f"{API}/rings/ring-1")
    assert (response.status_code, response.json()["code"]) == (405, "method")
    assert "GET" in response.headers["allow"]


def test_without_neo4j_the_answer_is_503_and_when_to_come_back(case: Case, tmp_path: Path) -> None:
    nowhere = Connection("bolt://127.0.0.1:9", "neo4j", "none")
    with Graph(nowhere) as graph:
        response = client_of(graph, case, tmp_path).get(f"{API}/rings")
    assert response.status_code == 503
    assert response.headers["retry-after"] == "5"
    assert response.json()["code"] == "graph"


def test_a_mistake_of_ours_shows_no_traceback(case: Case, tmp_path: Path) -> None:
    class Broken:
        def read(self, *_: object, **__: object) -> object:
            raise RuntimeError("secret detail")

    response = client_of(Broken(), case, tmp_path).get(f"{API}/rings")  # type: ignore[arg-type]
    assert (response.status_code, response.json()["code"]) == (500, "internal")
    assert "secret detail" not in response.text


def test_times_are_utc_with_z(client: TestClient) -> None:
    first = get(client, "/rings/ring-1")["first"]
    assert first == "2025-01-01T10:00:00Z"
    assert datetime.fromisoformat(first) == datetime(2025, 1, 1, 10, tzinfo=UTC)


def test_the_description_is_complete(client: TestClient) -> None:
    described = get(client, "/openapi.json")
    operations = [
        operation
        for path, methods in described["paths"].items()
        for operation in methods.values()
        if path.startswith(API)
    ]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids)) >= 16
    for operation in operations:
        assert operation["tags"]
        assert operation["description"]
        assert {"200", "401", "422", "503"} <= set(operation["responses"])
        for parameter in operation.get("parameters", []):
            assert "{" not in parameter["name"]
            assert parameter["in"] == "path" or parameter["description"]


def test_nothing_is_loaded_from_elsewhere(client: TestClient) -> None:
    for path in ("/docs", "/redoc"):
        assert client.get(path).status_code == 404
