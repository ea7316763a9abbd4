"""Rings: the list of a run, one ring, its members, its drawing and its evidence."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.asking import AskerDep, Limit, Offset
from api.dependencies import VaultDep
from api.models import Burst, BurstDetail, BurstPost, Edge, Member, Page, Ring, RingDetail
from api.problems import explain
from api.signal_name import SignalName
from api.signs_of_ring import signs_of_ring
from marionet.errors import NotFound

router = APIRouter(tags=["rings"], responses=explain(NotFound))

MembersOnly = Annotated[
    bool, Query(description="Leave out accounts that are not members of the ring.")
]


@router.get("/rings", operation_id="listRings")
def list_rings(
    ask: AskerDep,
    vault: VaultDep,
    run: Annotated[str, Query(max_length=100, description="Id of the run, or latest.")] = "latest",
    tier: Annotated[
        Literal["ring", "audience-like"] | None, Query(description="Only this tier.")
    ] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Page[Ring]:
    """Return the rings of a run, the most serious first."""
    chosen = run if run == "latest" else vault.run(run).run_id
    return ask.page("rings-of-run", Ring, run=chosen, tier=tier, limit=limit, offset=offset)


@router.get("/rings/{ring_id:id}", operation_id="readRing")
def read_ring(ring_id: str, ask: AskerDep, vault: VaultDep) -> RingDetail:
    """Return one ring: its size, its figures, and why it was flagged."""
    found = _need(ask, ring_id)
    return found.model_copy(update={"signs": signs_of_ring(vault, found.run, ring_id)})


@router.get("/rings/{ring_id:id}/members", operation_id="listRingMembers")
def list_members(
    ring_id: str,
    ask: AskerDep,
    sort: Annotated[
        Literal["score", "posts", "first", "handle"], Query(description="Order of the rows.")
    ] = "score",
    limit: Limit = 100,
    offset: Offset = 0,
) -> Page[Member]:
    """Return the accounts of a ring, those that are tied to it most strongly first."""
    _need(ask, ring_id)
    return ask.page("ring-members", Member, ring=ring_id, sort=sort, limit=limit, offset=offset)


@router.get("/rings/{ring_id:id}/edges", operation_id="listRingEdges")
def list_edges(
    ring_id: str,
    ask: AskerDep,
    limit: Annotated[int, Query(ge=1, le=20_000, description="Lines of one page.")] = 6000,
    offset: Offset = 0,
) -> Page[Edge]:
    """Return the backbone of a ring, for drawing: the few nearest co-members of each member."""
    _need(ask, ring_id)
    return ask.page("ring-edges", Edge, ring=ring_id, limit=limit, offset=offset)


@router.get("/rings/{ring_id:id}/evidence", operation_id="listRingEvidence")
def list_evidence(
    ring_id: str,
    ask: AskerDep,
    signal: Annotated[
        SignalName | None,
        Query(description="Only this signal; docs/reference/signals.md lists their names."),
    ] = None,
    sort: Annotated[
        Literal["members", "time"], Query(description="Order of the rows.")
    ] = "members",
    limit: Limit = 100,
    offset: Offset = 0,
) -> Page[Burst]:
    """Return the bursts of a ring: what was shared, when, by how many of its members."""
    _need(ask, ring_id)
    return ask.page(
        "ring-bursts", Burst, ring=ring_id, signal=signal, sort=sort, limit=limit, offset=offset
    )


@router.get("/bursts/{burst_id:id}/posts", tags=["evidence"], operation_id="listBurstPosts")
def list_burst_posts(
    burst_id: str,
    ask: AskerDep,
    members_only: MembersOnly = False,  # noqa: FBT002 - a parameter of the query string
    limit: Limit = 100,
    offset: Offset = 0,
) -> Page[BurstPost]:
    """Return the posts of a burst in the order of time: the proof."""
    ask.one("burst-by-id", BurstDetail, "burst", burst=burst_id)
    return ask.page(
        "burst-posts",
        BurstPost,
        burst=burst_id,
        members_only=members_only,
        limit=limit,
        offset=offset,
    )


def _need(ask: AskerDep, ring_id: str) -> RingDetail:
    return ask.one("ring-by-id", RingDetail, "ring", ring=ring_id)
