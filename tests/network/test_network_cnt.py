"""CNT's networks on small cases: what is one and what is none."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest

from network.cnt import LAYERS, Options, cnt_network
from network.messages import COLUMNS, read_messages
from tests.network.networks_read import weights_of, write_csv_rows

HEADER = ",".join(COLUMNS)


def weights(tmp_path: Path, layer: str, *rows: str, **options: Any) -> dict[tuple[str, str], int]:
    path = write_csv_rows(tmp_path / "messages.csv", options.pop("header", HEADER), *rows)
    options = {"time_window": 10, "min_edge_weight": 1, **options}
    with tempfile.TemporaryDirectory() as scratch:
        messages = read_messages([path], LAYERS[layer])
        return weights_of(cnt_network(messages, Options(layer, **options), Path(scratch)))


def test_weights_are_messages_of_the_first_account(tmp_path: Path) -> None:
    rows = ("m1,a,,r,,,0,", "m2,a,,r,,,5,", "m3,b,,r,,,3,", "m4,c,,r,,,99,")
    assert weights(tmp_path, "co_retweet", *rows) == {("a", "b"): 2, ("b", "a"): 1}
    assert weights(tmp_path, "co_retweet", *rows, min_edge_weight=2) == {("a", "b"): 2}
    assert weights(tmp_path, "co_retweet", *rows, time_window=2) == {("a", "b"): 1, ("b", "a"): 1}


def test_a_message_with_two_urls_in_common_counts_once(tmp_path: Path) -> None:
    rows = ("m1,a,,,,,0,http://x http://y", "m2,b,,,,,1,http://y  http://x")
    assert weights(tmp_path, "co_link", *rows) == {("a", "b"): 1, ("b", "a"): 1}


def test_messages_without_a_url_link_to_nothing_unless_as_shipped(tmp_path: Path) -> None:
    rows = ("m1,a,,,,,0,", "m2,b,,,,,1,")
    assert weights(tmp_path, "co_link", *rows) == {}
    assert weights(tmp_path, "co_link", *rows, as_shipped=True) == {("a", "b"): 1, ("b", "a"): 1}


def test_reposts_write_and_link_nothing(tmp_path: Path) -> None:
    rows = ("m1,a,,r,q,same,0,http://x", "m2,b,,r,q,same,1,http://x")
    for layer in ("co_link", "co_tweet", "co_similar_tweet", "co_reply"):
        assert weights(tmp_path, layer, *rows) == {}
    assert len(weights(tmp_path, "co_post", *rows)) == 2


def test_an_account_is_paired_with_itself_only_when_asked(tmp_path: Path) -> None:
    rows = ("m1,a,,r,,,0,", "m2,a,,r,,,5,", "m3,b,,r,,,70,")
    assert weights(tmp_path, "co_retweet", *rows) == {}
    assert weights(tmp_path, "co_retweet", *rows, self_loops=True) == {("a", "a"): 2}
    shipped = weights(tmp_path, "co_retweet", *rows, self_loops=True, as_shipped=True)
    assert shipped == {("a", "a"): 2, ("b", "b"): 1}


def test_texts_are_similar_by_the_words_they_share(tmp_path: Path) -> None:
    rows = ("m1,a,,,,one two three four,0,", "m2,b,,,,One two FOUR three five,1,")
    similar = {("a", "b"): 1, ("b", "a"): 1}
    assert weights(tmp_path, "co_similar_tweet", *rows, similarity_threshold=0.8) == similar
    assert weights(tmp_path, "co_similar_tweet", *rows, similarity_threshold=0.81) == {}
    assert weights(tmp_path, "co_similar_tweet", *rows, min_document_size=5) == {}


def test_of_rows_with_one_id_the_first_is_the_message(tmp_path: Path) -> None:
    rows = ("m1,a,,r,,,0,", "m1,b,,r,,,0,", "m2,c,,r,,,0,")
    assert set(weights(tmp_path, "co_retweet", *rows)) == {("a", "c"), ("c", "a")}


def test_columns_of_other_names_are_taken_in_the_order_of_cnt(tmp_path: Path) -> None:
    rows = ("m1,a,,r,,,0,", "m2,b,,r,,,3,")
    named = weights(tmp_path, "co_retweet", *rows)
    assert named == weights(tmp_path, "co_retweet", *rows, header="i,u,n,rt,re,text,time,links")


@pytest.mark.parametrize("layer", LAYERS)
def test_no_message_makes_an_empty_network(layer: str, tmp_path: Path) -> None:
    assert weights(tmp_path, layer) == {}
