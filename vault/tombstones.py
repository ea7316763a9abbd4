"""Tombstones: that an account was taken out, why and when, without saying who it was.

The id of the account is kept only as an HMAC with a key of this workspace: whoever has the id can
find its tombstone (a later load of the same data must), and nobody can read the id from it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from vault.folders import flush, read_json, told, write_json

_KEY = "key"
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of an account.

    Attributes:
        tombstone_id: `tomb-` and 12 digits of the digest.
        digest: HMAC-SHA256 of the account id under the key of the workspace.
        reason: Why, in the words of the person who did it.
        by: Who did it.
        begun_at: When it began, UTC.
        done_at: When all was out, UTC; empty until then: the same command goes on.
        removed: Rows per table that were taken out, in batches and runs.
        originals: SHA-256 of each original that held the account -> that of the one in its place,
            or empty where it was taken out whole.
        runs: Runs that were changed.
    """

    tombstone_id: str
    digest: str
    reason: str
    by: str
    begun_at: str
    done_at: str = ""
    removed: dict[str, int] = field(default_factory=dict[str, int])
    originals: dict[str, str] = field(default_factory=dict[str, str])
    runs: list[str] = field(default_factory=list[str])


class Tombstones:
    """The tombstones of a vault, each a file."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = root / "tombstones"

    def all(self) -> list[Tombstone]:
        """Return every tombstone, the oldest first."""
        if not self._folder.is_dir():
            return []
        found = [Tombstone(**read_json(path)) for path in self._folder.glob("tomb-*.json")]
        return sorted(found, key=lambda stone: (stone.begun_at, stone.tombstone_id))

    def of(self, account_id: str) -> Tombstone | None:
        """Return the tombstone of an account; None where it has none."""
        return self._by_digest.get(self._digest(account_id)) if self._by_digest else None

    @cached_property
    def _by_digest(self) -> Mapping[str, Tombstone]:
        return {stone.digest: stone for stone in self.all()}

    def place(self, account_id: str, *, reason: str, by: str) -> Tombstone:
        """Begin a tombstone, or open the one that is there again: more came."""
        if known := self.of(account_id):
            same = reason in known.reason
            why = known.reason if same else f"{known.reason}; {reason}"
            again = replace(known, reason=why, done_at="")
            self.write(again)
            return again
        digest = self._digest(account_id)
        stone = Tombstone(
            tombstone_id=f"tomb-{digest[:12]}",
            digest=digest,
            reason=reason,
            by=by,
            begun_at=_now(),
        )
        self.write(stone)
        return stone

    def finish(self, stone: Tombstone) -> Tombstone:
        """Say that all is out."""
        done = replace(stone, done_at=_now())
        self.write(done)
        return done

    def write(self, stone: Tombstone) -> None:
        """Keep what is known of a retraction by now."""
        with told(self._root, "The tombstone"):
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / f"{stone.tombstone_id}.json"
            write_json(path.with_suffix(".new"), asdict(stone))
            flush(path.with_suffix(".new"))
            path.with_suffix(".new").rename(path)
            flush(self._folder)
        self.__dict__.pop("_by_digest", None)

    def _digest(self, account_id: str) -> str:
        return hmac.new(self._key, account_id.encode(), hashlib.sha256).hexdigest()

    @cached_property
    def _key(self) -> bytes:
        path = self._folder / _KEY
        if not path.exists():
            with told(self._root, "The key of the tombstones"):
                self._folder.mkdir(parents=True, exist_ok=True)
                path.touch(mode=0o600)
                path.write_bytes(secrets.token_bytes(_KEY_BYTES))
                flush(path)
        return path.read_bytes()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
