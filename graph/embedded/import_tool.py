"""Neo4j's import tool (`neo4j-admin database import full`), run on the jars that are there."""

from __future__ import annotations

import os
import re
import subprocess  # nosec B404 - runs Java only, never a shell
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from graph.embedded.memory import MemorySizes
from graph.embedded.neo4j_conf import configuration, jvm_options
from graph.embedded.process import Launch
from marionet.errors import GraphError
from marionet.progress import Progress, Step

# The start script of neo4j-admin would run this class in a second JVM.
_MAIN: Final = "org.neo4j.cli.AdminTool"
_TOLD_LINES: Final = 12
_PHASE: Final = re.compile(r"^\((\d)/(\d)\) ([A-Z][a-z]+ [a-z]+)")
_PERCENT: Final = re.compile(r"\s(\d{1,3})% ")
_PHASES: Final = {
    "Node import": "nodes",
    "Relationship import": "relationships",
    "Relationship linking": "linking",
    "Post processing": "finishing",
}
_REASON: Final = re.compile(r"(?:Exception|Error|error):? *(.+)")
_LARGEST_HEAP_MB: Final = 2048


@dataclass(frozen=True, slots=True)
class ImportFiles:
    """What the tool reads: (label or type, header file, file of rows), names within one folder."""

    nodes: Sequence[tuple[str, str, str]]
    relationships: Sequence[tuple[str, str, str]]
    multiline: Sequence[str]
    longest_value: int


def run_import(
    launch: Launch, home: Path, database: str, files: ImportFiles, folder: Path, progress: Progress
) -> None:
    """Make a new store of a database from files; node ids in the files are those of the store.

    Args:
        launch: Java, jars and memory.
        home: A folder of its own, as `ServerHome.folder`: the store comes into `home/data`.
        database: Its name.
        files: The input.
        folder: Where the input is.
        progress: Told each phase in percent.

    Raises:
        GraphError: The tool failed; the message gives its own last words.
    """
    conf = home / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    (conf / "neo4j.conf").write_text(configuration(home, 0, launch.sizes), "utf-8")
    process = subprocess.Popen(  # nosec B603  # noqa: S603 - the program was chosen by graph.embedded.java
        _command(launch, home, database, files),
        cwd=folder,
        env={**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(conf)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C comes to us, and we end it
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    try:
        last = _follow(process.stdout or (), progress)
        code = process.wait()
    finally:
        process.kill()
        process.wait()
    if code:
        raise GraphError(f"Neo4j's import tool failed: {_reason(last)}. Nothing was changed.")


def end_orphan(home: Path) -> None:
    """End an import into that folder that outlived the command which began it."""
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if (
                _MAIN in (words := process.cmdline())
                and f"--report-file={home / 'report'}" in words
            ):
                process.kill()
                process.wait(10)


def _command(launch: Launch, home: Path, database: str, files: ImportFiles) -> list[str]:
    sizes = MemorySizes(min(launch.sizes.heap_mb, _LARGEST_HEAP_MB), launch.sizes.page_cache_mb)
    multiline = (
        ["--multiline-fields-format=v2", f"--multiline-fields={','.join(files.multiline)}"]
        if files.multiline
        else []
    )
    return [
        str(launch.java.program),
        *jvm_options(launch.java.version, sizes),
        "-cp",
        launch.class_path,
        _MAIN,
        *("database", "import", "full", database),
        "--id-type=actual",
        f"--report-file={home / 'report'}",
        f"--max-off-heap-memory={max(sizes.page_cache_mb, 128)}m",
        f"--read-buffer-size={max(files.longest_value + (1 << 16), 4 << 20)}",
        *multiline,
        *(f"--nodes={label}={header},{rows}" for label, header, rows in files.nodes),
        *(f"--relationships={kind}={header},{rows}" for kind, header, rows in files.relationships),
    ]


def _follow(output: Iterable[str], progress: Progress) -> list[str]:
    """Tell what the tool says as steps; return its last lines."""
    last: deque[str] = deque(maxlen=_TOLD_LINES)
    lines = iter(output)
    phase = _skip_to_phase(lines, last)
    while phase is not None:
        with progress.step(f"graph: import, {phase}", 100, "%") as step:
            phase = _follow_phase(lines, last, step)
    return list(last)


def _skip_to_phase(lines: Iterator[str], last: deque[str]) -> str | None:
    for line in lines:
        if found := _PHASE.match(line):
            return _PHASES.get(found[3], found[3])
        last.append(line)
    return None


def _follow_phase(lines: Iterator[str], last: deque[str], step: Step) -> str | None:
    done = 0
    for line in lines:
        if found := _PHASE.match(line):
            return _PHASES.get(found[3], found[3])
        if percent := _PERCENT.search(line):
            step.advance(int(percent[1]) - done)
            done = int(percent[1])
        elif line.strip():
            last.append(line)
    return None


def _reason(lines: Sequence[str]) -> str:
    told = [found[1].strip() for line in lines if (found := _REASON.search(line))]
    plain = [line.strip() for line in lines if line.strip() and not line.startswith("\tat ")]
    return (told or plain or ["it said nothing"])[0].rstrip(".")
