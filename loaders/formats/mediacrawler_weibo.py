"""MediaCrawler's records of Weibo."""

from __future__ import annotations

from loaders.format import Format
from loaders.platforms.mediacrawler import Site, read_items
from loaders.platforms.mediacrawler_shapes import AccountShape, PostShape

SITE = Site(
    platform="weibo",
    shapes=(
        PostShape(
            needs=frozenset(("comment_id", "note_id", "comment_like_count")),
            post_id="comment_id",
            created=("create_date_time", "create_time"),
            text=("content",),
            kind="comment",
            item=("note_id", ""),
            likes="comment_like_count",
            comments="sub_comment_count",
        ),
        PostShape(
            needs=frozenset(("note_id", "comments_count", "shared_count")),
            post_id="note_id",
            created=("create_date_time", "create_time"),
            text=("content",),
            likes="liked_count",
            reposts="shared_count",
            comments="comments_count",
            url="note_url",
        ),
        AccountShape(
            needs=frozenset(("user_id", "follows", "fans", "tag_list")),
            without=frozenset(("interaction",)),
        ),
    ),
    handles=("nickname",),
)

FORMAT = Format(
    name="mediacrawler-weibo",
    title="MediaCrawler: Weibo",
    family="Weibo",
    example=(
        '{"note_id": "5141187578824928", "content": "看 #这里#", "create_time": '
        '1740801600, "liked_count": "12", "comments_count": "3", "shared_count": "1", '
        '"last_modify_ts": 1740901600000, "creator_hash": "00ff", "nickname": "小***安"}'
    ),
    sniff=SITE.sniff,
    read=read_items,
    to_records=SITE.records,
    notes=(
        "Posts, comments and creators. The crawler does not tell reposts from originals, nor what "
        "they repeat; hashtags, links and mentions count from a post's own words only, not from "
        "the chain that a repost quotes. The time is that of `create_date_time`: `create_time` "
        "is eight hours late in some versions. Posts and comments have the ids that they have in "
        "the exports of other tools. JSON, JSON Lines, CSV. Where the crawler writes a "
        "hash in place of the account (`creator_hash`), the account is `hash:...`: the "
        "same in every file, but not joined with the account that an older file names."
    ),
)
