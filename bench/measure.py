"""Runs a command and measures it: seconds, and the peak memory of its largest process."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARIONET = Path(sys.executable).with_name("marionet")
KB_PER_MB = 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """What a command took and wrote.

    Attributes:
        seconds: Wall time.
        peak_mb: Largest resident set of the process or of any one of its children, MB.
        output: What it wrote to standard output.
    """

    seconds: float
    peak_mb: float
    output: str


def measure(command: Sequence[str | Path]) -> Measured:
    """Run a command and measure it; its standard error is shown.

    Raises:
        SystemExit: It failed.
    """
    words = [str(word) for word in command]
    started = time.monotonic()
    with subprocess.Popen(words, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        output = process.stdout.read().decode()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - started
    if process.returncode != 0:
        sys.exit(f"{' '.join(words)} failed with exit code {process.returncode}.\n{output}")
    # Linux counts in KB, macOS in bytes
    peak_kb = used.ru_maxrss if sys.platform != "darwin" else used.ru_maxrss / KB_PER_MB
    return Measured(seconds, peak_kb / KB_PER_MB, output)


def marionet(home: Path, *words: str | Path) -> Measured:
    """Run the command line of this checkout on a workspace and measure it."""
    return measure([MARIONET, "--home", home, "--quiet", *words])


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine() -> str:
    """Say in a few words what machine the figures are from."""
    cores = os.cpu_count() or 1
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return (
        f"{platform.system()} {platform.machine()}, {cores} cores, {memory_gb:.0f} GB, "
        f"Python {platform.python_version()}"
    )
