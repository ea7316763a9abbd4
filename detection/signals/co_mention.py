"""Co-mention: accounts that address the same account."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from detection.collection import Collection
from detection.signal import Signal, Touched
from marionet.progress import Progress


def find_co_mentions(collection: Collection, progress: Progress) -> Touched:
    """Return which post names which account.

    An account that an export names by its handle alone is the account that has that handle, if one
    of the collection has it and no other. Who names himself is left out.
    """
    del progress
    named = _named(collection)
    meant: Any = named.left_join(_owners(collection), ["platform", "handle"])
    unknown = meant.platform + ":@" + meant.handle
    target = ibis.coalesce(meant.known_id, meant.owner, unknown)
    found = meant.filter(~target.identical_to(meant.author))
    touched = found.select("post_id", object_id=target).distinct().filter(_.object_id.notnull())
    return Touched(posts=touched, labels=_labels(collection))


def _named(collection: Collection) -> ir.Table:
    """Return post_id, author, platform, known_id, handle of each mention; handle in lower case."""
    posts: Any = collection.table("posts")
    authors = posts.select("post_id", author="account_id", platform=_.platform.fill_null(""))
    mentions: Any = collection.table("post_mentions")
    handle = _canonical(mentions.handle)
    named = mentions.select("post_id", known_id=mentions.account_id.nullif(""), handle=handle)
    return named.inner_join(authors, "post_id")


def _owners(collection: Collection) -> ir.Table:
    """Return platform, handle, owner: of each handle that only one account has had."""
    accounts: Any = collection.table("accounts")
    seen = accounts.select("platform", "account_id", handle=_canonical(accounts.handle))
    by_handle = seen.filter(_.handle.notnull()).group_by("platform", "handle")
    had = by_handle.agg(accounts=_.account_id.nunique(), owner=_.account_id.min())
    return had.filter(_.accounts == 1).drop("accounts")


def _labels(collection: Collection) -> ir.Table:
    accounts = collection.table("accounts").filter(_.handle.notnull(), _.handle != "")
    named: Any = accounts.group_by("account_id").agg(handle=_.handle.max())
    return named.select(object_id=named.account_id, label="@" + named.handle)


def _canonical(handle: Any) -> Any:
    return handle.re_replace(r"^\s*@?\s*|\s+$", "").lower().nullif("")


SIGNAL = Signal(
    name="co_mention",
    order=50,
    title="addressed the same account",
    words=("account addressed", "accounts addressed"),
    object_id="the account_id; `platform:@handle`, in lower case, where nobody knows the id",
    rules="a post counts once for each account in it; an account that names itself does not count; "
    "nor do mentions in a post that was only passed on",
    limits="customers of one airline, readers of one newspaper and fans of one star address the "
    "same account all day: the null model and the test of ring against audience judge that",
    find=find_co_mentions,
)
