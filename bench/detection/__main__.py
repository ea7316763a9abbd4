"""How well detection does: `python -m bench.detection [SUITE ...]`.

Seeds 0 to 99 are for development: anybody may look at them. Seeds from 1000 on are held out: they
are for a final table (`--held-out`) and never looked at while the method is being changed.
"""

from __future__ import annotations

import argparse
import time

from bench.detection.backgrounds import BACKGROUNDS
from bench.detection.calibration import calibration
from bench.detection.figures import Settings
from bench.detection.page import HELD_OUT, PAGE, renew, section
from bench.detection.peers import peers
from bench.detection.real_sets import REAL
from bench.detection.scale import identical, scale
from bench.detection.sensitivity import sensitivity
from bench.detection.suites import PLANTED
from bench.measure import ROOT

SUITES = {
    **PLANTED,
    **REAL,
    "calibration": calibration,
    "sensitivity": sensitivity,
    "scale": scale,
    "identical": identical,
    "peers": peers,
}
DEVELOPMENT = 0


def main() -> None:
    """Run the suites and print their tables."""
    asked = _arguments()
    settings = _settings(asked)
    for name in asked.suites:
        started = time.monotonic()
        result = SUITES[name](settings)
        text = section(result, settings)
        print(text, flush=True)
        if asked.write:
            renew({result.name: text})
        print(f"\n{name}: {time.monotonic() - started:.0f} s.\n", flush=True)


def _settings(asked: argparse.Namespace) -> Settings:
    first = HELD_OUT if asked.held_out else asked.first_seed
    return Settings(
        seeds=tuple(range(first, first + asked.seeds)),
        posts=asked.posts,
        background=asked.background,
        through_loader=asked.through_loader,
        why=asked.why,
        huge=asked.huge,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.detection", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=", ".join(SUITES))
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds [1]")
    parser.add_argument("--first-seed", type=int, default=DEVELOPMENT, help="the first of them [0]")
    parser.add_argument("--held-out", action="store_true", help="seeds from 1000 on")
    parser.add_argument("--posts", type=int, default=0, help="organic posts [as the suite likes]")
    parser.add_argument("--background", choices=BACKGROUNDS, default="synthetic")
    parser.add_argument("--through-loader", action="store_true", help="load by the real loader")
    parser.add_argument("--why", action="store_true", help="after which step each ring is lost")
    parser.add_argument("--huge", action="store_true", help="scale: ten million posts as well")
    parser.add_argument("--write", action="store_true", help=f"renew {PAGE.relative_to(ROOT)}")
    asked = parser.parse_args()
    asked.suites = asked.suites or ["quick"]
    unknown = [name for name in asked.suites if name not in SUITES]
    if unknown:
        parser.error(f"There is no suite {unknown[0]!r}. There is: {', '.join(SUITES)}.")
    return asked


if __name__ == "__main__":
    main()
