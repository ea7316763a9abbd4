"""MediaCrawler's records of Xiaohongshu."""

from __future__ import annotations

from loaders.format import Format
from loaders.platforms.mediacrawler import Site, read_items
from loaders.platforms.mediacrawler_shapes import AccountShape, PostShape

SITE = Site(
    platform="xiaohongshu",
    shapes=(
        PostShape(
            needs=frozenset(("comment_id", "note_id", "pictures")),
            without=frozenset(("tieba_name",)),
            post_id="comment_id",
            created=("create_time",),
            text=("content",),
            kind="comment",
            item=("note_id", ""),
            likes="like_count",
            comments="sub_comment_count",
            pictures="pictures",
        ),
        PostShape(
            needs=frozenset(("note_id", "collected_count", "share_count", "time")),
            post_id="note_id",
            created=("time",),
            text=("title", "desc"),
            likes="liked_count",
            reposts="share_count",
            comments="comment_count",
            url="note_url",
            tags="tag_list",
            pictures="image_list",
            video="video_url",
        ),
        AccountShape(
            needs=frozenset(("user_id", "follows", "fans", "interaction")),
            without=frozenset(("videos_count",)),
        ),
    ),
)

FORMAT = Format(
    name="mediacrawler-xiaohongshu",
    title="MediaCrawler: Xiaohongshu",
    family="Chinese platforms",
    example=(
        '{"note_id": "66d5b40e000000001d0182ff", "title": "新车", "desc": "新车 '
        '#这里[话题]#", "time": 1740801600000, "user_id": "5f00aa", "nickname": "小安", '
        '"liked_count": "1.2万", "collected_count": "3", "comment_count": "4", '
        '"share_count": "5", "tag_list": "这里", "ip_location": "上海", '
        '"last_modify_ts": 1740901600000}'
    ),
    sniff=SITE.sniff,
    read=read_items,
    to_records=SITE.records,
    notes=(
        "Notes, comments and creators. Hashtags come from `tag_list`, else from the text "
        "(`#这里[话题]#`). JSON, JSON Lines, CSV. Where the crawler writes a hash in "
        "place of the account (`creator_hash`), the account is `hash:...`: the same in "
        "every file, but not joined with the account that an older file names."
    ),
)
