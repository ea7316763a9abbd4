"""The interface of Weibo's website (weibo.com/ajax): statuses, reposts and comments."""

from __future__ import annotations

from loaders.format import Format
from loaders.platforms.weibo import status_records
from loaders.platforms.weibo_pages import read_pages


def sniff(head: bytes) -> float:
    """The raw text beside the HTML, which only this interface has."""
    needed = (b'"created_at"', b'"user"', b'"text_raw"')
    if any(key not in head for key in needed) or b'"crawl_time"' in head:
        return 0.0
    return 0.9 if b'"mblogid"' in head or b'"rootid"' in head or b'"idstr"' in head else 0.0


FORMAT = Format(
    name="weibo-web",
    title="Weibo's website (weibo.com/ajax): statuses, reposts, comments",
    family="Weibo",
    example=(
        '{"id": 4900000000000001, "mid": "4900000000000001", "mblogid": "MzzzzzzzA", '
        '"created_at": "Sat Mar 01 12:00:00 +0800 2025", "text": "看 #这里# http://t.cn/A1", '
        '"text_raw": "看 #这里# http://t.cn/A1", "user": {"id": 4, "screen_name": "小安"}, '
        '"url_struct": [{"short_url": "http://t.cn/A1", "long_url": "https://example.org/a"}], '
        '"region_name": "发布于 北京"}'
    ),
    sniff=sniff,
    read=read_pages,
    to_records=status_records,
    notes=(
        "Answers of `/ajax/statuses/mymblog`, `repostTimeline`, `buildComments`, `show` and the "
        "like, or the statuses in them, as JSON or JSON Lines. Posts have the same ids as those of "
        "the mobile API. A short link counts as the page it leads to where `url_struct` tells it. "
        "Hashtags, links and mentions count from a post's own words only, not from the chain that "
        "a repost quotes (`//@a:...//@b:...`), which stays in the text."
    ),
)
