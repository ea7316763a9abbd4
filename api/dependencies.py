"""What routes ask for, by type: `graph: GraphDep`."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.context import ApiContext
from graph.session import Graph
from queries.catalog import Catalog
from vault import Vault


def get_context(request: Request) -> ApiContext:
    """Return what the application was made with."""
    context = request.app.state.context
    assert isinstance(context, ApiContext)  # noqa: S101 - set by create_app
    return context


ContextDep = Annotated[ApiContext, Depends(get_context)]


def _graph(context: ContextDep) -> Graph:
    return context.graph


def _vault(context: ContextDep) -> Vault:
    return context.vault


def _catalog(context: ContextDep) -> Catalog:
    return context.catalog


GraphDep = Annotated[Graph, Depends(_graph)]
VaultDep = Annotated[Vault, Depends(_vault)]
CatalogDep = Annotated[Catalog, Depends(_catalog)]
