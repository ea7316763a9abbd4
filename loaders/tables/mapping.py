"""What a mapping says: which column becomes which field, and how its values are read.

title: Tweets of a week            # what the file is
family: Published sets             # for the list of formats; `notes`: what a user should know
example: |                         # two invented lines as they stand in a file
  tweet_id,name,tweet_created,text
  1,ann,3/1/2025 12:00,hello
match: [tweet_id, tweet_created]   # a file with these columns is recognised
columns:                           # field of a post: column, or text with {column}s in it
  post_id: tweet_id                # left out: a hash of the row (`derive`: of these columns)
  account_id: name
  created_at: tweet_created
  text: text
account:                           # field of its author: column; with an account_id of its own the
  handle: name                     # rows are accounts and not posts
account_from_name: "^([0-9]+)[.]csv$"  # the author where no column has it: a group of the file name
ids: weibo_bid                     # ids of posts are Weibo's short forms (E4PYSpgjD): made numbers
constants: {platform: x}           # left out: the user says --platform
choose:                            # a field by the value of a column
  kind: {column: type, values: {R: repost}, otherwise: original}
time: {format: "%m/%d/%Y %H:%M", zone: UTC}   # precision follows from the format, or `precision`
times: {account.created_at: {format: epoch_s}}   # where one time is written differently
cells: {user: json}                # the cell is an object: its fields are columns `user.name`
lists: {hashtags: ","}             # separator; `json` (["a"] or ['a', 'b']); `brackets` ([a, b])
missing: ["", "NaN"]               # values that mean: not known
extract: [hashtags, urls, mentions]   # from the text where there is no column
ignore: {row: a running number}    # column: why it is left out; others go to `extra`
merge: true                        # several rows make one post
encoding: gb18030
delimiter: ";"

Time formats: `iso`, `epoch_s`, `epoch_ms`, `epoch_us`, `c_time`, `snowflake`, `natural` (whatever
platforms write, "3分钟前" too: that needs --captured-at), or a pattern of strptime; a list is tried
in order. Numbers may be written 12000, 12,000, 1.2万, 3亿, 12k, 1.2M.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

# fmt: off
LISTS = frozenset(
    ("hashtags", "urls", "mentions", "mention_ids", "media_urls", "media_hashes")
)
NUMBERS = frozenset(("likes", "reposts", "comments", "views"))
TEXTS = frozenset(
    (
        "post_id", "platform", "account_id", "kind", "text", "lang", "client", "url",
        "repost_of", "quote_of", "reply_to", "root",
    )
)
TIMES = frozenset(("created_at", "observed_at"))
POST_FIELDS = LISTS | NUMBERS | TEXTS | TIMES
ACCOUNT_FIELDS = frozenset(
    (
        "account_id", "handle", "name", "bio", "created_at", "followers", "following",
        "posts", "verified", "region", "avatar", "observed_at",
    )
)
EXTRACTED = frozenset(("hashtags", "urls", "mentions"))
UNITS_US = {"seconds": 1_000_000, "minutes": 60_000_000, "hours": 3_600_000_000}
DEFAULT_MISSING = ("", "NaN", "nan", "null", "NULL", "None", "N/A", r"\N")
# fmt: on


@dataclass(frozen=True, slots=True)
class Template:
    """Text with columns in it: `pieces` are (text before, column), `tail` the text at the end."""

    pieces: tuple[tuple[str, str], ...]
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that depends on a column: by its whole value, by its beginning, or otherwise."""

    column: str
    values: tuple[tuple[str, Template | None], ...]
    prefixes: tuple[tuple[str, Template | None], ...]
    otherwise: Template | None


@dataclass(frozen=True, slots=True)
class Times:
    """How a time is read: formats to try in turn, the zone of times that have none, and a delay."""

    formats: tuple[str, ...] = ("iso",)
    zone: tzinfo = UTC
    plus: str | None = None  # a column with a number to add
    unit_us: int = 1_000_000
    precision: str | None = None  # None: as the format says


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping, checked; see the text of this module."""

    name: str
    title: str
    family: str
    notes: str
    example: str
    digest: str
    match: tuple[str, ...]
    post: dict[str, Template | Choice]
    account: dict[str, Template | Choice]
    times: dict[str, Times]
    lists: dict[str, str]
    missing: frozenset[str]
    extract: frozenset[str]
    ignore: dict[str, str]
    cells: frozenset[str] = frozenset()  # columns whose cells are JSON objects
    account_from_name: re.Pattern[str] | None = None
    ids: str = ""  # `weibo_bid`: posts are named by the short form of their number
    merge: bool = False
    derive: tuple[str, ...] = ()
    encoding: str = "utf-8-sig"
    delimiter: str | None = None
    columns: frozenset[str] = field(default_factory=frozenset[str])  # that must be in the file

    @property
    def only_accounts(self) -> bool:
        """Whether the rows are accounts and not posts."""
        return "account_id" in self.account
