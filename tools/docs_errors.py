"""Write docs/reference/errors.md from the error classes.

usage: python tools/docs_errors.py [--check]
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from marionet import errors

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "errors.md"


def classes(base: type[errors.MarionetError]) -> Iterator[type[errors.MarionetError]]:
    """Return the class and all below it, parents first."""
    yield base
    for child in base.__subclasses__():
        yield from classes(child)


def page() -> str:
    """Return the page."""
    rows = [
        f"| `{error.code}` | {(error.__doc__ or '').strip().splitlines()[0]} "
        f"| {error.exit_code} | {error.status} |"
        for error in classes(errors.MarionetError)
    ]
    return "\n".join(
        [
            "# Errors",
            "",
            "Every error is one sentence that says what is wrong, where, and how to mend it. Its",
            "code never changes its meaning. The API answers with `application/problem+json`",
            "(RFC 9457). A traceback is shown only with `marionet --debug`.",
            "",
            "| code | what it means | exit code | HTTP status |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text("utf-8") != page())
    PAGE.write_text(page(), "utf-8")
