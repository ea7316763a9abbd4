"""Taking an account out of vault, runs and graph.

The order makes it safe to be stopped anywhere: the tombstone and the plan (which posts, which
names) are on disk first; copies of originals come before the batches that name them, the old
originals go after these; the graph, which is made of all that, is last; then the plan, which names
the person, is deleted. The same call goes on where one was stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from marionet.errors import NotFound, RetractionError
from marionet.progress import Progress
from retraction.batch_rows import is_in_batch, rewrite_batch, rewrite_run, without_person
from retraction.leftovers import clear_leftovers
from retraction.originals import names_person, redacted_copy
from retraction.person import Person
from retraction.places import Places, places_of
from retraction.plan import drop_plan, person_of, write_plan
from retraction.reread import reads_the_same
from retraction.rows import Eraser
from retraction.run_words import RunWords
from vault import Batch, Vault
from vault.folders import told
from vault.holds import Holds
from vault.tombstones import Tombstone, Tombstones


@dataclass(frozen=True, slots=True)
class Changed:
    """What of the vault was changed, and must change in the graph."""

    batches: list[Batch]
    runs: list[str]


FromGraph = Callable[[Person, Eraser, Changed], None]
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
    person = _need_person(vault, account_id)
    eraser = Eraser(person, "survey")
    batches = [batch for batch in vault.batches() if is_in_batch(vault, batch, eraser)]
    originals = {
        source
        for batch in batches
        for source, places in places_of(vault, batch, eraser).items()
        if places.all
    }
    return Found(person, [batch.batch_id for batch in batches], sorted(originals))


def _need_person(vault: Vault, account_id: str) -> Person:
    person = person_of(vault, account_id)
    if person is None:
        raise NotFound(
            f"There is no account {account_id} in this workspace. Ids are written "
            "platform:id, for instance x:123; find one with: marionet query search-accounts"
        )
    return person


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
        VaultError: The disk is full; the same call goes on.
    """
    _obey_holds(vault, account_id)
    with vault.writing(progress):
        _obey_holds(vault, account_id)  # one may have come while this waited
        person = _need_person(vault, account_id)
        stones = Tombstones(vault.root)
        stone = stones.place(account_id, reason=reason, by=by)
        write_plan(vault, stone, person)
        work = _Work(vault, stones, stone, Eraser(person, stone.tombstone_id), progress)
        with told(vault.root, "What is left"):
            work.vault_rows()
            work.runs()
        from_graph(person, work.eraser, work.changed())
        done = stones.finish(work.stone)
        drop_plan(vault, stone)
    return done


