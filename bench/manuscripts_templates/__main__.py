"""How well templates are recovered: `python -m bench.manuscripts_templates`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

from bench.manuscripts_templates.copies import spin_copies
from bench.manuscripts_templates.page import PAGE, Row, page, rows_table
from bench.manuscripts_templates.score import Score, score
from bench.manuscripts_templates.sources import SOURCES, manuscripts_of
from bench.measure import ROOT
from demo.options import EVASIONS
from manuscripts.recovery import recover

COPIES = (20, 100, 1000)
HELD_OUT = 1000


def main() -> None:
    """Measure, print, and write the page where asked."""
    asked = _arguments()
    first = HELD_OUT if asked.held_out or asked.write else asked.first_seed
    seeds = range(first, first + asked.seeds)
    rows = list(_rows(asked.sources or SOURCES, asked.copies, seeds))
    print(rows_table(rows))
    if asked.write:
        PAGE.write_text(page(rows, list(seeds)), "utf-8")


def _rows(sources: list[str], copies: list[int], seeds: range) -> Iterator[Row]:
    recover(["one two three", "one two four"], [1, 1])  # kernels are compiled outside of the times
    for source in sources:
        for level in EVASIONS:
            for count in copies:
                yield _row(source, level, count, seeds)


def _row(source: str, level: str, count: int, seeds: range) -> Row:
    total, spent = Score(), 0.0
    for seed in seeds:
        for manuscript in manuscripts_of(source, level, seed):
            copies = spin_copies(manuscript, level, count, seed)
            started = time.process_time()
            recovery = recover(copies.texts, copies.counts)
            spent += time.process_time() - started
            total += score(copies, recovery, shuffled=EVASIONS[level].shuffled)
    return Row(source, level, count, total, spent / max(1, total.manuscripts))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.manuscripts_templates")
    parser.add_argument("sources", nargs="*", choices=[*SOURCES, []], help=", ".join(SOURCES))
    parser.add_argument("--copies", type=int, nargs="+", default=COPIES)
    parser.add_argument("--seeds", type=int, default=3, help="how many seeds [3]")
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--held-out", action="store_true", help="seeds from 1000 on")
    parser.add_argument("--write", action="store_true", help=f"renew {PAGE.relative_to(ROOT)}")
    return parser.parse_args()


if __name__ == "__main__":
    main()
