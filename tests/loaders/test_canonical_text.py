from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.canonical.tag import canonical_tag
from loaders.canonical.text import (
    cashtags_in,
    hashtags_in,
    mentions_in,
    own_words,
    replied_in,
    reposted_in,
    urls_in,
)

TAGS = [
    ("weibo", "看 #新车 发布# 和 #刹车#", ("新车 发布", "刹车")),
    ("weibo", "#新车[超话]#好", ("新车[超话]",)),
    ("weibo", "#车#刹车", ("车",)),
    ("weibo", "http://a.example/b#c 好 #车#", ("车",)),
    ("weibo", "＃车＃", ("车",)),
    ("weibo", "没有话题 #1# 和 #2#", ()),
    ("x", "see #Car and #road_1.", ("Car", "road_1")),
    ("x", "#中文标签 好", ("中文标签",)),
    ("x", "#हिन्दी tag", ("हिन्दी",)),
    ("x", "&#39; http://a.example/b#c a#b", ()),
    ("x", "#1 and #2025", ()),
    ("x", "#ff8800 and #1a2B3c", ()),
    ("x", "#f150 #cafe #A380", ("f150", "cafe", "A380")),
    ("x", "#Car #Car", ("Car",)),
    ("douyin", "好车#车#刹车 #新能源", ("车", "刹车", "新能源")),
    ("xiaohongshu", "好 #新车[话题]# #刹车[话题]#", ("新车", "刹车")),
    ("x", "buy $TSLA, $BRK.B and $tsla", ("$TSLA", "$BRK.B")),
    ("x", "#Car for $100 or $5k", ("Car",)),
    ("weibo", "$比亚迪(SZ002594)$ #车#", ("车", "$SZ002594")),
]


@pytest.mark.parametrize(("platform", "text", "tags"), TAGS)
def test_tags_of_a_text(platform: str, text: str, tags: tuple[str, ...]) -> None:
    assert hashtags_in(text, platform) == tags


def test_cashtags() -> None:
    assert cashtags_in("$000001.SZ $0700.HK $BTC a$b $$$ $") == ("000001.SZ", "0700.HK", "BTC")


def test_tags_that_look_alike_are_one() -> None:
    assert canonical_tag("＃Ｃａｒ") == canonical_tag("CAR") == "car"
    assert canonical_tag("#電動車") == canonical_tag("#电动车#") == "电动车"
    assert canonical_tag("#新车[超话]#") == canonical_tag("新\u200b车") == "新车"
    assert canonical_tag("车😂") == "车😂"
    assert canonical_tag("$TSLA") != canonical_tag("TSLA")


URLS = [
    ("a http://example.com/a. b http://example.com/b…", ("http://example.com/a",)),
    ("看http://t.cn/Ab12，好", ("http://t.cn/Ab12",)),
    ("看http://t.cn/Ab12好的", ("http://t.cn/Ab12",)),
    ("http://t.cn/Ab12。", ("http://t.cn/Ab12",)),
    ("(see https://example.com/a)", ("https://example.com/a",)),
    ("https://en.example.org/wiki/A_(b)", ("https://en.example.org/wiki/A_(b)",)),
    ("(https://en.example.org/wiki/A_(b)).", ("https://en.example.org/wiki/A_(b)",)),
    (
        "[https://example.com/a](https://example.com/b)",
        ("https://example.com/a", "https://example.com/b"),
    ),
    ("「https://example.com/a」", ("https://example.com/a",)),
    ("https://example.com/a?x=1&y=2!!!", ("https://example.com/a?x=1&y=2",)),
    ("https://example.com/a😂", ("https://example.com/a",)),
    ("https://example.com/a\u200bb", ("https://example.com/a",)),
    ('"https://example.com/a"', ("https://example.com/a",)),
    ("HTTPS://Example.com/A", ("HTTPS://Example.com/A",)),
    ("https://example.com/a https://example.com/a", ("https://example.com/a",)),
    ("example.com and www.example.com, a.b", ()),
    ("https://", ()),
    ("https://...", ()),
]


@pytest.mark.parametrize(("text", "urls"), URLS)
def test_urls_of_a_text(text: str, urls: tuple[str, ...]) -> None:
    assert urls_in(text) == urls


MENTIONS = [
    ("//@小安:好 @bob_1, ann@example.com", ("小安", "bob_1")),
    ("感谢@中文名_1 和@安-娜:", ("中文名_1", "安-娜")),
    ("hi @ann@social.example.org", ("ann@social.example.org",)),
    ("@ann @ann", ("ann",)),
    ("a@b.example @", ()),
]


@pytest.mark.parametrize(("text", "handles"), MENTIONS)
def test_mentions_of_a_text(text: str, handles: tuple[str, ...]) -> None:
    assert mentions_in(text) == handles


def test_handles_of_bluesky_are_domains() -> None:
    assert mentions_in("hi @ann.bsky.example.", "bluesky") == ("ann.bsky.example",)


def test_chain_of_reposts_is_taken_apart() -> None:
    text = "说得好//@小安:回复@老王:是的//@bob_1：真的吗 http://a.example//b"
    assert own_words(text) == "说得好"
    assert reposted_in(text) == ("小安", "bob_1")
    assert replied_in("回复@老王:是的") == "老王"
    assert replied_in("是的 回复@老王:") is None
    assert own_words("没有") == "没有"


@given(st.text(max_size=60), st.sampled_from(["x", "weibo", "douyin", "bluesky"]))
def test_any_text_can_be_searched(text: str, platform: str) -> None:
    for found in (hashtags_in(text, platform), urls_in(text), mentions_in(text, platform)):
        assert len(set(found)) == len(found)
        assert all(found)
