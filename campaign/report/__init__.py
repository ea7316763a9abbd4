"""Telling a profile: as JSON, Markdown, plain text, or a page that prints well."""

from campaign.report.as_html import as_html
from campaign.report.as_json import as_json
from campaign.report.as_markdown import as_markdown
from campaign.report.as_text import as_text
from campaign.report.manuscript import ManuscriptReport, manuscript_report
from campaign.report.report import Report
from campaign.report.source import findings_of, findings_with, report_of, run_of_ring

__all__ = [
    "ManuscriptReport",
    "Report",
    "as_html",
    "as_json",
    "as_markdown",
    "as_text",
    "findings_of",
    "findings_with",
    "manuscript_report",
    "report_of",
    "run_of_ring",
]
