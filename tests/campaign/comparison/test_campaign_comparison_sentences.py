"""What comparison finds in sentences that a reader has judged, and what it must leave alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
SAYS = [tuple(row) for language in JUDGED.values() for row in language["says"]]
NONE = [text for language in JUDGED.values() for text in language["none"]]


def pairs(text: str) -> list[tuple[str, str]]:
    return [(said.better, said.worse) for said in compare(MARKS.mark(text), MARKS)]


def test_precision_and_recall_over_judged_sentences() -> None:
    right = sum((SIDE[better], SIDE[worse]) in pairs(text) for better, worse, text in SAYS)
    turned = sum((SIDE[worse], SIDE[better]) in pairs(text) for better, worse, text in SAYS)
    false = sum(len(pairs(text)) for text in NONE)
    assert len(SAYS) + len(NONE) >= 120
    assert turned == 0
    assert right / (right + false) >= 0.97
    assert right / len(SAYS) >= 0.85
