from __future__ import annotations

import csv
import gzip
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from detection.detect import question
from detection.options import Options
from loaders import load
from loaders.format import Context
from marionet.errors import NotFound, RetractionError
from marionet.progress import SILENT
from retraction.retract import retract, survey
from tests.retraction.retraction_bytes import everything
from vault import Vault
from vault.holds import Holds
from vault.tombstones import Tombstone, Tombstones

ANN, BOB = "x:700000001", "x:700000002"
SENTENCE = "a sentence that nobody else wrote"


def post(number: int, account: str, **other: Any) -> dict[str, Any]:
    return {
        "post_id": f"90000000{number}",
        "platform": "x",
        "account_id": account.partition(":")[2],
        "created_at": f"2025-03-01T12:00:{number:02}Z",
        "text": f"{SENTENCE} {number}" if account == ANN else f"words of {account} {number}",
        "account": {"handle": "ann_secret" if account == ANN else "bob"},
        **other,
    }


POSTS = [
    post(1, ANN),
    post(2, BOB, repost_of="900000001"),
    post(3, BOB, text="I say @ann_secret is right"),
    post(4, ANN),
    post(5, BOB),
]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def write_lines(path: Path, posts: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in posts))
    return path


def purge(vault: Vault, account: str = ANN) -> Tombstone:
    return retract(
        vault, account, reason="asked", by="me", from_graph=lambda *_: None, progress=SILENT
    )


def posts_of(vault: Vault) -> list[dict[str, Any]]:
    parts = vault.parts("posts", vault.batches())
    return [row for part in parts for row in pq.read_table(part).to_pylist()]


def test_nothing_of_the_account_is_left_on_the_disk(vault: Vault, tmp_path: Path) -> None:
    load(vault, [str(write_lines(tmp_path / "a.jsonl", POSTS))])
    purge(vault)

    left = everything(vault.root)
    assert SENTENCE.encode() not in left
    assert b"700000001" not in left
    assert b"900000001" not in left
    assert b'"ann_secret"' not in left


def test_others_keep_their_posts_their_words_and_their_place_in_the_original(
    vault: Vault, tmp_path: Path
) -> None:
    load(vault, [str(write_lines(tmp_path / "a.jsonl", POSTS))])
    purge(vault)

    rows = posts_of(vault)
    assert [row["post_id"] for row in rows] == ["x:900000002", "x:900000003", "x:900000005"]
    assert rows[1]["text"] == "I say @ann_secret is right"
    for row in rows:
        vault.originals.verify(row["source"])
        with vault.originals.open(row["source"]) as file:
            line = file.read().splitlines()[row["offset"] - 1]
        assert json.loads(line)["post_id"] == row["post_id"].partition(":")[2]


def test_what_others_repeated_gets_one_pseudonym(vault: Vault, tmp_path: Path) -> None:
    more = [*POSTS, post(6, "x:700000003", repost_of="900000001")]
    load(vault, [str(write_lines(tmp_path / "a.jsonl", more))])
    purge(vault)

    references = {row["repost_of"] for row in posts_of(vault) if row["repost_of"]}
    assert len(references) == 1
    assert references.pop().startswith("x:removed-")


