"""Weibo's mobile API (m.weibo.cn): statuses, reposts and comments."""

from __future__ import annotations

import re

from loaders.format import Format
from loaders.platforms.weibo import status_records
from loaders.platforms.weibo_pages import read_pages

_OWN = re.compile(
    rb'"(mid|bid|rootidstr|attitudes_count|reposts_count|mblogtype|follow_count|card_type)"\s*:'
)
_OTHERS = re.compile(rb'"(mblogid|text_raw|crawl_time|note_id|publish_time|at_users)"\s*:')


def sniff(head: bytes) -> float:
    """The fields of a status, without those of the website's interface."""
    needed = (b'"created_at"', b'"user"', b'"text"')
    if any(key not in head for key in needed) or _OTHERS.search(head):
        return 0.0
    return 0.8 if len(set(_OWN.findall(head))) > 1 or b'"mid"' in head else 0.0


FORMAT = Format(
    name="weibo-mobile",
    title="Weibo's mobile API (m.weibo.cn): statuses, reposts, comments",
    family="Weibo",
    example=(
        '{"id": "17", "mid": "17", "created_at": "Sat Mar 01 12:00:00 +0800 2025", '
        '"text": "看 #这里#", "user": {"id": 4, "screen_name": "小安"}, '
        '"retweeted_status": {"id": "9", '
        '"created_at": "Sat Mar 01 11:00:00 +0800 2025", "text": "新车", "user": {"id": 5}}}'
    ),
    sniff=sniff,
    read=read_pages,
    to_records=status_records,
    notes=(
        "Statuses, lists of reposts and comments, bare or in the answers of the API, as JSON or "
        "JSON Lines. Text is read out of its HTML; hashtags, links, mentions, pictures and films "
        "are taken from it and from its structures (`url_struct`, `topic_struct`, `page_info`). "
        "They count from a post's own words only, not from the chain that a repost quotes "
        "(`//@a:...//@b:...`), which stays in the text. Pages of topics, names and places are no "
        "links. `repost_of` is the original; where a list of reposts does not name it, it is the "
        "repost that was passed on (`pid`), and where it names both, `extra` has that one as "
        "`parent`. "
        "An original that stands in many reposts is stored once; its repetitions count as "
        "duplicates. A deleted original has no author: the repost keeps its id. Relative times "
        "(`3分钟前`) need `--captured-at`; where the number of the post, in which its time stands, "
        "is more than two days off, the capture was at another time, and the post is a reject. "
        "What has no column stays in the original only."
    ),
)
