"""From the spool into the vault and the graph, while the collection goes on."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from collect.spool import header_of, log_of, remove
from loaders import LoadReport, load
from loaders.format import Context
from marionet.errors import LoadError, MarionetError
from vault import Vault

REFUSED = "refused"
"""Folder of segments of which nothing could be read; they are kept as they were received."""
NO_LIMIT = 1 << 62


def load_segment(vault: Vault, path: Path) -> LoadReport:
    """Load one segment as a file, keep its log as an original, and take both out of the spool.

    The batch names the log by its SHA-256 in the option `capture_log`. A segment that was loaded
    before the process was killed is found by its bytes, and is only taken out.

    Raises:
        LoadError: Nothing in it can be read; it lies in the folder `refused` then.
        VaultError: The vault cannot be written; the segment stays.
    """
    header = header_of(path)
    with log_of(path).open("rb") as log:
        kept = vault.originals.keep(log)
    started = datetime.fromisoformat(header.started_at)
    context = Context(
        captured_us=round(started.timestamp() * 1_000_000),
        origin={
            "collected_from": header.url,
            "collected_by": header.program,
            "capture_log": kept.sha256,
        },
    )
    try:
        [report] = load(
            vault,
            [str(path)],
            format=header.format,
            collection=header.collection,
            max_rejects=NO_LIMIT,
            context=context,
        )
    except LoadError:
        vault.originals.discard(kept)
        _set_aside(path)
        raise
    remove(path)
    return report


def _set_aside(path: Path) -> None:
    folder = path.parent / REFUSED
    folder.mkdir(exist_ok=True)
    for file in (path, log_of(path)):
        file.rename(folder / file.name)


class Loading:
    """Loads closed segments one after the other in a thread of its own.

    Args:
        vault: Where to.
        settle: Called when segments were loaded: brings the vault into the graph. May be None.
        on_report: Called with what became of each segment.
        on_problem: Called with a sentence where a segment or the graph failed.
        on_failure: Called when the vault cannot be written: nothing more is loaded then, and the
            segments stay in the spool.
    """

    def __init__(
        self,
        vault: Vault,
        *,
        settle: Callable[[], None] | None,
        on_report: Callable[[LoadReport], None],
        on_problem: Callable[[str], None],
        on_failure: Callable[[MarionetError], None],
    ) -> None:
        self._vault = vault
        self._settle = settle
        self._on_report = on_report
        self._on_problem = on_problem
        self._on_failure = on_failure
        self._failed = False
        self._behind = settle is not None  # whether the vault may hold what the graph has not
        self._waiting: queue.SimpleQueue[Path | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="loading", daemon=True)
        self._thread.start()

    def submit(self, path: Path) -> None:
        """Have a closed segment loaded."""
        self._waiting.put(path)

    def finish(self, timeout_s: float | None = None) -> bool:
        """Wait until all is loaded; return whether it is."""
        self._waiting.put(None)
        self._thread.join(timeout_s)
        return not self._thread.is_alive() and not self._failed

    def _run(self) -> None:
        while (path := self._waiting.get()) is not None:
            if self._failed:
                continue
            try:
                self._load(path)
            except MarionetError as error:
                self._failed = True
                self._on_failure(error)
            except Exception as error:  # noqa: BLE001 - a thread that dies in silence loads nothing
                self._failed = True
                self._on_failure(MarionetError(f"{path.name} cannot be loaded: {error!r}"))
            if self._waiting.empty():
                self._into_graph()
        self._into_graph()

    def _load(self, path: Path) -> None:
        try:
            self._on_report(load_segment(self._vault, path))
        except LoadError as error:
            folder = path.parent / REFUSED
            self._on_problem(f"{error.message} What was received is kept in {folder}.")
            return
        self._behind = self._settle is not None

    def _into_graph(self) -> None:
        if self._settle is None or not self._behind:
            return
        try:
            self._settle()
            self._behind = False
        except MarionetError as error:
            self._on_problem(
                f"{error.message} The posts are in the vault; the next segment tries again."
            )
        except Exception as error:  # noqa: BLE001 - as above
            self._on_problem(f"The graph could not be brought up to date: {error!r}")
