"""The profile of one subject of a study: its sections, in order."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.part import Findings, parts
from campaign.section import Section
from marionet.errors import NotFound


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section with its name and heading."""

    name: str
    title: str
    section: Section


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a ring, or of all rings of a run.

    Attributes:
        subject: Id of the ring or of the run.
        ring: The row of the run table `rings`; None for the run as a whole.
        chapters: What the parts had to tell.
        notes: What the study could not say.
    """

    subject: str
    run_id: str
    study_id: str
    ring: dict[str, object] | None
    chapters: tuple[Chapter, ...]
    notes: tuple[str, ...]


def profile(findings: Findings, subject: str) -> Profile:
    """Return the profile of a ring, or of the run as a whole.

    Raises:
        NotFound: The run has no such ring.
    """
    rings = {str(row["ring_id"]): row for row in findings.run.read("rings").to_pylist()}
    if subject != findings.run.run_id and subject not in rings:
        some = ", ".join(list(rings)[:5]) or "none"
        raise NotFound(f"The run {findings.run.run_id} has no ring {subject!r} (it has: {some}).")
    told = ((part, part.section(findings, subject)) for part in parts())
    return Profile(
        subject=subject,
        run_id=findings.run.run_id,
        study_id=findings.study.study_id,
        ring=rings.get(subject),
        chapters=tuple(Chapter(p.name, p.title, s) for p, s in told if s is not None),
        notes=tuple(findings.study.notes),
    )
