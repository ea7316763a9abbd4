"""One account taken out of the sample of every format."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from marionet.errors import LoadError
from marionet.progress import SILENT
from retraction.retract import retract
from tests.golden import Rows, Sample, invented_samples, load_sample
from tests.retraction.retraction_bytes import everything, rows_of
from vault import Vault

SHORTEST = 5  # shorter ids and texts are parts of others by chance


def busiest(rows: Rows) -> str:
    """The account with most posts; where there are none, the one that stands most often."""
    names = [row["account_id"] for row in rows["posts"]]
    for table in ("accounts", "watched_accounts") if not names else ():
        names += [row["account_id"] for row in rows[table]]
    names = names or [row["account_a"] for row in rows["account_links"]]
    return Counter(names).most_common(1)[0][0]


def words_of_others(rows: Rows, who: str) -> str:
    kept = ("text", "name", "bio", "url", "url_seen", "extra", "account_id", "post_id", "note")
    own = {row["post_id"] for row in rows["posts"] if row["account_id"] == who}
    return "\n".join(
        str(row[column])
        for table in ("posts", "accounts", "post_urls", "post_media")
        for row in rows[table]
        for column in kept
        if row.get("account_id") != who and row.get("post_id") not in own and row.get(column)
    )


def ids_of(rows: Rows, who: str) -> set[str]:
    ids = {who, *(row["post_id"] for row in rows["posts"] if row["account_id"] == who)}
    return ids | {each.partition(":")[2] for each in ids}


def left_of(rows: Rows, who: str, root: Path) -> set[str]:
    """Ids and texts of the account that are still on the disk and are no words of others."""
    left, theirs = everything(root), words_of_others(rows, who)
    found = {
        each
        for each in ids_of(rows, who)
        if len(each) >= SHORTEST
        and each not in theirs
        and re.search(rb"(?<!\w)" + re.escape(each.encode()) + rb"(?!\w)", left)
    }
    for row in rows["posts"]:
        text = row["text"] or ""
        if row["account_id"] == who and len(text) >= SHORTEST and text not in theirs:
            forms = (text.encode(), text.encode("gb18030"), json.dumps(text)[1:-1].encode())
            found.update(text for form in forms if form in left)
    return found


SAMPLES = invented_samples()


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_account_goes_and_others_stay(sample: Sample, tmp_path: Path) -> None:
    root = tmp_path / "vault"
    try:
        _, rows = load_sample(sample, root)
    except LoadError:
        assert sample.options.get("load_as") or "refused" in sample.golden.read_text()
        return
    who = busiest(rows)
    vault = Vault(root)
    stone = retract(
        vault, who, reason="asked", by="me", from_graph=lambda *_: None, progress=SILENT
    )

    assert left_of(rows, who, root) == set()
    others = [row for row in rows["posts"] if row["account_id"] != who]
    assert {row["post_id"] for row in rows_of(vault, "posts")} == {p["post_id"] for p in others}
    [copy] = stone.originals.values() or [rows["posts"][0]["source"]]
    apart = apart_from(rows, who)
    assert copy or not apart
    if copy:
        vault.originals.verify(copy)
        assert apart <= read_again(vault, copy, sample, tmp_path)


def apart_from(rows: Rows, who: str) -> set[tuple[str, int]]:
    """Id and place of the posts of others that stand in no record of the account."""
    posts = rows["posts"]
    own = {row["offset"] for row in posts if row["account_id"] == who}
    return {(row["post_id"], row["offset"]) for row in posts if row["offset"] not in own}


def read_again(vault: Vault, copy: str, sample: Sample, folder: Path) -> set[tuple[str, int]]:
    """Id and place of the posts in an original, read with the format of the sample."""
    path = folder / sample.path.name
    with vault.originals.open(copy) as file:
        path.write_bytes(file.read())
    again = Sample(path, sample.golden, {**sample.options, "load_as": None}, real=False)
    [batch] = vault.batches()
    again.options["load_as"] = "auto" if "mapping" in batch.options else batch.format
    try:
        _, rows = load_sample(again, folder / "again")
    except LoadError:  # nothing of others is left in it
        return set()
    return {(row["post_id"], row["offset"]) for row in rows["posts"]}
