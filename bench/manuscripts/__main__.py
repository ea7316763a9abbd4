"""`python -m bench.manuscripts [--write]` measures quality, `... speed [POSTS] [alike]` speed."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.manuscripts.page import page
from bench.manuscripts.speed import ALL_ALIKE, POSTS, speed, study
from bench.measure import ROOT

PAGE = ROOT / "docs" / "reference" / "manuscript-quality.md"


def main() -> None:
    """Do what the command line asks for."""
    words = sys.argv[1:]
    if words[:1] == ["speed"]:
        numbers = [int(word) for word in words[1:] if word.isdigit()]
        print(speed(numbers[0] if numbers else POSTS, alike=ALL_ALIKE in words))
    elif words[:1] == ["study"]:
        print(study(Path(words[1])), end="")
    else:
        text = page()
        if "--write" in words:
            PAGE.write_text(text, encoding="utf-8")
        else:
            print(text)


if __name__ == "__main__":
    main()
