"""The same post is the same row, whichever format brings it."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.golden import Rows, Sample, load_sample

ORIGINAL, REPOST, REPLY, QUOTED = (f"19000000000000000{n}0" for n in range(4))
PICTURE = "1900000000000000005"
_KEY = base64.urlsafe_b64encode(int(PICTURE).to_bytes(8) + b"\0").decode().rstrip("=")
PICTURE_URL = f"https://pbs.twimg.com/media/{_KEY}.jpg"
QUOTED_URL = f"https://twitter.com/dora/status/{QUOTED}"
PAGE = "https://example.org/a"
NAMES = {"4": "Ann_A", "5": "bob"}
TEXTS = {
    ORIGINAL: "Look @bob #Car https://t.co/a https://t.co/p",
    REPOST: "RT @Ann_A: Look @bob #Car https://t.co/a https://t.co/p",
    REPLY: "@Ann_A no https://t.co/q",
}
AUTHORS = {ORIGINAL: "4", REPOST: "5", REPLY: "5"}
NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)

Row = dict[str, Any]
WANTED: dict[str, Row] = {
    ORIGINAL: {
        "author": "x:4", "kind": "original", "repost_of": None, "quote_of": None,
        "reply_to": None, "urls": {PAGE}, "tags": {"car"}, "mentions": {"x:5"},
        "media": {f"x:{PICTURE}"}, "likes": 3, "reposts": 2, "text": TEXTS[ORIGINAL],
    },
    REPOST: {
        "author": "x:5", "kind": "repost", "repost_of": f"x:{ORIGINAL}", "quote_of": None,
        "reply_to": None, "urls": set(), "tags": set(), "mentions": set(),
        "media": set(), "likes": None, "reposts": None, "text": TEXTS[REPOST],
    },
    REPLY: {
        "author": "x:5", "kind": "reply", "repost_of": None, "quote_of": f"x:{QUOTED}",
        "reply_to": f"x:{ORIGINAL}", "urls": set(), "tags": set(), "mentions": {"x:4"},
        "media": set(), "likes": 1, "reposts": 0, "text": TEXTS[REPLY],
    },
}  # fmt: skip
DIFFERENCES: dict[str, dict[str, Row]] = {
    # These tables put the quoted text in the place of the link to it; both are taken out.
    "x-gazouilloire": {REPLY: {"text": "@Ann_A no"}},
    # The archive holds one's own tweets, and a repost as text alone: its links and tags are all
    # that tells what was passed on.
    "x-archive": {
        REPOST: {
            "repost_of": None, "urls": {PAGE}, "tags": {"car"}, "mentions": {"x:5"},
            "media": {f"x:{PICTURE}"},
        }
    },
    # Twitter's releases have no pictures.
    "twitter-io": {ORIGINAL: {"media": set()}},
}  # fmt: skip


def v1(post: str) -> Row:
    mentions = {ORIGINAL: "5", REPOST: "5", REPLY: "4"}[post]
    shown = post != REPLY
    media = [{"id_str": PICTURE, "type": "photo", "media_url_https": PICTURE_URL}]
    quoted = {"url": "https://t.co/q", "expanded_url": QUOTED_URL}
    counted = ORIGINAL if post == REPOST else post  # X writes those of the original
    return {
        "id_str": post,
        "created_at": "Sat Mar 01 12:00:00 +0000 2025",
        "full_text": TEXTS[post],
        "favorite_count": WANTED[counted]["likes"],
        "retweet_count": WANTED[counted]["reposts"],
        "in_reply_to_status_id_str": None if shown else ORIGINAL,
        "quoted_status_id_str": None if shown else QUOTED,
        "entities": {
            "hashtags": [{"text": "Car"}] if shown else [],
            "user_mentions": [{"id_str": mentions, "screen_name": NAMES[mentions]}],
            "urls": [{"url": "https://t.co/a", "expanded_url": PAGE}] if shown else [quoted],
            **({"media": media} if shown else {}),
        },
    }


def v1_user(number: str) -> Row:
    return {"id_str": number, "screen_name": NAMES[number], "name": "N", "followers_count": 1}


def as_v1(post: str) -> Row:
    found = {**v1(post), "user": v1_user(AUTHORS[post])}
    return {**found, "retweeted_status": as_v1(ORIGINAL)} if post == REPOST else found


def as_graphql(post: str) -> Row:
    number = AUTHORS[post]
    author = {"__typename": "User", "rest_id": number, "core": {"screen_name": NAMES[number]}}
    legacy = {**v1(post), "user_id_str": number}
    if post == REPOST:
        legacy["retweeted_status_result"] = {"result": as_graphql(ORIGINAL)}
    core = {"user_results": {"result": author}}
    return {"__typename": "Tweet", "rest_id": post, "core": core, "legacy": legacy}


def as_v2(post: str) -> Row:
    old = v1(post)
    refers = {
        ORIGINAL: [],
        REPOST: [{"type": "retweeted", "id": ORIGINAL}],
        REPLY: [{"type": "replied_to", "id": ORIGINAL}, {"type": "quoted", "id": QUOTED}],
    }[post]
    own = f"https://twitter.com/Ann_A/status/{ORIGINAL}/photo/1"
    entities = old["entities"]
    urls = [*entities["urls"], *([{"expanded_url": own}] if post != REPLY else [])]
    return {
        "id": post,
        "author_id": AUTHORS[post],
        "created_at": "2025-03-01T12:00:00.000Z",
        "text": TEXTS[post],
        "conversation_id": ORIGINAL,
        "public_metrics": {
            "like_count": old["favorite_count"],
            "retweet_count": old["retweet_count"],
        },
        "referenced_tweets": refers,
        "entities": {
            "urls": urls,
            "hashtags": [{"tag": tag["text"]} for tag in entities["hashtags"]],
            "mentions": [
                {"id": m["id_str"], "username": m["screen_name"]} for m in entities["user_mentions"]
            ],
        },
        "attachments": {"media_keys": [f"3_{PICTURE}"]} if post != REPLY else {},
    }


def as_snscrape(post: str) -> Row:
    old = v1(post)
    number = AUTHORS[post]
    mentions = old["entities"]["user_mentions"]
    found: Row = {
        "_type": "snscrape.modules.twitter.Tweet",
        "id": int(post),
        "date": "2025-03-01T12:00:00+00:00",
        "rawContent": TEXTS[post],
        "user": {"id": int(number), "username": NAMES[number]},
        "likeCount": old["favorite_count"],
        "retweetCount": old["retweet_count"],
        "inReplyToTweetId": int(ORIGINAL) if post == REPLY else None,
        "quotedTweet": {"id": int(QUOTED)} if post == REPLY else None,
        "retweetedTweet": as_snscrape(ORIGINAL) if post == REPOST else None,
        "hashtags": [tag["text"] for tag in old["entities"]["hashtags"]],
        "links": [{"url": link["expanded_url"]} for link in old["entities"]["urls"]],
        "mentionedUsers": [
            {"id": int(m["id_str"]), "username": m["screen_name"]} for m in mentions
        ],
    }
    if post != REPLY:
        found["media"] = [{"_type": "snscrape.modules.twitter.Photo", "fullUrl": PICTURE_URL}]
    return found


def table(rows: list[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_gazouilloire(post: str) -> Row:
    old, shown = v1(post), post != REPLY
    mention = old["entities"]["user_mentions"][0]
    return {
        "id": post,
        "timestamp_utc": int(NOON.timestamp()),
        "user_screen_name": NAMES[AUTHORS[post]],
        "user_id": AUTHORS[post],
        "text": TEXTS[post].replace("https://t.co/q", f"« dora: his #car — {QUOTED_URL} »"),
        "like_count": old["favorite_count"],
        "retweet_count": old["retweet_count"],
        "to_tweetid": "" if shown else ORIGINAL,
        "quoted_id": "" if shown else QUOTED,
        "quoted_user": "" if shown else "dora",
        "retweeted_id": ORIGINAL if post == REPOST else "",
        "links": PAGE if shown else QUOTED_URL,
        "hashtags": "car",
        "mentioned_names": mention["screen_name"].lower(),
        "mentioned_ids": mention["id_str"],
        "media_urls": PICTURE_URL if shown else "",
        "media_files": f"{ORIGINAL}_a.jpg" if shown else "",
        "media_types": "photo" if shown else "",
    }


def as_release(post: str) -> Row:
    old, shown = v1(post), post != REPLY
    return {
        "tweetid": post,
        "userid": AUTHORS[post],
        "user_screen_name": NAMES[AUTHORS[post]],
        "tweet_text": TEXTS[post],
        "tweet_time": "2025-03-01 12:00",
        "tweet_client_name": "App",
        "is_retweet": str(post == REPOST).lower(),
        "retweet_tweetid": ORIGINAL if post == REPOST else "",
        "in_reply_to_tweetid": "" if shown else ORIGINAL,
        "quoted_tweet_tweetid": "" if shown else QUOTED,
        "like_count": old["favorite_count"],
        "retweet_count": old["retweet_count"],
        "hashtags": "[Car]" if shown else "[]",
        "urls": f"[{PAGE}]" if shown else f"[{QUOTED_URL}]",
        "user_mentions": f"[{old['entities']['user_mentions'][0]['id_str']}]",
    }


def lines(values: list[Row]) -> str:
    return "\n".join(json.dumps(value) for value in values)


def files_of_x() -> dict[str, Sequence[tuple[str, str | None]]]:
    """Return the three posts in each format, with whose archive it is."""
    all_three = (ORIGINAL, REPOST, REPLY)
    archives = [
        (f"window.YTD.tweets.part0 = {json.dumps([{'tweet': v1(post)}])}", AUTHORS[post])
        for post in all_three
    ]
    return {
        "x-api-v1": [(lines([as_v1(post) for post in all_three]), None)],
        "x-api-v2": [(json.dumps({"data": [as_v2(post) for post in all_three]}), None)],
        "x-graphql": [(lines([as_graphql(post) for post in all_three]), None)],
        "snscrape": [(lines([as_snscrape(post) for post in all_three]), None)],
        "x-gazouilloire": [(table([as_gazouilloire(post) for post in all_three]), None)],
        "twitter-io": [(table([as_release(post) for post in all_three]), None)],
        "x-archive": archives,
    }


def loaded(folder: Path, text: str, *, form: str, account: str | None = None) -> Rows:
    path = folder / "file"
    path.write_text(text)
    sample = Sample(path, path, {"account": account}, real=False)
    report, rows = load_sample(sample, folder / "vault")
    assert report.format == form
    assert report.reasons == {}
    return rows


def summary(rows: Rows) -> dict[str, Row]:
    """Return what detection sees of each post, and its counters."""

    def of(table: str, column: str, post: str) -> set[Any]:
        return {row[column] for row in rows[table] if row["post_id"] == post}

    return {
        row["post_id"].partition(":")[2]: {
            "author": row["account_id"],
            **{k: row[k] for k in ("kind", "repost_of", "quote_of", "reply_to", "likes")},
            "reposts": row["reposts"],
            "text": row["text"],
            "urls": of("post_urls", "url", row["post_id"]),
            "tags": of("post_hashtags", "tag", row["post_id"]),
            "mentions": of("post_mentions", "account_id", row["post_id"]),
            "media": of("post_media", "media_id", row["post_id"]),
        }
        for row in rows["posts"]
    }


@pytest.mark.parametrize("form", files_of_x())
def test_post_of_x_is_the_same_in_every_format(tmp_path: Path, form: str) -> None:
    found: dict[str, Row] = {}
    for number, (text, account) in enumerate(files_of_x()[form]):
        folder = tmp_path / str(number)
        folder.mkdir()
        rows = loaded(folder, text, form=form, account=account)
        found |= summary(rows)
        assert {row["created_at"] for row in rows["posts"]} == {NOON}

    differences = DIFFERENCES.get(form, {})
    assert found == {post: WANTED[post] | differences.get(post, {}) for post in WANTED}


ANN, BOB = "did:plc:ann", "did:plc:bob"
POST_URI, ANSWER_URI = f"at://{ANN}/app.bsky.feed.post/3a", f"at://{BOB}/app.bsky.feed.post/3b"
REPOST_URI = f"at://{BOB}/app.bsky.feed.repost/3c"
TEXT = "Look @bob #Car and here"


def facet(start: int, end: int, **feature: str) -> Row:
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


def bluesky_records() -> dict[str, Row]:
    to_post = {"uri": POST_URI, "cid": "c"}
    return {
        POST_URI: {
            "$type": "app.bsky.feed.post",
            "text": TEXT,
            "createdAt": "2025-03-01T12:00:00Z",
            "facets": [
                facet(5, 9, did=BOB),
                facet(10, 14, tag="Car"),
                facet(19, 23, uri=PAGE),
            ],
            "embed": {"$type": "app.bsky.embed.images", "images": [{"image": {"cid": "bafy1"}}]},
        },
        ANSWER_URI: {
            "$type": "app.bsky.feed.post",
            "text": "no",
            "createdAt": "2025-03-01T12:00:00Z",
            "reply": {"parent": to_post, "root": to_post},
            "embed": {"$type": "app.bsky.embed.record", "record": to_post},
        },
        REPOST_URI: {
            "$type": "app.bsky.feed.repost",
            "createdAt": "2025-03-01T12:00:00Z",
            "subject": to_post,
        },
    }


def as_jetstream() -> str:
    events: list[Row] = []
    for uri, record in bluesky_records().items():
        did, collection, rkey = uri.removeprefix("at://").split("/")
        change = {"operation": "create", "collection": collection, "rkey": rkey, "record": record}
        at = round(NOON.timestamp() * 1e6) + 900_000
        events.append({"did": did, "time_us": at, "kind": "commit", "commit": change})
    return lines(events)


def as_feed() -> str:
    records = bluesky_records()
    authors = {ANN: {"did": ANN, "handle": "ann.example"}, BOB: {"did": BOB, "handle": "bob"}}
    seen = "2025-03-01T12:00:01Z"
    posts = {
        uri: {"uri": uri, "author": authors[uri[5:16]], "record": records[uri], "indexedAt": seen}
        for uri in (POST_URI, ANSWER_URI)
    }
    shown = {**posts[POST_URI], "value": records[POST_URI]}
    embed = {"$type": "app.bsky.embed.record#view", "record": shown}  # the post that is quoted
    reason = {"by": authors[BOB], "uri": REPOST_URI, "indexedAt": "2025-03-01T12:00:00Z"}
    feed = [
        {"post": posts[POST_URI], "reason": reason},
        {"post": {**posts[ANSWER_URI], "embed": embed}, "reply": {"parent": posts[POST_URI]}},
    ]
    return json.dumps({"feed": feed})


def test_post_of_bluesky_is_the_same_from_the_stream_and_from_a_feed(tmp_path: Path) -> None:
    streamed, asked = tmp_path / "a", tmp_path / "b"
    streamed.mkdir()
    asked.mkdir()
    stream = summary(loaded(streamed, as_jetstream(), form="bluesky-jetstream"))
    feed = summary(loaded(asked, as_feed(), form="bluesky-appview"))

    assert stream == feed
    assert stream == {
        f"at://{ANN}/app.bsky.feed.post/3a": {
            **WANTED[ORIGINAL],
            "author": f"bluesky:{ANN}",
            "text": TEXT,
            "mentions": {f"bluesky:{BOB}"},
            "media": {"bluesky:bafy1"},
            "likes": None,
            "reposts": None,
        },
        f"at://{BOB}/app.bsky.feed.post/3b": {
            **WANTED[REPLY],
            "author": f"bluesky:{BOB}",
            "text": "no",
            "reply_to": f"bluesky:{POST_URI}",
            "quote_of": f"bluesky:{POST_URI}",
            "mentions": set(),
            "likes": None,
            "reposts": None,
        },
        f"at://{BOB}/app.bsky.feed.repost/3c": {
            **WANTED[REPOST],
            "author": f"bluesky:{BOB}",
            "text": None,
            "repost_of": f"bluesky:{POST_URI}",
        },
    }
