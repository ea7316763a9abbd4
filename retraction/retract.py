"""Taking an account out of vault, runs and graph.

The order makes it safe to be stopped anywhere: the tombstone and the plan (which posts, which
names) are on disk first; runs and graph come before batches, originals last; the plan, which names
the person, is deleted at the end. The same call goes on where one was stopped.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq

from loaders import load
from loaders.format import Context
from loaders.tables import MAPPINGS
from marionet.errors import MarionetError, NotFound, RetractionError
from marionet.progress import Progress
from retraction.batch_rows import is_in_batch, offsets_of, rewrite_batch, rewrite_run
from retraction.originals import redacted_copy
from retraction.person import Person, find_person
from retraction.rows import Eraser
from vault import Batch, Vault
from vault.folders import flush, scratch, told
from vault.holds import Holds
from vault.tombstones import Tombstone, Tombstones

FromGraph = Callable[[Person, Eraser], None]
"""Takes a person out of the graph."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a retraction would take out."""

    person: Person
    batches: list[str]
    originals: list[str]


def survey(vault: Vault, account_id: str) -> Found:
    """Return what the vault has of an account, without changing anything.

    Raises:
        NotFound: It has nothing.
    """
    person = _plan(vault, account_id) or find_person(vault, account_id)
    if person is None:
        raise NotFound(
            f"There is no account {account_id} in this workspace. Ids are written "
            "platform:id, for instance x:123; find one with: marionet query search-accounts"
        )
    eraser = Eraser(person, "survey")
    batches = [batch for batch in vault.batches() if is_in_batch(vault, batch, eraser)]
    originals = sorted({source for batch in batches for source in _sources(vault, batch, eraser)})
    return Found(person, [batch.batch_id for batch in batches], originals)


def retract(
    vault: Vault,
    account_id: str,
    *,
    reason: str,
    by: str,
    from_graph: FromGraph,
    progress: Progress,
) -> Tombstone:
    """Take an account out and leave a tombstone.

    Args:
        vault: The vault.
        account_id: `platform:native_id`.
        reason: Why.
        by: Who does it.
        from_graph: Takes it out of the graph; may do nothing where there is none.
        progress: Where steps are told.

    Raises:
        RetractionError: A legal hold forbids it.
        NotFound: The vault has nothing of it.
    """
    if hold := Holds(vault.root).on(account_id):
        raise RetractionError(
            f"The legal hold {hold.hold_id} forbids it ({hold.reason}). Nothing was taken out. "
            f"Whoever may lift it does so with: marionet hold lift {hold.hold_id}"
        )
    with vault.writing(progress):
        person = survey(vault, account_id).person
        stones = Tombstones(vault.root)
        stone = stones.place(account_id, reason=reason, by=by)
        _write_plan(vault, stone, person)
        work = _Work(vault, stones, stone, Eraser(person, stone.tombstone_id), progress)
        work.runs()
        from_graph(person, work.eraser)
        work.vault_rows()
        done = stones.finish(work.stone)
        _plan_path(vault, stone).unlink()
    return done


class _Work:
    """A retraction under way."""

    def __init__(
        self,
        vault: Vault,
        stones: Tombstones,
        stone: Tombstone,
        eraser: Eraser,
        progress: Progress,
    ) -> None:
        self._vault = vault
        self._stones = stones
        self._progress = progress
        self.stone = stone
        self.eraser = eraser

    def runs(self) -> None:
        """Take the person out of the runs."""
        runs = self._vault.runs()
        with self._progress.step("taking it out of runs", len(runs), "runs") as step:
            for run in runs:
                removed = rewrite_run(self._vault, run, self.eraser)
                if removed:
                    self._note(removed, runs=[run.run_id])
                step.advance(1)

    def vault_rows(self) -> None:
        """Take the person out of originals and batches."""
        batches = [b for b in self._vault.batches() if is_in_batch(self._vault, b, self.eraser)]
        with self._progress.step("copying originals without it", unit="originals") as step:
            for batch in batches:
                for source in _sources(self._vault, batch, self.eraser):
                    if source not in self.stone.originals:
                        copy = self._copy(batch, source)
                        self._note({}, originals={source: copy})
                    step.advance(1)
                for archive in filter(None, batch.within):
                    self._note({}, originals={archive: ""})
        with self._progress.step("taking it out of batches", len(batches), "batches") as step:
            for batch in batches:
                self._note(rewrite_batch(self._vault, batch, self.eraser, self.stone.originals))
                step.advance(1)
        for old in self.stone.originals:
            self._vault.originals.path(old).unlink(missing_ok=True)

    def _copy(self, batch: Batch, source: str) -> str:
        """Keep a copy of an original without the person; empty where none can be made."""
        vault = self._vault
        offsets = offsets_of(vault, batch, self.eraser).get(source, set())
        traces = self.eraser.person.traces(self.stone.tombstone_id)
        with scratch(vault.root, "retract") as folder:
            target = folder / batch.names[batch.sources.index(source)].rpartition("/")[2]
            redacted_copy(vault, source, offsets, traces, target)
            if not _reads_the_same(vault, batch, source, target, self.eraser):
                return ""
            with target.open("rb") as file:
                return vault.originals.keep(file).sha256

    def _note(
        self,
        removed: dict[str, int],
        *,
        originals: dict[str, str] | None = None,
        runs: list[str] | None = None,
    ) -> None:
        counts = dict(self.stone.removed)
        for table, count in removed.items():
            counts[table] = counts.get(table, 0) + count
        self.stone = replace(
            self.stone,
            removed=counts,
            originals={**self.stone.originals, **(originals or {})},
            runs=[*self.stone.runs, *(runs or [])],
        )
        self._stones.write(self.stone)


