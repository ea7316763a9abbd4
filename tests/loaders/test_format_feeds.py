from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.format import NO_CONTEXT, Located, Rejected
from loaders.formats import feed, json_feed
from loaders.records import Account, BadRecord, Post

SAMPLES = Path(__file__).parent / "samples"
RSS = (SAMPLES / "feed" / "news.rss").read_bytes()
JSON = (SAMPLES / "json-feed" / "blog.json").read_bytes()
HOME = "<link>https://a.example/</link>"


def rss(items: str, channel: str = HOME) -> bytes:
    return f'<rss version="2.0"><channel>{channel}{items}</channel></rss>'.encode()


def item(inner: str) -> str:
    return f"<item><pubDate>Sat, 01 Mar 2025 12:00:00 GMT</pubDate>{inner}</item>"


def records(document: bytes) -> list[Post | Account]:
    found: list[Post | Account] = []
    for located in feed.read(io.BytesIO(document)):
        assert isinstance(located, Located)
        found += list(feed.to_records(located.value, NO_CONTEXT))  # type: ignore[arg-type]
    return found


def posts(document: bytes) -> list[Post]:
    return [record for record in records(document) if isinstance(record, Post)]


def rejected(document: bytes) -> list[str]:
    return [r.reason for r in feed.read(io.BytesIO(document)) if isinstance(r, Rejected)]


@pytest.mark.parametrize(
    "head",
    [
        b'<?xml version="1.0"?>\n<!-- a --><!DOCTYPE rss>\n<rss version="0.91">',
        b"\xef\xbb\xbf<rss><channel>",
        b'<feed xmlns="http://www.w3.org/2005/Atom">',
        b'<rdf:RDF xmlns:rdf="x" xmlns="http://purl.org/rss/1.0/">',
        '<?xml version="1.0" encoding="utf-16"?><rss version="2.0">'.encode("utf-16"),
    ],
)
def test_feed_is_known_by_its_first_element(head: bytes) -> None:
    assert feed.sniff(head) == 0.9


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<html><body><rss>",
        b'<feed xmlns="other">',
        b'{"rss": "<rss >"}',
        b"<!--" * 1000,
        b"<?xml",
        b"<gexf>",
    ],
)
def test_other_documents_are_no_feeds(head: bytes) -> None:
    assert feed.sniff(head) == 0.0


def test_the_same_id_in_two_feeds_is_two_posts() -> None:
    there = rss(item("<guid>7</guid>"), "<link>https://b.example/</link>")
    ids = {
        post.post_id
        for document in (rss(item("<guid>7</guid>")), there)
        for post in posts(document)
    }
    assert ids == {"web:https://a.example/#7", "web:https://b.example/#7"}


def test_authors_of_the_same_name_in_two_feeds_are_two_people() -> None:
    entry = item("<guid>7</guid><author>Ann</author>")
    there = rss(entry, "<link>https://b.example/</link>")
    people = {post.account_id for document in (rss(entry), there) for post in posts(document)}
    assert people == {"web:https://a.example/#Ann", "web:https://b.example/#Ann"}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ann@a.technology (Ann)", "Ann"),
        ("Ann &lt;ann@a.technology&gt;", "Ann"),
        ("张三", "张三"),
        ("ann@a.technology", "ann@a.technology"),
    ],
)
def test_author_is_named_without_the_mail(written: str, name: str) -> None:
    [post] = posts(rss(item(f"<guid>7</guid><author>{written}</author>")))
    assert post.account_id == f"web:https://a.example/#{name}"


def test_feed_without_an_address_names_nobody() -> None:
    with pytest.raises(BadRecord, match="no author, no address"):
        records(rss(item("<guid>https://a.example/1</guid>"), ""))


def test_relative_link_is_made_whole() -> None:
    [post] = posts(rss(item("<guid>7</guid><link>/p/7</link>")))
    assert post.url == "https://a.example/p/7"


def test_link_to_another_site_is_shared_and_the_own_page_is_not() -> None:
    own, other = posts(
        rss(item("<link>https://www.a.example/1</link>") + item("<link>https://b.example/1</link>"))
    )
    assert (own.urls, other.urls) == ((), ("https://b.example/1",))


def test_the_whole_text_is_taken_before_its_summary() -> None:
    whole = "<description>Short.</description><content:encoded>Long text.</content:encoded>"
    [post] = posts(rss(item(f"<guid>7</guid><title>Long</title>{whole}")))
    assert post.text == "Long text."


def test_entities_of_its_own_refuse_a_feed() -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + rss(item("&b;"))
    assert rejected(bomb) == ["the feed declares entities of its own"]


def test_feed_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.formats.feed.MAX_FEED_BYTES", 1 << 20)
    assert rejected(rss("x" * (1 << 20))) == ["the feed is longer than 1 MB"]


def test_what_is_no_feed_is_refused() -> None:
    assert rejected(b"nothing") == ["this is no feed that can be read"]


def test_torn_feed_gives_the_items_that_are_whole() -> None:
    whole = rss("".join(item(f"<guid>{number}</guid>") for number in range(3)))
    torn = whole[: whole.index(b"<guid>2")]
    assert [post.post_id for post in posts(torn[: torn.rindex(b"<item>")])] == [
        "web:https://a.example/#0",
        "web:https://a.example/#1",
    ]


def test_items_know_where_they_stand() -> None:
    document = rss(item("<guid>0</guid>") + "\n" + item("<guid>1</guid>"))
    offsets = [located.offset for located in feed.read(io.BytesIO(document))]
    assert [document[at : at + 5] for at in offsets] == [b"<item", b"<item"]


@pytest.mark.parametrize("name", [b"\x80", b"a\x00b"])
def test_an_encoding_that_is_no_name_is_told(name: bytes) -> None:
    document = b'<?xml version="1.0" encoding="' + name + b'"?><rss version="2.0"/>'
    [found] = feed.read(io.BytesIO(document))
    assert isinstance(found, Rejected)
    assert "encoding" in found.reason


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, len(RSS) - 1), put=st.binary(max_size=8), cut=st.integers(0, 40))
def test_damaged_feed_never_ends_in_another_error(at: int, put: bytes, cut: int) -> None:
    document = RSS[:at] + put + RSS[at + cut :]
    for located in feed.read(io.BytesIO(document)):
        if isinstance(located, Located):
            try:
                list(feed.to_records(located.value, NO_CONTEXT))
            except BadRecord:
                continue


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, len(JSON) - 1), put=st.binary(max_size=8), cut=st.integers(0, 40))
def test_damaged_json_feed_never_ends_in_another_error(at: int, put: bytes, cut: int) -> None:
    document = JSON[:at] + put + JSON[at + cut :]
    json_feed.sniff(document)
    for located in json_feed.read(io.BytesIO(document)):
        if isinstance(located, Located):
            try:
                list(json_feed.to_records(located.value, NO_CONTEXT))
            except (BadRecord, msgspec.ValidationError):
                continue


def test_items_of_a_json_feed_know_where_they_stand() -> None:
    offsets = [located.offset for located in json_feed.read(io.BytesIO(JSON))]
    assert [JSON[at : at + 5] for at in offsets] == [b'{"id"'] * 4
