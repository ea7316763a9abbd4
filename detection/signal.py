"""What a signal is: a way to say that two posts touch the same object.

A signal only says which posts touch which object. Who wrote them and when comes from the posts;
bursts, null models and tests are one code for all signals. To add a signal, write one module in
detection/signals that ends with a `SIGNAL`: nothing else names it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import Deferred, _

from detection.collection import Collection
from marionet.progress import Progress
from vault.schema import RUN, SILENT_REPOSTS

LABEL_CHARACTERS = 280


@dataclass(frozen=True, slots=True)
class Touched:
    """What one signal found in a collection.

    Attributes:
        posts: Columns post_id, object_id; both strings, not null, pairs distinct.
        labels: Columns object_id, label: what a person reads in place of an object_id, at any
            length; may hold more objects than `posts`, each once. None: the object_id is readable.
        texts: Rows of the run table of that name.
        text_copies: Rows of the run table of that name.
        notes: What was left out and why, one sentence each.
    """

    posts: ir.Table
    labels: ir.Table | None = None
    texts: pa.Table = field(default_factory=lambda: RUN["texts"].empty_table())
    text_copies: pa.Table = field(default_factory=lambda: RUN["text_copies"].empty_table())
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signal:
    """Declaration of a signal; docs/reference/signals.md is made from it.

    Attributes:
        name: Name in `bursts.signal`, in options and in pages; never changes its meaning. The
            module has the same name.
        order: Place among the signals, unique: in this order they are collected and shown.
        title: What the accounts did, in a few words.
        words: The object for people, one and several: ("link", "links").
        object_id: What the object is and what its id looks like.
        rules: What counts as touching it and what does not.
        limits: What it cannot see, and what looks like it but is harmless.
        find: Finds the posts and their objects.
        node: Label of the node in the graph that has the object_id for its key; None: the graph
            has no such node, and a burst tells of its object by its own label.
        timeless: Whether all posts that touch an object are one burst, whenever they were written:
            for objects so rare that meeting there says enough.
        family: What kind of thing the objects are parts of (`text`: a whole text, a phrase of it):
            in one family a burst whose posts mostly stand in another is the same piece of evidence.
            Empty: the signal is a family of its own.
    """

    name: str
    order: int
    title: str
    words: tuple[str, str]
    object_id: str
    rules: str
    limits: str
    find: Callable[[Collection, Progress], Touched]
    node: str | None = None
    timeless: bool = False
    family: str = ""


def post_labels(collection: Collection) -> ir.Table:
    """Return the text of every post as the label of the post."""
    posts = collection.whole("posts").filter(_.text.notnull())
    return posts.select(object_id="post_id", label="text")


def own_posts(collection: Collection) -> ir.Table:
    """Return the posts but for reposts without words of their own.

    What such a repost quotes, answers or shows is what the original does: that the original was
    passed on says all that the account did.
    """
    posts: Any = collection.table("posts")
    platform: Any = ibis.coalesce(posts.platform, "")
    return posts.filter(posts.repost_of.isnull() | ~platform.isin(sorted(SILENT_REPOSTS)))


def rarest(touched: ir.Table, collection: Collection, fewest: int = 2) -> ir.Table:
    """Keep the objects of few accounts: of `fewest` to max(200, sqrt N), N = all accounts.

    For objects on which the whole world can meet (a site of news): what everybody touches cannot
    tell a ring from its neighbours. The bound is that of the events of a burst.

    Args:
        touched: Columns post_id, object_id.
        collection: Where the posts are.
        fewest: Fewest accounts.
    """
    authors = collection.table("posts").select("post_id", "account_id")
    known = touched.inner_join(authors, "post_id").group_by("object_id")
    counted = known.agg(accounts=_.account_id.nunique())
    kept = counted.filter(_.accounts.between(fewest, collection.few))
    return touched.semi_join(kept, "object_id")


def one_line(text: Deferred) -> Deferred:
    """Return the beginning of a text on one line; a cut text ends with an ellipsis."""
    line = text.re_replace(r"\s+", " ").strip()
    short = line.substr(0, LABEL_CHARACTERS) + "…"
    return (line.length() > LABEL_CHARACTERS).ifelse(short, line)
