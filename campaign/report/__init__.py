"""Telling a profile: as JSON, Markdown, plain text, or a page that prints well."""

from campaign.report.as_html import as_html
from campaign.report.as_json import as_json
from campaign.report.as_markdown import as_markdown
from campaign.report.as_text import as_text
from campaign.report.report import Report

__all__ = ["Report", "as_html", "as_json", "as_markdown", "as_text"]