def _sources(vault: Vault, batch: Batch, eraser: Eraser) -> list[str]:
    """Return the originals of a batch that hold records of the person."""
    present = [source for source in dict.fromkeys(batch.sources) if source]
    if len(present) == 1:
        return present
    held = offsets_of(vault, batch, eraser)
    return [source for source in present if held.get(source)]


def _reads_the_same(vault: Vault, batch: Batch, source: str, copy: Path, eraser: Eraser) -> bool:
    """Whether a copy gives all posts of others that the original gave, and none of the person."""
    with tempfile.TemporaryDirectory(prefix="marionet-") as folder:
        other = Vault(Path(folder))
        try:
            load(
                other,
                [str(copy)],
                format="table" if "mapping" in batch.options else batch.format,
                mapping=_mapping(vault, batch, Path(folder)),
                max_rejects=1 << 40,
                context=_context(batch),
            )
        except MarionetError:
            return not _post_ids(vault, [batch], source) - set(eraser.person.posts)
        found = _post_ids(other, other.batches(), None)
    own = set(eraser.person.posts)
    return not found & own and _post_ids(vault, [batch], source) - own <= found


def _mapping(vault: Vault, batch: Batch, folder: Path) -> str | None:
    """Return the mapping that a batch was read with: by its name, or the file that was kept."""
    name = batch.options.get("mapping")
    if name is None or name in MAPPINGS:
        return name
    path = folder / "mapping.yaml"
    with vault.originals.open(batch.options["mapping_sha256"]) as file:
        path.write_bytes(file.read())
    return str(path)


def _context(batch: Batch) -> Context:
    captured = batch.options.get("captured_at")
    return Context(
        captured_us=int(captured) if captured else None,
        platform=batch.options.get("platform"),
        account=batch.options.get("account"),
    )


def _post_ids(vault: Vault, batches: list[Batch], source: str | None) -> set[str]:
    return {
        row["post_id"]
        for table in ("posts", "post_sources")
        for part in vault.parts(table, batches)
        for row in pq.read_table(part, columns=["post_id", "source"]).to_pylist()
        if source is None or row["source"] == source
    }


def _plan_path(vault: Vault, stone: Tombstone) -> Path:
    return vault.root / "tombstones" / f"{stone.tombstone_id}.plan"


def _write_plan(vault: Vault, stone: Tombstone, person: Person) -> None:
    path = _plan_path(vault, stone)
    plan = {**asdict(person), "handles": sorted(person.handles), "texts": sorted(person.texts)}
    fresh = path.with_suffix(".new")
    with told(vault.root, "The plan"):
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(plan), "utf-8")
        flush(fresh)
        fresh.rename(path)


def _plan(vault: Vault, account_id: str) -> Person | None:
    """Return who an interrupted retraction was about, with all that it knew of it."""
    stone = Tombstones(vault.root).of(account_id)
    path = _plan_path(vault, stone) if stone else None
    if path is None or not path.exists():
        return None
    plan = json.loads(path.read_text("utf-8"))
    return Person(
        plan["account_id"],
        tuple(plan["posts"]),
        frozenset(plan["handles"]),
        frozenset(plan["texts"]),
    )
