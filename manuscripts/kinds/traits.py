"""What is known of each manuscript when its kind is judged."""

from __future__ import annotations

import pyarrow as pa

from detection.relations import Relations
from manuscripts.kinds.conduct import conduct
from manuscripts.kinds.texts import wording
from vault.tables import Tables


def traits(
    relations: Relations,
    tables: Tables,
    manuscripts: pa.Table,
    copies: pa.Table,
    subjects: pa.Table,
) -> pa.Table:
    """Return one row for each manuscript, in their order.

    Args:
        relations: Where relational steps run.
        tables: The canonical tables, as the run read them.
        manuscripts: Column manuscript_id.
        copies: Columns manuscript_id, post_id, account_id, at.
        subjects: Columns subject, account_id: members of rings.

    Returns:
        manuscript_id, and the columns that conduct.conduct and texts.wording tell of; null where
        nothing is known (no client is told, no copy has words).
    """
    wanted = manuscripts.select(["manuscript_id"])
    wanted = wanted.append_column("place", pa.array(range(wanted.num_rows), pa.int64()))
    spread = conduct(relations, tables, copies, subjects)
    words = wording(relations, tables, copies)
    joined = wanted.join(spread, "manuscript_id").join(words, "manuscript_id")
    return joined.sort_by("place").drop_columns(["place"]).combine_chunks()
