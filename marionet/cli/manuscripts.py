"""`marionet manuscripts`: the texts that a campaign spun, and one of them in full."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from marionet.cli.context import CliContext, context_of
from marionet.cli.listing import Format, print_rows
from marionet.cli.profile import RunId, WatchlistFile, study_of
from marionet.errors import NotFound, UsageError

if TYPE_CHECKING:
    from campaign.part import Findings

MANUSCRIPT, ALL = "manuscript", "all"
_SHOWN = (
    "manuscript_id", "kind", "software", "posts", "accounts", "rings", "slots", "coverage",
    "first", "last",
)  # fmt: skip
_EXACT = ("texts", "platforms", "first_post", "first_account", "reason", "text", "template")
_TEXT = 60
"""Characters of the text in a table; the other forms have it whole."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.command(
        epilog="Example:  marionet manuscripts --ring 3f9a1c-01    or    "
        "marionet manuscripts ms:0123456789ab"
    )(manuscripts)


def manuscripts(
    context: typer.Context,
    manuscript: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="Tell this one in full: template, slots, spread."),
    ] = None,
    run: RunId = "latest",
    ring: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Only those that members of this ring published."),
    ] = None,
    kind: Annotated[
        str,
        typer.Option(metavar="KIND", help="manuscript, all, or a kind such as 'share button'."),
    ] = MANUSCRIPT,
    copies: Annotated[
        bool, typer.Option("--copies", help="With ID: list every copy, and why it is one.")
    ] = False,
    watchlist: WatchlistFile = None,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """List the manuscripts of a run, those with most copies first; or tell one of them in full."""
    own = context_of(context)
    if manuscript is None and copies:
        raise UsageError("--copies lists the copies of one manuscript: name it by its id.")
    if manuscript is not None:
        _tell(_findings_with(own, manuscript, run, watchlist), manuscript, copies=copies, form=form)
        return
    _list(_findings(own, ring, run, watchlist), ring, kind, form)


def _findings(own: CliContext, ring: str | None, run: str, watchlist: Any) -> Findings:
    from campaign.part import Findings
    from campaign.report import run_of_ring

    wanted = ring is not None and run == "latest"
    chosen = run_of_ring(own.vault, str(ring)) if wanted else own.vault.run(run)
    return Findings(chosen, study_of(own, chosen, watchlist))


def _findings_with(own: CliContext, manuscript: str, run: str, watchlist: Any) -> Findings:
    """Return a study that has the manuscript: that of the run, else the latest of any run."""
    from campaign.report import findings_with

    found = _findings(own, None, run, watchlist)
    wanted = [("manuscript_id", "=", manuscript)]
    if found.study.read("manuscripts", wanted).num_rows:
        return found
    return findings_with(own.vault, manuscript, None if run == "latest" else found.run.run_id)


def _list(found: Findings, ring: str | None, kind: str, form: Format) -> None:
    from campaign.report.copies import manuscripts_of

    rows = manuscripts_of(found, ring)
    listed = [row for row in rows if kind == ALL or row["kind"] == kind]
    if kind not in (MANUSCRIPT, ALL) and not listed:
        there = ", ".join(sorted({str(row["kind"]) for row in rows})) or "none"
        raise NotFound(f"There is no text of the kind {kind!r} here (there is: {there}).")
    extra = ("members", "own_posts", "share") if ring else ()
    if form is Format.table:
        for row in listed:
            row["beginning"] = " ".join(str(row["text"] or "").split())[:_TEXT]
        print_rows(listed, (*_SHOWN, *extra, "beginning"), form)
        typer.echo(_summary(found, listed, rows))
    else:
        print_rows(listed, (*_SHOWN, *extra, *_EXACT), form)


def _summary(found: Findings, listed: list[dict[str, Any]], rows: list[dict[str, Any]]) -> str:
    others = len(rows) - len(listed)
    more = f"; {others:,} texts of other kinds: --kind all" if others else ""
    return f"{len(listed):,} of the study {found.study.study_id}{more}."


def _tell(found: Findings, manuscript: str, *, copies: bool, form: Format) -> None:
    from campaign.report.json_form import manuscript_content
    from campaign.report.manuscript import manuscript_report, why_a_copy
    from campaign.report.plain_text import section_text

    if copies:
        rows = found.study.read("manuscript_copies", [("manuscript_id", "=", manuscript)])
        listed = [{**row, "why": why_a_copy(row)} for row in rows.to_pylist()]
        columns = ("post_id", "account_id", "platform", "at", "similarity", "explained", "why")
        print_rows(listed, columns, form)
        return
    if form is Format.csv:
        raise UsageError("One manuscript is no table: --format json, or --copies --format csv.")
    told = manuscript_report(found, manuscript)
    if form is Format.json:
        content = manuscript_content(told)
        typer.echo(json.dumps(content, ensure_ascii=False, indent=2))
        return
    typer.echo(manuscript)
    typer.echo("\n".join(section_text(told.section)))
