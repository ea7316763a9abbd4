"""CSV of dataabc/weibo-search: what Weibo's search found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from loaders.format import Context, Format
from loaders.platforms.weibo_rows import Columns, row_records
from loaders.reading.csv_rows import read_rows
from loaders.records import BadRecord, Record

POSTS = Columns(
    needs=frozenset(("id", "user_id", "微博正文", "发布时间", "retweet_id")),
    post_id="id",
    bid="bid",
    text="微博正文",
    times=("发布时间",),
    account_id="user_id",
    name="用户昵称",
    client="发布工具",
    likes="点赞数",
    reposts="转发数",
    comments="评论数",
    topics="话题",
    names="艾特用户",
    links="头条文章url",
    pictures="微博图片url",
    video="微博视频url",
    place="ip",
    verified="user_authentication",
    repost_of="retweet_id",
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
    name="weibo-search",
    title="weibo-search (dataabc): posts found by a search, CSV",
    family="Weibo",
    example=(
        "id,bid,user_id,用户昵称,微博正文,头条文章url,发布位置,艾特用户,话题,转发数,评论数,点赞数,"
        "发布时间,发布工具,微博图片url,微博视频url,retweet_id,ip,user_authentication\n"
        "5141187578824928,PhhtzB1Ly,1004,小安,看 #这里#,,,,这里,1,2,3,"
        "2025-03-01 12:00,手机,,,,北京,普通用户\n"
    ),
    sniff=POSTS.sniff,
    read=read_rows,
    to_records=to_records,
    notes=(
        "Old and new versions. Times have the precision of a minute. `ip` becomes the region of "
        "the account, `retweet_id` the repost; the original is a row of its own. Hashtags, links "
        "and mentions count from a post's own words only, not from the chain that a repost quotes. "
        "An account that has a name in its address (`weibo.com/name`) may stand under that name "
        "where it is the author of an original: it is not joined with its number. "
        "Ids that a spreadsheet rounded (`5.14E+15`) are rejects, unless `bid` tells the post."
    ),
)