@pytest.mark.parametrize(
    "kind", ["csv", "semicolons", "parquet", "gzip", "utf-16", "zip", "tar", "array"]
)
def test_every_kind_of_file_is_read_without_the_account(
    kind: str, vault: Vault, tmp_path: Path
) -> None:
    flat = [{"tweet_id": p["post_id"], "user_id": p["account_id"], "text": p["text"] + "\nmore",
             "created_at": p["created_at"]} for p in POSTS]  # fmt: skip
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "columns: {post_id: tweet_id, account_id: user_id, text: text, created_at: created_at}\n"
        "constants: {platform: x}\n"
    )
    path = tmp_path / f"posts.{kind}"
    lines = "".join(json.dumps(each) + "\n" for each in POSTS).encode()
    if kind in {"csv", "semicolons"}:
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, flat[0], delimiter="," if kind == "csv" else ";")
            writer.writeheader()
            writer.writerows(flat)
    elif kind == "parquet":
        pq.write_table(pa.Table.from_pylist(flat), path)
    elif kind == "gzip":
        path.write_bytes(gzip.compress(lines))
    elif kind == "utf-16":
        path.write_bytes(lines.decode().encode("utf-16"))
    elif kind == "tar":
        member = write_lines(tmp_path / "posts.jsonl", POSTS)
        with tarfile.open(path, "w:gz") as archive:
            archive.add(member, "export/posts.jsonl")
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("export/posts.jsonl", lines)
    else:
        path = write_lines(tmp_path / "p.jsonl", POSTS)
    table = kind in {"csv", "semicolons", "parquet"}
    load(vault, [str(path)], mapping=str(mapping) if table else None, context=Context(name=""))
    stone = purge(vault)

    left = everything(vault.root)
    assert SENTENCE.encode() not in left
    assert b"700000001" not in left
    assert len(posts_of(vault)) == 3
    assert all(copy for copy in stone.originals.values()) or kind in {"zip", "tar"}
    for row in posts_of(vault):
        vault.originals.verify(row["source"])


def test_tombstone_names_nobody_and_is_found_by_the_id(vault: Vault, tmp_path: Path) -> None:
    load(vault, [str(write_lines(tmp_path / "a.jsonl", POSTS))])
    stone = purge(vault)

    assert Tombstones(vault.root).of(ANN) == stone
    assert Tombstones(vault.root).of(BOB) is None
    assert (stone.reason, stone.by, stone.removed["posts"]) == ("asked", "me", 2)
    assert "700000001" not in json.dumps(stone.__class__.__slots__) + repr(stone)


def test_legal_hold_forbids_it(vault: Vault, tmp_path: Path) -> None:
    load(vault, [str(write_lines(tmp_path / "a.jsonl", POSTS))])
    hold = Holds(vault.root).place(ANN, reason="order 7", by="court")
    with pytest.raises(RetractionError, match="order 7"):
        purge(vault)
    assert len(posts_of(vault)) == 5

    Holds(vault.root).lift(hold.hold_id, by="court")
    purge(vault)
    assert len(posts_of(vault)) == 3


def test_hold_on_everything_forbids_it(vault: Vault, tmp_path: Path) -> None:
    load(vault, [str(write_lines(tmp_path / "a.jsonl", POSTS))])
    Holds(vault.root).place("", reason="order 8", by="court")

    with pytest.raises(RetractionError, match="order 8"):
        purge(vault)


def test_account_that_is_not_there_is_told(vault: Vault, tmp_path: Path) -> None:
    load(vault, [str(write_lines(tmp_path / "a.jsonl", POSTS))])

    with pytest.raises(NotFound, match="x:1"):
        purge(vault, "x:1")


def test_retraction_that_was_stopped_goes_on(vault: Vault, tmp_path: Path) -> None:
    for name, some in (("a.jsonl", POSTS[:2]), ("b.jsonl", POSTS[2:])):
        load(vault, [str(write_lines(tmp_path / name, some))])

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        retract(vault, ANN, reason="asked", by="me", from_graph=dies, progress=SILENT)
    assert not Tombstones(vault.root).all()[0].done_at
    stone = purge(vault)

    assert stone.done_at
    assert SENTENCE.encode() not in everything(vault.root)


def test_survey_changes_nothing(vault: Vault, tmp_path: Path) -> None:
    load(vault, [str(write_lines(tmp_path / "a.jsonl", POSTS))])
    before = everything(vault.root)
    found = survey(vault, ANN)

    assert (len(found.person.posts), len(found.batches), len(found.originals)) == (2, 1, 1)
    assert everything(vault.root) == before


def test_run_on_what_is_left_is_another_run(vault: Vault, tmp_path: Path) -> None:
    load(vault, [str(write_lines(tmp_path / "a.jsonl", POSTS))])
    before = question(vault, "default", Options())
    purge(vault)

    assert question(vault, "default", Options())["parameters"] != before["parameters"]
