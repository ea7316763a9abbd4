"""The page of figures: one section for each suite, renewed when that suite is run."""

from __future__ import annotations

import re
from pathlib import Path

from bench.detection.figures import Result, Settings, figures_table
from bench.measure import ROOT, machine
from detection.version import code_version

PAGE = ROOT / "docs" / "reference" / "detection-quality.md"
HELD_OUT = 1000
"""Seeds from here on are never looked at while the method is being changed."""
HEAD = """# Quality of detection: figures

How well rings of known truth are found, and whom detection flags by mistake. Written by
`python -m bench.detection SUITE ... --write`; every figure here was measured by it, with the
defaults and no setting given. Each section says of which code and which seeds it is.

Seeds from 0 to 99 are for development: figures on them are **in-sample**, for the method was
changed while people looked at them. Seeds from 1000 on are **held out**. The planted rings and
the harmless company are described in `bench/detection/`; what is real (reposts of weibo_ced and
twitter16, organic sets, ira) is no part of the repository, and only numbers are told here.

- *Devoted fans* take part in more than a tenth of the posts of their club.
- *Linked pages* are pages of one owner that say so in their profiles and post alike.
- *ARI* is the adjusted Rand index of found against true rings, over members and flagged accounts.
"""


def section(result: Result, settings: Settings, *, whole: bool = True) -> str:
    """Return the section of a suite; `whole`: with its details."""
    sort = "held out" if settings.seeds[0] >= HELD_OUT else "in-sample"
    seeds = ", ".join(map(str, settings.seeds))
    said = f"Code {code_version()}, seeds {seeds} ({sort}). {machine()}."
    parts = [f"## {result.name}", said]
    if result.figures:
        parts.append(figures_table(result.figures, settings.seeds))
    return "\n\n".join([*parts, *(result.details if whole else ())])


def renew(sections: dict[str, str], path: Path = PAGE) -> None:
    """Put sections into the page, those of other suites stay."""
    old = path.read_text("utf-8") if path.exists() else ""
    found = {
        text.split("\n", 1)[0]: f"## {text.strip()}"
        for text in re.split(r"^## ", old, flags=re.M)[1:]
    }
    found |= sections
    path.write_text("\n\n".join([HEAD.strip(), *found.values()]) + "\n", "utf-8")
