# pyright: reportPrivateUsage=false
from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.canonical import markup
from loaders.canonical.counter import counter
from loaders.canonical.region import region_of
from loaders.canonical.time import Moment
from loaders.canonical.weibo_id import bid_of_mid, mid_of, mid_of_bid, time_in_mid
from loaders.format import Located, Rejected
from loaders.platforms.weibo import CHINA, dated_by_mid, sharpened, weibo_time
from loaders.platforms.weibo_row_ids import account_in_name
from loaders.platforms.weibo_words import words_in
from loaders.reading.csv_rows import columns_of, encoding_of, read_rows
from loaders.records import BadRecord

# The number of a post given out on 2016-08-23 at 07:04:17 in China, and its short form.
MID = "4011531306020921"
BID = "E4PYSpgjD"


def us(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=CHINA).timestamp()) * 1_000_000


@given(st.integers(10**15, 10**16 - 1) | st.integers(10**9, 38_439_999_999))
def test_number_of_a_weibo_post_and_its_short_form_are_one_id(number: int) -> None:
    assert mid_of_bid(bid_of_mid(str(number))) == str(number)
    assert mid_of(bid_of_mid(str(number))) == mid_of(number) == str(number)


@given(st.text(max_size=12))
def test_what_is_no_id_of_weibo_stays(text: str) -> None:
    assert mid_of(text) == (mid_of_bid(text) or text) or text.isdigit()


def test_short_forms_are_those_of_weibo() -> None:
    assert (mid_of_bid("z0JH2lOMb"), mid_of_bid("85jBAr")) == ("3501756485200075", "5014672719")
    assert [mid_of_bid(t) for t in ("", "17", "小安小安小安", "z0JH2lOM", "0z0JH2")] == [None] * 5


def test_number_of_a_post_tells_when_it_was_given_out() -> None:
    assert time_in_mid(MID) == us("2016-08-23 07:04:17") // 1_000_000
    assert [time_in_mid(old) for old in ("5014672719", "", "x" * 16)] == [None, None, None]


def test_date_without_a_year_takes_it_from_the_number_of_the_post() -> None:
    assert dated_by_mid("08月23日 07:04", MID) == Moment(us("2016-08-23 07:04:00"), "minute")
    assert dated_by_mid("2015-03-16 00:39:58", MID) == Moment(us("2015-03-16 00:39:58"), "second")


@pytest.mark.parametrize(
    ("text", "mid", "why"),
    [
        ("08月24日 07:04", MID, "does not agree"),
        ("08月23日 09:04", MID, "does not agree"),
        ("08月23日 07:04", "5014672719", "too old"),
    ],
)
def test_year_is_never_guessed(text: str, mid: str, why: str) -> None:
    with pytest.raises(BadRecord, match=why):
        dated_by_mid(text, mid)


def test_day_becomes_a_minute_only_where_the_number_names_the_same_day() -> None:
    same = Moment(us("2016-08-23 00:00:00"), "day")
    other = Moment(us("2016-08-24 00:00:00"), "day")
    exact = Moment(us("2016-08-23 01:00:00"), "minute")
    assert sharpened(same, MID) == Moment(us("2016-08-23 07:04:00"), "minute")
    assert [sharpened(at, MID) for at in (other, exact)] == [other, exact]


def test_times_of_weibo_are_those_of_china() -> None:
    capture = us("2025-03-06 13:15:30")
    assert weibo_time("2025-03-06 13:15", None) == Moment(us("2025-03-06 13:15:00"), "minute")
    assert weibo_time("3分钟前", capture) == Moment(us("2025-03-06 13:12:00"), "minute")
    assert weibo_time("昨天 23:50", capture) == Moment(us("2025-03-05 23:50:00"), "minute")
    with pytest.raises(BadRecord, match="--captured-at"):
        weibo_time("3分钟前", None)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (7, 7), ("1.2万", 12_000), ("100万+", 1_000_000), ("3亿", 300_000_000), ("1,234", 1_234),
        ("１２", 12), ("10+", 10), ("赞", None), ("", None), (None, None), ("2.5w", 25_000),
        (3.0, 3),
    ],
)  # fmt: skip
def test_counters_are_numbers(written: Any, number: int | None) -> None:
    assert counter(written) == number


@pytest.mark.parametrize("written", ["很多", "1.2.3", "万", "inf", "1e999"])
def test_counter_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(BadRecord, match="no number"):
        counter(written)


