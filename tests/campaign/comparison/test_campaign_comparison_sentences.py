"""What comparison finds in sentences that a reader has judged, and what it must leave alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from campaign.comparison.sentences import compare
from campaign.watchlist import Entity, Watchlist
from campaign.wording import Marks

JUDGED: dict[str, dict[str, list[Any]]] = yaml.safe_load(
    Path(__file__).with_name("sentences.yaml").read_text("utf-8")
)
WATCHED = Watchlist(
    entities=(
        Entity("ent:one", "Norvik", "brand", "own", ("Norvik", "岚川")),
        Entity("ent:one-car", "Norvik Pike", "product", "own", ("Norvik Pike", "Pike"), "ent:one"),
        Entity("ent:other", "Talora", "brand", "competitor", ("Talora", "石峤")),
        Entity("ent:club", "Talora Club", "community", "competitor", ("Talora Club",), "ent:other"),
    )
)
MARKS = Marks(WATCHED)
SIDE = {"N": "ent:one", "T": "ent:other"}


def judged(language: str, part: str = "") -> tuple[int, int, int, int, int]:
    """Return right, turned round, missed, false, and how many sentences say nothing."""
    rows = JUDGED[part + language]
    says = [(SIDE[better], SIDE[worse], text) for better, worse, text in rows["says"]]
    texts = [*(text for *_pair, text in says), *rows["none"]]
    found: list[set[tuple[str, str]]] = [set() for _ in texts]
    for place, said in compare(pa.array(texts), MARKS):
        found[place].add((said.better, said.worse))
    right = sum((b, w) in found[n] for n, (b, w, _text) in enumerate(says))
    turned = sum((w, b) in found[n] for n, (b, w, _text) in enumerate(says))
    false = sum(map(len, found[len(says) :]))
    return right, turned, len(says) - right, false, len(rows["none"])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("part", "sentences", "recall"), [("", 80, 0.85), ("second-", 36, 0.7), ("unseen-", 32, 0.8)]
)
def test_what_is_found_is_right_and_most_is_found(
    part: str, sentences: int, recall: float, language: str
) -> None:
    right, turned, missed, false, none = judged(language, part)
    assert right + missed + none == sentences
    assert (turned, false) == (0, 0)
    assert right / (right + missed) >= recall
