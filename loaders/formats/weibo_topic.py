"""CSV of the widespread scripts that page through Weibo's search (`weibo_list_topic`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from loaders.format import Context, Format
from loaders.platforms.weibo_rows import Columns, row_records
from loaders.reading.csv_rows import read_rows
from loaders.records import BadRecord, Record

POSTS = Columns(
    needs=frozenset(("微博id", "微博作者", "发布时间", "微博内容")),
    post_id="微博id",
    bid="微博bid",
    text="微博内容",
    times=("发布时间",),
    account_id="微博作者id",
    name="微博作者",
    client="发布工具",
    likes="点赞数",
    reposts="转发数",
    comments="评论数",
    place="发布位置",
)


def to_records(row: Any, context: Context) -> Iterator[Record]:
    """Turn a row into a post and its author.

    Raises:
        BadRecord: It has no author or no time.
    """
    if not isinstance(row, dict):
        raise BadRecord("this is no row")
    return row_records(row, POSTS, context)


FORMAT = Format(
    name="weibo-topic",
    title="Scripts that page through Weibo's search (weibo_list_topic), CSV",
    family="Weibo",
    example=(
        "页码,微博id,微博bid,微博作者,发布时间,微博内容,转发数,评论数,点赞数\n"
        "1,5141187578824928,PhhtzB1Ly,小安,2025-03-01 12:00:00,看 #这里#,1,2,3\n"
    ),
    sniff=POSTS.sniff,
    read=read_rows,
    to_records=to_records,
    notes=(
        "These tables know the author only by name: the account is `weibo:@小安`, which is not "
        "joined with the account that other exports know by its number. Long texts are cut off "
        "(`...全文`) by the script."
    ),
)
