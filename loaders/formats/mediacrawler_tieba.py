"""MediaCrawler's records of Baidu Tieba."""

from __future__ import annotations

import re

from loaders.format import Format
from loaders.platforms.mediacrawler import Item, Site, read_items
from loaders.platforms.mediacrawler_shapes import AccountShape, PostShape

_PAGE = re.compile(r"[?&]id=([^&#]+)")


def _account(item: Item) -> str | int | None:
    """Return the id of an account's page, which stays when its name changes."""
    link = item.get("user_link")
    page = _PAGE.search(link) if isinstance(link, str) else None
    return page[1] if page else item.get("user_id")


SITE = Site(
    platform="tieba",
    shapes=(
        PostShape(
            needs=frozenset(("comment_id", "tieba_name")),
            post_id="comment_id",
            created=("publish_time",),
            text=("content",),
            kind="comment",
            prefix="post/",
            item=("note_id", "thread/"),
            comments="sub_comment_count",
            extra=("tieba_name",),
        ),
        PostShape(
            needs=frozenset(("note_id", "tieba_name")),
            post_id="note_id",
            created=("publish_time",),
            text=("title", "desc"),
            prefix="thread/",
            comments="total_replay_num",
            url="note_url",
            extra=("tieba_name", "source_keyword"),
        ),
        AccountShape(needs=frozenset(("user_id", "registration_duration"))),
    ),
    account=_account,
)

FORMAT = Format(
    name="mediacrawler-tieba",
    title="MediaCrawler: Baidu Tieba",
    family="Chinese platforms",
    example=(
        '{"note_id": "9100000001", "title": "新车", "desc": "来了", "publish_time": '
        '"2025-03-01 12:00", "user_link": '
        '"https://tieba.baidu.com/home/main?id=tb.1.aa&fr=frs", "user_nickname": "小安", '
        '"tieba_name": "汽车吧", "total_replay_num": 3, "ip_location": "北京", '
        '"last_modify_ts": 1740901600000}'
    ),
    sniff=SITE.sniff,
    read=read_items,
    to_records=SITE.records,
    notes=(
        "Threads, comments and creators. Accounts are named by the `id` of their page "
        "(`tb.1...`), which stays when the name changes. Threads and comments are "
        "numbered apart: their ids are `thread/9100000001` and `post/9100000001`. "
        "Relative times are counted from the time of the crawl. JSON, JSON Lines, CSV. "
        "Where the crawler writes a hash in place of the account (`creator_hash`), the "
        "account is `hash:...`: the same in every file, but not joined with the account "
        "that an older file names."
    ),
)
