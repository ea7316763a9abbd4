"""CSV of dataabc/weibo-crawler: the posts of an account, which only the file's name tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from loaders.format import Context, Format, Located, Rejected
from loaders.platforms.weibo_rows import Columns, row_records
from loaders.reading.csv_rows import read_rows
from loaders.records import BadRecord, Record

POSTS = Columns(
    needs=frozenset(("id", "bid", "正文", "日期", "点赞数")),
    post_id="id",
    bid="bid",
    text="正文",
    times=("完整日期", "日期"),
    account_id="用户id",
    name="用户昵称",
    client="工具",
    likes="点赞数",
    reposts="转发数",
    comments="评论数",
    topics="话题",
    names="@用户",
    links="头条文章url",
    pictures="原始图片url",
    video="视频url",
    before="源微博",
    original_account="源用户id",
    original_name="源用户昵称",
    from_name=True,
)

COMMENTS = Columns(
    needs=frozenset(("id", "weibo_id", "created_at", "user_screen_name", "text", "like_count")),
    post_id="id",
    text="text",
    times=("created_at",),
    account_id="user_id",
    name="user_screen_name",
    likes="like_count",
    pictures="pic_url",
    reply_to="weibo_id",
)


def sniff(head: bytes) -> float:
    """The columns of posts or those of comments."""
    return max(POSTS.sniff(head), COMMENTS.sniff(head))


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the rows; the crawler writes no cells for the original of a post that is one itself."""
    yield from read_rows(file, may_end_after="是否原创")


def to_records(row: Any, context: Context) -> Iterator[Record]:
    """Turn a row into a post, and the original of a repost into another.

    Raises:
        BadRecord: It has no time, or nothing says whose it is.
    """
    if not isinstance(row, dict):
        raise BadRecord("this is no row")
    return row_records(row, COMMENTS if "weibo_id" in row else POSTS, context)


FORMAT = Format(
    name="weibo-crawler",
    title="weibo-crawler (dataabc): posts of one account, CSV",
    family="Weibo",
    example=(
        "id,bid,正文,原始图片url,视频url,位置,日期,工具,点赞数,评论数,转发数,话题,@用户\n"
        "5141187578824928,PhhtzB1Ly,看 #这里#,,,,2025-03-01,手机,12,3,1,这里,\n"
    ),
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "Old and new versions; UTF-8 or GB 18030. The author is the number in the name of the file "
        "(`1669879400.csv`): keep the name. One with several such numbers is refused. Old versions "
        "tell only the day: the minute then comes from the number of the post, in which its time "
        "stands, where that is of the same day (else the precision is `day`); such posts have "
        "`minute_from` in `extra`. New versions tell the second (`完整日期`). A repost brings its "
        "original. Hashtags, links and mentions count from a post's own words only, not from the "
        "chain that a repost quotes. Ids that a spreadsheet rounded (`5.14E+15`) are rejects, "
        "unless `bid` tells the post; load the file as the crawler wrote it. Files that "
        "were put one after the other repeat the header, which counts as a reject. The table of "
        "comments knows its authors only by name: they are `weibo:@小安`."
    ),
)
