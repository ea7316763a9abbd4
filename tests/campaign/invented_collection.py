"""Collections written by hand, post by post, with rings that are simply declared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from campaign.case import Case
from campaign.part import Findings, Part
from campaign.study import subjects_of
from campaign.watchlist import Watchlist
from detection.question.period import Period
from detection.question.scope import ScopedTables
from detection.relations import open_relations
from marionet.comparable import comparable
from marionet.progress import SILENT
from vault import Batch, Run, Vault
from vault.schema import CANONICAL, RUN
from vault.studies import StudyWriter

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
SOURCE = "ab" * 32
_TAG = re.compile(r"#([^#\s]+)#?")


def at(day: float, minutes: float = 0) -> datetime:
    """The time so many days and minutes after START."""
    return START + timedelta(days=day, minutes=minutes)


class Invented:
    """A collection in the making.

    Say what there is with `account`, `post`, `ring`; then `case()` gives what a part reads, and
    `findings(part, ...)` makes parts and keeps their tables as a study, to test sections.
    Columns that are not named are null. Accounts and posts have ids `platform:number`; the
    platform of a post is that of its account. Hashtags are read from the text.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._found: dict[str, list[dict[str, Any]]] = {}
        self._posts = 0
        self._written: tuple[Vault, Batch, Run] | None = None

    def account(self, account: str, **columns: Any) -> str:
        """Add an observation of an account: created_at, followers, avatar, name ..."""
        platform, _, native = account.partition(":")
        row = {"platform": platform, "native_id": native, "handle": native, **columns}
        self.add("accounts", account_id=account, observed_at=at(60), source=SOURCE, **row)
        return account

    def post(self, account: str, text: str | None, when: datetime, **columns: Any) -> str:
        """Add a post and return its id; repost_of, reply_to, likes, client ... as columns."""
        self._posts += 1
        platform = account.partition(":")[0]
        post = columns.pop("post_id", f"{platform}:p{self._posts:05}")
        row = {"platform": platform, "kind": _kind(columns), "precision": "second", **columns}
        place = {"source": SOURCE, "offset": self._posts}
        self.add(
            "posts", post_id=post, account_id=account, created_at=when, text=text, **row, **place
        )
        for tag in dict.fromkeys(_TAG.findall(text or "")):
            folded = comparable(tag).casefold()
            self.add("post_hashtags", post_id=post, tag=folded, tag_seen=tag)
        return post

    def add(self, table: str, **columns: Any) -> None:
        """Add a row to any canonical table."""
        self._rows.setdefault(table, []).append(columns)

    def ring(self, ring: str, *accounts: str, tier: str = "ring", **columns: Any) -> None:
        """Declare that detection found a ring (or, by its tier, an audience) of these accounts."""
        rank = len(self._found.get("rings", [])) + 1
        row = {"rank": rank, "accounts": len(accounts), "q": 1e-9, "score": 0.9, **columns}
        self.found("rings", ring_id=ring, tier=tier, **row)
        for account in accounts:
            self.found("members", ring_id=ring, account_id=account, score=1.0, q=1e-6, hits=5)

    def found(self, table: str, **columns: Any) -> None:
        """Add a row to any table of the run."""
        self._found.setdefault(table, []).append(columns)

    def write(self) -> tuple[Vault, Batch, Run]:
        """Write all that was said into a vault, once."""
        if self._written is None:
            vault = Vault(self.folder / "vault")
            batch = self._batch(vault)
            self._written = vault, batch, self._run(vault, batch)
        return self._written

    @contextmanager
    def case(
        self, watchlist: Watchlist | None = None, made: Mapping[str, pa.Table] | None = None
    ) -> Iterator[Case]:
        """Open the case that parts of a study read; `made` are tables of parts before."""
        vault, batch, run = self.write()
        with vault.scratch("study") as scratch, open_relations(scratch) as relations:
            yield Case(
                relations=relations,
                tables=ScopedTables(relations.backend, vault, [batch], None, Period()),
                run=run,
                watchlist=watchlist or Watchlist(),
                subjects=subjects_of(run),
                made=dict(made or {}),
                progress=SILENT,
            )

    def findings(self, *parts: Part, watchlist: Watchlist | None = None) -> Findings:
        """Make these parts one after another, keep the study, and return what sections read."""
        vault, _batch, run = self.write()
        made: dict[str, pa.Table] = {}
        names = ",".join(part.name for part in parts)
        subject = {"run_id": run.run_id, "watchlist": {"parts": names}, "version": "test"}
        with self.case(watchlist) as case, StudyWriter(vault.root, subject) as writer:
            for part in parts:
                for name, rows in part.make(_with(case, made)).items():
                    made[name] = rows
                    writer.write(name, rows)
            return Findings(run, writer.commit(case.notes))

    def _batch(self, vault: Vault) -> Batch:
        with vault.begin_batch("case") as writer:
            for name, rows in self._rows.items():
                writer.write(name, filled(rows, CANONICAL[name]))
            return writer.commit(
                collection="case",
                sources=[SOURCE],
                names=["case.jsonl"],
                format="jsonl",
                duplicates=0,
                rejects=0,
                options={},
            )

    def _run(self, vault: Vault, batch: Batch) -> Run:
        with vault.begin_run(
            collection="case", batches=[batch.batch_id], parameters={"q": 0.01}, version="test"
        ) as writer:
            for name, rows in self._found.items():
                writer.write(name, filled(rows, RUN[name]))
            return writer.commit(counts={"posts_read": self._posts}, notes=["by hand"])


def filled(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """Return rows as a table of the schema; a column that is no column is an error."""
    wrong = {name for row in rows for name in row} - set(schema.names)
    assert not wrong, f"no such column: {wrong}"
    return pa.Table.from_pylist(
        [{name: row.get(name) for name in schema.names} for row in rows], schema=schema
    )


def _with(case: Case, made: Mapping[str, pa.Table]) -> Case:
    return Case(
        relations=case.relations,
        tables=case.tables,
        run=case.run,
        watchlist=case.watchlist,
        subjects=case.subjects,
        made=made,
        progress=case.progress,
        notes=case.notes,
    )


def _kind(columns: Mapping[str, Any]) -> str:
    for column, kind in (("repost_of", "repost"), ("quote_of", "quote"), ("reply_to", "reply")):
        if columns.get(column):
            return kind
    return "original"
