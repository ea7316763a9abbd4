from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import loaders.platforms.x.values
from loaders.format import Context, Format, Located, Rejected
from loaders.formats import (
    ira_538,
    snscrape,
    twitter_io,
    x_api_v1,
    x_api_v2,
    x_archive,
    x_gazouilloire,
    x_graphql,
)
from loaders.platforms.x.ids import created_us, links_elsewhere, media_id_in, x_id
from loaders.platforms.x.posts import client_name
from loaders.platforms.x.values import read_raw_values
from loaders.records import Account, BadRecord, Post, Record

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


OBJECTS = st.lists(
    st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=9), max_size=3),
    min_size=1,
    max_size=5,
)


@given(
    values=OBJECTS, indent=st.sampled_from([None, 2]), mark=st.sampled_from([b"", b"\xef\xbb\xbf"])
)
def test_values_are_the_same_from_lines_from_an_array_and_from_lines_of_arrays(
    values: list[dict[str, Any]], indent: int | None, mark: bytes
) -> None:
    forms = {
        "lines": "\n".join(json.dumps(value) for value in values),
        "array": json.dumps(values, indent=indent),
        "lines of arrays": f"{json.dumps(values)}\n{json.dumps(values[:1])}",
    }
    found: dict[str, list[Any]] = {}
    for name, text in forms.items():
        items = list(read_raw_values(io.BytesIO(mark + text.encode())))
        assert not any(isinstance(item, Rejected) for item in items)
        found[name] = [msgspec.json.decode(i[1]) for i in items if not isinstance(i, Rejected)]
    assert found == {"lines": values, "array": values, "lines of arrays": [*values, values[0]]}


@given(values=OBJECTS, indent=st.sampled_from([None, 1]))
def test_offset_of_a_value_in_an_array_is_the_byte_where_it_starts(
    values: list[dict[str, Any]], indent: int | None
) -> None:
    text = b"\xef\xbb\xbf" + json.dumps(values, indent=indent, ensure_ascii=False).encode()
    if indent is None:
        text = text.replace(b"[", b"[\n", 1)  # else it is a line of its own
    for item in read_raw_values(io.BytesIO(text)):
        assert not isinstance(item, Rejected)
        assert text[item[0] :].startswith(bytes(item[1]))


def test_array_that_is_bigger_than_a_record_may_be_is_read_in_pieces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loaders.platforms.x.values, "MAX_RECORD_BYTES", 1000)
    values = [{"id": number, "text": "é" * 50} for number in range(100)]
    for indent in (None, 2):
        raw = json.dumps(values, indent=indent, ensure_ascii=False).encode()
        found = list(read_raw_values(io.BytesIO(raw)))
        assert [msgspec.json.decode(i[1]) for i in found if not isinstance(i, Rejected)] == values


def test_damage_in_an_array_is_told_where_it_is_and_what_came_before_stays() -> None:
    found = list(read_raw_values(io.BytesIO(b'[\n{"a": 1},\n{"b": 2,\n')))
    assert [item[0] for item in found if not isinstance(item, Rejected)] == [2]
    assert [item.offset for item in found if isinstance(item, Rejected)] == [12]


def test_line_that_is_damaged_spoils_no_other() -> None:
    good, bad, last = read_raw_values(io.BytesIO(b'{"a": 1}\n[{"b": \n{"c": 3}\n'))
    assert isinstance(bad, Rejected)
    assert bad.offset == 2
    assert not isinstance(good, Rejected)
    assert not isinstance(last, Rejected)
    assert (good[0], last[0]) == (1, 3)


