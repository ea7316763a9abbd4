"""A real server on the Neo4j of the session, a real Chromium, and what every page must keep.

Every page made by `page` or `new_page` fails its test at the end when it asked another host for
something, wrote an error to the console, opened a dialog, or ran a payload.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from api.access import Access, Links
from api.app import create_app
from api.context import ApiContext
from api.server import address_of, bind
from detection.detect import detect
from detection.options import Options
from graph.connection import Connection
from graph.publish import project_pending, publish_run
from graph.session import Graph
from loaders.pipeline import load
from marionet.progress import SILENT
from queries.catalog import Catalog
from tests.browser.chromium import open_chromium
from tests.browser.hostile_campaign import write_hostile_campaign
from vault import Run, Vault


@dataclass(frozen=True)
class Desk:
    """The running program.

    Attributes:
        address: Where it serves.
        access: Makes links that log in.
        run: What was detected.
        graph: To look up what a page must show.
    """

    address: str
    access: Access
    run: Run
    graph: Graph

    def link(self) -> str:
        """Return a new link that logs in once."""
        return f"{self.address}/login?token={self.access.links.make()}"


@pytest.fixture(scope="session")
def desk(neo4j_server: Connection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The demo campaign, made hostile, loaded, detected, published and served."""
    folder = tmp_path_factory.mktemp("desk")
    vault = Vault(folder / "vault")
    load(vault, [str(write_hostile_campaign(folder))], collection="demo", progress=SILENT)
    run = detect(vault, "demo", Options(), SILENT)
    with Graph(neo4j_server) as graph:
        graph.write("MATCH (n) DETACH DELETE n")
        project_pending(graph, vault, SILENT)
        publish_run(graph, vault, run, SILENT)
        access = Access(bearer="b" * 43, links=Links(folder / "links"))
        app = create_app(ApiContext(graph, vault, Catalog.load(), access))
        with bind("127.0.0.1", 0, or_any_port=False) as bound:
            server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
            thread = threading.Thread(target=server.run, args=([bound],), daemon=True)
            thread.start()
            yield Desk(address_of("127.0.0.1", bound), access, run, graph)
            server.should_exit = True
            thread.join(timeout=10)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium; where there is none the tests fail and say what to do."""
    with open_chromium() as chromium:
        yield chromium


@dataclass
class Watch:
    """What happened in the pages of a test that must not."""

    host: str
    outside: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def attach(self, page: Page) -> None:
        """Note everything from now on."""
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("dialog", self._dialog)

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self.host:
            self.outside.append(request.url)

    def _console(self, message: Any) -> None:
        # An address that is not there is told by its page; Chromium repeats it as an error.
        if message.type in ("error", "warning") and "status of 404" not in message.text:
            self.console.append(message.text)

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@pytest.fixture
def new_page(desk: Desk, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Make a page that is logged in; options go to the browser context."""
    watch = Watch(urlsplit(desk.address).netloc)
    contexts: list[BrowserContext] = []

    def make(*, logged_in: bool = True, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 800}, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        watch.attach(page)
        if logged_in:
            page.goto(desk.link())
        return page

    yield make
    ran = [
        frame.url
        for context in contexts
        for page in context.pages
        for frame in page.frames
        if frame.evaluate("'__pwned' in window")
    ]
    for context in contexts:
        context.close()
    assert (watch.outside, watch.console, watch.dialogs, ran) == ([], [], [], [])


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page that is logged in, on the table of rings."""
    return new_page()


@pytest.fixture
def ring_path(page: Page) -> str:
    """The path of the ring whose members bear the payloads: the first one in the table."""
    href = page.locator("#rings tbody tr a.row-title").first.get_attribute("href")
    assert href is not None
    return href
