"""Write docs/reference/settings.md from the settings class.

usage: python tools/docs_settings.py [--check]
"""

import sys
from pathlib import Path

from pydantic import AliasChoices

from marionet.settings import Settings

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "settings.md"
FROM_THE_SYSTEM = {"home": "the user's data folder", "cache": "the user's cache folder"}


def page() -> str:
    """Return the page."""
    rows: list[str] = []
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        names = (
            [str(choice) for choice in alias.choices]
            if isinstance(alias, AliasChoices)
            else [f"MARIONET_{name.upper()}"]
        )
        default = FROM_THE_SYSTEM.get(name, "none" if field.default is None else field.default)
        variables = " or ".join(f"`{variable}`" for variable in names)
        rows.append(f"| {variables} | {default} | {field.description} |")
    return "\n".join(
        [
            "# Settings",
            "",
            "Settings are environment variables; options of the command line win over them.",
            "There is no default for a secret.",
            "",
            "| variable | default | what it does |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text("utf-8") != page())
    PAGE.write_text(page(), "utf-8")
