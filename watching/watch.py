"""One pass of the watch: detect, compare with what was told, remember, deliver."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from campaign.study import make_study
from campaign.watchlist import Watchlist
from detection.compare import Naming, compare
from detection.detect import detect
from detection.options import Options
from detection.rings.claims import RING
from marionet.errors import MarionetError, NotFound
from marionet.progress import Progress
from vault import Run, Vault
from vault.studies import Study
from watching.alert import Alert
from watching.change import Change, KnownRing
from watching.delivery import Delivered, deliver
from watching.kinds import KINDS
from watching.memory import Memory
from watching.receivers import Receivers
from watching.spread import known_platforms, platforms_of

_TELL_MEMBERS: Final = frozenset(("new-ring", "ring-grew", "rings-merged", "ring-split"))
Publish = Callable[[Run, Study | None], None]


@dataclass(frozen=True, slots=True)
class Watched:
    """What is watched, and how.

    Attributes:
        collection: Name of the collection.
        options: What detection is asked, given the newest post.
        watchlist: For the study.
        study: Whether a study is made, which alerts about manuscripts need.
        quiet: How long a ring must have been silent to wake up.
        publish: Brings a run into the graph; may do nothing.
        naming: Knows the names of rings; kept from pass to pass, so that each run is read once.
    """

    collection: str
    options: Callable[[], Options]
    watchlist: Watchlist
    study: bool
    quiet: timedelta
    publish: Publish
    naming: Naming = field(default_factory=Naming)


@dataclass(frozen=True, slots=True)
class Pass:
    """What a pass did.

    Attributes:
        run: The run that it made; None where nothing was new.
        alerts: The alerts that it raised.
        delivered: What became of the deliveries that were due.
        problem: Why it did not come to its end; the next pass tries again.
    """

    run: Run | None
    alerts: tuple[Alert, ...]
    delivered: Delivered
    problem: MarionetError | None = None


def watch_once(
    vault: Vault,
    memory: Memory,
    watched: Watched,
    receivers: Receivers,
    progress: Progress,
    clock: Callable[[], float] = time.time,
) -> Pass:
    """Detect if there is anything new since the last pass, and deliver what is due in any case.

    Alerts do not wait for the graph: a run that could not be published is published later.
    """
    run: Run | None = None
    alerts: tuple[Alert, ...] = ()
    problem: MarionetError | None = None
    try:
        there = frozenset(batch.batch_id for batch in vault.need_collection(watched.collection))
        last = memory.last_pass(watched.collection)
        if last is None or there != last[1]:
            run, alerts = _look(vault, memory, watched, receivers, there, progress, clock)
    except MarionetError as error:
        problem = error
    delivered = deliver(memory, receivers.channels, clock)
    try:
        _publish(vault, memory, watched)
    except MarionetError as error:
        problem = problem or error
    return Pass(run, alerts, delivered, problem)


def _publish(vault: Vault, memory: Memory, watched: Watched) -> None:
    """Bring the runs that are not in the graph yet into it, oldest first."""
    for run_id in memory.unpublished(watched.collection):
        try:
            run = vault.run(run_id)
        except NotFound:  # somebody deleted it
            memory.published(watched.collection, run_id)
            continue
        watched.publish(run, _study(vault, run))
        memory.published(watched.collection, run_id)


def _study(vault: Vault, run: Run) -> Study | None:
    return next(reversed(vault.studies(run.run_id)), None)


def _look(
    vault: Vault,
    memory: Memory,
    watched: Watched,
    receivers: Receivers,
    there: frozenset[str],
    progress: Progress,
    clock: Callable[[], float],
) -> tuple[Run, tuple[Alert, ...]]:
    options = watched.options()
    run = detect(vault, watched.collection, options, progress)
    study = make_study(vault, run, watched.watchlist, progress) if watched.study else None
    change = change_of(vault, memory, watched, run, study)
    found = [alert for kind in KINDS for alert in kind.find(change)]
    at = datetime.fromtimestamp(clock(), UTC).isoformat(timespec="seconds")
    raised = set(
        memory.remember(
            watched.collection,
            run.run_id,
            # What was loaded while this run was made is new to the next pass.
            there & set(run.batches),
            at=at,
            alerts=[(alert, _json(alert.row(receivers.base_url, at))) for alert in found],
            channels=[channel.name for channel in receivers.channels],
            rings=_known(change, found),
            platforms=[
                (manuscript, platform)
                for manuscript, now in (platforms_of(study) if study else {}).items()
                for platform in sorted({*now, *change.platforms.get(manuscript, ())})
            ],
        )
    )
    return run, tuple(alert for alert in found if alert.alert_id in raised)


def change_of(
    vault: Vault, memory: Memory, watched: Watched, run: Run, study: Study | None
) -> Change:
    """Return what a run is compared with."""
    runs = vault.runs()
    former = _former(vault, memory, watched.collection, run)
    starts: dict[str, list[datetime]] = {}
    for burst in run.read("bursts").select(["ring_id", "start"]).to_pylist():
        starts.setdefault(burst["ring_id"], []).append(burst["start"])
    return Change(
        collection=watched.collection,
        run=run,
        study=study,
        rings={
            ring["ring_id"]: ring for ring in run.read("rings").to_pylist() if ring["tier"] == RING
        },
        names=watched.naming.names(runs, run),
        fates=tuple(compare(former, run)) if former else (),
        former_names=watched.naming.names(runs, former) if former else {},
        known=memory.rings(watched.collection),
        platforms=known_platforms(
            memory.platforms(watched.collection), _study(vault, former) if former else None, study
        )
        if study
        else {},
        first_bursts={ring: tuple(sorted(times)) for ring, times in starts.items()},
        quiet=watched.quiet,
    )


def _former(vault: Vault, memory: Memory, collection: str, run: Run) -> Run | None:
    last = memory.last_pass(collection)
    if last is None or last[0] == run.run_id:
        return None
    try:
        return vault.run(last[0])
    except NotFound:
        return None


def _known(change: Change, found: list[Alert]) -> list[tuple[str, KnownRing]]:
    """Return what is known of each ring after the pass.

    The number of members is that of the last alert about it, so that a ring that grows slowly is
    told of in the end.
    """
    told = {alert.ring for alert in found if alert.kind in _TELL_MEMBERS}
    known: list[tuple[str, KnownRing]] = []
    for ring_id, ring in change.rings.items():
        name = change.names[ring_id].name
        before = change.known.get(name)
        accounts = int(ring["accounts"]) if before is None or name in told else before.accounts
        last = ring["last"] if before is None else max(before.last, ring["last"])
        known.append((name, KnownRing(accounts, last)))
    return known


def _json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)
