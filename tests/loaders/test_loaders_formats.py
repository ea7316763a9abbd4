from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import loaders.formats
from loaders.canonical.counter import counter
from loaders.catalogue import describe_format, describe_formats, entries, formats_page
from loaders.format import Context, Format, Located, Rejected
from loaders.formats import FORMATS, interchange, weibo_mobile, x_api_v2
from loaders.records import Account, BadRecord, Media, Mention, Post, Record
from loaders.tables import MAPPINGS
from marionet.errors import NotFound

PAGE = Path(__file__).parent.parent.parent / "docs" / "reference" / "formats.md"


def records(form: Format, *values: Any) -> list[Record]:
    raw = "\n".join(json.dumps(value, ensure_ascii=False) for value in values).encode()
    found: list[Record] = []
    for item in form.read(io.BytesIO(raw)):
        assert isinstance(item, Located)
        found += form.to_records(item.value, Context())
    return found


def posts(form: Format, *values: Any) -> list[Post]:
    return [record for record in records(form, *values) if isinstance(record, Post)]


def test_module_of_a_format_has_its_name() -> None:
    folder = Path(loaders.formats.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert modules == {form.name.replace("-", "_") for form in FORMATS}


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_example_is_recognised_as_its_own_format(form: Format) -> None:
    sure = {other.name: other.sniff(form.example.encode()) for other in FORMATS}
    assert sure[form.name] >= 0.5
    assert max(sure, key=lambda name: sure[name]) == form.name


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@given(raw=st.binary(max_size=300))
def test_any_bytes_can_be_sniffed(form: Format, raw: bytes) -> None:
    assert 0 <= form.sniff(raw) <= 1


TWEET: dict[str, Any] = {
    "id": "17",
    "author_id": "4",
    "created_at": "2025-03-01T12:00:00.000Z",
    "text": "look",
    "conversation_id": "17",
    "public_metrics": {"retweet_count": 2, "reply_count": 1, "like_count": 3, "quote_count": 0},
}
USER = {"id": "4", "username": "ann", "name": "Ann", "public_metrics": {"followers_count": 5}}
STATUS: dict[str, Any] = {
    "id": "17",
    "mid": "17",
    "created_at": "Sat Mar 01 12:00:00 +0800 2025",
    "text": "看 #这里# @小安 <a data-url='http://t.cn/Ab'>链接</a>",
    "user": {"id": 4, "screen_name": "小宝", "followers_count": "1.2万"},
    "reposts_count": 3,
}
LINE = {
    "post_id": "17",
    "platform": "x",
    "account_id": "ann",
    "created_at": "2025-03-01T12:00:00Z",
    "mentions": ["bob"],
    "account": {"name": "Ann"},
}

ANY = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.integers())


@pytest.mark.parametrize(
    ("form", "sample"),
    [
        (interchange.FORMAT, LINE),
        (x_api_v2.FORMAT, {"data": [TWEET], "includes": {"users": [USER], "media": []}}),
        (x_api_v2.FORMAT, {**TWEET, "author": USER, "entities": {"urls": [{"url": "t.co/a"}]}}),
        (weibo_mobile.FORMAT, STATUS),
        (weibo_mobile.FORMAT, {"ok": 1, "data": {"cards": [{"card_type": 9, "mblog": STATUS}]}}),
    ],
)
@given(data=st.data())
def test_record_with_a_changed_field_is_read_or_refused(
    form: Format, sample: dict[str, Any], data: st.DataObject
) -> None:
    changed = json.loads(json.dumps(sample))
    place: Any = changed
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            place[key] = data.draw(ANY)
            break
        place = inner
    for item in form.read(io.BytesIO(json.dumps(changed).encode())):
        if isinstance(item, Rejected):
            continue
        with contextlib.suppress(BadRecord, msgspec.ValidationError):
            assert all(
                isinstance(r, Post | Account) for r in form.to_records(item.value, Context())
            )


def test_x_page_gives_tweets_users_and_the_tweets_that_are_referred_to() -> None:
    page = {
        "data": [
            {**TWEET, "referenced_tweets": [{"type": "retweeted", "id": "9"}]},
            {**TWEET, "id": "18", "referenced_tweets": [{"type": "quoted", "id": "9"}]},
        ],
        "includes": {"users": [USER], "tweets": [{**TWEET, "id": "9"}]},
        "__twarc": {"retrieved_at": "2025-03-02T00:00:00+00:00"},
    }
    found = records(x_api_v2.FORMAT, page)
    assert [
        (r.post_id, r.kind, r.repost_of, r.quote_of, r.reposts)
        for r in found
        if isinstance(r, Post)
    ] == [
        ("x:17", "repost", "x:9", None, None),
        ("x:18", "quote", None, "x:9", 2),
        ("x:9", "original", None, None, 2),
    ]
    [account] = [r for r in found if isinstance(r, Account)]
    assert (account.account_id, account.handle, account.followers) == ("x:4", "ann", 5)
    assert account.observed_us == 1_740_873_600_000_000


