"""Plain lists of accounts, one a line: ids, handles or profile addresses. They are watched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from loaders.canonical.profile import account_of_page, id_of_handle
from loaders.format import Context, Format, Located, Rejected
from loaders.reading.lines import read_lines, shown
from loaders.records import BadRecord, Record, Watched, qualified

PLATFORMS = (
    "x", "weibo", "xiaohongshu", "douyin", "bilibili", "tieba", "zhihu", "bluesky", "mastodon",
    "reddit", "telegram", "facebook", "instagram", "youtube", "tiktok",
)  # fmt: skip
_NUMBER = re.compile(r"\d{3,25}")
_HANDLE = re.compile(r"@[\w.\-]{1,64}(?:@[\w.\-]{1,100})?")
_QUALIFIED = re.compile(rf"({'|'.join(PLATFORMS)}):(\S{{1,300}})")
_HEADERS = frozenset(
    ("id", "ids", "account", "account_id", "user_id", "userid", "author_id", "uid", "用户id")
)
_SEPARATOR = re.compile(r"[,;\t]")


def sniff(head: bytes) -> float:
    """Every line of the head names an account, and more than the first is one."""
    lines = head.decode("utf-8-sig", "replace").splitlines()
    if len(head) > 60_000:
        lines = lines[:-1]  # it may be cut off
    entries = [line for line in map(str.strip, lines) if line and not line.startswith("#")]
    if entries and entries[0].lower() in _HEADERS:
        entries = entries[1:]
    if not entries or any(_SEPARATOR.search(entry) or not _is_account(entry) for entry in entries):
        return 0.0
    return 0.6


def _is_account(entry: str) -> bool:
    simple = _NUMBER.fullmatch(entry) or _HANDLE.fullmatch(entry) or _QUALIFIED.fullmatch(entry)
    return bool(simple) or (entry.startswith("http") and account_of_page(entry) is not None)


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield each line that is neither blank nor a comment (`#`) nor a heading."""
    first = True
    for item in read_lines(file, limit=10_000):
        if isinstance(item, Rejected):
            yield item
            continue
        number, raw = item
        try:
            line = raw.decode().strip()
        except UnicodeDecodeError:
            yield Rejected(number, "the line is not UTF-8", shown(raw))
            continue
        if line.startswith("#"):
            continue
        if not first or line.lower() not in _HEADERS:
            yield Located(number, line)
        first = False


def to_records(raw: str, context: Context) -> Iterator[Record]:
    """Turn a line into an account that is watched; what follows a comma or tab is a note."""
    entry, _, note = (part.strip() for part in _split(raw))
    platform, account_id = _account(entry, context.platform)
    yield Watched(account_id=account_id, platform=platform, note=note or None)


def _split(line: str) -> tuple[str, str, str]:
    found = _SEPARATOR.search(line)
    return (line[: found.start()], found[0], line[found.end() :]) if found else (line, "", "")


def _account(entry: str, platform: str | None) -> tuple[str, str]:
    if named := _QUALIFIED.fullmatch(entry):
        return named[1], _named(named[1], named[2])
    if entry.startswith("http"):
        page = account_of_page(entry)
        if page is None:
            raise BadRecord("the address is that of no profile that is known")
        return page
    if platform is None:
        raise BadRecord("nothing says on which platform the account is; name it with --platform")
    return platform, _named(platform, entry)


def _named(platform: str, name: str) -> str:
    """Return the id for a native id or a handle (`@ann`), which is the same in any case."""
    native = id_of_handle(platform, name) if name.startswith("@") else name
    return qualified(platform, native) or ""


FORMAT = Format(
    name="account-list",
    title="Plain list of account ids, handles or profile addresses, one a line: a watch list",
    family="Tools",
    example="x:1234567890\nhttps://weibo.com/u/1000000001\nbluesky:did:plc:abc123",
    sniff=sniff,
    read=read,
    to_records=to_records,
    notes=(
        "Lines are ids with their platform (`x:17`), addresses of profiles, or, with `--platform`, "
        "bare ids and `@handles`. Text after a comma, semicolon or tab is a note (then name the "
        "format with `--format account-list`). `#` begins a comment. The accounts are on a list "
        "with the name of the file; being on it is no finding."
    ),
)
