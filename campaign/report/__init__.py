"""A profile for people and programs: JSON, Markdown, HTML."""
