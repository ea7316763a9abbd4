"""Speed and memory of `marionet network`, beside the coordination-network-toolkit (CNT).

    python -m bench.networks [POSTS] [--cnt LAYER:WINDOW ...] [--limit SECONDS]

Writes invented messages over two weeks: accounts, reposted posts, URLs and hashtags follow Zipf's
law (so the hottest repost has thousands of sharers), days have a rhythm, a twentieth of the texts
are headlines that many copy. Then each network is computed in a process of its own. With --cnt, CNT
does the same in the same run, on one process, and is stopped at the limit. Made with a fixed seed.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from bench.measure import machine, marionet, table
from bench.peer_cnt import cnt_command
from network.coortweet import COLUMNS as SHARE
from network.messages import COLUMNS

SEED = 20_250_309
DAYS = 14
DAY_S = 86_400
RUNS = (
    *(("co_retweet", 60), ("co_retweet", 1800), ("co_tweet", 60), ("co_link", 60)),
    *(("co_reply", 60), ("co_similarity", 60), ("co_similarity", 1800)),
)
SHARES = (("repost", 60), ("repost", 1800), ("url", 60), ("hashtag", 60))
HEADLINES = 4_000


def zipf(draw: np.random.Generator, values: int, exponent: float, size: int) -> np.ndarray:
    """Return draws of 0 to values - 1, the k-th with a chance in proportion to k^-exponent."""
    chances = np.cumsum(np.arange(1, values + 1) ** -exponent)
    return np.searchsorted(chances, draw.random(size) * chances[-1])


def times(draw: np.random.Generator, size: int) -> np.ndarray:
    """Return sorted seconds over the days, at night a quarter as many as by day."""
    second = draw.integers(0, DAYS * DAY_S, 2 * size + 1000)
    awake = 0.625 - 0.375 * np.cos(2 * np.pi * second / DAY_S)
    return np.sort(second[draw.random(second.size) < awake][:size]) + 1_740_000_000


def write_messages(folder: Path, posts: int) -> dict[str, Path]:
    """Write messages in CNT's form, and shares in CooRTweet's; return the files by name."""
    draw = np.random.default_rng(SEED)
    at = times(draw, posts)
    posts = at.size
    users = zipf(draw, max(posts * 3 // 10, 10), 0.9, posts)
    reposts = np.where(draw.random(posts) < 0.33, zipf(draw, posts // 5 + 1, 0.95, posts), -1)
    replies = np.where(draw.random(posts) < 0.15, zipf(draw, posts // 5 + 1, 0.8, posts), -1)
    urls = np.where(draw.random(posts) < 0.3, zipf(draw, posts // 10 + 1, 0.95, posts), -1)
    tags = np.where(draw.random(posts) < 0.3, zipf(draw, posts // 20 + 1, 1.0, posts), -1)
    words = zipf(draw, 30_000, 1.0, posts * 14).reshape(posts, 14)
    headlines = zipf(draw, 30_000, 1.0, HEADLINES * 14).reshape(HEADLINES, 14)
    copied = draw.random(posts) < 0.05
    words[copied] = headlines[zipf(draw, HEADLINES, 1.0, int(copied.sum()))]
    files = {name: folder / f"{name}.csv" for name in ("messages", "repost", "url", "hashtag")}
    number = pa.array(np.arange(posts)).cast(pa.string())
    account = ids("u", users)
    columns = (
        *(number, account, ids("n", users), ids("p", reposts), ids("p", replies), texts(words)),
        *(pa.array(at), ids("https://cars.example/", urls)),
    )
    pacsv.write_csv(pa.table(columns, names=COLUMNS), files["messages"])
    for name, objects in (("repost", reposts), ("url", urls), ("hashtag", tags)):
        shares = pa.table([ids("o", objects), account, number, pa.array(at)], names=SHARE)
        pacsv.write_csv(shares.filter(pa.array(objects >= 0)), files[name])
    return files


def ids(prefix: str, codes: np.ndarray) -> pa.Array:
    """Return the codes as names; an empty one for a code below 0."""
    names = pc.binary_join_element_wise(prefix, pa.array(codes).cast(pa.string()), "")
    return pc.if_else(pa.array(codes >= 0), names, "")


def texts(words: np.ndarray) -> pa.Array:
    """Return one text per row of words."""
    vocabulary = ids("w", np.arange(words.max() + 1))
    return pc.binary_join_element_wise(*(vocabulary.take(pa.array(w)) for w in words.T), " ")


def rows_of(path: Path) -> int:
    """Return the lines of a file but the header."""
    with path.open("rb") as file:
        return sum(1 for _ in file) - 1


def cpu_s() -> float:
    """Return the processor seconds of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def network(folder: Path, *words: str | Path) -> list[str]:
    """Run `marionet network` into a CSV; return wall and processor seconds, MB and edges."""
    output, before = folder / "edges.csv", cpu_s()
    measured = marionet(folder, "network", *words, "--format", "csv", "--output", output)
    spent = f"{measured.seconds:.1f}", f"{cpu_s() - before:.1f}", f"{measured.peak_mb:.0f}"
    return [*spent, f"{rows_of(output):,}"]


def run_cnt(folder: Path, messages: Path, layer: str, window: int, limit: float) -> str:
    """Return what CNT took for one network without its load, or that it did not finish."""
    database = folder / "cnt.db"
    database.unlink(missing_ok=True)
    name = "co_similar_tweet" if layer == "co_similarity" else layer
    command = cnt_command(database, messages, [str(window), "2", "0.8", "1", name])
    started, before = time.monotonic(), cpu_s()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=True)
    except subprocess.TimeoutExpired:
        return f"not done after {time.monotonic() - started:.0f} s"
    load, seconds = (float(line.split()[1]) for line in done.stdout.splitlines())
    return f"{seconds:.1f} s after {load:.1f} s of loading, {cpu_s() - before:.1f} CPU s in all"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("posts", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--cnt", nargs="*", default=[], metavar="LAYER:WINDOW")
    parser.add_argument("--limit", type=float, default=600, metavar="SECONDS")
    given = parser.parse_args(arguments)
    rows: list[list[str]] = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        files = write_messages(folder, given.posts)
        for layer, window in RUNS:
            call = "cnt", layer, files["messages"], "--time-window", str(window)
            peer = "-"
            if f"{layer}:{window}" in given.cnt:
                peer = run_cnt(folder, files["messages"], layer, window, given.limit)
            rows.append([f"cnt {layer} {window} s", *network(folder, *call), peer])
            print(rows[-1], flush=True)
        for name, window in SHARES:
            call = "coortweet", files[name], "--time-window", str(window)
            rows.append([f"coortweet {name} {window} s", *network(folder, *call), "-"])
            print(rows[-1], flush=True)
    print(f"{given.posts:,} posts; {machine()}\n")
    print(table(("network", "s", "CPU s", "peak MB", "edges", "CNT 1.5.2"), rows))


if __name__ == "__main__":
    main()
