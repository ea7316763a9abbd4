"""What a signal is: a way to say that two posts touch the same object.

A signal only says which posts touch which object. Who wrote them and when comes from the posts;
bursts, null models and tests are one code for all signals. To add a signal, write one module in
detection/signals that ends with a `SIGNAL`, and list it in detection/signals/__init__.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import ibis.expr.types as ir
import pyarrow as pa
from ibis import Deferred, _

from marionet.progress import Progress
from vault.schema import RUN
from vault.tables import Tables

LABEL_CHARACTERS = 280


@dataclass(frozen=True, slots=True)
class Touched:
    """What one signal found in a collection.

    Attributes:
        posts: Columns post_id, object_id; both strings, not null, pairs distinct.
        labels: Columns object_id, label: what a person reads in place of an object_id, at any
            length; may hold more objects than `posts`, each once. None: the object_id is readable.
        manuscripts: Rows of the run table of that name.
        manuscript_posts: Rows of the run table of that name.
        notes: What was left out and why, one sentence each.
    """

    posts: ir.Table
    labels: ir.Table | None = None
    manuscripts: pa.Table = field(default_factory=lambda: RUN["manuscripts"].empty_table())
    manuscript_posts: pa.Table = field(
        default_factory=lambda: RUN["manuscript_posts"].empty_table()
    )
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signal:
    """Declaration of a signal; docs/reference/signals.md is made from it.

    Attributes:
        name: Name in `bursts.signal`, in options and in pages; never changes its meaning.
        title: What the accounts did, in a few words.
        object_id: What the object is and what its id looks like.
        rules: What counts as touching it and what does not.
        limits: What it cannot see, and what looks like it but is harmless.
        find: Finds the posts and their objects.
    """

    name: str
    title: str
    object_id: str
    rules: str
    limits: str
    find: Callable[[Tables, Progress], Touched]


def post_labels(tables: Tables) -> ir.Table:
    """Return the text of every post as the label of the post."""
    posts = tables.table("posts").filter(_.text.notnull())
    return posts.select(object_id="post_id", label="text")


def one_line(text: Deferred) -> Deferred:
    """Return the beginning of a text on one line; a cut text ends with an ellipsis."""
    line = text.re_replace(r"\s+", " ").strip()
    short = line.substr(0, LABEL_CHARACTERS) + "…"
    return (line.length() > LABEL_CHARACTERS).ifelse(short, line)
