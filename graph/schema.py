"""The graph model, declared once: DDL, write statements and the docs page derive from it.

Property names are the column names of vault.schema. What is observed (a post, a link) and what is
concluded (a ring, a member) never share a relationship type: `inferred` tells them apart, and
inferred relationships carry the id of the run that concluded them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString


@dataclass(frozen=True, slots=True)
class Prop:
    """A property of a node or a relationship."""

    name: LiteralString
    type: type
    doc: str
    index: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A label, its unique key and its properties."""

    label: LiteralString
    key: LiteralString
    doc: str
    props: tuple[Prop, ...] = ()
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Rel:
    """A relationship type between two labels; with `key`, one per value of that property."""

    type: LiteralString
    source: LiteralString
    target: LiteralString
    doc: str
    props: tuple[Prop, ...] = ()
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class FullText:
    """A full-text index over properties of labels."""

    name: LiteralString
    labels: tuple[LiteralString, ...]
    props: tuple[LiteralString, ...]
    analyzer: LiteralString = "cjk"


_SPAN = (
    Prop("first", datetime, "Time of the first post, UTC."),
    Prop("last", datetime, "Time of the last post, UTC."),
)
_RUN = Prop("run", str, "Id of the run that concluded this.")

NODES: tuple[Node, ...] = (
    Node(
        "Account",
        key="account_id",
        doc="One profile on one platform.",
        props=(
            Prop("platform", str, "Short name of the platform: `x`, `weibo`."),
            Prop("native_id", str, "The id that the platform gives it."),
            Prop("handle", str, "Last handle seen. Handles are reused: do not join on it.", index=True),
            Prop("name", str, "Display name, as last seen."),
            Prop("bio", str, "Profile text, as last seen."),
            Prop("created_at", datetime, "Registration, UTC; absent where hidden.", index=True),
            Prop("followers", int, "Accounts that follow it, as last seen."),
            Prop("following", int, "Accounts that it follows, as last seen."),
            Prop("posts", int, "Posts that the platform counts for it, as last seen."),
            Prop("verified", bool, "Whether the platform marks it as verified."),
            Prop("region", str, "Place that the platform or the profile gives."),
            Prop("stub", bool, "True while it is only referred to and its record has not come."),
        ),
    ),
    Node(
        "Post",
        key="post_id",
        doc="One post, repost, quote, reply or comment.",
        props=(
            Prop("platform", str, "Short name of the platform."),
            Prop("created_at", datetime, "When it was published, UTC.", index=True),
            Prop("kind", str, "original, repost, quote, reply or comment."),
            Prop("text", str, "Text as received."),
            Prop("lang", str, "Language code, as the platform gives it."),
            Prop("client", str, "App it was sent from, as the platform gives it."),
            Prop("url", str, "Where it can be seen."),
            Prop("likes", int, "Likes when it was observed."),
            Prop("reposts", int, "Reposts when it was observed."),
            Prop("comments", int, "Comments when it was observed."),
            Prop("views", int, "Views when it was observed."),
            Prop("source", str, "SHA-256 of the original file that it came in."),
            Prop("offset", int, "Line in the original, from 1."),
            Prop("stub", bool, "True while it is only referred to and its record has not come."),
        ),
    ),
    Node("Hashtag", key="tag", doc="A hashtag in canonical form: NFKC, lower case, no #."),
    Node("Url", key="url", doc="A page address in canonical form."),
    Node("Domain", key="domain", doc="A registrable domain."),
    Node(
        "Media",
        key="media_id",
        doc="A picture or film.",
        props=(
            Prop("kind", str, "photo, video, gif, audio or file."),
            Prop("url", str, "Where it was seen."),
            Prop("hash", str, "Hash of its content, with the name of the algorithm.", index=True),
        ),
    ),
    Node(
        "Run",
        key="run_id",
        doc="One detection run.",
        props=(
            Prop("collection", str, "The collection that was read."),
            Prop("created_at", datetime, "When it was made, UTC."),
            Prop("version", str, "Version of the code."),
            Prop("parameters", str, "JSON object of its parameters."),
        ),
        inferred=True,
    ),
    Node(
        "Ring",
        key="ring_id",
        doc="Accounts that act as one (tier `ring`), or an audience that looks like it.",
        props=(
            Prop("run", str, "Id of its run.", index=True),
            Prop("tier", str, "ring or audience-like."),
            Prop("rank", int, "1 is the most serious of its tier."),
            Prop("accounts", int, "Members."),
            Prop("bursts", int, "Independent pieces of evidence."),
            Prop("posts", int, "Posts that are evidence."),
            *_SPAN,
            Prop("score", float, "0 to 1, for ordering."),
            Prop("p", float, "p-value of the test ring against audience."),
            Prop("q", float, "q-value of that test."),
            Prop("median_hits", float, "Pieces of evidence that a member took part in, median."),
            Prop("signals", str, "JSON object: signal -> bursts."),
            Prop("reason", str, "Why it was flagged, in plain words with numbers."),
        ),
        inferred=True,
    ),
    Node(
        "Burst",
        key="burst_id",
        doc="One object during one spell of activity.",
        props=(
            Prop("run", str, "Id of its run.", index=True),
            Prop("signal", str, "Name of the signal."),
            Prop("object_id", str, "What was shared."),
            Prop("label", str, "What was shared, for people."),
            Prop("bundle", int, "Bursts of one bundle travel in the same posts."),
            Prop("start", datetime, "Its first post, UTC."),
            Prop("end", datetime, "Its last post, UTC."),
            Prop("accounts", int, "Accounts that took part."),
            Prop("members", int, "Members of the ring among them."),
            Prop("posts", int, "Posts."),
            Prop("q", float, "Smallest q-value of a pair with another burst of the ring."),
        ),
        inferred=True,
    ),
    Node(
        "Manuscript",
        key="manuscript_id",
        doc="Near-duplicate texts, one cluster.",
        props=(
            Prop("run", str, "Id of its run.", index=True),
            Prop("text", str, "The first copy."),
            Prop("posts", int, "Copies."),
            Prop("accounts", int, "Accounts that posted a copy."),
            *_SPAN,
        ),
        inferred=True,
    ),
)

