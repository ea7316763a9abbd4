"""What rings are planted into: an invented world, or the reposts of real sets.

Real sets lie in ../shared/data beside the repository and are no part of it. Of them come who
reposted which post how long after it was written; the trees begin at moments of the period.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa

from bench.detection.clock import DAY_S, DAYS, END, START
from bench.detection.ledger import BLUESKY, WEIBO, Ledger, X
from bench.detection.life import Life, Popular, new_life, new_people
from bench.real_data import DATA

BACKGROUNDS = ("synthetic", "weibo_ced", "twitter16")
REAL_SHARE = 0.5
"""Share of the organic posts that are real reposts; the rest is invented for the same accounts."""
FILES = {"weibo_ced": "weibo_ced/reposts.parquet", "twitter16": "twitter16/retweets.parquet"}


class AbsentError(Exception):
    """A real set is not there; the message says so in a sentence."""


def populate(
    ledger: Ledger, background: str, posts: int, people: int, rng: np.random.Generator
) -> Life:
    """Write the organic posts of a background; return the life that goes on in it.

    Raises:
        AbsentError: The background is a real set that is not there.
    """
    if background == "synthetic":
        life = new_life(ledger, new_people(ledger, people, rng), None, posts, rng)
        life.live(posts)
        return life
    life = _real(ledger, background, int(posts * REAL_SHARE), rng)
    life.live(posts - int(posts * REAL_SHARE))
    return life


def _real(ledger: Ledger, background: str, posts: int, rng: np.random.Generator) -> Life:
    rows = _sample(_read(background), posts, rng)
    roots, tree = np.unique(rows["root"].to_numpy(), return_inverse=True)
    names, account = np.unique(rows["account"].to_numpy(), return_inverse=True)
    platform = WEIBO if background == "weibo_ced" else X
    people = ledger.new_accounts(platform, names.size)
    born = START + rng.random(roots.size) * DAYS * DAY_S
    target = ledger.new_targets(platform, roots.size)
    at = born[tree] + rows["delay"].to_numpy()
    inside = at < END
    text = rows["text"].to_arrow().cast(pa.string()).filter(pa.array(inside))
    ledger.add(people[account[inside]], at[inside], text, repost=target[tree[inside]])
    popular = Popular(target, born, np.cumsum(np.bincount(tree)).astype(float))
    nothing = Popular(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    places = [nothing] * (BLUESKY + 1)
    places[platform] = popular
    return new_life(ledger, people, tuple(places), posts, rng)


def _sample(rows: pl.DataFrame, posts: int, rng: np.random.Generator) -> pl.DataFrame:
    """Take whole trees, in a random order, until there are enough posts."""
    trees = rows.group_by("root").len().sort("root")
    trees = trees[rng.permutation(trees.height)]
    enough = int(np.searchsorted(trees["len"].cum_sum().to_numpy(), posts)) + 1
    return rows.filter(pl.col("root").is_in(trees["root"][:enough].implode()))


def _read(background: str) -> pl.DataFrame:
    """Return account, root, delay (seconds after the root, at least 0), text of each repost."""
    path = DATA / FILES[background]
    if not path.exists():
        raise AbsentError(
            f"The set {background} is not in ../shared/data beside this repository: nothing was "
            "planted in it."
        )
    rows = pl.read_parquet(path)
    return _weibo(rows) if background == "weibo_ced" else _twitter(rows)


def _weibo(rows: pl.DataFrame) -> pl.DataFrame:
    at = pl.col("date").str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False).dt.epoch("s")
    timed = rows.with_columns(at=at).drop_nulls("at")
    own = pl.col("text").str.split("//").list.first()  # what follows are the words of others
    return timed.select(
        account="uid",
        root="root_mid",
        delay=(pl.col("at") - pl.col("at").min().over("root_mid")).cast(pl.Float64),
        text=pl.when(own.str.len_chars() > 0).then(own),
    )


def _twitter(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("parent_user") != "ROOT").select(
        account="user",
        root="root_tweet",
        delay=pl.col("delay_min").clip(0) * 60.0,
        text=pl.lit(None, pl.String),
    )
