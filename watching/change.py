"""What is compared to find alerts: the run that was just made, and what was told before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from detection.compare import Fate, Name
from vault import Run
from vault.studies import Study
from watching.alert import Alert


@dataclass(frozen=True, slots=True)
class KnownRing:
    """A ring as it was when it was last told of.

    Attributes:
        accounts: Its members then.
        last: Its last post then.
    """

    accounts: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One pass of the watch.

    Attributes:
        collection: What is watched.
        run: The run that was just made.
        study: Its study; None where none was made.
        rings: Its rings by id; audiences are none.
        names: Lasting name of each of its rings, by id.
        fates: What became of the rings of the run before; empty on the first pass.
        former_names: Lasting names of the rings of the run before, by id.
        known: Rings that were told of, by lasting name.
        platforms: Platforms on which each manuscript of the study was known, by its id there.
        first_bursts: Ring -> start of each of its bursts, sorted.
        quiet: How long a ring must have been silent to wake up.
    """

    collection: str
    run: Run
    study: Study | None
    rings: Mapping[str, dict[str, Any]]
    names: Mapping[str, Name]
    fates: tuple[Fate, ...]
    former_names: Mapping[str, Name]
    known: Mapping[str, KnownRing]
    platforms: Mapping[str, frozenset[str]]
    first_bursts: Mapping[str, tuple[datetime, ...]]
    quiet: timedelta


@dataclass(frozen=True, slots=True)
class AlertKind:
    """Declaration of a kind of alert: one file of watching/kinds/, a module with `KIND`.

    Attributes:
        name: Its name in alerts; never changes its meaning.
        order: Place among the kinds, unique.
        told: When it is raised, for people.
        find: Finds the alerts of a pass; what was raised before is sifted out by its key.
    """

    name: str
    order: int
    told: str
    find: Callable[[Change], Iterator[Alert]]


def ring_alert(
    change: Change,
    kind: str,
    ring_id: str,
    *,
    step: str,
    title: str,
    text: str,
    **numbers: float | str,
) -> Alert:
    """Return an alert about a ring.

    Args:
        change: The pass.
        kind: Name of the kind.
        ring_id: Which ring, of the run.
        step: What tells this alert from earlier ones about the same ring; may be empty.
        title: One line.
        text: What happened.
        numbers: The numbers in it.
    """
    name = change.names[ring_id].name
    return Alert(
        kind=kind,
        key="/".join(part for part in (name, step) if part),
        title=title,
        text=text,
        collection=change.collection,
        run_id=change.run.run_id,
        ring=name,
        ring_id=ring_id,
        numbers=numbers,
        path=f"/rings/{ring_id}",
    )
