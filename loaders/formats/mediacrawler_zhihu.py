"""MediaCrawler's records of Zhihu."""

from __future__ import annotations

from loaders.format import Format
from loaders.platforms.mediacrawler import Site, read_items
from loaders.platforms.mediacrawler_shapes import AccountShape, PostShape

SITE = Site(
    platform="zhihu",
    shapes=(
        PostShape(
            needs=frozenset(("comment_id", "content_id", "publish_time")),
            post_id="comment_id",
            created=("publish_time",),
            text=("content",),
            kind="comment",
            prefix="comment/",
            item=("content_id", "{content_type}/"),
            likes="like_count",
            comments="sub_comment_count",
        ),
        PostShape(
            needs=frozenset(("content_id", "content_type", "voteup_count")),
            post_id="content_id",
            created=("created_time",),
            text=("title", "content_text"),
            prefix="{content_type}/",
            likes="voteup_count",
            comments="comment_count",
            url="content_url",
            extra=("question_id", "source_keyword"),
        ),
        AccountShape(needs=frozenset(("user_nickname", "get_voteup_count"))),
    ),
    handles=("user_url_token", "url_token"),
)

FORMAT = Format(
    name="mediacrawler-zhihu",
    title="MediaCrawler: Zhihu",
    family="Chinese platforms",
    example=(
        '{"content_id": "110000001", "content_type": "answer", "content_text": "来了", '
        '"question_id": "6001", "title": "新车?", "created_time": 1740801600, '
        '"voteup_count": 12, "comment_count": 3, "user_id": "00aa", "user_nickname": '
        '"小安", "user_url_token": "xiao-an", "last_modify_ts": 1740901600000}'
    ),
    sniff=SITE.sniff,
    read=read_items,
    to_records=SITE.records,
    notes=(
        "Answers, articles, videos, comments and creators. They are numbered apart on "
        "Zhihu: their ids are `answer/11`, `article/11`, `zvideo/11`, `comment/11`. "
        "JSON, JSON Lines, CSV. Where the crawler writes a hash in place of the account "
        "(`creator_hash`), the account is `hash:...`: the same in every file, but not "
        "joined with the account that an older file names."
    ),
)