def test_place_of_an_account_stands_alone() -> None:
    written = ("发布于 湖北", "来自湖北", "IP属地：湖北", "湖北", "", None, "未知")
    assert [region_of(text) for text in written] == ["湖北"] * 4 + [None] * 3


@pytest.mark.parametrize(
    ("name", "account"),
    [
        ("1669879400.csv", "weibo:1669879400"),
        ("weibo/小安/weibo-crawler_1669879400_head.csv", "weibo:1669879400"),
        ("a.zip/20250301/1669879400.csv", "weibo:1669879400"),
        ("1669879400_20250301.csv", "weibo:1669879400"),
        ("1669879400-12345.csv", "weibo:1669879400"),
        ("1004123.csv", "weibo:1004123"),
    ],
)
def test_name_of_the_file_says_whose_posts_these_are(name: str, account: str) -> None:
    assert account_in_name(name) == account


@pytest.mark.parametrize("name", ["20250301.csv", "1669879400_1669879401.csv", "weibo.csv"])
def test_name_that_may_be_of_somebody_else_is_refused(name: str) -> None:
    with pytest.raises(BadRecord, match="whose posts these are"):
        account_in_name(name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_tables_are_read_in_their_encoding(encoding: str) -> None:
    raw = "内容,名\n看，这里,小安\n".encode(encoding)
    found = list(read_rows(io.BufferedReader(io.BytesIO(raw))))  # type: ignore[arg-type]
    assert [item.value for item in found if isinstance(item, Located)] == [
        {"内容": "看，这里", "名": "小安"}
    ]
    assert columns_of(raw) == {"内容", "名"}


def test_head_that_ends_within_a_character_is_still_utf_8() -> None:
    assert {encoding_of("名,小安".encode()[:cut]) for cut in range(3, 11)} == {"utf-8-sig"}


def test_bad_rows_spoil_no_others() -> None:
    raw = b"a,b\n1,2\n1,2,3\na,b\n\xff\xff,2\n3,4\n"
    found = list(read_rows(io.BufferedReader(io.BytesIO(raw))))  # type: ignore[arg-type]
    assert [item.offset for item in found if isinstance(item, Rejected)] == [3, 4, 5]
    assert [item.value["a"] for item in found if isinstance(item, Located)] == ["1", "3"]


PIECES = (
    '<a href="http://a.b/?x=1&amp;y=2">', "</a>", "<br>", "<br />", "<img alt=[泪] src=//a.b/c />",
    "<img alt='x' />", "&amp;", "&lt;", "文", "<span class=\"a b\">", "</span>", "<", ">", "&", '"',
    "<a data-url=\"http://t.cn/x\" href=/n/a>", "<A HREF='http://e.f'>", "<script>", "</script>",
    '<a href="1" href="http://g.h">', "<!-- -->", "&#x27;", "<img alt>", "\n", "/", "=", "<title>",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_quick_reading_of_html_gives_what_the_general_one_gives(html: str) -> None:
    quick = markup._orderly(html)
    assert quick is None or quick == markup._any(html)


WEIBO_PIECES = (
    '<span class="url-icon"><img alt=[泪] src="//a.b/c.png" style="width:1em" /></span>',
    "<span class='url-icon'><img alt='[x]' src=//a.b/c></span>", "<a href='/n/小安'>@小安</a>",
    '<span class="url-icon"><img alt="" src=c></span>', '<a href="/n/a&amp;b">@a&amp;b</a>',
    '<a  href="https://m.weibo.cn/search?q=%23a&b" data-hide="">'
    '<span class="surl-text">#这里#</span></a>',
    "<a href=/n/小南>@小南</a>", '<span class="url-icon">', '<img alt="a>b">', "//", "文", "</a>",
    "<a href='/n/x'>", "</span>", "&lt;", '<a href="http://a.b/">看</a>', "<br />",
)  # fmt: skip


@given(st.lists(st.sampled_from(WEIBO_PIECES), max_size=8).map("".join))
def test_quick_reading_of_texts_of_weibo_changes_nothing(html: str) -> None:
    words = words_in(html)
    assert words.text == markup.read_markup(html).text
    assert words.text.startswith(words.own)


def test_link_that_weibo_redirects_is_its_target() -> None:
    href = "https://weibo.cn/sinaurl?u=https%3A%2F%2Fexample.org%2Fa"
    html = f'<a data-url="http://t.cn/A1" href="{href}">网页链接</a>'
    assert markup.read_markup(html) == markup.Markup("网页链接", (href,))
