"""The lists that lie beside the code as data: one entry a line, `#` begins a comment."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).with_name("data")


def read_words(name: str) -> list[list[str]]:
    """Return the words of each line of a list that is not empty."""
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    return [words for line in lines if (words := line.split("#")[0].split())]
