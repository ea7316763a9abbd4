from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.canonical.hosts import SHORTENERS
from loaders.canonical.ids import bvid_of
from loaders.canonical.url import MAX_WRAPPERS, _settle, canonical_url

TABLE = Path(__file__).with_name("canonical_urls.txt")
LINES = [line for line in TABLE.read_text("utf-8").splitlines() if line.strip() and line[0] != "#"]
SEEN = dict(line.split(" -> ") for line in LINES if " -> " in line)
APART = [line.split(" != ") for line in LINES if " != " in line]


def form_of(seen: str) -> str | None:
    found = canonical_url(seen)
    return None if found is None else found.url


def test_the_table_is_whole() -> None:
    assert len(SEEN) + len(APART) == len(LINES)
    assert len(SEEN) > 150
    assert len(APART) > 40


@pytest.mark.parametrize("seen", SEEN)
def test_url_becomes(seen: str) -> None:
    expected = SEEN[seen]
    assert form_of(seen) == (None if expected == "-" else expected)


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_pages_stay_two(one: str, other: str) -> None:
    assert form_of(one) != form_of(other)


def test_different_forms_of_the_table_stay_different() -> None:
    forms = [form for form in SEEN.values() if form != "-"]
    assert {form_of(form) for form in forms} == set(forms)


def test_wrappers_in_wrappers_are_opened_up_to_a_limit() -> None:
    url = "https://example.com/a"
    for _ in range(MAX_WRAPPERS - 1):
        url = f"https://link.zhihu.com/?target={quote(url, safe='')}"
    assert form_of(url) == "https://example.com/a"
    deeper = url
    for _ in range(3):
        deeper = f"https://link.zhihu.com/?target={quote(deeper, safe='')}"
    found = form_of(deeper)
    assert found is None or found.startswith("https://link.zhihu.com/?target=")
    assert found is None or form_of(found) == found


PIECES = st.sampled_from(
    [
        *("http://", "https://", "www.", "m.", "example.com", "youtube.com", "youtu.be", "x.com"),
        *("weibo.com", "m.weibo.cn", "bilibili.com", "douyin.com", "facebook.com", "reddit.com"),
        *("google.com/url?q=", "l.facebook.com/l.php?u=", "link.zhihu.com/?target=", "t.cn"),
        *("a.cdn.ampproject.org/c/s/", "google.com/amp/s/", "mp.weixin.qq.com/s?", "例子.中国"),
        *("/", "//", "/..", "/amp", "/amp/", ".amp", ".amp.html", "/status/", "/video/", "/watch"),
        *("?v=dQw4w9WgXcQ", "/dQw4w9WgXcQ", "1234567890123456", "/1234567890", "/E4PYSw9aN"),
        *(
            "BV17x411w7KC",
            "av170001",
            "?modal_id=7123456789012345678",
            "&p=2",
            "?p=2",
            "story-of-2",
        ),
        *(
            "?utm_source=a",
            "&fbclid=b",
            "&amp=1",
            "&a=1",
            "&a=2",
            "&b",
            "=",
            "&&",
            "%",
            "%2",
            "%41",
        ),
        *(
            "%2F",
            "%252F",
            "%E4%B8%AD",
            "+",
            "%20",
            " ",
            "#/a",
            "#!b",
            "#c",
            ":80",
            ":8080",
            "@",
            ";",
        ),
        *("https%3A%2F%2F", "é", "ß", "\x00", "\u200b", "[", "]", "..", "p/", "comments/1abcde/"),
    ]
)


@settings(max_examples=400)
@given(st.lists(PIECES, min_size=1, max_size=9).map("".join))
def test_canonical_form_is_its_own_and_never_fails(seen: str) -> None:
    found = canonical_url(seen)
    if found is not None:
        assert canonical_url(found.url) == found
        assert found.url.startswith("https://")
        assert found.domain


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=6).map("".join))
def test_a_real_address_is_never_emptied(rest: str) -> None:
    seen = f"https://example.com/{rest}"
    found = canonical_url(seen)
    assert found is not None
    assert found.domain == "example.com"


@given(st.sampled_from(sorted(SHORTENERS)), st.text("abAB12", min_size=6, max_size=8))
def test_short_links_are_kept_letter_by_letter(host: str, code: str) -> None:
    assert form_of(f"http://{host}/{code}/?x=1") == f"https://{host}/{code}"


@given(st.sampled_from([seen for seen in SEEN if seen.startswith("http")]))
def test_tracking_added_to_a_page_changes_nothing(seen: str) -> None:
    if "#" not in seen and "google.com/" not in seen and SEEN[seen] != "-":
        joint = "&" if "?" in seen else "?"
        assert form_of(f"{seen}{joint}utm_source=ring&fbclid=1") == form_of(seen)


@given(st.sampled_from([seen for seen, form in SEEN.items() if form != "-"]))
def test_general_way_gives_the_same_as_the_short_one(seen: str) -> None:
    if seen.startswith("https://"):
        assert _settle(seen.replace("https://", "HTTPS://", 1)) == canonical_url(seen)


def test_ids_of_films_on_bilibili() -> None:
    assert bvid_of("av170001") == "BV17x411w7KC"
    assert bvid_of("bv17x411w7KC") == "BV17x411w7KC"
    assert bvid_of("av0") == "av0"
    assert bvid_of("av9999999999999999") == "av9999999999999999"
