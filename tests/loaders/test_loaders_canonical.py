from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.canonical.markup import read_markup
from loaders.canonical.tag import canonical_tag
from loaders.canonical.text import hashtags_in, mentions_in, urls_in
from loaders.canonical.time import c_time_us, in_us, iso_us, time_reader, zone_named
from loaders.canonical.url import _rewrite, canonical_url
from loaders.records import BadRecord

URLS = {
    "HTTP://Example.COM:80/A#part": "https://example.com/A",
    "https://example.com": "https://example.com/",
    "https://example.com/a?utm_source=x&b=2&a=1&fbclid=9": "https://example.com/a?a=1&b=2",
    "https://example.com/a?spm=1.2": "https://example.com/a",
    "//example.com/a": "https://example.com/a",
    "t.cn/R2WxQOQ": "https://t.cn/R2WxQOQ",
    "https://mobile.twitter.com/ann/status/1": "https://x.com/ann/status/1",
    "https://example.com:8443/a": "https://example.com:8443/a",
    "https://m.weibo.cn/detail/1": "https://m.weibo.cn/detail/1",
}


@pytest.mark.parametrize("seen", URLS)
def test_url_has_one_form(seen: str) -> None:
    found = canonical_url(seen)
    assert found is not None
    assert found.url == URLS[seen]


NO_URLS = {
    "nothing": "",
    "white space": " \t",
    "a script": "javascript:alert(1)",
    "an address of mail": "mailto:a@example.com",
    "a word": "hello",
    "a bracket that does not close": "http://[::1",
    "a port that is no number": "http://example.com:port/",
    "too long": "https://example.com/" + "a" * 9000,
}


@pytest.mark.parametrize("case", NO_URLS)
def test_what_is_no_web_address_is_no_url(case: str) -> None:
    assert canonical_url(NO_URLS[case]) is None


def test_domain_is_the_registered_one() -> None:
    found = canonical_url("https://news.example.co.uk/a")
    assert found is not None
    assert found.domain == "example.co.uk"


PATHS = st.text("abAB/._-~%20é中#?&=:@;+", max_size=20)
QUERIES = st.lists(
    st.tuples(st.sampled_from(["utm_source", "a", "b", "spm"]), st.text("ab1%. ", max_size=4))
)


@given(
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["example.com", "M.Youtube.com", "例子.中国", "a.b.example.co.uk:443"]),
    PATHS,
    QUERIES,
)
def test_canonical_url_is_its_own_canonical_form(
    scheme: str, host: str, path: str, query: list[tuple[str, str]]
) -> None:
    end = "&".join(f"{name}={value}" for name, value in query)
    found = canonical_url(f"{scheme}://{host}/{path}?{end}")
    if found is not None:
        assert canonical_url(found.url) == found


@given(st.text(max_size=60))
def test_any_text_has_a_canonical_url_or_none(text: str) -> None:
    found = canonical_url(text)
    assert found is None or canonical_url(found.url) == found


@given(
    st.text("abAB/._-~", max_size=12),
    st.lists(st.tuples(st.sampled_from(["a", "b", "utm_x", "fbclid"]), st.text("xY1", max_size=3))),
)
def test_short_way_and_general_way_agree(path: str, query: list[tuple[str, str]]) -> None:
    url = f"http://Example.com/{path}?" + "&".join(f"{a}={b}" for a, b in query)
    assert canonical_url(url) == _rewrite(url)


def test_tag_has_one_form() -> None:
    assert canonical_tag("#Ｃａｒ") == canonical_tag("CAR") == "car"
    assert canonical_tag("#智能 汽车#") == "智能 汽车"
    assert canonical_tag("a\u200bb") == "ab"
    assert canonical_tag("##") is None


@given(st.text(max_size=40))
def test_canonical_tag_is_its_own_canonical_form(text: str) -> None:
    tag = canonical_tag(text)
    assert tag is None or canonical_tag(tag) == tag


def test_hashtags_are_found_as_each_platform_writes_them() -> None:
    assert hashtags_in("看 #新车 发布# 和 #刹车#", "weibo") == ("新车 发布", "刹车")
    assert hashtags_in("see #Car and #road, &#39; http://a.b/c#no", "x") == ("Car", "road")


def test_urls_that_were_cut_off_are_not_taken() -> None:
    assert urls_in("a http://example.com/a. b http://example.com/b…") == ("http://example.com/a",)
    assert urls_in("看http://t.cn/Ab12，好") == ("http://t.cn/Ab12",)


def test_mentions_keep_chinese_names() -> None:
    assert mentions_in("//@小安:好 @bob_1, ann@example.com") == ("小安", "bob_1")


def test_markup_gives_text_and_links() -> None:
    found = read_markup(
        "好<br/>&amp; <img alt=[泪] src='http://i.example/x.png'>"
        '<a data-url="http://t.cn/Ab" href="http://other.example">网页</a>'
    )
    assert found.text == "好\n& [泪]网页"
    assert found.links == ("http://t.cn/Ab",)


NOON = in_us(datetime(2025, 3, 1, 4, tzinfo=UTC))


@pytest.mark.parametrize(
    ("formats", "zone", "text"),
    [
        (("iso",), "+08:00", "2025-03-01 12:00:00"),
        (("iso",), "UTC", "2025-03-01T12:00:00+08:00"),
        (("epoch_s",), "UTC", "1740801600"),
        (("epoch_s",), "UTC", "1740801600.0"),
        (("epoch_ms",), "UTC", "1740801600000"),
        (("c_time",), "UTC", "Sat Mar 01 12:00:00 +0800 2025"),
        (("%m/%d/%Y %H:%M",), "Asia/Shanghai", "3/1/2025 12:00"),
        (("epoch_s", "iso"), "+08:00", "2025-03-01 12:00"),
    ],
)
def test_time_is_read_in_its_format_and_zone(
    formats: tuple[str, ...], zone: str, text: str
) -> None:
    assert time_reader(formats, zone_named(zone))(text) == NOON


@pytest.mark.parametrize(
    "text", ["1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01", "2025-13-01", "", "now"]
)
def test_time_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(BadRecord):
        iso_us(text)


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    for read in (c_time_us, iso_us, *(time_reader((f,), UTC) for f in ("epoch_ms", "snowflake"))):
        with contextlib.suppress(BadRecord):
            assert isinstance(read(text), int)


def test_unknown_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="Mars"):
        zone_named("Mars/North")
