"""The canonical tables and the tables of a run, declared once.

Ids are strings `platform:native_id`. Times are UTC in microseconds. Every canonical record knows
its original: `source` is the SHA-256 of the bytes received, `offset` the line (from 1) or byte in
them.
"""

from __future__ import annotations

import pyarrow as pa

TIME = pa.timestamp("us", tz="UTC")
TEXT = pa.string()
INT = pa.int64()
REAL = pa.float64()
FLAG = pa.bool_()


def table(**columns: pa.DataType) -> pa.Schema:
    """Return a schema with these columns."""
    return pa.schema(list(columns.items()))


CANONICAL: dict[str, pa.Schema] = {
    "accounts": table(
        account_id=TEXT,
        platform=TEXT,
        native_id=TEXT,
        handle=TEXT,
        name=TEXT,
        bio=TEXT,
        created_at=TIME,
        followers=INT,
        following=INT,
        posts=INT,
        verified=FLAG,
        region=TEXT,
        avatar=TEXT,
        observed_at=TIME,
        extra=TEXT,  # JSON object of the fields that have no column
        source=TEXT,
        offset=INT,
    ),
    "posts": table(
        post_id=TEXT,
        platform=TEXT,
        account_id=TEXT,
        created_at=TIME,
        precision=TEXT,  # of created_at, as the source gives it: second, minute, day
        kind=TEXT,  # original, repost, quote, reply, comment: loaders.records.kind_of
        text=TEXT,
        lang=TEXT,
        client=TEXT,
        url=TEXT,
        repost_of=TEXT,  # a post_id, as are the next three
        quote_of=TEXT,
        reply_to=TEXT,
        root=TEXT,
        likes=INT,
        reposts=INT,
        comments=INT,
        views=INT,
        observed_at=TIME,
        extra=TEXT,
        source=TEXT,
        offset=INT,
    ),
    "post_urls": table(post_id=TEXT, url=TEXT, url_seen=TEXT, domain=TEXT),
    "post_hashtags": table(post_id=TEXT, tag=TEXT, tag_seen=TEXT),
    "post_mentions": table(post_id=TEXT, account_id=TEXT, handle=TEXT),
    "post_media": table(post_id=TEXT, media_id=TEXT, kind=TEXT, url=TEXT, hash=TEXT),
    # Every further sighting of a post that `posts` has from another place: where, and its counters
    # then. The first sighting is the row of `posts` itself.
    "post_sources": table(
        post_id=TEXT,
        source=TEXT,
        offset=INT,
        likes=INT,
        reposts=INT,
        comments=INT,
        views=INT,
        observed_at=TIME,
    ),
    # Accounts that somebody put on a list: ids to watch, user-accounts of a STIX bundle.
    "watched_accounts": table(
        account_id=TEXT, platform=TEXT, list=TEXT, note=TEXT, source=TEXT, offset=INT
    ),
    # Relations between accounts that another tool found: edges of GraphML, GEXF, edge lists.
    "account_links": table(
        account_a=TEXT,
        account_b=TEXT,
        kind=TEXT,
        weight=REAL,
        first=TIME,
        last=TIME,
        source=TEXT,
        offset=INT,
    ),
}
"""Table name -> schema of what loaders write. Rows of `post_urls`, `post_hashtags`,
`post_mentions` and `post_media` are distinct."""

PRECISIONS = ("second", "minute", "day")
POST_KINDS = ("original", "repost", "quote", "reply", "comment")
SILENT_REPOSTS = frozenset(("x", "bluesky", "mastodon", "telegram"))
"""Platforms on which a repost is no more than a button: it has no words of its own. Where such a
post names its `repost_of`, its `text` is the original's, kept to be read and never compared, and
it has no rows in `post_urls`, `post_hashtags`, `post_mentions` and `post_media`. Elsewhere (Weibo,
Reddit, Facebook) the text and the rest of a repost are what its author added."""

