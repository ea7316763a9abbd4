"""What a purge leaves of an account in the tables of runs: nothing that leads to it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from loaders import load
from marionet.progress import SILENT
from retraction.retract import retract
from tests.graph.invented import NOON, add_run
from tests.retraction.retraction_bytes import everything
from vault import Run, Vault
from vault.schema import RUN

ANN, BOB, CAT = "x:700000001", "x:700000002", "x:700000003"
OWN = "My neighbour in Elm Street 7\n  told me this at breakfast, and I was amazed by every word"
LONG = "Only Ann begins like this" + ", and goes on and on about the brakes of that car" * 8
SHARED = "the brakes of that car fail in every second winter"

POSTS = [
    (1, ANN, OWN, None),
    (2, ANN, LONG, None),
    (3, ANN, f"Listen: {SHARED}, says my neighbour in Elm Street", None),
    (4, BOB, f"Well, well: {SHARED}!", None),
    (5, BOB, "", "900000001"),
    (6, CAT, f"{SHARED.upper()} @annika_secret4711", None),
]
HANDLES = {ANN: "annika_secret4711", BOB: "annette12", CAT: "annette77"}
BURSTS = (
    # name, signal, object, label, posts: labels as detection makes them
    ("own", "co_repost", "x:900000001", " ".join(OWN.split()), (1, 5)),
    ("long", "text", "text:1", LONG[:280] + "…", (2, 4)),
    ("passage", "phrase", "ph:1", "…saysmyneighbourinelmstreet", (3, 4)),
    ("shared", "phrase", "ph:2", "…thebrakesofthatcarfailineverysecondwinter…", (3, 4, 6)),
    ("named", "co_mention", "x:700000001", "@annika_secret4711", (4, 6)),
    ("handle", "co_mention", "x:@annika_secret4711", "x:@annika_secret4711", (4, 6)),
)
TRACES = (
    *("700000001", "900000001", "900000002", "900000003"),
    *("annika", "Elm Street", "elmstreet", "neighbour", "Only Ann"),
)


@pytest.fixture(scope="module")
def purged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Vault, Run]:
    folder = tmp_path_factory.mktemp("purged")
    vault = Vault(folder / "vault")
    path = folder / "a.jsonl"
    path.write_text("".join(json.dumps(post(*each)) + "\n" for each in POSTS))
    load(vault, [str(path)])
    run = add_run(vault, **tables())
    before = everything(run.folder).decode()
    assert all(trace in before for trace in TRACES)
    retract(vault, ANN, reason="asked", by="me", from_graph=lambda *_: None, progress=SILENT)
    return vault, vault.run(run.run_id)


def post(number: int, account: str, text: str, repost_of: str | None) -> dict[str, Any]:
    return {
        "post_id": f"90000000{number}",
        "platform": "x",
        "account_id": account.partition(":")[2],
        "created_at": f"2025-03-01T12:00:{number:02}Z",
        "text": text,
        "repost_of": repost_of,
        "account": {"handle": HANDLES[account]},
    }


def tables() -> dict[str, list[dict[str, Any]]]:
    """Every table of a run, with the account wherever a table can have it."""
    by_number = {number: account for number, account, *_ in POSTS}
    ring = {"ring_id": "r1"}
    return {
        "rings": [
            ring
            | {"tier": "ring", "rank": 1, "parent": "r0"}
            | {"reason": f"Most shared the text “{LONG[:79]}…”, then “{' '.join(OWN.split())}”."}
            | {"against": "16 profiles name @annika_secret4711 as theirs: a sentence."}
        ],
        "members": [ring | {"account_id": account, "q": 0.01} for account in HANDLES],
        "tested": [{"account_id": account, "verdict": "member"} for account in HANDLES],
        "overlaps": [ring | {"other_id": "r0", "pieces": 5, "common": 4, "texts": 1}],
        "seeds": [{"account_id": account, "verdict": "in a ring"} for account in HANDLES],
        "bursts": [
            ring
            | {"burst_id": f"r1-{name}", "signal": signal, "object_id": thing, "label": label}
            | {"start": NOON, "end": NOON, "accounts": 3, "members": 3, "posts": len(posts)}
            for name, signal, thing, label, posts in BURSTS
        ],
        "burst_posts": [
            {"burst_id": f"r1-{name}", "post_id": f"x:90000000{number}", "at": NOON}
            | {"account_id": by_number[number], "member": True}
            for name, *_, posts in BURSTS
            for number in posts
        ],
        "burst_pairs": [ring | {"burst_a": "r1-own", "burst_b": "r1-long", "shared": 3}],
        "edges": [
            ring | {"account_a": a, "account_b": b, "weight": 1.0}
            for a, b in ((ANN, BOB), (ANN, CAT), (BOB, CAT))
        ],
        "signs": [
            ring | {"sign": "names", "value": "annika_secret…", "members": 3},
            ring | {"sign": "names", "value": "annette…", "members": 3},
            ring | {"sign": "names", "value": "a_0000", "members": 3},
            ring | {"sign": "client", "value": "robot of @annika_secret4711", "members": 3},
        ],
        "texts": [{"text_id": "text:1", "text": LONG, "posts": 2}],
        "text_copies": [
            {"text_id": "text:1", "post_id": f"x:90000000{n}", "similarity": 1.0} for n in (2, 4)
        ],
    }


def rows(run: Run, table: str) -> list[dict[str, Any]]:
    return pq.read_table(run.path(table)).to_pylist()


def test_the_case_fills_every_table_of_a_run() -> None:
    assert set(tables()) == set(RUN)


@pytest.mark.parametrize("table", sorted(RUN))
def test_no_table_of_a_run_leads_to_the_account(purged: tuple[Vault, Run], table: str) -> None:
    _, run = purged
    left = json.dumps(rows(run, table), ensure_ascii=False, default=str)
    assert [trace for trace in TRACES if trace in left] == []
    assert rows(run, table) != []


def test_what_others_wrote_and_are_called_stays(purged: tuple[Vault, Run]) -> None:
    _, run = purged
    labels = {row["burst_id"]: row["label"] for row in rows(run, "bursts")}
    assert labels["r1-shared"] == "…thebrakesofthatcarfailineverysecondwinter…"
    assert labels["r1-passage"] == labels["r1-long"] == labels["r1-own"] == "[removed]"
    assert {row["value"] for row in rows(run, "signs")} == {
        *("annette…", "a_0000", "[removed]", "robot of [removed]"),
    }
    assert {row["account_id"] for row in rows(run, "members")} == {BOB, CAT}
    (ring,) = rows(run, "rings")
    assert ring["reason"] == "Most shared the text “[removed]”, then “[removed]”."


def test_words_of_two_stay_until_both_are_taken_out(
    purged: tuple[Vault, Run], tmp_path: Path
) -> None:
    shutil.copytree(purged[0].root, tmp_path / "vault")
    vault = Vault(tmp_path / "vault")
    for account, stays in ((BOB, True), (CAT, False)):
        retract(
            vault, account, reason="asked", by="me", from_graph=lambda *_: None, progress=SILENT
        )
        left = everything(vault.run(purged[1].run_id).folder).decode()
        assert account.partition(":")[2] not in left
        assert ("thebrakesofthatcar" in left, "annette" in left) == (stays, stays)
