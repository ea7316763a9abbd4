"""A client that asks for pages as a browser does, on a graph of the test."""

from pathlib import Path

from fastapi.testclient import TestClient

from api.access import Access, Links
from api.app import create_app
from api.context import ApiContext
from graph.session import Graph
from queries.catalog import Catalog
from vault import Vault

TOKEN = "t" * 43


def client_on(graph: Graph, folder: Path, vault: Vault | None = None) -> TestClient:
    access = Access(bearer=TOKEN, links=Links(folder / "links"))
    vault = vault or Vault(folder / "vault")
    app = create_app(ApiContext(graph, vault, Catalog.load(), access))
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "text/html"}
    return TestClient(app, base_url="http://127.0.0.1", headers=headers)
