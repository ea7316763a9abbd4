"""Accounts: the profile, the posts, the rings, and what two of them did together."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.account_models import (
    Account,
    AccountHandle,
    AccountLink,
    AccountList,
    AccountPost,
    AccountRing,
)
from api.asking import AskerDep, Limit, Offset
from api.models import Page, SideBySide
from api.problems import explain
from marionet.errors import NotFound

router = APIRouter(tags=["accounts"], responses=explain(NotFound))

Kind = Literal["original", "repost", "quote", "reply", "comment"]


@router.get("/accounts/{account_id:id}", operation_id="readAccount")
def read_account(account_id: str, ask: AskerDep) -> Account:
    """Return the profile of an account as it was last seen."""
    return _need(ask, account_id)


@router.get("/accounts/{account_id:id}/posts", operation_id="listAccountPosts")
def list_posts(
    account_id: str,
    ask: AskerDep,
    kind: Annotated[Kind | None, Query(description="Only posts of this kind.")] = None,
    since: Annotated[datetime | None, Query(description="No earlier than this, UTC.")] = None,
    until: Annotated[datetime | None, Query(description="Before this, UTC.")] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Page[AccountPost]:
    """Return what an account posted, the newest first."""
    _need(ask, account_id)
    return ask.page(
        "account-posts",
        AccountPost,
        account=account_id,
        kind=kind,
        since=since,
        until=until,
        limit=limit,
        offset=offset,
    )


@router.get("/accounts/{account_id:id}/rings", operation_id="listAccountRings")
def list_rings(
    account_id: str, ask: AskerDep, limit: Limit = 100, offset: Offset = 0
) -> Page[AccountRing]:
    """Return every ring, of every run, that an account is a member of."""
    _need(ask, account_id)
    return ask.page("account-rings", AccountRing, account=account_id, limit=limit, offset=offset)


@router.get("/accounts/{account_id:id}/handles", operation_id="listAccountHandles")
def list_handles(
    account_id: str, ask: AskerDep, limit: Limit = 100, offset: Offset = 0
) -> Page[AccountHandle]:
    """Return the handle that an account has and those that it had before, the latest first."""
    _need(ask, account_id)
    return ask.page(
        "account-handles", AccountHandle, account=account_id, limit=limit, offset=offset
    )


@router.get("/accounts/{account_id:id}/lists", operation_id="listAccountLists")
def list_lists(
    account_id: str, ask: AskerDep, limit: Limit = 100, offset: Offset = 0
) -> Page[AccountList]:
    """Return the lists that somebody put an account on; being on a list is no finding."""
    _need(ask, account_id)
    return ask.page("lists-of-account", AccountList, account=account_id, limit=limit, offset=offset)


@router.get("/accounts/{account_id:id}/links", operation_id="listAccountLinks")
def list_links(
    account_id: str, ask: AskerDep, limit: Limit = 100, offset: Offset = 0
) -> Page[AccountLink]:
    """Return the accounts that another tool tied to an account."""
    _need(ask, account_id)
    return ask.page("links-of-account", AccountLink, account=account_id, limit=limit, offset=offset)


@router.get(
    "/edges/{account_a:id}/{account_b:id}", tags=["evidence"], operation_id="listPairEvidence"
)
def list_pair_evidence(
    account_a: str,
    account_b: str,
    ask: AskerDep,
    run: Annotated[str | None, Query(max_length=100, description="Only of this run.")] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Page[SideBySide]:
    """Return the posts of two accounts side by side, for each burst in which both took part."""
    for account_id in (account_a, account_b):
        _need(ask, account_id)
    return ask.page(
        "pair-evidence",
        SideBySide,
        account_a=account_a,
        account_b=account_b,
        run=run,
        limit=limit,
        offset=offset,
    )


def _need(ask: AskerDep, account_id: str) -> Account:
    return ask.one("account-by-id", Account, "account", account=account_id)
