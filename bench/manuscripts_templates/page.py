"""The page of figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.manuscripts_templates.score import Score
from bench.measure import ROOT, machine, table
from detection.version import code_version

PAGE = ROOT / "docs" / "reference" / "template-quality.md"
HEAD = """# Quality of templates: figures

How near recovered templates are to the grammar that wrote the copies. Written by
`python -m bench.manuscripts_templates --write`; every figure here was measured by it.

- *Slots exact*: share of the slots of the grammar that were recovered with exactly the alternatives
  that the copies use. A slot whose copies all say the same is fixed text; what all alternatives
  begin or end with stands outside of it ({says so|reads so} is {says|reads} so): nothing in the
  copies could tell.
- *Edges*: where slots begin and end in the copies, to the character: precision, recall, F1.
- *Alternatives*: those of all slots: precision, recall. *Seen*: share of the alternatives of the
  grammar that any copy uses; others cannot be recovered.
- *Fixed exact*: share of the lines whose fixed words are all as written, and no others.
- *Lines*: of the manuscripts' sentences: precision, recall.
- *Covered*: mean share of the copies that the template explains by 80 % or more.
- *ms*: processor time for one manuscript.

Levels are those of the demo campaign: naive keeps the first wording of seven slots of ten and
changes nothing else; moderate drops 15 % of the sentences and shuffles them; hard spins every slot,
drops 35 % and shuffles. *demo*: manuscripts of the demo campaign. *invented*: sentences of random
words, 14 each, two of five spun, with nothing between slots. *unseen*: manuscripts in Spanish,
Japanese, Korean, Arabic, Chinese and Thai that were written for this page alone and never looked at
while the method was changed; above naive with hashtags, mentions and URLs at the edges, at hard
with sentences of chatter between.
The chatter is the same three or four sentences again and again in three copies of ten: it comes out
as one more line, which *lines* counts as wrong.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one source, level and number of copies.

    Attributes:
        source: Where the manuscripts come from.
        level: Of evasion.
        copies: Of each manuscript.
        score: Added up over the manuscripts.
        seconds: Processor time for one manuscript.
    """

    source: str
    level: str
    copies: int
    score: Score
    seconds: float


def page(rows: Sequence[Row], seeds: Sequence[int]) -> str:
    """Return the page."""
    said = f"Code {code_version()}, seeds {', '.join(map(str, seeds))} (held out). {machine()}."
    return "\n".join([HEAD, said, "", rows_table(rows), ""])


def rows_table(rows: Sequence[Row]) -> str:
    """Return the figures as a table."""
    header = (
        "source", "level", "copies", "slots exact", "edges P", "edges R", "edges F1",
        "alternatives P", "alternatives R", "seen", "fixed exact", "lines P", "lines R",
        "order", "covered", "ms",
    )  # fmt: skip
    return table(header, [_cells(row) for row in rows])


def _cells(row: Row) -> list[str]:
    s = row.score
    precision, recall = _share(s.edges_right, s.edges_found), _share(s.edges_right, s.edges)
    shares = [
        _share(s.slots_exact, s.slots),
        precision,
        recall,
        _share(2 * precision * recall, precision + recall),
        _share(s.alternatives_right, s.alternatives_found),
        _share(s.alternatives_right, s.alternatives),
        _share(s.alternatives, s.written),
        _share(s.fixed_exact, s.lines),
        _share(s.lines_matched, s.lines_found),
        _share(s.lines_recovered, s.lines),
        _share(s.order_right, s.manuscripts),
        _share(s.covered, s.manuscripts),
    ]
    figures = [f"{share:.3f}" for share in shares]
    return [row.source, row.level, str(row.copies), *figures, f"{1000 * row.seconds:.0f}"]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