def test_flattened_tweet_gives_the_same_as_its_page() -> None:
    inner = {**TWEET, "id": "9", "author": USER}
    flat = {**TWEET, "author": USER, "referenced_tweets": [{"type": "replied_to", **inner}]}
    found = posts(x_api_v2.FORMAT, flat)
    assert [(p.post_id, p.kind, p.reply_to) for p in found] == [
        ("x:17", "reply", "x:9"),
        ("x:9", "original", None),
    ]


def test_x_entities_become_links_tags_mentions_and_media() -> None:
    entities = {
        "urls": [
            {"url": "https://t.co/a", "expanded_url": "https://example.org/a"},
            {"url": "https://t.co/b", "expanded_url": "https://x.com/p", "media_key": "3_1"},
        ],
        "hashtags": [{"tag": "Car"}],
        "mentions": [{"username": "bob", "id": "5"}],
    }
    tweet = {**TWEET, "entities": entities, "attachments": {"media_keys": ["3_1"]}}
    media = [{"media_key": "3_1", "type": "photo", "url": "https://example.org/p.jpg"}]
    [post] = posts(x_api_v2.FORMAT, {"data": tweet, "includes": {"media": media}})

    assert (post.urls, post.hashtags) == (("https://example.org/a",), ("Car",))
    assert post.mentions == (Mention(account_id="x:5", handle="bob"),)
    assert post.media == (Media(media_id="x:1", kind="photo", url="https://example.org/p.jpg"),)


def test_one_bad_tweet_spoils_no_other_of_its_page() -> None:
    raw = json.dumps({"data": [{"id": "1"}, TWEET]}).encode()
    bad, good = x_api_v2.FORMAT.read(io.BytesIO(raw))
    assert isinstance(bad, Located)
    assert isinstance(good, Located)
    with pytest.raises(BadRecord, match="neither a tweet"):
        list(x_api_v2.FORMAT.to_records(bad.value, Context()))
    assert len(list(x_api_v2.FORMAT.to_records(good.value, Context()))) == 1


def test_id_that_is_no_text_spoils_no_other_tweet_of_its_page() -> None:
    page = {"data": [{**TWEET, "id": []}, TWEET], "includes": {"tweets": [TWEET]}}
    items = list(x_api_v2.FORMAT.read(io.BytesIO(json.dumps(page).encode())))
    assert len(items) == 2  # the included tweet stands in `data` already
    assert isinstance(items[1], Located)
    assert len(list(x_api_v2.FORMAT.to_records(items[1].value, Context()))) == 1


def test_weibo_status_is_read_out_of_its_html() -> None:
    post, account = records(weibo_mobile.FORMAT, STATUS)
    assert isinstance(post, Post)
    assert isinstance(account, Account)
    assert (post.post_id, post.kind, post.text) == ("weibo:17", "original", "看 #这里# @小安 链接")
    assert (post.hashtags, post.urls) == (("这里",), ("http://t.cn/Ab",))
    assert post.mentions == (Mention(handle="小安"),)
    assert post.created_us == 1_740_801_600_000_000
    assert (account.account_id, account.followers) == ("weibo:4", 12_000)


def test_weibo_repost_brings_its_original() -> None:
    found = posts(
        weibo_mobile.FORMAT, {**STATUS, "retweeted_status": {**STATUS, "id": "9", "mid": "9"}}
    )
    assert [(p.post_id, p.kind, p.repost_of) for p in found] == [
        ("weibo:17", "repost", "weibo:9"),
        ("weibo:9", "original", None),
    ]


def test_weibo_comments_and_their_answers_are_comments() -> None:
    answer = {**STATUS, "id": "19", "mid": "19", "rootid": "18"}
    comment = {**STATUS, "id": "18", "mid": "18", "rootid": "18", "comments": [answer]}
    found = posts(weibo_mobile.FORMAT, {"ok": 1, "data": {"data": [comment]}})
    assert [(p.post_id, p.kind, p.reply_to) for p in found] == [
        ("weibo:18", "comment", None),
        ("weibo:19", "comment", "weibo:18"),
    ]


def test_weibo_counters_are_numbers() -> None:
    assert [counter(c) for c in (3, "4", "1.2万", "100万+", "1亿", "", None)] == [
        3,
        4,
        12_000,
        1_000_000,
        100_000_000,
        None,
        None,
    ]


def test_ids_may_carry_their_platform() -> None:
    [bare] = posts(interchange.FORMAT, {**LINE, "account": None})
    [full] = posts(
        interchange.FORMAT, {**LINE, "post_id": "x:17", "account_id": "x:ann", "account": None}
    )
    assert bare == full


def test_every_format_is_listed_once_with_an_example() -> None:
    names = [entry.name for entry in entries()]

    assert len(names) == len(set(names))
    assert {form.name for form in FORMATS} | set(MAPPINGS) == set(names)
    assert [entry.name for entry in entries() if not entry.example] == []
    assert all(f"\n{name}\n" in describe_formats() for name in names)


def test_one_format_is_told_in_full() -> None:
    assert "relative" in describe_format("weibo-mobile").lower()
    with pytest.raises(NotFound, match="marionet formats"):
        describe_format("nothing")


def test_page_of_formats_is_the_generated_one() -> None:
    assert PAGE.read_text("utf-8") == formats_page()