@given(st.integers(10**17, 2**63 - 1))
def test_id_of_a_picture_is_read_from_its_address(number: int) -> None:
    key = base64.urlsafe_b64encode(number.to_bytes(8) + b"\x00\x01\x02").decode().rstrip("=")
    assert {
        media_id_in(f"https://pbs.twimg.com/media/{key}.jpg"),
        media_id_in(f"http://pbs.twimg.com/media/{key}?format=jpg&name=large"),
        media_id_in(f"https://pbs.twimg.com/ext_tw_video_thumb/{number}/pu/img/k.jpg"),
        media_id_in(f"https://video.twimg.com/amplify_video/{number}/vid/720x720/k.mp4"),
    } == {f"x:{number}"}


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "https://example.org/media/FNESDXsWAHsAAQI.jpg",
        "https://pbs.twimg.com/media/short",
        "https://pbs.twimg.com/profile_images/4/ann_normal.jpg",
        "https://pbs.twimg.com/media/ÄÄÄÄÄÄÄÄÄÄÄÄ.jpg",
    ],
)
def test_other_addresses_hold_no_id_of_a_picture(url: str | None) -> None:
    assert media_id_in(url) is None


def test_repost_of_which_the_export_is_trimmed_has_no_counters_of_its_own() -> None:
    text = "RT @bob: look"
    v1 = {**TWEET, "full_text": text}
    v2 = {
        "id": "17", "author_id": "4", "created_at": "2022-03-05T12:00:00.000Z", "text": text,
        "public_metrics": {"retweet_count": 2, "like_count": 3},
    }  # fmt: skip
    scraped = {
        "_type": "snscrape.modules.twitter.Tweet", "id": 17, "username": "ann", "content": text,
        "date": "2022-03-05T12:00:00+00:00", "retweetCount": 2,
    }  # fmt: skip
    found = [
        *posts(x_api_v1.FORMAT, json.dumps(v1)),
        *posts(x_api_v2.FORMAT, json.dumps({"data": [v2]})),
        *posts(snscrape.FORMAT, json.dumps(scraped)),
    ]

    assert [(p.kind, p.repost_of, p.reposts) for p in found] == [("repost", None, None)] * 3


@pytest.mark.parametrize(
    "added",
    [
        "https://twitter.com/ann/status/17",
        "https://x.com/ann/status/17/photo/1",
        "https://twitter.com/i/web/status/17",
        "https://mobile.twitter.com/ann/statuses/17?s=20",
        "https://twitter.com/bob/status/9",
        "https://x.com/bob/status/9/video/1",
    ],
)
def test_link_that_x_adds_itself_is_none(added: str) -> None:
    assert links_elsewhere([added, "https://example.org/17"], "x:17", "x:9") == (
        "https://example.org/17",
    )


@pytest.mark.parametrize(
    "link", ["https://x.com/ann/status/170", "https://example.org/status/17", "https://x.com/17"]
)
def test_other_links_stay(link: str) -> None:
    assert links_elsewhere([link], "x:17", None) == (link,)


def test_what_the_original_of_a_repost_answers_and_quotes_is_its_own_matter() -> None:
    refers = [{"type": kind, "id": kind[0]} for kind in ("retweeted", "quoted", "replied_to")]
    tweet = {
        "id": "1500000000000000200",
        "author_id": "4",
        "created_at": "2022-03-05T12:00:00.000Z",
        "text": "RT @bob: look",
        "conversation_id": "7",
        "referenced_tweets": refers,
    }

    [post] = posts(x_api_v2.FORMAT, json.dumps({"data": [tweet]}))

    assert (post.kind, post.repost_of) == ("repost", "x:r")
    assert (post.quote_of, post.reply_to, post.root) == (None, None, None)


def test_time_is_that_in_the_id_where_none_is_written() -> None:
    assert created_us(None, "1900000000000000200") // 1_000_000 == 1_741_830_274
    with pytest.raises(BadRecord, match="id tells no time"):
        created_us(None, "20")  # before November 2010 ids were counted


def test_markers_of_unknown_accounts_are_no_ids() -> None:
    assert [x_id(-1), x_id("-1"), x_id(0, None), x_id("", 7)] == [None, None, None, "x:7"]


def test_client_is_the_text_of_its_link() -> None:
    assert [client_name(s) for s in ('<a href="x">A &amp; B</a>', "web", "", None)] == [
        "A & B",
        "web",
        None,
        None,
    ]


