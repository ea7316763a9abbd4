from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.format import NO_CONTEXT, Located, Rejected
from loaders.formats import FORMATS
from loaders.platforms.fediverse import Names, links_in_html, text_of_html
from loaders.platforms.telegram import chat_name, peer_name
from loaders.reading.escapes import MendedEscapes
from loaders.records import Account, BadRecord, Post, Record

BY_NAME = {form.name: form for form in FORMATS}


def records(name: str, *values: Any) -> list[Record]:
    lines = b"\n".join(json.dumps(value).encode() for value in values)
    return list(_records(name, lines))


def _records(name: str, data: bytes) -> Iterator[Record]:
    form = BY_NAME[name]
    for item in form.read(io.BytesIO(data)):
        assert isinstance(item, Located)
        yield from form.to_records(item.value, NO_CONTEXT)


def posts(name: str, *values: Any) -> list[Post]:
    return [record for record in records(name, *values) if isinstance(record, Post)]


SEEN_US = 1_740_830_400_000_000


def commit(record: dict[str, Any], collection: str = "app.bsky.feed.post") -> dict[str, Any]:
    change = {"operation": "create", "collection": collection, "rkey": "3k", "record": record}
    return {
        "did": "did:plc:a",
        "time_us": 1_740_830_400_000_000,
        "kind": "commit",
        "commit": change,
    }


def status(**fields: Any) -> dict[str, Any]:
    account = {"acct": "ann", "url": "https://a.example/@ann"}
    given = {"id": "1", "uri": "https://a.example/1", "created_at": "2025-03-01T12:00:00Z"}
    return {**given, "content": "", "account": account, **fields}


