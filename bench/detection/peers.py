"""The coordination-network-toolkit (CNT) on the same planted collection, in the same run.

CNT gives networks and no rings: whoever has an edge in one of them is counted as flagged.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from bench.detection.campaign import Planted, plant
from bench.detection.figures import Result, Settings
from bench.detection.line_up import quick
from bench.detection.tables import COLLECTION, store
from bench.detection.trial import members_of
from bench.measure import table
from bench.peer_cnt import cnt_command, cnt_edges
from demo.score import score
from detection.detect import detect
from detection.options import Options
from marionet.errors import MarionetError
from marionet.progress import SILENT
from network.messages import COLUMNS
from vault import Vault

LAYERS = ("co_retweet", "co_link", "co_tweet", "co_reply")
WINDOW_S, WEIGHT = 60, 2
"""What CNT's documentation names."""
LIMIT_S = 300


def peers(settings: Settings) -> Result:
    """Precision and recall of accounts, beside CNT's at the window that it documents."""
    planted = plant(quick(), settings.seeds[0])
    rows: list[list[str]] = []
    with tempfile.TemporaryDirectory(prefix="marionet-peers-") as name:
        folder = Path(name)
        vault = Vault(folder / "vault")
        store(vault, planted.tables)
        started = time.monotonic()
        found = members_of(detect(vault, COLLECTION, Options(), SILENT))
        rows.append(_row("Marionet, nothing set", planted, found, time.monotonic() - started))
        try:
            rows += _cnt(planted, folder)
        except MarionetError as absent:
            return Result("peers", (), (table(HEADER, rows), str(absent)))
    told = f"CNT: window {WINDOW_S} s, edges of weight {WEIGHT} or more."
    return Result("peers", (), (told, table(HEADER, rows)))


HEADER = ["what", "flagged", "precision", "recall", "s"]


def _cnt(planted: Planted, folder: Path) -> list[list[str]]:
    messages = folder / "messages.csv"
    pacsv.write_csv(_messages(planted), messages)
    rows: list[list[str]] = []
    everyone: dict[str, str] = {}
    for layer in LAYERS:
        database = folder / f"{layer}.db"
        started = time.monotonic()
        options = [str(WINDOW_S), str(WEIGHT), "0.8", "1", layer]
        command = [str(word) for word in cnt_command(database, messages, options)]
        try:
            subprocess.run(command, capture_output=True, timeout=LIMIT_S, check=True)
        except subprocess.TimeoutExpired:
            rows.append([f"CNT {layer}", f"not done after {LIMIT_S} s", "", "", ""])
            continue
        edges = cnt_edges(database, layer)
        flagged = {end: "cnt" for pair in edges if pair[0] != pair[1] for end in pair}
        everyone |= flagged
        rows.append(_row(f"CNT {layer}", planted, flagged, time.monotonic() - started))
    return [*rows, _row("CNT, any of these", planted, everyone, 0.0)]


def _row(what: str, planted: Planted, found: dict[str, str], seconds: float) -> list[str]:
    one = score(planted.truth, found)
    quality = f"{one.precision:.3f}", f"{one.recall:.3f}"
    return [what, f"{one.flagged:,}", *quality, f"{seconds:.1f}" if seconds else ""]


def _messages(planted: Planted) -> pa.Table:
    """Return the posts as CNT takes them: one URL a post, quotes as reposts."""
    posts = planted.tables["posts"]
    urls = planted.tables["post_urls"]
    place = pc.index_in(posts["post_id"], urls["post_id"].combine_chunks())
    columns = {
        "message_id": posts["post_id"],
        "user_id": posts["account_id"],
        "username": posts["account_id"],
        "repost_id": pc.coalesce(posts["repost_of"], posts["quote_of"], ""),
        "reply_id": pc.fill_null(posts["reply_to"], ""),
        "message": pc.fill_null(posts["text"], ""),
        "timestamp": pa.array(np.asarray(posts["created_at"].cast(pa.int64())) // 1_000_000),
        "urls": pc.fill_null(urls["url"].take(place), ""),
    }
    return pa.table({name: columns[name] for name in COLUMNS})
