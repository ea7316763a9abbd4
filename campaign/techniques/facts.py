"""What rules may look at: the tables of a study and of its run, for one subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from campaign.case import Case
from campaign.signs.looking import is_striking
from campaign.techniques.tags import Row, Tags
from vault.study_schema import STUDY


@dataclass(frozen=True)
class Facts:
    """The rows about one subject.

    Attributes:
        subject: A ring, or the run as a whole.
        run_bursts: The table `bursts` of the run.
        made: Tables of the parts before; a table that is not there is empty.
        rings: The rings of the subject: one, or all.
        members: How many there are.
        tags: What is known of the hashtags that bursts of rings are about.
    """

    subject: str
    run_bursts: pa.Table
    made: Mapping[str, pa.Table]
    rings: frozenset[str]
    members: frozenset[str]
    tags: Tags

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a study table with this subject."""
        found = self.made.get(table, STUDY[table].empty_table())
        return found.filter(pc.field("subject") == self.subject).to_pylist()

    def all_rows(self, table: str, key: str, ids: Iterable[str]) -> list[Row]:
        """Return the rows of a study table whose key is one of these."""
        found = self.made.get(table, STUDY[table].empty_table())
        return found.filter(pc.field(key).isin(pa.array(ids, pa.string()))).to_pylist()

    def own_copies(self, manuscripts: Iterable[str]) -> pa.Table:
        """Return the copies of these manuscripts by members: columns of manuscript_copies."""
        copies = self.made.get("manuscript_copies", STUDY["manuscript_copies"].empty_table())
        wanted = pc.field("manuscript_id").isin(pa.array(manuscripts, pa.string()))
        own = pc.field("account_id").isin(pa.array(self.members, pa.string()))
        return copies.filter(wanted & own)

    def posts_that_name(self, entities: Iterable[str]) -> pa.Array:
        """Return the post_id of all posts that name one of these entities."""
        mentions = self.made.get("mentions", STUDY["mentions"].empty_table())
        wanted = pc.field("entity_id").isin(pa.array(entities, pa.string()))
        return mentions.filter(wanted)["post_id"].combine_chunks()

    @cached_property
    def bursts(self) -> list[Row]:
        """Bursts that are evidence of the rings, most members first."""
        wanted = pc.field("ring_id").isin(pa.array(self.rings, pa.string()))
        mine = self.run_bursts.filter(wanted).to_pylist()
        return sorted(mine, key=lambda burst: (-(burst["members"] or 0), burst["burst_id"]))

    def bursts_of(self, *signals: str) -> list[Row]:
        """Return the bursts of some signals."""
        return [burst for burst in self.bursts if burst["signal"] in signals]

    @cached_property
    def signs(self) -> dict[str, Row]:
        """The signs of fake accounts that are striking, each as a whole."""
        rows = self.rows("fake_signs")
        return {row["sign"]: row for row in rows if row["value"] is None and is_striking(row)}

    def bearers(self, sign: str) -> list[str]:
        """Return the members that have a sign."""
        rows = self.made.get("account_signs", STUDY["account_signs"].empty_table())
        mine = rows.filter((pc.field("subject") == self.subject) & (pc.field("sign") == sign))
        return sorted(set(mine["account_id"].to_pylist()))

    @cached_property
    def manuscripts(self) -> dict[str, Row]:
        """Manuscripts (not what is something else) that members published."""
        used = {row["manuscript_id"] for row in self.rows("ring_manuscripts")}
        rows = self.all_rows("manuscripts", "manuscript_id", used)
        return {row["manuscript_id"]: row for row in rows if row["kind"] == "manuscript"}


def facts_of(case: Case, tags: Tags) -> list[Facts]:
    """Return the facts of every subject, by subject."""
    members: dict[str, set[str]] = {}
    for row in case.subjects.to_pylist():
        members.setdefault(row["subject"], set()).add(row["account_id"])
    rings, bursts = frozenset(members) - {case.whole}, case.run.read("bursts")
    return [
        Facts(
            subject=subject,
            run_bursts=bursts,
            made=case.made,
            rings=rings if subject == case.whole else frozenset((subject,)),
            members=frozenset(accounts),
            tags=tags,
        )
        for subject, accounts in sorted(members.items())
    ]