def _obey_holds(vault: Vault, account_id: str) -> None:
    if hold := Holds(vault.root).on(account_id):
        raise RetractionError(
            f"The legal hold {hold.hold_id} forbids it ({hold.reason}). Nothing was taken out. "
            f"Whoever may lift it does so with: marionet hold lift {hold.hold_id}"
        )


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
        words = RunWords(self._vault, self.eraser)
        with self._progress.step("taking it out of runs", len(runs), "runs") as step:
            for run in runs:
                if changed := without_person(run, self.eraser, words):
                    # Said before it is done: the graph must know after a stop, too.
                    self._note({}, runs=[run.run_id])
                    self._note(rewrite_run(self._vault, run, changed, self.eraser.tombstone))
                step.advance(1)

    def vault_rows(self) -> None:
        """Take the person out of originals and batches."""
        batches = self._vault.batches()
        sources = _Sources(self._vault, batches, self.eraser)
        names = sources.all()
        step_name = "looking through originals"
        with self._progress.step(step_name, len(names), "originals") as step:
            for source in names:
                self._replace_original(source, sources)
                step.advance(1)
        with self._progress.step("taking it out of batches", len(batches), "batches") as step:
            for batch in batches:
                if self._must_change(batch):
                    self._note(rewrite_batch(self._vault, batch, self.eraser, self.stone.originals))
                step.advance(1)
        clear_leftovers(self._vault, self.eraser)
        self._vault.drop_cache()
        self._vault.drop_studies()
        for old in self.stone.originals:
            self._vault.originals.path(old).unlink(missing_ok=True)

    def changed(self) -> Changed:
        """Return what must change in the graph."""
        own = self.stone.tombstone_id
        batches = [batch for batch in self._vault.batches() if own in batch.tombstones]
        return Changed(batches, self.stone.runs)

    def _must_change(self, batch: Batch) -> bool:
        named = {*batch.sources, *batch.within, *batch.options.values()}
        return not named.isdisjoint(self.stone.originals) or is_in_batch(
            self._vault, batch, self.eraser
        )

    def _replace_original(self, source: str, sources: _Sources) -> None:
        """Put a copy without the person in the place of an original, or nothing."""
        copy = self.stone.originals.get(source)
        if copy and self._vault.originals.path(copy).exists():
            return
        places = sources.places(source)
        if not places.all and not names_person(self._vault, source, self.eraser.traces):
            return
        copy = self._copy(source, places, sources) if places.others else ""
        if copy != source:
            archives = dict.fromkeys(sources.archives(source), "")
            self._note({}, originals={source: copy, **archives})

    def _copy(self, source: str, places: Places, sources: _Sources) -> str:
        """Keep a copy of an original without the person; empty where none can be made."""
        vault = self._vault
        plain = self.eraser.traces
        # Where others cannot be read without the id, for theirs are made of it, it stays there.
        ways = [(plain, False), (plain, True)]
        if not places.guest and not places.mixed:
            ways.append((plain.without_ids(), False))
        for traces, whole in ways:
            with vault.scratch("retract") as folder:
                target = folder / Path(sources.name(source)).name
                if not redacted_copy(vault, source, places, traces, target, whole=whole):
                    if places.all:
                        continue
                    return source
                lost = places.within | (places.carriers if whole else set[str]())
                if all(
                    reads_the_same(vault, batch, source, target, lost, self.eraser)
                    for batch in sources.batches(source)
                ):
                    with target.open("rb") as file:
                        return vault.originals.keep(file).sha256
        return ""

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
        fresh = replace(
            self.stone,
            removed=counts,
            originals={**self.stone.originals, **(originals or {})},
            runs=list(dict.fromkeys([*self.stone.runs, *(runs or [])])),
        )
        if fresh != self.stone:
            self.stone = fresh
            self._stones.write(fresh)


class _Sources:
    """The originals that batches were made of."""

    def __init__(self, vault: Vault, batches: list[Batch], eraser: Eraser) -> None:
        self._vault = vault
        self._batches: dict[str, list[Batch]] = {}
        for batch in batches:
            for source in dict.fromkeys(filter(None, batch.sources)):
                self._batches.setdefault(source, []).append(batch)
        self._places: dict[str, Places] = {}
        for batch in batches:
            if is_in_batch(vault, batch, eraser):
                for source, places in places_of(vault, batch, eraser).items():
                    known = self._places.get(source)
                    self._places[source] = known.joined(places) if known else places

    def all(self) -> list[str]:
        """Return the originals that are there, in the order in which they came."""
        return [name for name in self._batches if self._vault.originals.path(name).exists()]

    def batches(self, source: str) -> list[Batch]:
        """Return the batches that an original is of."""
        return self._batches[source]

    def places(self, source: str) -> Places:
        """Return where the person stands in it."""
        return self._places.get(source) or Places(others=True)

    def name(self, source: str) -> str:
        """Return what its file was called."""
        batch = self._batches[source][0]
        return batch.names[batch.sources.index(source)]

    def archives(self, source: str) -> list[str]:
        """Return the archives that it came in."""
        return [
            batch.within[place]
            for batch in self._batches[source]
            for place, name in enumerate(batch.sources)
            if name == source and batch.within and batch.within[place]
        ]
