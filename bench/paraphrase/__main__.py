"""Figures of paraphrase: `python -m bench.paraphrase [--write] [--embedding MODULE:FUNCTION]`."""

from __future__ import annotations

import argparse
from importlib import import_module

from bench.measure import ROOT
from bench.paraphrase.page import page
from manuscripts.embedding import Embedding

PAGE = ROOT / "docs" / "reference" / "paraphrase-limits.md"


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description="What is found of paraphrased manuscripts.")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    parser.add_argument("--embedding", help="MODULE:FUNCTION that turns texts into vectors")
    parser.add_argument("--name", default="", help="what the page calls it")
    chosen = parser.parse_args()
    text = page(_function(chosen.embedding), chosen.name or chosen.embedding or "")
    print(text)
    if chosen.write:
        PAGE.write_text(text, "utf-8")


def _function(place: str | None) -> Embedding | None:
    if place is None:
        return None
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


if __name__ == "__main__":
    main()
