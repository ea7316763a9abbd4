"""What explanations are made of: rows of a run, and the posts and names behind them."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from marionet.errors import NotFound, UsageError
from vault import Run, Vault
from vault.schema import CANONICAL

Row = dict[str, Any]

TEXT_LENGTH = 100
"""Characters of a text that are told."""
NAMED = 5
"""Accounts that are named where a handle fits several."""


@dataclass(frozen=True)
class Reader:
    """Reads one run and the collection behind it; each call is one pass over a table at most."""

    vault: Vault
    run: Run

    @cached_property
    def rings(self) -> list[Row]:
        """The findings, rings first."""
        return self.run.read("rings").to_pylist()

    @cached_property
    def bursts(self) -> list[Row]:
        """The bursts of all findings."""
        return self.run.read("bursts").to_pylist()

    def bursts_of(self, ring_id: str) -> list[Row]:
        """Return the bursts of a finding, by time."""
        return [burst for burst in self.bursts if burst["ring_id"] == ring_id]

    def members_of(self, ring_id: str) -> list[Row]:
        """Return the members of a finding, the strongest first."""
        return self.run.read("members", [("ring_id", "=", ring_id)]).to_pylist()

    def memberships(self, account: str) -> list[Row]:
        """Return the findings that list an account."""
        return self.run.read("members", [("account_id", "=", account)]).to_pylist()

    def tested(self, account: str) -> list[Row]:
        """Return the nearest candidates of an account."""
        return self.run.read("tested", [("account_id", "=", account)]).to_pylist()

    def burst_posts(self, bursts: Iterable[str]) -> pa.Table:
        """Return every post of these bursts, once, by burst and time."""
        wanted = sorted(set(bursts))
        if not wanted:
            return self.run.read("burst_posts").slice(0, 0)
        rows = self.run.read("burst_posts", [("burst_id", "in", wanted)])
        once = rows.group_by(["burst_id", "post_id", "account_id", "at", "exact"]).aggregate([])
        return once.sort_by([(name, "ascending") for name in ("burst_id", "at", "post_id")])

    def bursts_of_account(self, account: str) -> set[str]:
        """Return the bursts of findings that an account took part in."""
        rows = self.run.read("burst_posts", [("account_id", "=", account)])
        return set(rows["burst_id"].to_pylist())

    def texts(self, posts: Iterable[str]) -> dict[str, str]:
        """Return post -> its text on one line, of the posts that have one."""
        found = self._canonical("posts", "post_id", posts, ["post_id", "text"])
        return {row["post_id"]: plain(row["text"]) for row in found if row["text"]}

    def handles(self, accounts: Iterable[str]) -> dict[str, str]:
        """Return account -> the handle, or else the name, that was seen last."""
        columns = ["account_id", "handle", "name", "observed_at"]
        found = self._canonical("accounts", "account_id", accounts, columns)
        found.sort(key=lambda row: row["observed_at"].timestamp() if row["observed_at"] else 0.0)
        named = {row["account_id"]: row["handle"] or row["name"] for row in found}
        return {account: plain(name) for account, name in named.items() if name}

    def find_account(self, name: str) -> str:
        """Return the id of the account that is meant: an id, or a handle that fits one only.

        Raises:
            NotFound: Nobody is called so.
            UsageError: Several are; the message names them.
        """
        if self.memberships(name) or self.tested(name) or self._known(name):
            return name
        handle = name.removeprefix("@").lower()
        accounts = self._dataset("accounts").to_table(
            columns=["account_id"],
            filter=pc.utf8_lower(pc.field("handle")) == handle,
        )
        ids = sorted(set(accounts["account_id"].to_pylist()))
        if len(ids) == 1:
            return ids[0]
        if ids:
            some = ", ".join(ids[:NAMED])
            raise UsageError(
                f"{len(ids)} accounts had the handle {name!r}: {some}. Name one by its id."
            )
        raise NotFound(
            f"There is no ring {name!r} in the run {self.run.run_id}, and no account of this id "
            f"or handle in its collection {self.run.collection}. The command `marionet rings` "
            "lists rings, `marionet rings --members` accounts."
        )

    def _known(self, account: str) -> bool:
        wanted = pc.field("account_id") == account
        return any(
            self._dataset(table).head(1, columns=["account_id"], filter=wanted).num_rows
            for table in ("accounts", "posts")
        )

    def _canonical(
        self, table: str, key: str, values: Iterable[str], columns: list[str]
    ) -> list[Row]:
        wanted = pa.array(sorted(set(values)), pa.string())
        if len(wanted) == 0:
            return []
        rows = self._dataset(table).to_table(columns=columns, filter=pc.field(key).isin(wanted))
        return rows.to_pylist()

    def _dataset(self, table: str) -> ds.Dataset:
        read = set(self.run.batches)
        batches = [batch for batch in self.vault.batches() if batch.batch_id in read]
        parts: list[Path] = self.vault.parts(table, batches)
        return ds.dataset([str(part) for part in parts], schema=CANONICAL[table], format="parquet")


def plain(text: str, length: int = TEXT_LENGTH) -> str:
    """Return the beginning of a text on one line, without what could steer a terminal."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    line = " ".join(printable.split())
    return line if len(line) <= length else line[: length - 1] + "…"
