from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from loaders.format import Context, Format, Located
from loaders.formats import (
    ira_538,
    snscrape,
    twitter_io,
    x_archive,
    x_gazouilloire,
)
from loaders.records import Account, BadRecord, Mention, Post, Record

SAMPLES = Path(__file__).parent / "samples"
USER = {"id_str": "4", "screen_name": "ann", "followers_count": 5}
TWEET: dict[str, Any] = {
    "id_str": "1500000000000000200",
    "created_at": "Sat Mar 05 12:00:00 +0000 2022",
    "full_text": "look",
    "user": USER,
    "retweet_count": 2,
    "favorite_count": 3,
}


def read(form: Format, raw: bytes | str, context: Context | None = None) -> list[Record]:
    data = raw if isinstance(raw, bytes) else raw.encode()
    found: list[Record] = []
    for item in form.read(io.BytesIO(data)):
        assert isinstance(item, Located), item
        found += form.to_records(item.value, context or Context())
    return found


def posts(form: Format, raw: bytes | str, context: Context | None = None) -> list[Post]:
    return [record for record in read(form, raw, context) if isinstance(record, Post)]


def accounts(form: Format, raw: bytes | str) -> list[Account]:
    return [record for record in read(form, raw) if isinstance(record, Account)]


def archive(*tweets: dict[str, Any]) -> str:
    return "window.YTD.tweets.part0 = " + json.dumps([{"tweet": tweet} for tweet in tweets])


OWN: dict[str, Any] = {**TWEET, "user": None}


def test_owner_of_an_archive_is_whom_a_thread_replies_to() -> None:
    reply = {
        **OWN,
        "id_str": "1500000000000000300",
        "in_reply_to_status_id_str": OWN["id_str"],
        "in_reply_to_user_id_str": "44",
    }
    other = {
        **OWN,
        "id_str": "1500000000000000100",
        "in_reply_to_status_id_str": "17",
        "in_reply_to_user_id_str": "55",
    }
    found = posts(x_archive.FORMAT, archive(other, OWN, reply))
    assert {post.account_id for post in found} == {"x:44"}


@pytest.mark.parametrize(
    ("named", "account_id"),
    [("44", "x:44"), ("x:44", "x:44"), ("@Ann_A", "x:@ann_a"), ("Ann_A", "x:@ann_a")],
)
def test_owner_of_an_archive_may_be_named(named: str, account_id: str) -> None:
    [post] = posts(x_archive.FORMAT, archive(OWN), Context(account=named))
    assert post.account_id == account_id


def test_archive_whose_owner_is_not_known_is_refused_with_the_way_out() -> None:
    with pytest.raises(BadRecord, match="--account"):
        read(x_archive.FORMAT, archive(OWN))


def test_owner_of_an_archive_without_threads_is_named_by_a_picture() -> None:
    page = f"https://twitter.com/Ann_A/status/{OWN['id_str']}/photo/1"
    media = [{"expanded_url": page, "media_url": "x"}]
    [post] = posts(x_archive.FORMAT, archive({**OWN, "entities": {"media": media}}))
    assert post.account_id == "x:@ann_a"


def test_owner_of_an_archive_is_named_by_the_file_beside() -> None:
    owner = x_archive.FORMAT.owner
    assert owner is not None
    file = b'window.YTD.account.part0 = [ {"account": {"username": "ann", "accountId": "4"}} ]'
    assert owner({"account.js": file}) == "4"
    assert [owner(files) for files in ({}, {"account.js": b"["}, {"account.js": b"[7]"})] == [
        None,
        None,
        None,
    ]


def test_picture_that_somebody_else_posted_does_not_name_the_owner() -> None:
    media = [{"expanded_url": "https://twitter.com/bob/status/17/photo/1", "media_url": "x"}]
    with pytest.raises(BadRecord, match="--account"):
        read(x_archive.FORMAT, archive({**OWN, "entities": {"media": media}}))


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("[]", ()),
        ("", ()),
        ("absent", ()),
        ("[a]", ("a",)),
        ("[a, b]", ("a", "b")),
        ("['a', 'b']", ("a", "b")),
        ("[http://a.example/1,2, http://b.example]", ("http://a.example/1,2", "http://b.example")),
        ("[http://a.example,http://b.example]", ("http://a.example", "http://b.example")),
    ],
)
def test_lists_of_twitters_releases_are_read(cell: str, items: tuple[str, ...]) -> None:
    assert twitter_io.items_in(cell) == items


def test_hash_of_an_account_is_not_its_handle() -> None:
    text = (
        "userid,user_display_name,user_screen_name,account_creation_date,account_language\n"
        "abc,abc,abc,2014-03-01,en\n4,Ann,ann,2014-03-01,en\n"
    )
    assert [(a.account_id, a.handle, a.name) for a in accounts(twitter_io.FORMAT, text)] == [
        ("x:abc", None, None),
        ("x:4", "ann", "Ann"),
    ]


@pytest.mark.parametrize(
    ("rounded", "exact", "account_id"),
    [
        ("9.06E+17", "905000000000000123", "x:905000000000000123"),
        ("9.06E+17", "", "x:@ann"),
        ("906000000000000000", "", "x:@ann"),
        ("2528776985", "", "x:2528776985"),
    ],
)
def test_rounded_id_that_many_accounts_share_is_not_taken(
    rounded: str, exact: str, account_id: str
) -> None:
    text = (
        "external_author_id,author,content,publish_date,post_type,account_category,alt_external_id\n"
        f"{rounded},ANN,look,10/1/2017 19:58,,RightTroll,{exact}\n"
    )
    [post] = posts(ira_538.FORMAT, text)
    assert (post.account_id, post.precision) == (account_id, "minute")


def test_mentions_of_which_names_and_ids_do_not_match_keep_the_names() -> None:
    text = (
        "id,timestamp_utc,user_screen_name,user_id,to_tweetid,retweeted_id,links,"
        "mentioned_names,mentioned_ids\n17,1740830400.0,ann,4,,,,bob|cleo,5\n"
    )
    [post] = posts(x_gazouilloire.FORMAT, text)
    assert post.mentions == (Mention(handle="bob"), Mention(handle="cleo"))


def test_snscrape_reference_to_a_lost_tweet_is_only_named() -> None:
    tweet = {
        "date": "2022-03-05T12:00:00+00:00",
        "id": 17,
        "content": "x",
        "user": {"id": 4},
        "quotedTweet": {"_type": "snscrape.modules.twitter.Tombstone", "id": 9},
    }
    [post] = posts(snscrape.FORMAT, json.dumps(tweet))
    assert (post.kind, post.quote_of) == ("quote", "x:9")
