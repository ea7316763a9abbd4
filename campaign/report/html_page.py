"""A report as one page that needs nothing else: no script, no request, and it prints well."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from campaign import figures
from campaign.report import cells, report
from campaign.report.arrows_picture import picture
from campaign.report.bars_chart import time_chart
from campaign.report.grid_layout import layout_of
from campaign.report.in_short import in_short
from campaign.report.report import Report
from campaign.report.spun_view import spun_view
from campaign.section import Arrows, Bars, Block, Grid, Spun

FOLDER: Final = Path(str(files("campaign.report"))) / "templates"
BLOCKS_CSS: Final = FOLDER / "blocks.css"
"""The rules of tables, charts and manuscripts; the desk uses them too."""

_POLICY: Final = (
    "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
)


def kind_of(block: Block) -> str:
    """Return the name of the macro that shows a block."""
    names = {Grid: "grid", Bars: "bars", Arrows: "arrows", Spun: "spun"}
    return names[type(block)]


def highest(bars: Bars) -> float:
    """Return the greatest value of all series, so that bars side by side can be compared."""
    return max((value for values in bars.series.values() for value in values if value), default=0.0)


def no_link(kind: str, ident: object) -> None:
    """Return no address: a page that stands by itself has nowhere to lead to."""
    del kind, ident


GLOBALS: Final[dict[str, Any]] = {
    "highest": highest,
    "kind_of": kind_of,
    "layout_of": layout_of,
    "plain": cells.plain,
    "shown": cells.shown,
    "share_of": figures.share,
    "right_kinds": cells.RIGHT,
    "linked_kinds": cells.LINKED,
    "time_chart": time_chart,
    "picture": picture,
    "spun_view": spun_view,
}
"""What the macros of templates/blocks.html call."""


def as_html(report: Report) -> str:
    """Return a report as an HTML page with a policy that lets nothing in or out."""
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        _environment()
        .get_template("report.html")
        .render(report=report, style=Markup(style), policy=_POLICY.format(digest=digest))  # noqa: S704 - our own file
    )


@cache
def _style() -> str:
    parts = (FOLDER / "report.css", BLOCKS_CSS, FOLDER / "print.css")
    return "\n".join(part.read_text("utf-8") for part in parts)


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = (report.title, report.facts, report.why, report.notes, in_short)
    shared: dict[str, Any] = {
        **GLOBALS,
        **{word.__name__: word for word in words},
        "how_to_read": report.HOW_TO_READ,
        "no_link": no_link,
    }
    found.globals.update(shared)
    return found
