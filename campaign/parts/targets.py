"""Targets: whom a ring names more often than organic accounts do on the same days."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from campaign.case import Case
from campaign.part import Part
from campaign.targets.proposals import propose
from campaign.targets.targets import find_targets
from campaign.targets.telling import tell
from detection.text.forms import own_texts


def make(case: Case) -> Mapping[str, pa.Table]:
    """Make targets; without a watch list, make proposals for one."""
    if case.subjects.num_rows == 0:
        return {}
    texts = own_texts(case.tables.table("posts"))
    if not case.watchlist.entities:
        said = case.relations.run(texts.select("post_id", "account_id", "at", "text"))
        return {"proposals": propose(said, case.subjects)}
    found, notes = find_targets(
        case.relations.run(texts.select("account_id", "at")),
        case.made["mentions"],
        case.made["entities"],
        case.subjects,
    )
    case.notes.extend(notes)
    return {"targets": found}


PART = Part("targets", 30, "Targets", ("targets", "proposals"), make, tell)
