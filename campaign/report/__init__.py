"""Telling a profile: as JSON, Markdown, plain text, or a page that prints well."""

from campaign.report.html_page import as_html
from campaign.report.json_form import as_json
from campaign.report.manuscript import ManuscriptReport, manuscript_report
from campaign.report.markdown_page import as_markdown
from campaign.report.plain_text import as_text
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
