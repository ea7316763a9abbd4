"""From a ledger to canonical tables, or to interchange lines for the real loader."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.detection.ledger import NONE, PLATFORMS, TAGS, Ints, Ledger, X
from bench.detection.words import joined
from vault import Vault
from vault.schema import CANONICAL, TIME

FIRST_POST, FIRST_STUB, FIRST_ACCOUNT = 1_000_000_000, 7_000_000_000, 100_000
SOURCE = hashlib.sha256(b"planted").hexdigest()
CHUNK = 20_000
COLLECTION = "planted"


def account_ids(ledger: Ledger, seed: int) -> pa.Array:
    """Return the id of each account, in an order that says nothing about it."""
    platform = ledger.account_platforms()
    number = np.random.default_rng([seed, 1]).permutation(platform.size) + FIRST_ACCOUNT
    return _ids(platform, number)


def canonical(ledger: Ledger, seed: int) -> dict[str, pa.Table]:
    """Return the canonical tables of a ledger, posts in the order of time."""
    order = np.argsort(ledger.column("at"), kind="stable")
    accounts = account_ids(ledger, seed)
    platform = ledger.account_platforms()[ledger.column("account")]
    post_id, target = _post_ids(ledger, platform)
    tags, url = ledger.used_tags(), ledger.column("url")
    posts = _posts(ledger, platform, post_id, target, accounts).take(pa.array(order))
    offset = pa.array(np.arange(1, len(ledger) + 1))
    posts = posts.append_column("offset", offset)
    tables = {
        "posts": posts,
        "post_hashtags": _tags(ledger, post_id, tags),
        "post_urls": _urls(ledger, post_id, url),
        "post_mentions": _mentions(ledger, post_id, accounts),
        "accounts": _profiles(ledger, accounts),
    }
    return {name: _whole(name, rows) for name, rows in tables.items() if rows.num_rows}


def store(vault: Vault, tables: dict[str, pa.Table], collection: str = COLLECTION) -> None:
    """Write canonical tables into a vault as one batch."""
    with vault.begin_batch("planted") as batch:
        for name, rows in tables.items():
            batch.write(name, rows)
        batch.commit(
            collection=collection,
            sources=[SOURCE],
            names=["planted"],
            format="interchange",
            duplicates=0,
            rejects=0,
            options={},
        )


def write_lines(tables: dict[str, pa.Table], path: Path) -> None:
    """Write canonical tables as interchange JSON Lines, for the real loader."""
    encode = msgspec.json.Encoder().encode
    with path.open("wb") as file:
        for lines in _lines(tables):
            file.write(b"".join(encode(line) + b"\n" for line in lines))


def _lines(tables: dict[str, pa.Table]) -> Iterator[list[dict[str, object]]]:
    posts = tables["posts"]
    tags = _by_post(tables.get("post_hashtags"), "tag")
    urls = _by_post(tables.get("post_urls"), "url")
    mentions = _by_post(tables.get("post_mentions"), "account_id")
    names = ("post_id", "account_id", "repost_of", "quote_of", "reply_to")
    for first in range(0, posts.num_rows, CHUNK):
        lines: list[dict[str, object]] = []
        for row in posts.slice(first, CHUNK).to_pylist():
            line = {name: row[name].split(":", 1)[1] for name in names if row[name]}
            line |= {"platform": row["platform"], "kind": row["kind"], "text": row["text"] or ""}
            stamp = "%Y-%m-%dT%H:%MZ" if row["precision"] == "minute" else "%Y-%m-%dT%H:%M:%SZ"
            line["created_at"] = row["created_at"].strftime(stamp)
            line["hashtags"] = tags.get(row["post_id"], [])
            line["urls"] = urls.get(row["post_id"], [])
            told = mentions.get(row["post_id"])
            if told:
                line["mentions"] = [one.split(":", 1)[1] for one in told]
            lines.append(line)
        yield lines


def _by_post(table: pa.Table | None, column: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if table is not None:
        for post, value in zip(
            table["post_id"].to_pylist(), table[column].to_pylist(), strict=True
        ):
            found.setdefault(post, []).append(value)
    return found


def _ids(platform: Ints, number: Ints) -> pa.Array:
    names = pa.array(PLATFORMS).take(pa.array(platform))
    return pc.binary_join_element_wise(names, pa.array(number).cast(pa.string()), ":")


def _post_ids(ledger: Ledger, platform: Ints) -> tuple[pa.Array, pa.Array]:
    """Return the id of each post and of each target."""
    number = np.arange(len(ledger)) + FIRST_POST
    there = ledger.target_platforms()
    target = np.arange(there.size) + FIRST_STUB
    own = ledger.column("own")
    target[own[own != NONE]] = number[own != NONE]
    return _ids(platform, number), _ids(there, target)


def _named(names: pa.Array, codes: Ints) -> pa.Array:
    """Return the name of each code, null for NONE."""
    return names.take(pa.array(codes, mask=codes == NONE))


def _posts(
    ledger: Ledger, platform: Ints, post_id: pa.Array, target: pa.Array, accounts: pa.Array
) -> pa.Table:
    repost, reply = ledger.column("repost"), ledger.column("reply")
    says = ledger.texts()
    # On X and Bluesky a repost is a button; with words of its own it is a quote.
    quoting = (repost != NONE) & (platform >= X) & says.is_valid().to_numpy(zero_copy_only=False)
    kind = np.select([quoting, repost != NONE, reply != NONE], [1, 2, 3], 0)
    exact = ledger.column("exact")
    return pa.table(
        {
            "post_id": post_id,
            "platform": pa.array(PLATFORMS).take(pa.array(platform)),
            "account_id": accounts.take(pa.array(ledger.column("account"))),
            "created_at": pa.array(ledger.column("at") * 1_000_000).cast(TIME),
            "precision": pa.array(["second", "minute"]).take(pa.array((exact >= 60).astype(int))),
            "kind": pa.array(["original", "quote", "repost", "reply"]).take(pa.array(kind)),
            "text": _texts(ledger, says),
            "repost_of": _named(target, np.where(quoting, NONE, repost)),
            "quote_of": _named(target, np.where(quoting, repost, NONE)),
            "reply_to": _named(target, reply),
            "source": pa.repeat(SOURCE, len(ledger)),
        }
    )


def _texts(ledger: Ledger, says: pa.Array) -> pa.Array:
    """Return the texts with hashtags and links in them, as people write them."""
    tags = ledger.used_tags()
    marked = pc.binary_join_element_wise("#", pa.array(ledger.tags, pa.string()), "")
    named = [_named(marked, tags[:, place]) for place in range(TAGS)]
    links = _named(pa.array(ledger.urls, pa.string()), ledger.column("url"))
    whole = joined(says, *named, links)
    return pc.if_else(pc.equal(pc.binary_length(whole), 0), None, whole)


def _tags(ledger: Ledger, post_id: pa.Array, tags: Ints) -> pa.Table:
    row, place = np.nonzero(tags != NONE)
    name = pa.array(ledger.tags, pa.string()).take(pa.array(tags[row, place]))
    table = pa.table({"post_id": post_id.take(pa.array(row)), "tag": name, "tag_seen": name})
    return table.group_by(["post_id", "tag", "tag_seen"]).aggregate([])


def _urls(ledger: Ledger, post_id: pa.Array, url: Ints) -> pa.Table:
    row = np.flatnonzero(url != NONE)
    urls = pa.array(ledger.urls, pa.string())
    domain = pa.array([".".join(u.split("/")[2].split(".")[-2:]) for u in ledger.urls], pa.string())
    code = pa.array(url[row])
    seen = urls.take(code)
    return pa.table(
        {
            "post_id": post_id.take(pa.array(row)),
            "url": seen,
            "url_seen": seen,
            "domain": domain.take(code),
        }
    )


def _mentions(ledger: Ledger, post_id: pa.Array, accounts: pa.Array) -> pa.Table:
    mention = ledger.column("mention")
    row = np.flatnonzero(mention != NONE)
    named = accounts.take(pa.array(mention[row]))
    return pa.table({"post_id": post_id.take(pa.array(row)), "account_id": named})


def _profiles(ledger: Ledger, accounts: pa.Array) -> pa.Table:
    """Return profiles of the accounts that say something about themselves."""
    code = np.array(sorted(ledger.bios), dtype=np.int64)
    ids = accounts.take(pa.array(code))
    return pa.table(
        {
            "account_id": ids,
            "platform": pa.array(PLATFORMS).take(pa.array(ledger.account_platforms()[code])),
            "native_id": pa.array([one.split(":")[1] for one in ids.to_pylist()], pa.string()),
            "bio": pa.array([ledger.bios[c] for c in code.tolist()], pa.string()),
            "source": pa.repeat(SOURCE, code.size),
            "offset": pa.array(np.arange(code.size)),
        }
    )


def _whole(name: str, rows: pa.Table) -> pa.Table:
    """Give a table all columns of its schema, null where it has none."""
    schema = CANONICAL[name]
    columns = [
        rows[field.name] if field.name in rows.column_names else pa.nulls(rows.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, names=schema.names).cast(schema)
