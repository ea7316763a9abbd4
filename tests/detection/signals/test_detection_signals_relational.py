"""What each relational signal counts as touching an object, and the shape all signals share."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from typing import Any

import pytest

import detection.signals
from detection.collection import Collection
from detection.signal import Signal
from detection.signals import (
    SIGNALS,
    co_domain,
    co_hashtag,
    co_mention,
    co_quote,
    co_reply,
    co_repost,
    co_url,
    hashtag_sequence,
    media,
)
from marionet.progress import SILENT
from vault.tables import Tables

MakeCollection = Callable[..., Tables]


def touched(signal: Signal, tables: Tables) -> set[tuple[str, str]]:
    rows = signal.find(Collection(tables), SILENT).posts.to_pyarrow().to_pylist()
    pairs = [(row["post_id"], row["object_id"]) for row in rows]
    assert len(pairs) == len(set(pairs))
    return set(pairs)


def labels(signal: Signal, tables: Tables) -> dict[str, str]:
    found = signal.find(Collection(tables), SILENT).labels
    assert found is not None
    rows = found.to_pyarrow().to_pylist()
    assert len(rows) == len({row["object_id"] for row in rows})
    return {row["object_id"]: row["label"] for row in rows}


def _link(post_id: str, url: str | None, domain: str | None = None) -> dict[str, Any]:
    return {"post_id": post_id, "url": url, "domain": domain or (url and url.split("/")[2])}


def _tags(post_id: str, **seen: str | None) -> list[dict[str, Any]]:
    return [{"post_id": post_id, "tag": tag, "tag_seen": as_is} for tag, as_is in seen.items()]


CASES: dict[str, tuple[Signal, dict[str, list[dict[str, Any]]], set[tuple[str, str]]]] = {
    "a repost counts once, whatever it quotes": (
        co_repost.SIGNAL,
        {
            "posts": [
                {"post_id": "x:1"},
                {"post_id": "x:2", "repost_of": "x:1"},
                {"post_id": "x:3", "quote_of": "x:1"},
                {"post_id": "x:4", "repost_of": "x:1", "quote_of": "x:1"},
                {"post_id": "x:5", "repost_of": "x:2", "quote_of": "x:1"},
            ]
        },
        {("x:2", "x:1"), ("x:4", "x:1"), ("x:5", "x:2")},
    ),
    "a quote of what is not reposted too, and not the one inside a post passed on": (
        co_quote.SIGNAL,
        {
            "posts": [
                {"post_id": "x:1", "quote_of": "x:1"},
                {"post_id": "x:3", "quote_of": "x:1"},
                {"post_id": "w:4", "repost_of": "w:1", "quote_of": "w:1", "platform": "weibo"},
                {"post_id": "w:5", "repost_of": "w:2", "quote_of": "w:1", "platform": "weibo"},
                {"post_id": "x:6", "repost_of": "x:3", "quote_of": "x:1", "platform": "x"},
            ]
        },
        {("x:3", "x:1"), ("w:5", "w:1")},
    ),
    "a post that passes on itself does not count, a cycle of two does": (
        co_repost.SIGNAL,
        {
            "posts": [
                {"post_id": "x:1", "repost_of": "x:1"},
                {"post_id": "x:2", "repost_of": "x:3"},
                {"post_id": "x:3", "repost_of": "x:2"},
            ]
        },
        {("x:2", "x:3"), ("x:3", "x:2")},
    ),
    "a repost of a post that is not in the collection counts": (
        co_repost.SIGNAL,
        {"posts": [{"post_id": "x:2", "repost_of": "x:elsewhere"}]},
        {("x:2", "x:elsewhere")},
    ),
    "a reply counts for the post it answers, not for the root": (
        co_reply.SIGNAL,
        {
            "posts": [
                {"post_id": "x:1", "root": "x:1"},
                {"post_id": "x:2", "reply_to": "x:1", "root": "x:1"},
                {"post_id": "x:3", "reply_to": "x:2", "root": "x:1"},
                {"post_id": "x:4", "reply_to": "x:4"},
                {"post_id": "x:5", "repost_of": "x:2", "reply_to": "x:1", "platform": "x"},
            ]
        },
        {("x:2", "x:1"), ("x:3", "x:2")},
    ),
    "a canonical URL counts once for each post": (
        co_url.SIGNAL,
        {
            "posts": [{"post_id": "x:1"}],
            "post_urls": [
                {"post_id": "x:1", "url": "https://a.example/", "url_seen": "http://a.example"},
                {"post_id": "x:1", "url": "https://a.example/", "url_seen": "https://t.example/1"},
                {"post_id": "x:2", "url": "https://a.example/"},
                {"post_id": "x:2", "url": ""},
                {"post_id": "x:3", "url": None},
            ],
        },
        {("x:1", "https://a.example/"), ("x:2", "https://a.example/")},
    ),
    "a canonical hashtag counts once for each post": (
        co_hashtag.SIGNAL,
        {
            "posts": [{"post_id": "x:1"}],
            "post_hashtags": [
                {"post_id": "x:1", "tag": "新车", "tag_seen": "#新车#"},
                {"post_id": "x:1", "tag": "新车", "tag_seen": "#新车"},
                {"post_id": "x:2", "tag": "recall", "tag_seen": "#Recall"},
                {"post_id": "x:2", "tag": ""},
            ],
        },
        {("x:1", "新车"), ("x:2", "recall")},
    ),
    "a site counts for the pages of one account alone, known by few": (
        co_domain.SIGNAL,
        {
            "posts": [
                *({"post_id": f"x:{n}", "account_id": f"x:a{n}"} for n in range(1, 7)),
                *({"post_id": f"x:b{n}", "account_id": f"x:b{n}"} for n in range(201)),
            ],
            "post_urls": [
                *(_link(f"x:{n}", f"https://shop.example/{n}") for n in (1, 2)),
                *(_link(f"x:{n}", "https://shop.example/sale") for n in (3, 4)),
                _link("x:5", "https://lonely.example/"),
                _link("x:6", None),
                *(
                    _link(f"x:b{n}", f"https://news.example/{n}", "news.example")
                    for n in range(201)
                ),
            ],
        },
        {("x:1", "shop.example"), ("x:2", "shop.example")},
    ),
    "two hashtags or more, in the order of the text": (
        hashtag_sequence.SIGNAL,
        {
            "posts": [
                {"post_id": "x:1", "text": "#New #cars and #brakes"},
                {"post_id": "x:2", "text": "so #brakes, #new and #cars, #NEW"},
                {"post_id": "x:3", "text": "#new alone, #new"},
                {"post_id": "x:4", "text": None},
            ],
            "post_hashtags": [
                *_tags("x:1", cars="#cars", brakes="#brakes", new="#New"),
                *_tags("x:2", new="#new", brakes="#brakes", cars="#cars"),
                {"post_id": "x:2", "tag": "new", "tag_seen": "#NEW"},
                *_tags("x:3", new="#new"),
                *_tags("x:4", new="new", brakes=None),
                {"post_id": "x:4", "tag": ""},
            ],
        },
        {
            ("x:1", "#new #cars #brakes"),
            ("x:2", "#brakes #new #cars"),
            ("x:4", "#brakes #new"),
        },
    ),
    "an account by its id, by its handle where that is known, else by the handle": (
        co_mention.SIGNAL,
        {
            "accounts": [
                {"account_id": "x:ann", "platform": "x", "handle": "Ann_A"},
                {"account_id": "x:bob", "platform": "x", "handle": "twice"},
                {"account_id": "x:cat", "platform": "x", "handle": "Twice"},
            ],
            "posts": [
                {"post_id": f"x:{n}", "account_id": "x:bob", "platform": "x"} for n in range(1, 8)
            ],
            "post_mentions": [
                {"post_id": "x:1", "account_id": "x:ann", "handle": "ann_a"},
                {"post_id": "x:1", "handle": "ANN_A"},
                {"post_id": "x:2", "handle": "@ann_a "},
                {"post_id": "x:3", "handle": "Twice"},
                {"post_id": "x:4", "account_id": "x:bob"},
                {"post_id": "x:5", "handle": "nobody"},
                {"post_id": "x:6", "handle": " @"},
                {"post_id": "x:7"},
            ],
        },
        {
            ("x:1", "x:ann"),
            ("x:2", "x:ann"),
            ("x:3", "x:@twice"),
            ("x:5", "x:@nobody"),
        },
    ),
    "a picture by its hash wherever that is known, else by its id or its address": (
        media.SIGNAL,
        {
            "posts": [{"post_id": "x:1"}],
            "post_media": [
                {"post_id": "x:1", "media_id": "x:m1", "hash": "sha256:aa"},
                {"post_id": "x:2", "media_id": "x:m1"},
                {"post_id": "t:3", "media_id": "t:m9", "hash": "sha256:aa"},
                {"post_id": "x:4", "media_id": "x:m4", "hash": ""},
                {"post_id": "x:5", "url": "https://a.example/p.jpg"},
                {"post_id": "x:6"},
            ],
        },
        {
            ("x:1", "sha256:aa"),
            ("x:2", "sha256:aa"),
            ("t:3", "sha256:aa"),
            ("x:4", "x:m4"),
            ("x:5", "https://a.example/p.jpg"),
        },
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_signal_finds(case: str, collection: MakeCollection) -> None:
    signal, tables, expected = CASES[case]
    assert touched(signal, collection(**tables)) == expected


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.name)
def test_a_signal_finds_nothing_in_an_empty_collection(
    signal: Signal, collection: MakeCollection
) -> None:
    assert touched(signal, collection()) == set()


def test_every_module_is_a_signal_with_a_name_and_a_place_of_its_own() -> None:
    modules = [module.name for module in pkgutil.iter_modules(detection.signals.__path__)]
    assert sorted(signal.name for signal in SIGNALS) == sorted(modules)
    assert [signal.order for signal in SIGNALS] == sorted({signal.order for signal in SIGNALS})


def test_a_hashtag_is_labelled_with_its_mark(collection: MakeCollection) -> None:
    tables = collection(
        posts=[{"post_id": "x:1"}], post_hashtags=[{"post_id": "x:1", "tag": "新车"}]
    )
    assert labels(co_hashtag.SIGNAL, tables) == {"新车": "#新车"}