RUN: dict[str, pa.Schema] = {
    # One row per candidate that passed the tests: a ring, or an audience that looks like one.
    "rings": table(
        ring_id=TEXT,
        tier=TEXT,  # ring, audience-like
        rank=INT,  # 1 = most serious, within its tier
        accounts=INT,
        bursts=INT,  # independent pieces of evidence (bundles of bursts)
        posts=INT,  # posts that are evidence
        first=TIME,
        last=TIME,
        score=REAL,  # 0..1, for ordering; see the run's documentation
        p=REAL,  # of the test ring against audience
        q=REAL,
        median_hits=REAL,  # bundles a member took part in, median
        signals=TEXT,  # JSON object: signal name -> bursts
        reason=TEXT,  # one paragraph in plain words, with its numbers
        against=TEXT,  # the same of what speaks against it
        parent=TEXT,  # the larger ring that used most of what it used; else null
    ),
    # Members of rings; significant accounts of audience-like candidates stand here too.
    "members": table(
        ring_id=TEXT,
        account_id=TEXT,
        score=REAL,
        p=REAL,
        q=REAL,
        hits=INT,
        posts=INT,
        first=TIME,
        last=TIME,
        activity=INT,  # pieces of evidence that it took part in anywhere, in rings or not
        all_posts=INT,  # its posts in the whole collection
    ),
    # What was seen of every account near a finding, flagged or not: its nearest candidates.
    "tested": table(
        account_id=TEXT,
        candidate=INT,  # number of the candidate in its run
        ring_id=TEXT,  # the finding that the candidate became; null where it became none
        seen=INT,  # pieces of evidence of the candidate that it took part in
        hits=INT,  # those of them that lie in members' company
        p=REAL,  # of its hits; null where none lies in members' company
        q=REAL,
        activity=INT,  # pieces of evidence that it took part in anywhere
        verdict=TEXT,  # member, or the rule that spared it: detection.run.verdicts
    ),
    # What rings have in common: a text, a page or a post that members of both passed on.
    "overlaps": table(
        ring_id=TEXT,
        other_id=TEXT,  # the larger ring
        pieces=INT,  # pieces of any ring's evidence, no public places, of two of its members
        common=INT,  # those of them whose object members of the other used as well
        texts=INT,  # texts among the common objects
    ),
    # The accounts that a run was asked about; empty where it was asked about all.
    "seeds": table(
        account_id=TEXT,
        posts=INT,
        bursts=INT,  # bursts that it took part in, in rings or not
        ring_id=TEXT,  # null where nothing speaks for it
        q=REAL,  # of its membership
        verdict=TEXT,  # in words: detection.question.seeds
    ),
    # The bursts of every row of `rings`.
    "bursts": table(
        burst_id=TEXT,
        ring_id=TEXT,
        signal=TEXT,
        object_id=TEXT,  # what was shared: a post_id, a URL, a tag, a text_id
        label=TEXT,  # for people: the URL, the tag, the first copy of the text
        node=TEXT,  # label of the graph's node whose key is object_id: Url, Post ...; null: none
        bundle=INT,  # bursts of one bundle travel in the same posts: one piece of evidence
        start=TIME,
        end=TIME,
        accounts=INT,
        members=INT,
        posts=INT,
        reached=INT,  # accounts of the whole bundle: what the chance of a pair is computed from
        q=REAL,  # smallest q-value of a pair with another burst of the ring
    ),
    # Every post of those bursts: the proof.
    "burst_posts": table(
        burst_id=TEXT,
        post_id=TEXT,
        account_id=TEXT,
        at=TIME,
        exact=INT,  # seconds that `at` may be off: 1, 60 or 86400
        member=FLAG,
    ),
    # Significant pairs of bursts inside one ring.
    "burst_pairs": table(
        ring_id=TEXT, burst_a=TEXT, burst_b=TEXT, shared=INT, expected=REAL, p=REAL, q=REAL
    ),
    # The sparse backbone between accounts, for the eye: account_a < account_b.
    "edges": table(
        ring_id=TEXT,
        account_a=TEXT,
        account_b=TEXT,
        weight=REAL,
        p=REAL,  # of the coincidences of the two: detection.run.chance
        shared=INT,  # bundles that both took part in
        first=TIME,
        last=TIME,
    ),
    # What members of a ring have in common more often than others; supports, proves nothing alone.
    "signs": table(
        ring_id=TEXT,
        sign=TEXT,  # client, names, registration
        value=TEXT,  # what they have in common: the client, the pattern of names, the day
        members=INT,  # members that have it
        share=REAL,  # of the members of whom the sign is known, 0..1
        elsewhere=REAL,  # of all other accounts of whom it is known, 0..1
        p=REAL,  # that members drawn by lot have it so often, times the values looked at
    ),
    # Clusters of near-duplicate texts that appear in `bursts` with signal "text".
    "texts": table(text_id=TEXT, text=TEXT, posts=INT, accounts=INT, first=TIME, last=TIME),
    "text_copies": table(text_id=TEXT, post_id=TEXT, similarity=REAL),
}
"""Table name -> schema of what a detection run writes."""