def test_repost_has_neither_counters_nor_what_the_original_quotes() -> None:
    inner = {**TWEET, "id_str": "9", "quoted_status_id_str": "8"}
    [repost, original] = posts(
        x_api_v1.FORMAT,
        json.dumps({**TWEET, "quoted_status_id_str": "8", "retweeted_status": inner}),
    )
    assert (repost.kind, repost.repost_of, repost.quote_of) == ("repost", "x:9", None)
    assert (repost.likes, repost.reposts) == (None, None)
    assert (original.kind, original.quote_of, original.reposts) == ("quote", "x:8", 2)


def test_tweet_inside_that_has_no_author_is_only_named() -> None:
    inner = {key: value for key, value in TWEET.items() if key != "user"}
    [post] = posts(
        x_api_v1.FORMAT, json.dumps({**TWEET, "quoted_status_id": 8, "quoted_status": inner})
    )
    assert post.quote_of == "x:8"


def test_pages_of_users_and_notices_of_the_stream_are_read() -> None:
    page = {"users": [USER, {**USER, "id_str": "5", "status": {**TWEET, "user": None}}]}
    notice = {"limit": {"track": 7}}
    found = read(x_api_v1.FORMAT, f"{json.dumps(page)}\n{json.dumps(notice)}")
    assert [type(record) for record in found] == [Account, Account, Post]
    assert isinstance(found[2], Post)
    assert found[2].account_id == "x:5"


def test_id_that_lost_digits_is_refused() -> None:
    [item] = x_api_v1.FORMAT.read(io.BytesIO(json.dumps({**TWEET, "id_str": 1.5e18}).encode()))
    assert isinstance(item, Rejected)


def test_same_picture_has_the_same_id_in_every_format() -> None:
    names = {
        "x-api-v1/stream.jsonl",
        "x-archive/tweets.js",
        "snscrape/snscrape.jsonl",
        "x-gazouilloire/tweets.csv",
    }
    found: set[str] = set()
    for name in names:
        golden = json.loads((SAMPLES / f"{name}.golden.json").read_text("utf-8"))
        found |= {row["media_id"] for row in golden["rows"]["post_media"] if row["kind"] == "photo"}
    assert found == {"x:1500000000000000123"}
    v2 = {
        "id": "17",
        "text": "x",
        "author_id": "4",
        "created_at": "2025-03-01T12:00:00.000Z",
        "attachments": {"media_keys": ["3_1500000000000000123"]},
    }
    assert {m.media_id for p in posts(x_api_v2.FORMAT, json.dumps(v2)) for m in p.media} == found


def test_v2_tweet_without_created_at_has_the_time_in_its_id_and_one_without_author_is_refused() -> (
    None
):
    tweet = {"id": "1900000000000000200", "text": "x", "author_id": "4"}
    [post] = posts(x_api_v2.FORMAT, json.dumps({"data": [tweet]}))
    assert post.created_us // 1_000_000 == 1_741_830_274
    with pytest.raises(BadRecord, match="no author_id"):
        read(x_api_v2.FORMAT, json.dumps({"data": [{**tweet, "author_id": None}]}))


def test_v2_edited_tweet_names_its_versions() -> None:
    tweet = {"id": "1900000000000000200", "text": "x", "author_id": "4"}
    [post] = posts(x_api_v2.FORMAT, json.dumps({**tweet, "edit_history_tweet_ids": ["1", "2"]}))
    assert post.extra == '{"edits":["1","2"]}'


def test_v2_page_of_nothing_but_errors_brings_nothing() -> None:
    for page in ({"errors": [{"detail": "gone"}]}, {"meta": {"result_count": 0}, "data": None}):
        assert read(x_api_v2.FORMAT, json.dumps(page)) == []


