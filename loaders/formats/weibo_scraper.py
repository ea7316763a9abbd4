"""CSV of mweibo-scraper: what the search of m.weibo.cn found, with the HTML of the texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from loaders.format import Context, Format
from loaders.platforms.weibo_rows import Columns, row_records
from loaders.reading.csv_rows import read_rows
from loaders.records import BadRecord, Record

POSTS = Columns(
    needs=frozenset(("内容", "原微博内容", "用户ID", "微博ID", "发布时间")),
    post_id="微博ID",
    text="内容",
    times=("发布时间",),
    account_id="用户ID",
    name="用户名",
    client="微博来源",
    likes="点赞数",
    reposts="转发数",
    comments="评论数",
)


def to_records(row: Any, context: Context) -> Iterator[Record]:
    """Turn a row into a post and its author; one with an original is a repost.

    Raises:
        BadRecord: It has no author or no time.
    """
    if not isinstance(row, dict):
        raise BadRecord("this is no row")
    reposted = bool(str(row.get("原微博内容") or "").strip())
    return row_records(row, POSTS, context, kind="repost" if reposted else "original")


FORMAT = Format(
    name="weibo-scraper",
    title="mweibo-scraper: posts found by a search, CSV",
    family="Weibo",
    example=(
        "内容,原微博内容,转发数,评论数,点赞数,用户名,用户ID,发布时间,微博ID,微博来源\n"
        "看 #这里#,,1,2,3,小安,1004,Sat Mar 01 12:00:00 +0800 2025,5141187578824928,手机\n"
    ),
    sniff=POSTS.sniff,
    read=read_rows,
    to_records=to_records,
    notes=(
        "Text is read out of its HTML. A row with the text of an original is a repost, of a post "
        "whose id the table does not tell. Long texts are cut off (`...全文`) by the crawler."
    ),
)
