"""Profiles and manuscripts over HTTP: the JSON and the pages, from a study made by hand."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pytest
from fastapi.testclient import TestClient

import campaign.profile
from campaign.part import Part
from tests.api.page_client import client_on
from tests.campaign.report.hand_made import (
    HOSTILE,
    TEMPLATE,
    hostile,
    manuscripts,
    targets,
    timeline,
)
from tests.queries.small_case import EVE, Case, at
from vault.study_schema import STUDY

ONE, OTHER = "ms:0123456789ab", "ms:ba9876543210"


def part(name: str, order: int, told: object) -> Part:
    return Part(
        name=name,
        order=order,
        title=name.capitalize(),
        tables=(),
        make=lambda _case: {},
        section=lambda _findings, _subject: told,  # type: ignore[arg-type, return-value]
    )


PARTS = (
    part("manuscripts", 10, manuscripts()),
    part("targets", 20, targets()),
    part("silent", 30, None),
    part("timeline", 40, timeline()),
    part("hostile", 50, hostile()),
)


def rows(table: str, *given: dict[str, object]) -> pa.Table:
    full = [{name: row.get(name) for name in STUDY[table].names} for row in given]
    return pa.Table.from_pylist(full, schema=STUDY[table])


def write_study(case: Case) -> None:
    run_id = case.run.run_id
    subject = {"run_id": run_id, "watchlist": {"name": HOSTILE[0], "digest": "cd" * 32}}
    texts = {"template": TEMPLATE.to_json(), "kind": "manuscript", "software": 0.93}
    counts = {"posts": 4, "accounts": 4, "rings": 1, "slots": 4, "coverage": 0.75}
    span = {"first": at(1), "last": at(1, 20), "first_post": "x:4", "first_account": "x:cat"}
    copies = (("x:4", "x:cat", 0), ("x:5", "x:ann", 5), ("x:6", "x:bob", 9), ("x:7", EVE, 20))
    spread = {"manuscript_id": ONE, "members": 3, "posts": 3, "share": 0.75, "first_of_all": True}
    with case.vault.begin_study({**subject, "version": "test"}) as writer:  # type: ignore[typeddict-item]
        writer.write(
            "manuscripts",
            rows(
                "manuscripts",
                {"manuscript_id": ONE, "text": HOSTILE[2], "reason": HOSTILE[0]}
                | texts | counts | span,
                {"manuscript_id": OTHER, "kind": "share button", "posts": 9, "text": "I read this"},
            ),
        )  # fmt: skip
        writer.write(
            "manuscript_copies",
            rows(
                "manuscript_copies",
                *(
                    {"manuscript_id": ONE, "post_id": post, "account_id": account, "platform": "x"}
                    | {"at": at(1) + timedelta(seconds=s), "similarity": 0.8, "explained": 0.95}
                    for post, account, s in copies
                ),
            ),
        )
        whole = spread | {"subject": run_id}
        writer.write(
            "ring_manuscripts", rows("ring_manuscripts", spread | {"subject": "ring-1"}, whole)
        )
        writer.commit(["Views are not known."])


@pytest.fixture
def bare(case: Case, tmp_path: Path) -> Iterator[TestClient]:
    case.vault.drop_studies()
    with client_on(case.graph, tmp_path, case.vault) as opened:
        yield opened


@pytest.fixture
def client(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(campaign.profile, "parts", lambda: PARTS)
    case.vault.drop_studies()
    write_study(case)
    with client_on(case.graph, tmp_path, case.vault) as opened:
        yield opened


@pytest.mark.parametrize("path", ["/rings/ring-1/profile", "/runs/latest/profile"])
def test_the_profile_has_each_chapter_that_tells_something(client: TestClient, path: str):
    found = client.get(f"/api/v1{path}").json()
    assert list(found["chapters"]) == ["manuscripts", "targets", "timeline", "hostile"]
    assert found["about"] == ("ring" if "ring-1" in path else "run")
    assert found["notes"] == ["Views are not known."]
    grid = found["chapters"]["targets"]["blocks"][0]
    assert grid["rows"][0]["posts"] == 1234
    assert grid["rows"][0]["targeted"] is True
    assert grid["rows"][1]["ratio"] is None  # infinite
    assert (grid["shown"], grid["total"]) == (3, 12)
    spun = found["chapters"]["manuscripts"]["blocks"][0]
    assert spun["template"]["lines"][0]["pieces"][0]["slot"] == [["说句实话", 61], ["讲真的", 39]]


def test_without_a_study_the_answer_says_how_to_make_one(bare: TestClient, case: Case):
    answer = bare.get("/api/v1/rings/ring-1/profile")
    assert answer.status_code == 404
    assert f"marionet study --run {case.run.run_id}" in answer.json()["detail"]
    for path in ("/rings/ring-1/profile", "/manuscripts?ring=ring-1"):
        page = bare.get(path)
        assert page.status_code == 200
        assert f"marionet study --run {case.run.run_id}" in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/rings/none/profile",
        "/runs/run-none/profile",
        "/manuscripts/ms:none",
        "/manuscripts?ring=n",
    ],
)
def test_what_is_not_there_is_not_found(client: TestClient, path: str):
    assert client.get(f"/api/v1{path}").status_code == 404
    assert client.get(path).status_code == 404


def test_manuscripts_are_listed_and_other_kinds_on_demand(client: TestClient):
    found = client.get("/api/v1/manuscripts").json()
    assert [row["manuscript_id"] for row in found["items"]] == [ONE]
    everything = client.get("/api/v1/manuscripts?kind=all&limit=1").json()
    assert [row["manuscript_id"] for row in everything["items"]] == [OTHER]
    assert everything["total"] == 2
    rest = client.get(everything["next"]).json()
    assert [row["manuscript_id"] for row in rest["items"]] == [ONE]
    assert rest["next"] is None
    mine = client.get("/api/v1/manuscripts?ring=ring-1").json()["items"]
    assert [(row["own_posts"], row["members"]) for row in mine] == [(3, 3)]


def test_a_manuscript_has_template_spread_and_rings(client: TestClient, case: Case):
    found = client.get(f"/api/v1/manuscripts/{ONE}").json()
    assert found["run_id"] == case.run.run_id
    assert [row["subject"] for row in found["by_ring"]] == ["ring-1"]
    assert found["template"]["copies"] == 100
    bars = next(block for block in found["blocks"] if block["type"] == "bars")
    assert sum(bars["series"]["by members of rings"]) == 3
    assert sum(bars["series"]["by other accounts"]) == 1


def test_copies_say_why_they_are_copies(client: TestClient):
    found = client.get(f"/api/v1/manuscripts/{ONE}/copies?limit=3").json()
    assert [row["post_id"] for row in found["items"]] == ["x:4", "x:5", "x:6"]
    assert found["items"][0]["why"] == (
        "80% of its sentences in common, 95% of its characters explained by the template"
    )
    rest = client.get(found["next"]).json()["items"]
    assert [(row["account_id"], row["member"]) for row in rest] == [(EVE, False)]


PAGES = (
    "/rings/ring-1/profile",
    "/runs/latest/profile",
    f"/manuscripts/{ONE}",
    "/manuscripts?kind=all",
    "/manuscripts?ring=ring-1",
)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_hostile_gets_out_of_its_text(client: TestClient, path: str):
    answer = client.get(path)
    assert answer.status_code == 200
    for bad in ("<script>window", "<img src=x", '" onmouseover="', "</style></title>", "\u202e"):
        assert bad not in answer.text
    assert "style=" not in answer.text
    assert 'href="javascript' not in answer.text


def test_a_profile_leads_to_posts_manuscripts_and_the_page_to_print(client: TestClient, case: Case):
    page = client.get("/rings/ring-1/profile").text
    assert 'href="/posts/x:1"' in page
    assert f'href="/manuscripts/{ONE}?run={case.run.run_id}"' in page
    assert 'href="/rings/ring-1/profile.html" download' in page
    printed = client.get("/rings/ring-1/profile.html")
    assert "attachment" in printed.headers["content-disposition"]
    assert "<script" not in printed.text
    assert "<link" not in printed.text


def test_the_page_of_a_manuscript_lists_its_copies_page_by_page(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("api.pages.manuscript.COPIES", 3)
    page = client.get(f"/manuscripts/{ONE}").text
    assert "1–3 of 4" in page
    assert "not a member" not in page.partition('id="copies"')[2]
    rest = client.get(f"/manuscripts/{ONE}?offset=3").text.partition('id="copies"')[2]
    assert "4–4 of 4" in rest
    assert "not a member" in rest
    assert f'href="/accounts/{quote(EVE, safe=":")}' in rest


def test_ring_and_rings_lead_to_profiles_and_manuscripts(client: TestClient, case: Case):
    ring = client.get("/rings/ring-1").text
    assert 'href="/rings/ring-1/profile"' in ring
    assert 'href="/manuscripts?ring=ring-1"' in ring
    assert f'href="/runs/{case.run.run_id}/profile"' in client.get("/").text


def test_the_rules_of_blocks_are_served(client: TestClient):
    answer = client.get("/static/blocks.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert ".spun" in answer.text


def test_a_study_of_another_version_that_cannot_be_told_is_said(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    def broken(_findings: object, _subject: str) -> None:
        raise TypeError("a column of old")

    old = Part("old", 1, "Old", (), lambda _case: {}, broken)
    monkeypatch.setattr(campaign.profile, "parts", lambda: (old,))
    answer = client.get("/api/v1/rings/ring-1/profile")
    assert answer.status_code == 404
    assert "version test" in answer.json()["detail"]
    assert "marionet study --run" in client.get("/rings/ring-1/profile").text
