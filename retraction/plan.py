"""The plan of a retraction: who it is about and what of it was known when it began.

It lies beside the tombstone until all is out, readable for the user alone: after half of the data
went, nothing else says what the other half is.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from retraction.person import Person, find_person
from vault import Vault
from vault.folders import flush, told
from vault.tombstones import Tombstone, Tombstones


def person_of(vault: Vault, account_id: str) -> Person | None:
    """Return what the vault has, or had when an interrupted retraction began; None: nothing."""
    now, before = find_person(vault, account_id), _planned(vault, account_id)
    if now is None or before is None:
        return now or before
    return Person(
        account_id,
        tuple(sorted({*before.posts, *now.posts})),
        before.handles | now.handles,
        before.texts | now.texts,
        before.shared | now.shared,
    )


def write_plan(vault: Vault, stone: Tombstone, person: Person) -> None:
    """Keep on disk whom a retraction is about."""
    fresh = _path(vault, stone).with_suffix(".new")
    plan = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in asdict(person).items()
    }
    with told(vault.root, "The plan"):
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(plan), "utf-8")
        flush(fresh)
        fresh.rename(_path(vault, stone))


def drop_plan(vault: Vault, stone: Tombstone) -> None:
    """Remove the plan: all is out."""
    _path(vault, stone).unlink(missing_ok=True)


def _planned(vault: Vault, account_id: str) -> Person | None:
    stone = Tombstones(vault.root).of(account_id)
    path = _path(vault, stone) if stone else None
    if path is None or not path.exists():
        return None
    plan = json.loads(path.read_text("utf-8"))
    return Person(
        plan["account_id"],
        tuple(plan["posts"]),
        frozenset(plan["handles"]),
        frozenset(plan["texts"]),
        frozenset(plan["shared"]),
    )


def _path(vault: Vault, stone: Tombstone) -> Path:
    return vault.root / "tombstones" / f"{stone.tombstone_id}.plan"
