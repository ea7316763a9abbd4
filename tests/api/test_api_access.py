"""Who comes in: the one-time link, the cookie, the token, and who does not."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.access import Access, Links
from api.app import create_app
from api.context import ApiContext
from api.gate import MAX_BODY_BYTES
from queries.catalog import Catalog
from tests.queries.small_case import Case

HOME = "http://127.0.0.1:8420"
OPEN = {"/healthz", "/login"}
PRIVATE = ("/", "/api/v1/rings", "/api/v1/openapi.json", "/api/v1/none", "/none", "/docs")

Visitor = Callable[..., TestClient]


@pytest.fixture
def access(tmp_path: Path) -> Access:
    return Access(bearer="secret-of-scripts", links=Links(tmp_path / "links"), cookie="marionet-1")


@pytest.fixture
def visitor(case: Case, access: Access) -> Visitor:
    """Makes clients that share a server and no cookies."""
    context = ApiContext(case.graph, case.vault, Catalog.load(), access)
    app = create_app(context)

    def make(base_url: str = HOME) -> TestClient:
        return TestClient(
            app, base_url=base_url, follow_redirects=False, raise_server_exceptions=False
        )

    return make


@pytest.mark.parametrize("path", PRIVATE)
def test_a_stranger_sees_nothing(visitor: Visitor, path: str) -> None:
    response = visitor().get(path)
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert "marionet link" in response.json()["detail"]


def test_a_person_who_is_not_logged_in_is_told_how(visitor: Visitor) -> None:
    response = visitor().get("/", headers={"Accept": "text/html"})
    assert response.status_code == 401
    assert "marionet link" in response.text


def test_a_link_opens_the_door_once(visitor: Visitor, access: Access) -> None:
    link = f"/login?token={access.links.make()}"
    first = visitor()
    response = first.get(link)
    assert (response.status_code, response.headers["location"]) == (303, "/")
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert first.get("/api/v1/rings").status_code == 200
    second = visitor()
    assert second.get(link).status_code == 401
    assert second.get("/api/v1/rings").status_code == 401


@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "%00", "汉" * 50])
def test_wrong_links_are_refused(visitor: Visitor, token: str) -> None:
    assert visitor().get("/login", params={"token": token}).status_code == 401


def test_an_old_link_is_refused(visitor: Visitor, access: Access, tmp_path: Path) -> None:
    token = access.links.make()
    for path in (tmp_path / "links").iterdir():
        os.utime(path, (0, 0))
    assert visitor().get("/login", params={"token": token}).status_code == 401


def test_the_folder_of_links_holds_no_token(access: Access, tmp_path: Path) -> None:
    token = access.links.make()
    folder = tmp_path / "links"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert token not in {path.name for path in folder.iterdir()}


def test_logging_out_ends_the_session(visitor: Visitor, access: Access) -> None:
    client = visitor()
    client.get(f"/login?token={access.links.make()}")
    cookies = dict(client.cookies)
    assert client.post("/logout").status_code == 303
    again = visitor()
    again.cookies.update(cookies)
    assert again.get("/api/v1/rings").status_code == 401


BEARERS = {
    "Bearer secret-of-scripts": 200,
    "bearer secret-of-scripts": 200,
    "Bearer secret-of-script": 401,
    "Bearer secret-of-scripts2": 401,
    "Bearer": 401,
    "Basic secret-of-scripts": 401,
    "secret-of-scripts": 401,
}


@pytest.mark.parametrize("value", BEARERS)
def test_scripts_bring_the_token(visitor: Visitor, value: str) -> None:
    response = visitor().get("/api/v1/collections", headers={"Authorization": value})
    assert response.status_code == BEARERS[value]


@pytest.mark.parametrize("cookie", ["marionet-1=guess", "marionet-1=", "a=b", '";;=,', "\x7f"])
def test_wrong_cookies_are_refused(visitor: Visitor, cookie: str) -> None:
    response = visitor().get("/api/v1/collections", headers={"Cookie": cookie})
    assert response.status_code == 401


def test_a_foreign_cookie_does_not_hide_ours(visitor: Visitor, access: Access) -> None:
    client = visitor()
    client.get(f"/login?token={access.links.make()}")
    cookie = f'theirs={{"a":1}}; marionet-1={client.cookies["marionet-1"]}; broken'
    response = visitor().get("/api/v1/collections", headers={"Cookie": cookie})
    assert response.status_code == 200


def test_a_second_click_on_a_link_does_no_harm(visitor: Visitor, access: Access) -> None:
    client, link = visitor(), f"/login?token={access.links.make()}"
    client.get(link)
    again = client.get(link)
    assert (again.status_code, again.headers["location"]) == (303, "/")
    assert "set-cookie" not in again.headers


def test_only_looking_at_a_link_does_not_use_it_up(visitor: Visitor, access: Access) -> None:
    link = f"/login?token={access.links.make()}"
    assert visitor().head(link).status_code == 405
    assert visitor().get(link).status_code == 303


def test_after_logging_out_nothing_is_said_of_links(visitor: Visitor) -> None:
    page = visitor().get("/login").text
    assert "This page needs a login" in page
    assert "used already" not in page


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/rings", "/static/theme.js"])
def test_head_is_answered_as_get_without_a_body(visitor: Visitor, path: str) -> None:
    got, head = (visitor().request(m, path, headers=bearer()) for m in ("GET", "HEAD"))
    assert head.status_code == got.status_code == 200
    assert head.headers["content-type"] == got.headers["content-type"]


def bearer(**more: str) -> dict[str, str]:
    return {"Authorization": "Bearer secret-of-scripts", **more}


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", "", "localhost.evil"]
)
def test_foreign_host_names_are_refused(visitor: Visitor, host: str) -> None:
    response = visitor().get("/api/v1/collections", headers=bearer(Host=host))
    assert (response.status_code, response.json()["code"]) == (421, "host")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:9", "[::1]:8420"])
def test_own_host_names_are_known(visitor: Visitor, host: str) -> None:
    assert visitor().get("/api/v1/collections", headers=bearer(Host=host)).status_code == 200


def test_a_page_of_another_origin_may_not_post(visitor: Visitor) -> None:
    question = {"parameters": {}}
    for origin, status in (("http://127.0.0.1:9999", 403), ("null", 403), (HOME, 200)):
        response = visitor().post(
            "/api/v1/queries/runs", json=question, headers=bearer(Origin=origin)
        )
        assert response.status_code == status


@pytest.mark.parametrize(
    ("site", "status"), [("same-origin", 200), ("same-site", 403), ("cross-site", 403)]
)
def test_what_a_browser_says_of_the_sender_decides(
    visitor: Visitor, site: str, status: int
) -> None:
    """A form of our own sends `Origin: null`, since no page tells where it was."""
    headers = bearer(Origin="null" if status == 200 else HOME, **{"Sec-Fetch-Site": site})
    response = visitor().post("/api/v1/queries/runs", json={}, headers=headers)
    assert response.status_code == status


def test_static_files_are_asked_for_again(visitor: Visitor) -> None:
    """After an upgrade a browser must not run the scripts of the version before."""
    assert visitor().get("/static/page.js").headers["cache-control"] == "no-cache"


def test_a_large_body_is_refused_before_it_is_read(visitor: Visitor) -> None:
    body = b" " * (MAX_BODY_BYTES + 1)
    response = visitor().post("/api/v1/queries/runs", content=body, headers=bearer())
    assert (response.status_code, response.json()["code"]) == (413, "size")


def test_a_body_of_unknown_length_is_refused(visitor: Visitor) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"{}"

    response = visitor().post("/api/v1/queries/runs", content=pieces(), headers=bearer())
    assert (response.status_code, response.json()["code"]) == (411, "length")


@pytest.mark.parametrize("path", ["/", "/healthz", "/none", "/api/v1/rings", "/login"])
def test_every_answer_has_safe_headers(visitor: Visitor, path: str) -> None:
    for headers in ({}, bearer(), bearer(Accept="text/html")):
        sent = visitor().get(path, headers=headers).headers
        assert sent["x-content-type-options"] == "nosniff"
        assert sent["referrer-policy"] == "no-referrer"
        assert "default-src" in sent["content-security-policy"]
        assert "unsafe" not in sent["content-security-policy"]
        assert "frame-ancestors" in sent["content-security-policy"]
        assert len(sent["x-request-id"]) == 16


def test_the_health_of_the_server_tells_nothing(visitor: Visitor) -> None:
    assert visitor().get("/healthz").json() == {"status": "ok"}
