"""The entities and mentions of a case, for tests of the parts that read them."""

from __future__ import annotations

import pyarrow as pa

from campaign.case import Case
from campaign.part import Part
from campaign.watchlist.mentions import entity_rows, find_mentions
from detection.text.forms import own_texts


def make(case: Case) -> dict[str, pa.Table]:
    texts = own_texts(case.tables.table("posts")).select("post_id", "account_id", "at", "text")
    mentions = find_mentions(case.relations.run(texts), case.watchlist)
    return {"entities": entity_rows(case.watchlist), "mentions": mentions}


NAMING = Part("naming", 1, "Naming", ("entities", "mentions"), make, lambda _findings, _of: None)
