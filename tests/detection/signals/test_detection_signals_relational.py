"""What each relational signal counts as touching an object, and the shape all signals share."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest

import detection.signals
from detection.signal import Signal
from detection.signals import SIGNALS, co_hashtag, co_reply, co_repost, co_url
from marionet.progress import SILENT
from vault.tables import Tables

MakeCollection = Callable[..., Tables]


def touched(signal: Signal, tables: Tables) -> set[tuple[str, str]]:
    rows = signal.find(tables, SILENT).posts.to_pyarrow().to_pylist()
    pairs = [(row["post_id"], row["object_id"]) for row in rows]
    assert len(pairs) == len(set(pairs))
    return set(pairs)


def labels(signal: Signal, tables: Tables) -> dict[str, str]:
    found = signal.find(tables, SILENT).labels
    assert found is not None
    rows = found.to_pyarrow().to_pylist()
    assert len(rows) == len({row["object_id"] for row in rows})
    return {row["object_id"]: row["label"] for row in rows}


CASES: dict[str, tuple[Signal, dict[str, list[dict[str, Any]]], set[tuple[str, str]]]] = {
    "reposts and quotes, each once": (
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
        {("x:2", "x:1"), ("x:3", "x:1"), ("x:4", "x:1"), ("x:5", "x:2"), ("x:5", "x:1")},
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


def test_every_module_is_listed() -> None:
    modules = [
        importlib.import_module(f"detection.signals.{module.name}")
        for module in pkgutil.iter_modules(detection.signals.__path__)
    ]
    assert {module.SIGNAL.name for module in modules} == {signal.name for signal in SIGNALS}
    assert all(module.__name__.endswith("." + module.SIGNAL.name) for module in modules)


def test_a_hashtag_is_labelled_with_its_mark(collection: MakeCollection) -> None:
    tables = collection(
        posts=[{"post_id": "x:1"}], post_hashtags=[{"post_id": "x:1", "tag": "新车"}]
    )
    assert labels(co_hashtag.SIGNAL, tables) == {"新车": "#新车"}
