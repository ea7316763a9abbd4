"""CooRTweet 2.1.3's own results on its German election set, which lies beside the repository."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Final, NamedTuple

import igraph
import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from network.coortweet import Options, coortweet_network, read_shares
from tests.real_data import REAL_DATA

POSTS = REAL_DATA / "german_elections" / "posts.parquet"
LAYERS: Final = ("url_id", "domain_id", "hashtag_id", "phash_id")


class Figures(NamedTuple):
    accounts: int
    edges: int
    components: int
    largest: int
    pairs: int | None = None
    heaviest: int | None = None


U, D, H, P = LAYERS
W60: Final[dict[str, Any]] = {"time_window": 60}
W30: Final[dict[str, Any]] = {"time_window": 30}
TOP: Final[dict[str, Any]] = {"subgraph": 1}
QUARTER: Final[dict[str, Any]] = {**W30, **TOP, "edge_weight": 0.25}
EXPECTED: Final[dict[str, tuple[tuple[str, ...], dict[str, Any], Figures]]] = {
    "facebook urls": (("fb",), W60, Figures(503, 1645, 78, 205, 6288, 254)),
    "facebook urls, over": (("fb",), {**W60, **TOP}, Figures(245, 754, 54, 42)),
    "urls": ((U,), W30, Figures(506, 1453, 88, 162, 5658)),
    "urls, over .25": ((U,), QUARTER, Figures(371, 948, 92, 49)),
    "urls, over": ((U,), {**W30, **TOP}, Figures(238, 661, 56, 40)),
    "domains": ((D,), W30, Figures(692, 1659, 113, 243, 5968)),
    "domains, over .25": ((D,), QUARTER, Figures(407, 975, 102, 61)),
    "hashtags": ((H,), W30, Figures(314, 506, 62, 68, 3703)),
    "hashtags, over .25": ((H,), QUARTER, Figures(154, 200, 53, 13)),
    "images": ((P,), W30, Figures(214, 337, 49, 38, 2131)),
    "images, over .25": ((P,), QUARTER, Figures(161, 228, 52, 12)),
    "images, over": ((P,), {**W30, **TOP}, Figures(68, 113, 20, 12)),
    "four layers": (LAYERS, W30, Figures(1022, 2251, 176, 299, 17460, 526)),
    "four layers, over": (LAYERS, {**W30, **TOP}, Figures(444, 1078, 113, 60)),
    "urls and images": ((U, P), W30, Figures(671, 1732, 131, 171, 7789)),
    "urls and images, over": ((U, P), {**W30, **TOP}, Figures(298, 771, 71, 40)),
}
"""Name, then layers, options, and what CooRTweet 2.1.3 found with them in R."""


@pytest.fixture(scope="module")
def shares(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    """Each layer as the example of the package prepares it: distinct rows with an object."""
    posts = pl.read_parquet(POSTS)
    folder = tmp_path_factory.mktemp("german")
    found: dict[str, pa.Table] = {}
    for layer in ("fb", *LAYERS):
        rows = posts.select(
            object_id="url_id" if layer == "fb" else layer,
            account_id="account_id",
            content_id="post_id",
            timestamp_share="timestamp",
        )
        rows = rows.unique().drop_nulls("object_id")
        if layer == "fb":
            rows = rows.filter(pl.col("account_id").str.contains("fb"))
        # R pastes a name before the object: no object is the id of a post
        name = pl.concat_str(pl.lit(f"{layer}_"), pl.col("object_id").cast(pl.String))
        rows.with_columns(object_id=name).write_parquet(folder / layer)
        found[layer] = read_shares(folder / layer)
    return found


def figures(edges: pa.Table, accounts: int) -> Figures:
    graph = igraph.Graph(accounts, edges.select(["a", "b"]).to_pandas().to_numpy())
    sizes = [size for size in graph.connected_components().sizes() if size > 1]
    weights = np.asarray(edges["weight"].to_numpy())
    return Figures(
        *(sum(sizes), edges.num_rows, len(sizes), max(sizes)),
        int(weights.sum()),
        int(weights.max()),
    )


def network(tables: list[pa.Table], **options: Any) -> tuple[pa.Table, int]:
    with tempfile.TemporaryDirectory() as scratch:
        found = coortweet_network(tables, Options(**options), Path(scratch))
        return pa.Table.from_batches(list(found.batches())), len(found.names)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_network_has_the_figures_of_coortweet(name: str, shares: dict[str, pa.Table]) -> None:
    layers, options, expected = EXPECTED[name]
    found = figures(*network([shares[layer] for layer in layers], **options))
    assert found[:4] == expected[:4]
    assert expected.pairs in (None, found.pairs)
    assert expected.heaviest in (None, found.heaviest)


def test_the_fast_network_has_the_figures_of_coortweet(shares: dict[str, pa.Table]) -> None:
    edges, _ = network([shares["fb"]], time_window=60, fast=10)
    assert sum(filter(None, edges["weight_fast"].to_pylist())) == 4380
    assert sum(filter(None, edges["weight_threshold_fast"].to_pylist())) == 464
