"""A report as JSON: chapters by name, grids as objects by column, numbers as numbers."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

from campaign.report.in_short import in_short
from campaign.report.manuscript import ManuscriptReport
from campaign.report.report import Report, title
from campaign.report.spun_view import read_template
from campaign.section import Arrows, Bars, Block, Grid, Section, Spun

FORM: Final = "marionet-profile/1"
"""Name and version of the form: the number grows when a key changes its meaning."""


def as_json(report: Report) -> str:
    """Return a report as indented JSON with a newline at its end."""
    return json.dumps(content(report), ensure_ascii=False, indent=2) + "\n"


def content(report: Report) -> dict[str, Any]:
    """Return a report as what JSON holds; times are ISO 8601 in UTC, infinite numbers null."""
    profile, run, study = report.profile, report.run, report.study
    return {
        "form": FORM,
        "subject": profile.subject,
        "about": "ring" if report.is_ring else "run",
        "title": title(report),
        "ring": None if profile.ring is None else _ring(profile.ring),
        "run": {
            "run_id": run.run_id,
            "collection": run.collection,
            "created_at": run.created_at,
            "parameters": exact(run.parameters),
            "counts": dict(run.counts),
        },
        "study": {
            "study_id": study.study_id,
            "created_at": study.created_at,
            "version": study.version,
            "watchlist": dict(study.watchlist),
        },
        "in_short": [{"text": line.text, "chapter": line.chapter} for line in in_short(report)],
        "notes": list(profile.notes),
        "chapters": {
            chapter.name: {"title": chapter.title, **section_content(chapter.section)}
            for chapter in profile.chapters
        },
    }


def manuscript_content(told: ManuscriptReport) -> dict[str, Any]:
    """Return all that is told of one manuscript."""
    return {
        **exact(told.row),
        "template": template_content(str(told.row["template"] or "")),
        "by_ring": exact(list(told.rings)),
        "run_id": told.findings.run.run_id,
        "study_id": told.findings.study.study_id,
        **section_content(told.section),
    }


def section_content(section: Section) -> dict[str, Any]:
    """Return what a section tells."""
    return {
        "told": list(section.told),
        "blocks": [block_content(block) for block in section.blocks],
        "limits": list(section.limits),
    }


def block_content(block: Block) -> dict[str, Any]:
    """Return a table, chart, graph or manuscript with its `type`."""
    match block:
        case Grid():
            return _grid(block)
        case Bars():
            return {
                "type": "bars",
                "title": block.title,
                "labels": list(block.labels),
                "series": {name: exact(list(v)) for name, v in block.series.items()},
                "marks": dict(block.marks),
            }
        case Arrows():
            arrows = [{"from": a, "to": b, "weight": exact(w)} for a, b, w in block.arrows]
            named = {"type": "arrows", "title": block.title, "weight": block.weight}
            return named | {"nodes": dict(block.nodes), "arrows": arrows}
        case Spun():
            return {
                "type": "spun",
                "manuscript_id": block.manuscript_id,
                "caption": block.caption,
                "template": template_content(block.template),
            }


def template_content(text: str | None) -> dict[str, Any] | None:
    """Return a template's JSON as an object; None where there is none that can be read."""
    found = read_template(text)
    return json.loads(found.to_json()) if found else None


def exact(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value).isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {str(key): exact(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [exact(each) for each in value]
    return value


def _grid(grid: Grid) -> dict[str, Any]:
    names = [column.name for column in grid.columns]
    return {
        "type": "grid",
        "title": grid.title,
        "columns": [asdict(column) for column in grid.columns],
        "rows": [dict(zip(names, map(exact, row), strict=True)) for row in grid.rows],
        "shown": len(grid.rows),
        "total": len(grid.rows) if grid.total is None else grid.total,
    }


def _ring(row: dict[str, object]) -> dict[str, Any]:
    signals = row.get("signals")
    parsed = {"signals": json.loads(signals)} if isinstance(signals, str) else {}
    return {key: exact(value) for key, value in row.items()} | parsed
