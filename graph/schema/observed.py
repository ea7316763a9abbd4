"""What is observed: accounts, posts and what posts carry, as the exports say."""

from __future__ import annotations

from datetime import datetime

from graph.schema.model import SPAN, FullText, Node, Prop, Rel

_STUB = Prop("stub", bool, "True while it is only referred to and its record has not come.")

NODES: tuple[Node, ...] = (
    Node(
        "Account",
        key="account_id",
        doc="One profile on one platform.",
        props=(
            Prop("platform", str, "Short name of the platform: `x`, `weibo`."),
            Prop("native_id", str, "The id that the platform gives it."),
            Prop(
                "handle", str, "Last handle seen. It can be reused: never join on it.", index=True
            ),
            Prop("handle_lower", str, "The same in lower case, as Handle has it.", index=True),
            Prop("handle_first", datetime, "First time it was seen with this handle, UTC."),
            Prop("handle_last", datetime, "Last time it was seen with this handle, UTC."),
            Prop("former_handles", str, "Handles of FORMERLY in one text, for the search."),
            Prop("name", str, "Display name, as last seen."),
            Prop("bio", str, "Profile text, as last seen."),
            Prop("created_at", datetime, "Registration, UTC; absent where hidden.", index=True),
            Prop("followers", int, "Accounts that follow it, as last seen."),
            Prop("following", int, "Accounts that it follows, as last seen."),
            Prop("posts", int, "Posts that the platform counts for it, as last seen."),
            Prop("verified", bool, "Whether the platform marks it as verified."),
            Prop("region", str, "Place that the platform or the profile gives."),
            _STUB,
        ),
        stub=True,
    ),
    Node(
        "Post",
        key="post_id",
        doc="One post, repost, quote, reply or comment.",
        props=(
            Prop("platform", str, "Short name of the platform."),
            Prop("created_at", datetime, "When it was published, UTC.", index=True),
            Prop("precision", str, "Of created_at, as the source gives it: second, minute or day."),
            Prop("kind", str, "original, repost, quote, reply or comment."),
            Prop("text", str, "Text as received."),
            Prop("lang", str, "Language code, as the platform gives it."),
            Prop("client", str, "App it was sent from, as the platform gives it."),
            Prop("url", str, "Where it can be seen."),
            Prop("likes", int, "Likes, as last seen."),
            Prop("reposts", int, "Reposts, as last seen."),
            Prop("comments", int, "Comments, as last seen."),
            Prop("views", int, "Views, as last seen."),
            Prop("observed_at", datetime, "When that was, UTC; absent where no source tells."),
            Prop("source", str, "SHA-256 of the original file that it came in."),
            Prop("offset", int, "Line in the original, from 1."),
            _STUB,
        ),
        stub=True,
    ),
    Node(
        "Handle",
        key="handle_key",
        doc="A handle that some account had before; the key is `platform:@handle` in lower case.",
        props=(
            Prop("platform", str, "Short name of the platform."),
            Prop("handle", str, "The handle in lower case.", index=True),
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
    Node("WatchList", key="name", doc="A list of accounts to watch, as somebody handed it over."),
    Node(
        "Batch",
        key="batch_id",
        doc="Bookkeeping: one load, and whether the graph has all of it.",
        props=(
            Prop("collection", str, "The collection that it belongs to."),
            Prop("format", str, "Name of the format that it was read with."),
            Prop("posts", int, "Posts in it."),
            Prop("committed_at", datetime, "When the vault took it, UTC."),
            Prop("projected", bool, "True once all of it is in the graph."),
        ),
    ),
)

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
        props=(Prop("count", int, "Posts."), *SPAN),
    ),
    Rel(
        "FORMERLY",
        "Account",
        "Handle",
        "The account had the handle before its present one. Others may have it since.",
        props=(
            Prop("handle", str, "As it was written then."),
            Prop("first", datetime, "First time it was seen with it, UTC."),
            Prop("last", datetime, "Last time it was seen with it, UTC."),
        ),
    ),
    Rel(
        "ON_LIST",
        "Account",
        "WatchList",
        "Somebody put the account on the list.",
        props=(Prop("note", str, "What the list says of it."),),
    ),
    Rel(
        "LINKED",
        "Account",
        "Account",
        "A relation that another tool found, one per kind.",
        props=(
            Prop("kind", str, "Kind of relation, as that tool names it."),
            Prop("weight", float, "Strength, in the unit of that tool; as last loaded."),
            Prop("first", datetime, "Earliest time that is given for it, UTC."),
            Prop("last", datetime, "Latest time that is given for it, UTC."),
        ),
        key=("kind",),
    ),
)

FULL_TEXT: tuple[FullText, ...] = (
    FullText("post_text", ("Post",), ("text",)),
    FullText("account_text", ("Account",), ("name", "handle", "former_handles", "bio")),
)