_TEXT_LINK = (Prop("similarity", float, "Estimated Jaccard similarity to the first copy."),)

RELS: tuple[Rel, ...] = (
    Rel("POSTED", "Account", "Post", "Exactly one per post."),
    Rel("TAGGED", "Post", "Hashtag", "One per distinct hashtag of the post."),
    Rel("LINKS_TO", "Post", "Url", "One per distinct canonical URL of the post."),
    Rel("ON", "Url", "Domain", "The domain of the URL."),
    Rel("REPOSTS", "Post", "Post", "To the post that it passes on."),
    Rel("QUOTES", "Post", "Post", "To the post that it quotes."),
    Rel("REPLIES_TO", "Post", "Post", "To the post that it answers or comments on."),
    Rel("MENTIONS", "Post", "Account", "To each account that the text names."),
    Rel("SHOWS", "Post", "Media", "To each picture or film in it."),
    Rel(
        "SHARED_URL",
        "Account",
        "Url",
        "Aggregated over the posts of the account, for speed.",
        props=(Prop("count", int, "Posts."), *_SPAN),
    ),
    Rel("INSTANCE_OF", "Post", "Manuscript", "The post is a copy.", (_RUN, *_TEXT_LINK), True),
    Rel(
        "TOOK_PART",
        "Account",
        "Burst",
        "The account posted in the burst.",
        props=(
            _RUN,
            Prop("posts", int, "Its posts in the burst."),
            Prop("member", bool, "Whether it is a member of the burst's ring."),
            *_SPAN,
        ),
        inferred=True,
    ),
    Rel("OF", "Burst", "Hashtag|Url|Post|Manuscript|Media", "What was shared.", (_RUN,), True),
    Rel(
        "EVIDENCE_OF",
        "Burst",
        "Ring",
        "The burst is evidence of the ring.",
        props=(_RUN, Prop("q", float, "Smallest q-value of its pairs within the ring.")),
        inferred=True,
    ),
    Rel(
        "MEMBER_OF",
        "Account",
        "Ring",
        "The account is a member.",
        props=(
            _RUN,
            Prop("score", float, "0 to 1, for ordering."),
            Prop("p", float, "p-value of its membership."),
            Prop("q", float, "q-value of its membership."),
            Prop("hits", int, "Independent pieces of evidence that it took part in."),
            Prop("posts", int, "Its posts among the evidence."),
            *_SPAN,
        ),
        inferred=True,
    ),
    Rel("FOUND", "Run", "Ring", "The run found the ring.", (), True),
    Rel(
        "COORDINATED",
        "Account",
        "Account",
        "Sparse: the few nearest co-members of each member; read it without direction.",
        props=(
            _RUN,
            Prop("ring", str, "Id of the ring."),
            Prop("weight", float, "Strength, for drawing."),
            Prop("p", float, "p-value of the pair."),
            Prop("shared", int, "Independent pieces of evidence that both took part in."),
            *_SPAN,
        ),
        inferred=True,
    ),
    Rel("USED", "Ring", "Manuscript|Hashtag|Url|Post|Media", "What the ring shared.", (_RUN, Prop("members", int, "Members that shared it."), Prop("posts", int, "Their posts.")), True),
)

FULL_TEXT: tuple[FullText, ...] = (
    FullText("post_text", ("Post",), ("text",)),
    FullText("account_text", ("Account",), ("name", "handle", "bio")),
)
