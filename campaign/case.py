"""What the parts of a study read: the collection of a run, its rings, the watch list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import ibis.expr.types as ir
import pyarrow as pa

from campaign.watchlist import Watchlist
from detection.question.scope import ScopedTables
from detection.relations import Relations
from marionet.progress import Progress
from vault import Run


@dataclass(frozen=True, slots=True)
class Case:
    """One run, and what is known when a part is made.

    Attributes:
        relations: Where relational steps run.
        tables: The canonical tables as the run read them: its batches, its period.
        run: The run.
        watchlist: Our brands, competitors, events, words; empty where none was given.
        subjects: Columns subject, account_id: the members of each ring, and under the id of the
            run the members of all rings. Audience-like findings are no subject. Sorted, distinct.
        made: Tables of the parts before this one.
        progress: Where steps are told.
        notes: What could not be said, and why; a part may append to it.
    """

    relations: Relations
    tables: ScopedTables
    run: Run
    watchlist: Watchlist
    subjects: pa.Table
    made: Mapping[str, pa.Table]
    progress: Progress
    notes: list[str] = field(default_factory=list[str])

    @property
    def whole(self) -> str:
        """The subject that is the run as a whole."""
        return self.run.run_id

    def members(self) -> ir.Table:
        """Return subject, account_id as an expression."""
        return self.relations.rows(self.subjects)

    def flagged(self) -> ir.Table:
        """Return account_id of every member of any ring; all other accounts are organic."""
        return self.members().select("account_id").distinct()