def test_time_claimed_for_a_bluesky_post_counts_unless_it_is_later_than_it_was_seen() -> None:
    claims = ("2025-03-01T11:00:00Z", "2031-01-01T00:00:00Z", "yesterday", None)

    found = posts("bluesky-jetstream", *(commit({"text": "", "createdAt": c}) for c in claims))

    assert [post.created_us // 1_000_000 - 1_740_830_400 for post in found] == [-3600, 0, 0, 0]


def test_handle_of_a_mention_is_cut_by_bytes_and_not_by_characters() -> None:
    facet = {"features": [{"did": "did:plc:b"}], "index": {"byteStart": 5, "byteEnd": 15}}

    [post] = posts("bluesky-jetstream", commit({"text": "🎈 @b.example!", "facets": [facet]}))

    assert [(m.account_id, m.handle) for m in post.mentions] == [("bluesky:did:plc:b", "b.example")]


@pytest.mark.parametrize("embed", [5, "x", ["x"], {"images": 5}, {"record": {"uri": 5}}])
def test_embed_in_no_form_of_bluesky_does_not_lose_the_post(embed: Any) -> None:
    [post] = posts("bluesky-jetstream", commit({"text": "kept", "embed": embed}))

    assert post.text == "kept"


def test_like_and_deletion_on_bluesky_give_no_record() -> None:
    deletion = commit({})
    deletion["commit"]["operation"] = "delete"

    assert records("bluesky-jetstream", commit({}, "app.bsky.feed.like"), deletion) == []


def test_mastodon_post_seen_from_two_instances_is_one_post_of_one_account() -> None:
    remote = status(id="99", account={"acct": "Ann@a.example", "url": "https://a.example/@ann"})

    found = posts("mastodon", status(), remote)

    assert {(post.post_id, post.account_id) for post in found} == {
        ("mastodon:https://a.example/1", "mastodon:ann@a.example")
    }


def test_answered_mastodon_post_is_named_as_far_as_it_is_known() -> None:
    names = Names()
    assert names.find("7") is None

    names.learn_instance("bob@b.example", "https://b.example/@bob")
    assert names.find("7") is None

    names.learn_instance("ann", "https://a.example/@ann")
    assert names.find("7") == "a.example/7"

    names.learn("7", "https://b.example/users/bob/7")
    assert names.find("7") == "https://b.example/users/bob/7"


def test_link_that_servers_add_for_a_quoted_status_is_neither_text_nor_link() -> None:
    link = '<a href="https://b.example/2">https://b.example/2</a>'
    content = f'<p class="quote-inline">RE: {link}</p><p>Look {link}</p>'
    quote = {"state": "accepted", "quoted_status": {"uri": "https://b.example/2"}}

    [quoting, plain] = posts(
        "mastodon", status(content=content, quote=quote), status(id="3", content=content)
    )

    assert (quoting.text, quoting.quote_of) == (
        "Look https://b.example/2",
        "mastodon:https://b.example/2",
    )
    # Without the quote itself the line is all that is left of it.
    assert plain.text == "RE: https://b.example/2\nLook https://b.example/2"


def test_links_of_a_status_are_those_that_are_neither_hashtags_nor_mentions() -> None:
    html = (
        '<p>a <a href="https://t.example/tags/x" class="mention hashtag">#x</a></p>'
        '<p><a class="u-url mention" href="https://a.example/@b">@b</a> &lt;3 '
        '<a href="https://e.example/?a=1&amp;b=2">link</a></p>'
    )

    assert text_of_html(html) == "a #x\n@b <3 link"
    assert list(links_in_html(html)) == ["https://e.example/?a=1&b=2"]


@given(st.text(alphabet="<>/ap\"'=& href:class", max_size=60))
def test_broken_html_is_read_as_some_text(html: str) -> None:
    assert isinstance(text_of_html(html), str)
    assert isinstance(list(links_in_html(html)), list)


@pytest.mark.parametrize("author", ["[deleted]", "[removed]", "", None])
def test_deleted_accounts_of_reddit_are_never_one_account(author: str | None) -> None:
    comment = {"id": "c", "body": "x", "link_id": "t3_a", "created_utc": 1_740_830_400}

    with pytest.raises(BadRecord, match="the author was deleted"):
        records("reddit", {**comment, "author": author})


def test_link_of_a_crosspost_stays_with_its_parent() -> None:
    thing = {"id": "b", "author": "ann", "created_utc": 1740830400, "title": "Mine", "score": 1}
    link = {"url": "https://example.org/a", "is_self": False}

    [own, cross] = posts("reddit", {**thing, **link}, {**thing, **link, "crosspost_parent": "t3_a"})

    assert (own.urls, cross.urls) == (("https://example.org/a",), ())
    assert (cross.kind, cross.repost_of, cross.text) == ("repost", "reddit:t3_a", "Mine")


def test_handle_that_bluesky_calls_invalid_is_none() -> None:
    found = records("bluesky-appview", {"did": "did:plc:a", "handle": "handle.invalid"})
    assert [r.handle for r in found if isinstance(r, Account)] == [None]


@pytest.mark.parametrize("depth", [100, 190, 250, 5000])
def test_thread_of_reddit_too_deep_to_follow_is_a_reject(depth: int) -> None:
    opening = '{"data": {"children": [{"data": {"id": "c", "created_utc": 1, "replies": '
    thread = opening * depth + '""' + "}}]}}" * depth

    items = list(BY_NAME["reddit"].read(io.BytesIO(thread.encode())))

    assert len(items) <= depth + 1
    assert len(items) == depth or isinstance(items[-1], Rejected)


def test_user_channel_and_group_of_one_number_are_three_accounts_of_telegram() -> None:
    assert {peer_name(f"{kind}5") for kind in ("user", "channel", "chat")} == {
        "user5",
        "5",
        "chat5",
    }


def test_same_message_forwarded_from_telegram_is_one_original_and_no_copied_text() -> None:
    def chat(number: int, whose: str, text: str) -> dict[str, Any]:
        message = {
            "id": 1,
            "type": "message",
            "date_unixtime": "1740830400",
            "from_id": f"channel{number}",
            "forwarded_from": "News",
            "forwarded_from_id": whose,
            "text": text,
        }
        return {"name": "A", "type": "public_channel", "id": number, "messages": [message]}

    found = posts(
        "telegram-desktop",
        chat(5, "channel9", "Look"),
        chat(6, "channel9", "Look"),
        chat(7, "channel8", "Look"),
        chat(8, "channel9", "Other"),
        chat(9, "channel9", ""),
    )

    originals = [post.repost_of for post in found]
    assert {post.kind for post in found} == {"repost"}
    assert originals[0] == originals[1]
    assert len(set(originals)) == 4
    assert originals[4] is None


@pytest.mark.parametrize("peer", ["user0", "bot5", "user", "", "user5x"])
def test_what_names_no_account_of_telegram_is_refused(peer: str) -> None:
    with pytest.raises(BadRecord):
        peer_name(peer)


def test_channel_has_one_name_in_old_and_new_exports_of_telegram() -> None:
    old = chat_name("public_channel", 0x200000000 + 17, old=True)

    assert {old, chat_name("public_channel", 17, old=False), peer_name("channel17")} == {"17"}
    assert peer_name(0x200000000 + 17) == "17"


@given(st.lists(st.sampled_from([b"\\x0B", b"\\\\x0B", b"\\n", b"a", b"\\\\"]), max_size=12))
def test_wrong_escapes_are_mended_and_right_ones_kept(pieces: list[bytes]) -> None:
    data = b'"' + b"".join(pieces) + b'"'

    mended = MendedEscapes(io.BytesIO(data)).read(1)

    assert len(mended) == len(data)
    assert json.loads(mended).count("\ufffd") == pieces.count(b"\\x0B")


def test_relative_time_of_a_youtube_comment_is_no_second() -> None:
    comment = {"author_id": "UCa", "text": "", "timestamp": 1_740_830_400, "parent": "root"}
    shown = ("3 years ago", "2 hours ago", "5 minutes ago", None)
    comments = [{**comment, "id": f"U{i}", "_time_text": t} for i, t in enumerate(shown)]
    video = {"id": "v", "channel_id": "UCv", "timestamp": 1_740_830_400, "comments": comments}

    found = records("youtube-comments", {"id": "v", **video})

    assert [post.precision for post in found if isinstance(post, Post)] == [
        "day",
        "day",
        "minute",
        "day",
        "second",
    ]
    assert {r.account_id for r in found if isinstance(r, Account)} == {"youtube:UCa", "youtube:UCv"}
