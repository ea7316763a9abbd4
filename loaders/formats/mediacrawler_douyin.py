"""MediaCrawler's records of Douyin."""

from __future__ import annotations

from loaders.format import Format
from loaders.platforms.mediacrawler import Site, read_items
from loaders.platforms.mediacrawler_shapes import AccountShape, PostShape

SITE = Site(
    platform="douyin",
    shapes=(
        PostShape(
            needs=frozenset(("aweme_id", "comment_id")),
            post_id="comment_id",
            created=("create_time",),
            text=("content",),
            kind="comment",
            item=("aweme_id", ""),
            likes="like_count",
            comments="sub_comment_count",
            pictures="pictures",
        ),
        PostShape(
            needs=frozenset(("aweme_id", "aweme_type")),
            post_id="aweme_id",
            created=("create_time",),
            text=("title", "desc"),
            likes="liked_count",
            reposts="share_count",
            comments="comment_count",
            url="aweme_url",
            pictures="note_download_url",
            video="video_download_url",
        ),
        AccountShape(
            needs=frozenset(("user_id", "follows", "fans", "videos_count")),
            posts="videos_count",
        ),
    ),
    handles=("user_unique_id", "short_user_id"),
)

FORMAT = Format(
    name="mediacrawler-douyin",
    title="MediaCrawler: Douyin",
    family="Chinese platforms",
    example=(
        '{"aweme_id": "7144884453410737000", "aweme_type": "0", "title": "新车 #这里", '
        '"desc": "新车 #这里", "create_time": 1740801600, "user_id": "1004", "nickname": '
        '"小安", "liked_count": "12", "comment_count": "3", "share_count": "1", '
        '"collected_count": "2", "last_modify_ts": 1740901600000}'
    ),
    sniff=SITE.sniff,
    read=read_items,
    to_records=SITE.records,
    notes=(
        "Videos, comments and creators, also as a dump of the database. JSON, JSON "
        "Lines, CSV. Where the crawler writes a hash in place of the account "
        "(`creator_hash`), the account is `hash:...`: the same in every file, but not "
        "joined with the account that an older file names."
    ),
)
