"""Watch list: who and what is looked for, and which posts name it."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from campaign.case import Case
from campaign.part import Part
from campaign.watchlist.mentions import entity_rows, find_mentions
from campaign.watchlist.telling import tell
from detection.text.forms import own_texts


def make(case: Case) -> Mapping[str, pa.Table]:
    """Make entities and mentions; both are empty without a watch list."""
    if not case.watchlist.entities:
        return {}
    texts = own_texts(case.tables.table("posts")).select("post_id", "account_id", "at", "text")
    mentions = find_mentions(case.relations.run(texts), case.watchlist)
    return {"entities": entity_rows(case.watchlist), "mentions": mentions}


PART = Part("entities", 20, "Watch list", ("entities", "mentions"), make, tell)