def test_v2_users_whom_twarc_puts_into_a_tweet_are_accounts() -> None:
    full = {"username": "bob", "public_metrics": {"followers_count": 7}}
    tweet = {
        "id": "1900000000000000200",
        "text": "@bob @eve",
        "author_id": "4",
        "author": {"id": "4", "username": "ann"},
        "in_reply_to_user": {"id": "6", "username": "cleo"},
        "entities": {"mentions": [{**full, "id": "5"}, {"id": "7", "username": "eve"}]},
    }
    found = {a.account_id: a.followers for a in accounts(x_api_v2.FORMAT, json.dumps(tweet))}
    assert found == {"x:4": None, "x:6": None, "x:5": 7}


def test_graphql_user_reads_the_same_from_old_and_new_places() -> None:
    old = {
        "__typename": "User",
        "rest_id": "4",
        "legacy": {
            "screen_name": "ann",
            "name": "Ann",
            "created_at": "Mon Mar 02 08:00:00 +0000 2015",
            "description": "Bread",
            "followers_count": 120,
            "friends_count": 80,
            "statuses_count": 345,
            "location": "Ghent",
            "verified": False,
            "profile_image_url_https": "https://pbs.twimg.com/a.jpg",
        },
    }
    new = {
        "__typename": "User",
        "rest_id": "4",
        "legacy": {"want_retweets": False},
        "core": {
            "screen_name": "ann",
            "name": "Ann",
            "created_at": "Mon Mar 02 08:00:00 +0000 2015",
        },
        "profile_bio": {"description": "Bread"},
        "relationship_counts": {"followers": 120, "following": 80},
        "tweet_counts": {"tweets": 345},
        "location": {"location": "Ghent"},
        "verification": {"verified": False},
        "avatar": {"image_url": "https://pbs.twimg.com/a.jpg"},
    }
    found = [
        accounts(x_graphql.FORMAT, json.dumps({"data": {"user": {"result": u}}}))
        for u in (old, new)
    ]
    assert found[0] == found[1]
    assert found[0][0].handle == "ann"


def test_graphql_user_who_is_not_available_is_an_account_without_a_name() -> None:
    golden = json.loads((SAMPLES / "x-graphql" / "pages.jsonl.golden.json").read_text("utf-8"))
    [lost] = [row for row in golden["rows"]["accounts"] if row["account_id"] == "x:8"]
    assert "handle" not in lost


def test_graphql_entry_that_is_bad_spoils_no_other() -> None:
    good = {"rest_id": "4", "core": {"screen_name": "ann"}}
    entries = [
        {"entryId": "a", "content": {"itemContent": {"user_results": {"result": user}}}}
        for user in ({"rest_id": []}, good)
    ]
    page = {"data": {"x": {"timeline": {"instructions": [{"entries": entries}]}}}}
    bad, item = x_graphql.FORMAT.read(io.BytesIO(json.dumps(page).encode()))
    assert isinstance(bad, Rejected)
    assert isinstance(item, Located)
    assert len(list(x_graphql.FORMAT.to_records(item.value, Context()))) == 1


@pytest.mark.parametrize("instructions", [7, [7], [{"entries": 7}], [{"entries": [7]}]])
def test_graphql_timeline_that_is_none_is_refused(instructions: Any) -> None:
    page = {"data": {"x": {"timeline": {"instructions": instructions}}}}
    [item] = x_graphql.FORMAT.read(io.BytesIO(json.dumps(page).encode()))
    assert isinstance(item, Rejected)


def test_graphql_answer_that_is_nested_too_deeply_ends() -> None:
    raw = '{"data":' + '{"a":' * 500 + "1" + "}" * 500 + "}"
    assert list(x_graphql.FORMAT.read(io.BytesIO(raw.encode()))) == []


@pytest.mark.parametrize("name", ["weibo-mobile", "interchange"])
def test_formats_of_x_leave_other_samples_alone(name: str) -> None:
    mine = (
        snscrape,
        x_api_v1,
        x_api_v2,
        x_archive,
        x_graphql,
        x_gazouilloire,
        ira_538,
        twitter_io,
    )
    for path in (SAMPLES / name).iterdir():
        head = path.read_bytes()[: 1 << 16]
        if not path.name.endswith(".json"):
            assert {module.FORMAT.sniff(head) for module in mine} == {0.0}
