"""A profile with all that its reader must know of where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from campaign.figures import moment, plural
from campaign.report.cells import time_of
from vault import Run
from vault.studies import Study

if TYPE_CHECKING:  # it leads to detection, which takes a second: not when a server starts
    from campaign.profile import Profile

HOW_TO_READ: Final = (
    "This page tells what accounts did, as far as the collection shows it. “Flagged” and “ring” "
    "say that accounts acted together more than chance allows; not who they are, nor why, nor for "
    "whom.",
    "“Organic” are all accounts of the collection that are members of no ring. They are what the "
    "ring is compared with, in the same days.",
    "A ratio says how many times as frequent something is among members as among organic accounts. "
    "Intervals are of 95%. A p-value is the chance to see as much without any difference; a "
    "q-value is the same where many things were tested at once.",
    "In a manuscript, coloured words are slots: places where the copies differ. Each opens the "
    "words that stand there, with the number of copies. A grey slot is free: nearly every copy has "
    "its own words there, a name or a number.",
    "What cannot be said, and who shows the same innocently, stands at the end of each part. "
    "No part is a proof by itself; every figure leads back to posts.",
)


@dataclass(frozen=True, slots=True)
class Report:
    """What renderers take: a profile, its run and its study."""

    profile: Profile
    run: Run
    study: Study

    @property
    def is_ring(self) -> bool:
        """Whether it is about one finding, not about the run as a whole."""
        return self.profile.ring is not None


def title(report: Report) -> str:
    """Return the heading of the report."""
    ring = report.profile.ring
    if ring is None:
        return f"All rings of the run {report.profile.run_id}"
    accounts = ring.get("accounts")
    size = plural(accounts, "account") if isinstance(accounts, int) else "accounts"
    if ring.get("tier") == "ring":
        return f"Ring {report.profile.subject}: {size} that act as one"
    return f"Group {report.profile.subject}: {size} that look like an audience"


def facts(report: Report) -> tuple[tuple[str, str], ...]:
    """Return name and value of what the report rests on, for its head."""
    run, study = report.run, report.study
    return (
        ("Collection", run.collection),
        ("Period", _period(run)),
        ("Posts and accounts", _read(run)),
        ("Run", f"{run.run_id}, {_time(run.created_at)} UTC"),
        ("Study", f"{study.study_id}, {_time(study.created_at)} UTC"),
        ("Watch list", _watchlist(study)),
        ("Version", f"Marionet {study.version}"),
    )


def why(report: Report) -> tuple[tuple[str, str], ...]:
    """Return why the ring was flagged and what speaks against it, each with its heading."""
    ring = report.profile.ring or {}
    told = (
        ("Why it was flagged" if ring.get("tier") == "ring" else "Why it stands here", "reason"),
        ("What speaks against it", "against"),
    )
    return tuple((heading, str(ring[key])) for heading, key in told if ring.get(key))


def notes(report: Report) -> tuple[str, ...]:
    """Return what the study could not say, and what a reader of this report must know."""
    ring = report.profile.ring
    spared = ring is not None and ring.get("tier") != "ring"
    own = (
        "This group looks like an audience and is not flagged: studies look at rings, so that "
        "little can be told of it.",
    )
    empty = ("The study has nothing to tell of it.",) if not report.profile.chapters else ()
    return (*(own if spared else ()), *empty, *report.profile.notes)


def _period(run: Run) -> str:
    period = run.parameters.get("period")
    if not period:
        return "all that was loaded"
    since, until = (end and _time(str(end)) for end in period)
    if since and until:
        return f"{since} to {until} UTC"
    return f"from {since} UTC" if since else f"before {until} UTC"


def _read(run: Run) -> str:
    amounts = ((run.counts.get(name), name[:-1]) for name in ("posts", "accounts"))
    return ", ".join(plural(n, one) for n, one in amounts if n is not None) or "not recorded"


def _watchlist(study: Study) -> str:
    if not study.watchlist:
        return "none was given"
    name, digest = study.watchlist.get("name") or "without a name", study.watchlist.get("digest")
    return f"{name} (SHA-256 {str(digest)[:12]}…)" if digest else str(name)


def _time(text: str) -> str:
    at = time_of(text)
    return moment(at) if at else text
