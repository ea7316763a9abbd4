"""The head of a profile: its size, its time, and the sentence of each part that matters most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from campaign.figures import day, plural
from campaign.report.report import Report


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the head.

    Attributes:
        text: The sentence.
        chapter: Name of the chapter that has more of it; empty for the sentence on size and time.
        title: Heading of that chapter.
    """

    text: str
    chapter: str = ""
    title: str = ""


def in_short(report: Report) -> tuple[Line, ...]:
    """Return the sentences of the head, in the order of the chapters that have one."""
    told = tuple(
        Line(chapter.section.short, chapter.name, chapter.title)
        for chapter in report.profile.chapters
        if chapter.section.short
    )
    size = _size(report)
    return (Line(size), *told) if size else told


def _size(report: Report) -> str:
    """Return how many accounts are meant and when they acted; empty where that is not known."""
    ring = report.profile.ring
    if ring is None:
        return _size_of_all(report)
    accounts, bursts, posts = (ring.get(name) for name in ("accounts", "bursts", "posts"))
    first, last = ring.get("first"), ring.get("last")
    if not isinstance(accounts, int):
        return ""
    span = ""
    if isinstance(first, datetime) and isinstance(last, datetime):
        span = f" from {day(first)} to {day(last)}"
    seen = ""
    if isinstance(bursts, int) and isinstance(posts, int):
        seen = f", in {plural(posts, 'post')} and {plural(bursts, 'burst')} of joint activity"
    acted = "acted together" if ring.get("tier") == "ring" else "met"
    return f"{plural(accounts, 'account')} {acted}{span}{seen}."


def _size_of_all(report: Report) -> str:
    """Return how many rings a run has, without the groups that only look like an audience."""
    if not report.run.counts.get("rings"):
        return ""
    rings = report.run.read("rings", [("tier", "=", "ring")]).to_pylist()
    if not rings:
        return "The run has no ring."
    firsts = [ring["first"] for ring in rings if ring["first"] is not None]
    lasts = [ring["last"] for ring in rings if ring["last"] is not None]
    span = f" from {day(min(firsts))} to {day(max(lasts))}" if firsts and lasts else ""
    most = max(ring["accounts"] for ring in rings)
    size = f"of up to {most:,} accounts each" if len(rings) > 1 else f"of {most:,} accounts"
    return f"{plural(len(rings), 'ring')} {size} acted together{span}."
