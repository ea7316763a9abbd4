"""A report as Markdown: tables that are valid, texts of others that stay texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from campaign.figures import share
from campaign.report.bars_chart import sparkline
from campaign.report.cells import RIGHT, plain, shown, time_of
from campaign.report.in_short import in_short
from campaign.report.report import HOW_TO_READ, Report, facts, notes, title, why
from campaign.report.spun_view import Piece, SpunView, spun_view
from campaign.section import Arrows, Bars, Block, Column, Grid, Section, Spun

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~$&@])")
_ADDRESS = re.compile(r"(?i)(https?|ftp|mailto|xmpp|www)([:.])")
_OPENING = re.compile(r"^(?:[-+=!]|\d+[.)](?=\s|$))")


def as_markdown(report: Report) -> str:
    """Return a report as Markdown (GitHub's tables)."""
    lines = [f"# {escaped(title(report))}", ""]
    lines += [*_table(("", ""), ("", ""), facts(report)), ""]
    if short := in_short(report):
        lines += ["## In short", "", *_items(line.text for line in short), ""]
    for heading, text in why(report):
        lines += [f"**{heading}.** {escaped(text)}", ""]
    if told := notes(report):
        lines += ["**Notes**", "", *_items(told), ""]
    for chapter in report.profile.chapters:
        lines += [f"## {escaped(chapter.title)}", "", *section_markdown(chapter.section)]
    lines += ["## How to read this", "", *_items(HOW_TO_READ)]
    return "\n".join(lines).rstrip() + "\n"


def section_markdown(section: Section) -> Iterator[str]:
    """Yield the lines of a section: sentences, blocks, limits."""
    yield from _items(section.told)
    yield ""
    for block in section.blocks:
        yield from _block(block)
        yield ""
    if section.limits:
        yield "**What this cannot say**"
        yield ""
        yield from _items(section.limits)
        yield ""


def escaped(text: str) -> str:
    """Return a text of anybody as Markdown that shows it and does nothing else.

    No element, link, emphasis, table cell or heading can come of it; addresses are no links.
    """
    found = _SIGNS.sub(r"\\\1", plain(text))
    found = _ADDRESS.sub(r"\1\\\2", found)
    return _OPENING.sub(lambda opening: f"{opening[0][:-1]}\\{opening[0][-1]}", found)


def _items(texts: Iterable[str]) -> list[str]:
    return [f"- {escaped(text)}" for text in texts]


def _block(block: Block) -> Iterator[str]:
    match block:
        case Grid():
            yield from _grid(block)
        case Bars():
            yield from _bars(block)
        case Arrows():
            yield from _arrows(block)
        case Spun():
            yield from _spun(block)


def _grid(grid: Grid) -> Iterator[str]:
    yield from _title(grid.title)
    kinds = [column.kind for column in grid.columns]
    rows = [[shown(c, kind) for c, kind in zip(row, kinds, strict=True)] for row in grid.rows]
    yield from _table([column.title for column in grid.columns], kinds, rows)
    if grid.total is not None and grid.total > len(grid.rows):
        yield ""
        yield f"{len(grid.rows):,} of {grid.total:,} are shown."


def _table(
    head: Sequence[str], kinds: Sequence[str], rows: Iterable[Sequence[str]]
) -> Iterator[str]:
    yield _row(head)
    yield "|" + "|".join("---:" if kind in RIGHT else "---" for kind in kinds) + "|"
    for row in rows:
        yield _row(row)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(escaped(cell) for cell in cells) + " |"


def _title(text: str) -> Iterator[str]:
    if text:
        yield f"**{escaped(text)}**"
        yield ""


def _bars(bars: Bars) -> Iterator[str]:
    yield from _title(bars.title)
    if bars.labels and all(map(time_of, bars.labels)):
        span = f"{plain(bars.labels[0])} to {plain(bars.labels[-1])}"
        head = ("", span, "highest", "sum")
        rows = [
            (name, sparkline(v), shown(max(v, default=0), "number"), shown(sum(v), "number"))
            for name, v in bars.series.items()
        ]
        yield from _table(head, ("text", "text", "number", "number"), rows)
    elif bars.labels:
        columns = (Column("label", ""), *(Column(n, n, "number") for n in bars.series))
        yield from _grid(
            Grid("", columns, tuple(zip(bars.labels, *bars.series.values(), strict=True)))
        )
    if bars.marks:
        yield ""
        yield from _items(f"{label}: {text}" for label, text in bars.marks.items())


def _arrows(arrows: Arrows) -> Iterator[str]:
    columns = (Column("from", "From"), Column("to", "To"), Column("w", arrows.weight, "number"))
    named = arrows.nodes
    rows = tuple((named.get(a, a), named.get(b, b), weight) for a, b, weight in arrows.arrows)
    yield from _grid(Grid(arrows.title, columns, rows))


def _spun(spun: Spun) -> Iterator[str]:
    yield f"**{escaped(spun.manuscript_id)}**: {escaped(spun.caption)}"
    yield ""
    view = spun_view(spun.template)
    if view is None:
        yield "No template was recovered."
        return
    for line in view.lines:
        text = "".join(map(_piece, line.pieces))
        yield f"> {text} ({line.copies:,} of {view.copies:,} copies)  "
    yield ""
    yield from _slots(view)


def _piece(piece: Piece) -> str:
    if not piece.number:
        lead = " " if piece.text[:1].isspace() else ""
        trail = " " if piece.text[-1:].isspace() else ""
        return f"{lead}{escaped(piece.text)}{trail}"
    return f"**\\{{{escaped(piece.text)}\\}}**<sup>{piece.number}</sup>"


def _slots(view: SpunView) -> Iterator[str]:
    for slot in view.slots:
        listed = [f"{escaped(a.text)} ({a.copies:,}, {share(a.share)})" for a in slot.alternatives]
        more = [f"and {slot.left_out:,} more"] if slot.left_out else []
        free = "free, for example " if slot.free else ""
        yield f"- Slot {slot.number}: {free}{'; '.join([*listed, *more])}"
    if view.lines_left_out:
        yield f"- {view.lines_left_out:,} more lines are left out."
    if view.shuffled:
        yield "- The copies put the sentences in different orders."
