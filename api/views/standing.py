"""How an account stands in one run, and which run that is: no account is suspected by a label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Listed = Mapping[str, object]

State = Literal["no-run", "flagged", "audience", "beside", "nothing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What one run says of an account.

    Attributes:
        state: `flagged`: a member of a ring; `audience`: only of a group that looks like an
            audience; `beside`: of neither, but it posted in bursts of rings; `nothing`: not found
            at all; `no-run`: nobody has looked.
        run: The run, None where there is none.
        is_newest: Whether it is the newest run of its collection.
        rings: The rings of this run that the account is a member of.
        groups: The same for groups that look like an audience.
        flagged_elsewhere: How many other runs have it in a ring.
    """

    state: State
    run: Listed | None
    is_newest: bool
    rings: tuple[Listed, ...]
    groups: tuple[Listed, ...]
    flagged_elsewhere: int


def choose_run(
    listed: Sequence[Listed], runs: Sequence[Listed], wanted: str | None = None
) -> Listed | None:
    """Return the run to show of an account.

    The one that is wanted; else, of the newest runs of the collections, the newest that lists the
    account; else the newest of all. An older run never speaks for its collection unasked.

    Args:
        listed: Rings and groups of the account, of every run: `run`.
        runs: Every run, newest first: `run_id`, `collection`.
        wanted: Id of a run; None: choose.
    """
    if wanted is not None:
        return next((run for run in runs if run["run_id"] == wanted), None)
    current = _newest(runs)
    having = {row["run"] for row in listed}
    return next((run for run in current if run["run_id"] in having), next(iter(current), None))


def standing(
    listed: Sequence[Listed], runs: Sequence[Listed], run: Listed | None, bursts: int
) -> Standing:
    """Return how the account stands in this run.

    Args:
        listed: Rings and groups of the account, of every run: `run`, `tier`.
        runs: Every run, newest first: `run_id`, `collection`.
        run: The run to show.
        bursts: Bursts of rings of this run in which the account posted.
    """
    if run is None:
        return Standing("no-run", None, is_newest=False, rings=(), groups=(), flagged_elsewhere=0)
    ident = run["run_id"]
    here = [row for row in listed if row["run"] == ident]
    rings = tuple(row for row in here if row["tier"] == "ring")
    groups = tuple(row for row in here if row["tier"] != "ring")
    elsewhere = {row["run"] for row in listed if row["tier"] == "ring" and row["run"] != ident}
    state: State = (
        "flagged" if rings else "audience" if groups else "beside" if bursts else "nothing"
    )
    newest = any(ident == row["run_id"] for row in _newest(runs))
    return Standing(state, run, newest, rings, groups, len(elsewhere))


def _newest(runs: Sequence[Listed]) -> list[Listed]:
    """Return the newest run of each collection, newest first."""
    seen: dict[object, Listed] = {}
    for run in runs:
        seen.setdefault(run["collection"], run)
    return list(seen.values())
