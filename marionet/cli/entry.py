"""What the console script calls: a Ctrl-C while the rest is still imported is no traceback."""

from __future__ import annotations

import sys


def main() -> None:
    """Import the commands and run one of them."""
    try:
        from marionet.cli.app import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("marionet: Stopped.\n")
        sys.exit(130)
