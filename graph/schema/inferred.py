"""What a detection run concludes: rings, their members and their evidence.

Every relationship carries the id of its run, so that a run can be taken back and a picture can
draw conclusions differently from observations.
"""

from __future__ import annotations

from datetime import datetime

from graph.schema.model import SPAN, Node, Prop, Rel

_RUN = Prop("run", str, "Id of the run that concluded this.")

NODES: tuple[Node, ...] = (
    Node(
        "Run",
        key="run_id",
        doc="One detection run.",
        props=(
            Prop("collection", str, "The collection that was read."),
            Prop("created_at", datetime, "When it was made, UTC."),
            Prop("version", str, "Version of the code."),
            Prop("parameters", str, "JSON object of its parameters."),
            Prop("published", bool, "True once all of it is in the graph."),
            Prop("study", str, "Id and time of its study that is in the graph, once all of it is."),
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
            *SPAN,
            Prop("score", float, "0 to 1, for ordering."),
            Prop("p", float, "p-value of the test ring against audience."),
            Prop("q", float, "q-value of that test."),
            Prop("median_hits", float, "Pieces of evidence that a member took part in, median."),
            Prop("signals", str, "JSON object: signal -> bursts."),
            Prop("reason", str, "Why it was flagged, in plain words with numbers."),
            Prop("against", str, "What speaks against it, in plain words with numbers."),
            Prop("parent", str, "Id of the larger ring that it is a part of; see PART_OF."),
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
        "Text",
        key="text_id",
        doc="Near-duplicate texts, one cluster.",
        props=(
            Prop("run", str, "Id of the last run that found it.", index=True),
            Prop("text", str, "The first copy."),
            Prop("posts", int, "Copies."),
            Prop("accounts", int, "Accounts that posted a copy."),
            *SPAN,
        ),
        inferred=True,
    ),
)

RELS: tuple[Rel, ...] = (
    Rel(
        "COPY_OF",
        "Post",
        "Text",
        "The post is a copy.",
        props=(
            _RUN,
            Prop("similarity", float, "Estimated Jaccard similarity to the first copy."),
        ),
        inferred=True,
        key=("run",),
    ),
    Rel(
        "TOOK_PART",
        "Account",
        "Burst",
        "The account posted in the burst.",
        props=(
            _RUN,
            Prop("posts", int, "Its posts in the burst."),
            Prop("member", bool, "Whether it is a member of the burst's ring."),
            *SPAN,
        ),
        inferred=True,
    ),
    Rel(
        "PROVES",
        "Post",
        "Burst",
        "The post is one of those that make the burst.",
        (_RUN,),
        inferred=True,
    ),
    Rel(
        "OF",
        "Burst",
        "Hashtag|Url|Domain|Post|Text|Media",
        "What was shared.",
        (_RUN,),
        inferred=True,
    ),
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
            *SPAN,
            Prop("activity", int, "Pieces of evidence that it took part in anywhere."),
            Prop("all_posts", int, "Its posts in the whole collection."),
        ),
        inferred=True,
    ),
    Rel(
        "PART_OF",
        "Ring",
        "Ring",
        "Most of what the members used was used by the larger ring as well: one source, crews.",
        props=(
            _RUN,
            Prop("pieces", int, "Pieces of evidence that its members took part in together."),
            Prop("common", int, "Those about what members of the larger ring used as well."),
            Prop("texts", int, "Texts among these."),
        ),
        inferred=True,
    ),
    Rel("FOUND", "Run", "Ring", "The run found the ring.", inferred=True),
    Rel(
        "COORDINATED",
        "Account",
        "Account",
        "Sparse: the few nearest co-members of each member; read it without direction.",
        props=(
            _RUN,
            Prop("ring", str, "Id of the ring."),
            Prop("weight", float, "Strength, for drawing."),
            Prop("p", float, "Chance of the coincidences of the two; for a pair chosen as near."),
            Prop("shared", int, "Independent pieces of evidence that both took part in."),
            *SPAN,
        ),
        inferred=True,
        key=("ring",),
    ),
    Rel(
        "USED",
        "Ring",
        "Text|Hashtag|Url|Domain|Post|Media",
        "What the ring shared.",
        props=(
            _RUN,
            Prop("members", int, "Members that shared it."),
            Prop("posts", int, "Their posts."),
        ),
        inferred=True,
    ),
)
