"""MediaCrawler's records of Bilibili."""

from __future__ import annotations

from loaders.format import Format
from loaders.platforms.mediacrawler import Site, read_items
from loaders.platforms.mediacrawler_shapes import AccountShape, FollowShape, PostShape

SITE = Site(
    platform="bilibili",
    shapes=(
        PostShape(
            needs=frozenset(("comment_id", "video_id", "parent_comment_id")),
            post_id="comment_id",
            created=("create_time",),
            text=("content",),
            kind="comment",
            prefix="reply/",
            item=("video_id", "av"),
            likes="like_count",
            comments="sub_comment_count",
        ),
        PostShape(
            needs=frozenset(("video_id", "video_danmaku")),
            post_id="video_id",
            created=("create_time",),
            text=("title", "desc"),
            prefix="av",
            likes="liked_count",
            reposts="video_share_count",
            comments="video_comment",
            views="video_play_count",
            url="video_url",
        ),
        PostShape(
            needs=frozenset(("dynamic_id", "pub_ts")),
            post_id="dynamic_id",
            created=("pub_ts",),
            text=("text",),
            prefix="dynamic/",
            likes="total_liked",
            reposts="total_forwards",
            comments="total_comments",
            extra=("type",),
        ),
        FollowShape(
            needs=frozenset(("up_id", "fan_id")),
            follower="fan_id",
            followed="up_id",
        ),
        AccountShape(
            needs=frozenset(("user_id", "total_fans", "total_liked")),
            bio="sign",
            followers="total_fans",
        ),
    ),
)

FORMAT = Format(
    name="mediacrawler-bilibili",
    title="MediaCrawler: Bilibili",
    family="Chinese platforms",
    example=(
        '{"video_id": "113000000000001", "title": "新车", "desc": "新车来了", '
        '"create_time": 1740801600, "user_id": "1004", "nickname": "小安", '
        '"liked_count": "12", "video_play_count": "1.2万", "video_danmaku": "3", '
        '"video_comment": "4", "video_share_count": "1", "last_modify_ts": 1740901600000}'
    ),
    sniff=SITE.sniff,
    read=read_items,
    to_records=SITE.records,
    notes=(
        "Videos, comments, dynamics, creators, and who follows them. Videos, comments "
        "and dynamics are numbered apart on Bilibili: their ids are `av113`, "
        "`reply/113`, `dynamic/113`. JSON, JSON Lines, CSV. Where the crawler writes a "
        "hash in place of the account (`creator_hash`), the account is `hash:...`: the "
        "same in every file, but not joined with the account that an older file names."
    ),
)
