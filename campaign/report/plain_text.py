"""A report as plain text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.cells import cell_len, chop_cells

from campaign.figures import share
from campaign.report.bars_chart import sparkline
from campaign.report.cells import RIGHT, plain, shorten, shown, time_of
from campaign.report.in_short import in_short
from campaign.report.report import Report, facts, notes, title, why
from campaign.report.spun_view import SpunView, spun_view
from campaign.section import Arrows, Bars, Block, Column, Grid, Section, Spun

WIDTH: Final = 100
"""Columns of a terminal; sentences are wrapped there, tables are not."""
CELL: Final = 60
IN_FULL: Final = 3
"""Manuscripts of a section whose alternatives are listed; of the others, the lines alone."""
LISTED: Final = 6
"""Alternatives of a slot; the other formats have all."""


def as_text(report: Report) -> str:
    """Return a report as lines for a terminal."""
    lines = [title(report), "=" * min(WIDTH, cell_len(title(report))), ""]
    wide = max(len(name) for name, _ in facts(report))
    lines += [f"{name:<{wide}}  {plain(value)}" for name, value in facts(report)]
    lines.append("")
    if short := in_short(report):
        lines += ["In short", "--------", *_items((line.text for line in short), ""), ""]
    for heading, text in why(report):
        lines += [*wrapped(f"{heading}. {text}"), ""]
    lines += _items(notes(report), "Note: ")
    for chapter in report.profile.chapters:
        lines += ["", chapter.title, "-" * cell_len(chapter.title)]
        lines += section_text(chapter.section)
    return "\n".join(lines).rstrip() + "\n"


def section_text(section: Section) -> Iterator[str]:
    """Yield the lines of a section."""
    yield from _items(section.told, "")
    spun = 0
    for block in section.blocks:
        yield ""
        spun += isinstance(block, Spun)
        yield from block_text(block, in_full=spun <= IN_FULL)
    if section.limits:
        yield ""
        yield from _items(section.limits, "Limit: ")


def block_text(block: Block, *, in_full: bool = True) -> Iterator[str]:
    """Yield the lines of a table, chart, graph or manuscript (with its slots, where `in_full`)."""
    match block:
        case Grid():
            yield from _grid(block)
        case Bars():
            yield from _bars(block)
        case Arrows():
            named = block.nodes
            rows = tuple((named.get(a, a), named.get(b, b), n) for a, b, n in block.arrows)
            columns = (
                Column("from", "from"),
                Column("to", "to"),
                Column("n", block.weight, "number"),
            )
            yield from _grid(Grid(block.title, columns, rows))
        case Spun():
            yield from wrapped(f"{block.manuscript_id}: {block.caption}")
            yield from template_text(spun_view(block.template), in_full=in_full)
            if not in_full:
                yield f"  Its alternatives: marionet manuscripts {plain(block.manuscript_id)}"


def template_text(view: SpunView | None, *, in_full: bool = True) -> Iterator[str]:
    """Yield a manuscript with its slots numbered; below it what stands in each, where `in_full`."""
    if view is None:
        yield "  No template was recovered."
        return
    for line in view.lines:
        text = "".join(f"{{{p.text}}}{p.number}" if p.number else p.text for p in line.pieces)
        yield from wrapped(f"{text}  [{line.copies:,} of {view.copies:,} copies]", "  ")
    for slot in view.slots if in_full else ():
        listed = [
            f"{shorten(a.text, 40)} {a.copies:,} ({share(a.share)})" for a in slot.alternatives
        ]
        more = slot.total - min(LISTED, len(listed))
        tail = [f"and {more:,} more"] if more > 0 else []
        free = "free: " if slot.free else ""
        yield from wrapped(f"{slot.number}  {free}{'; '.join([*listed[:LISTED], *tail])}", "    ")
    if view.lines_left_out:
        yield f"  {view.lines_left_out:,} more lines are left out."
    if view.shuffled:
        yield "  The copies put the sentences in different orders."


def wrapped(text: str, indent: str = "") -> list[str]:
    """Return a text in lines of the width of a terminal; Chinese is two columns a sign."""
    lines: list[str] = []
    current = ""
    for word in plain(text).split(" "):
        for part in chop_cells(word, WIDTH - len(indent)) or [""]:
            longer = f"{current} {part}" if current else part
            if cell_len(longer) > WIDTH - len(indent) and current:
                lines.append(indent + current)
                current = part
            else:
                current = longer
    return [*lines, indent + current]


def _items(texts: Iterable[str], lead: str) -> Iterator[str]:
    for text in texts:
        first, *more = wrapped(lead + text, "  ")
        yield f"- {first[2:]}"
        yield from more


def _grid(grid: Grid) -> Iterator[str]:
    if grid.title:
        yield plain(grid.title)
    kinds = [column.kind for column in grid.columns]
    rows = [
        [shorten(shown(c, kind), CELL) for c, kind in zip(row, kinds, strict=True)]
        for row in grid.rows
    ]
    yield from _aligned([plain(column.title) for column in grid.columns], kinds, rows)
    if grid.total is not None and grid.total > len(grid.rows):
        yield f"  {len(grid.rows):,} of {grid.total:,} are shown."


def _aligned(
    head: Sequence[str], kinds: Sequence[str], rows: Sequence[Sequence[str]]
) -> Iterator[str]:
    widths = [max(map(cell_len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        padded = (
            f"{' ' * (w - cell_len(c))}{c}" if kind in RIGHT else f"{c}{' ' * (w - cell_len(c))}"
            for c, kind, w in zip(row, kinds, widths, strict=True)
        )
        yield f"  {'  '.join(padded)}".rstrip()


def _bars(bars: Bars) -> Iterator[str]:
    if bars.title:
        yield plain(bars.title)
    if bars.labels and all(map(time_of, bars.labels)):
        wide = max((cell_len(plain(name)) for name in bars.series), default=0)
        for name, values in bars.series.items():
            top, total = shown(max(values, default=0), "number"), shown(sum(values), "number")
            pad = " " * (wide - cell_len(plain(name)))
            yield f"  {plain(name)}{pad}  {sparkline(values)}  highest {top}, sum {total}"
        yield f"  from {plain(bars.labels[0])} to {plain(bars.labels[-1])}"
    elif bars.labels:
        columns = (Column("label", ""), *(Column(n, n, "number") for n in bars.series))
        yield from _grid(
            Grid("", columns, tuple(zip(bars.labels, *bars.series.values(), strict=True)))
        )
    for label, text in bars.marks.items():
        yield from wrapped(f"{label}: {text}", "  ")
