"""Loading: from paths to batches in the vault, one batch per file."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import pyarrow.parquet as pq

from loaders.accounts import keep_changes
from loaders.batch import BatchLoader
from loaders.format import NO_CONTEXT, Context, Format
from loaders.recognise import choose_format
from loaders.rejects import RejectWriter
from loaders.report import LoadReport
from loaders.seen import Seen
from loaders.sources import STDIN, find_files, unpacked
from marionet.errors import LoadError, MarionetError, UsageError
from marionet.progress import SILENT, Progress, Step
from vault import Batch, Original, Vault
from vault.folders import scratch, told

REJECTS = "rejects.jsonl"


@dataclass(frozen=True)
class _Load:
    """What is the same for all files of one call."""

    vault: Vault
    format: str
    mapping: str | None
    collection: str
    max_rejects: int | None
    context: Context
    progress: Progress

    @cached_property
    def seen(self) -> Seen:
        """The ids of the posts that the collection has; read when the first new file comes."""
        return _ids_of(self.vault, self.collection, self.progress)


def load(
    vault: Vault,
    paths: list[str],
    *,
    format: str = "auto",
    mapping: str | None = None,
    collection: str = "default",
    max_rejects: int | None = None,
    context: Context = NO_CONTEXT,
    progress: Progress = SILENT,
) -> list[LoadReport]:
    """Load files into a collection and return what became of each; see `load_each`."""
    return list(
        load_each(
            vault,
            paths,
            format=format,
            mapping=mapping,
            collection=collection,
            max_rejects=max_rejects,
            context=context,
            progress=progress,
        )
    )


def load_each(
    vault: Vault,
    paths: list[str],
    *,
    format: str = "auto",
    mapping: str | None = None,
    collection: str = "default",
    max_rejects: int | None = None,
    context: Context = NO_CONTEXT,
    progress: Progress = SILENT,
) -> Iterator[LoadReport]:
    """Load files one by one; each is in the vault whole when its report is yielded, or not at all.

    Args:
        vault: Where to.
        paths: Files, folders, patterns, or `-` for standard input.
        format: Name of a format, or `auto`: found by content.
        mapping: Name of a mapping that comes with the program, or a YAML file.
        collection: Name of the collection.
        max_rejects: Rejects that end the load of a file; None: 1000 or a hundredth of its records,
            whichever is more.
        context: When the files were captured and which platform they are of, where the user said
            so; the name is that of each file.
        progress: Where steps are told.

    Raises:
        UsageError: A path, the format or the mapping is wrong.
        LoadError: A file cannot be read; what was loaded before it stays.
    """
    check_collection(collection)
    files = find_files(paths)
    with vault.writing(progress):
        call = _Load(vault, format, mapping, collection, max_rejects, context, progress)
        loaded = 0
        for path, named in files:
            with _standing(path, vault) as standing:
                report = _load_file(call, standing, _name(path), named=named)
            loaded += not report.skipped
            yield report
    if not loaded:
        raise LoadError(
            "None of the files is in a format that Marionet knows by sight. Name the format with "
            "--format (see: marionet formats) or describe the columns with --mapping FILE."
        )


def check_collection(name: str) -> None:
    """Let the name of a collection pass; raises UsageError where it will not do."""
    if not name or len(name) > 100 or not name.isprintable() or name != name.strip():
        raise UsageError(
            f"The collection name {name!r} will not do. Use up to 100 letters, digits and signs."
        )


def _name(path: Path) -> str:
    return "stdin" if str(path) == STDIN else path.name


@contextmanager
def _standing(path: Path, vault: Vault) -> Generator[Path]:
    """Make a file of what can be read only once: standard input or a pipe."""
    if str(path) != STDIN and path.is_file():
        yield path
        return
    with scratch(vault.root, "incoming") as folder:
        with told(vault.root, "The input"), (folder / "input").open("wb") as copy:
            if str(path) == STDIN:
                shutil.copyfileobj(sys.stdin.buffer, copy, 1 << 20)
            else:
                with path.open("rb") as pipe:
                    shutil.copyfileobj(pipe, copy, 1 << 20)
        yield folder / "input"


def _ids_of(vault: Vault, collection: str, progress: Progress) -> Seen:
    """Collect the ids of the posts that a collection has."""
    seen = Seen()
    parts = vault.parts("posts", vault.batches(collection))
    if parts:
        with progress.step("reading the ids of earlier posts", unit="posts") as step:
            for part in parts:
                ids = pq.read_table(part, columns=["post_id"]).column(0)
                seen.add(ids)
                step.advance(len(ids))
    return seen


def _load_file(call: _Load, path: Path, name: str, *, named: bool) -> LoadReport:
    started = time.monotonic()
    try:
        found = choose_format(path, name, call.format, call.mapping)
    except PermissionError as error:
        raise LoadError(
            f"{name} cannot be read ({error.strerror}). Check its permissions."
        ) from error
    except LoadError as error:
        if named:
            raise
        return LoadReport(name, skipped=error.message)
    with call.progress.step(f"keeping {name}"), path.open("rb") as file:
        original = call.vault.originals.keep(file)
    known = _batch_of(call, original, found)
    if known:
        return LoadReport(name, known=known, seconds=time.monotonic() - started)
    try:
        return _write_batch(call, original, found, name, started)
    except BaseException:
        # Ctrl-C may come when the batch is visible already: its original stays then.
        if not any(original.sha256 in batch.sources for batch in call.vault.batches()):
            call.vault.originals.discard(original)
        raise


def _batch_of(call: _Load, original: Original, found: Format) -> Batch | None:
    for batch in call.vault.batches(call.collection):
        same_bytes = batch.sources == [original.sha256]
        if same_bytes and (batch.format, batch.options) == (found.name, _options(call, found)):
            return batch
    return None


def _options(call: _Load, found: Format) -> dict[str, str]:
    """Return what changes the meaning of the bytes."""
    options = {**found.options, **call.context.origin}
    if call.context.captured_us is not None:
        options["captured_at"] = str(call.context.captured_us)
    if call.context.platform is not None:
        options["platform"] = call.context.platform
    return options


def _write_batch(
    call: _Load, original: Original, found: Format, name: str, started: float
) -> LoadReport:
    with (
        call.vault.begin_batch("load") as writer,
        RejectWriter(writer.folder / REJECTS, name) as rejects,
    ):
        loader = BatchLoader(
            writer,
            format=found,
            context=replace(call.context, name=name),
            source=original.sha256,
            seen=call.seen,
            rejects=rejects,
            max_rejects=call.max_rejects,
        )
        try:
            with call.progress.step(f"loading {name}", original.size >> 10, "kB") as step:
                _read_all(call.vault, original, found, loader, name, step)
        except MarionetError as error:
            raise _explained(error, call.vault, rejects, name, original) from error
        rejects.close()
        accounts = keep_changes(writer, writer.folder / "scratch")
        shutil.rmtree(writer.folder / "scratch", ignore_errors=True)
        batch = writer.commit(
            collection=call.collection,
            sources=[original.sha256],
            names=[name],
            format=found.name,
            accounts=accounts,
            duplicates=loader.duplicates,
            rejects=rejects.count,
            options=_options(call, found),
        )
    return LoadReport(
        name=name,
        format=found.name,
        batch=batch,
        posts=batch.counts["posts"],
        accounts=batch.counts["accounts"],
        duplicates=loader.duplicates,
        merged=loader.merged,
        rejects=rejects.count,
        seconds=time.monotonic() - started,
        rejects_path=call.vault.folder(batch) / REJECTS if rejects.count else None,
        reasons=dict(rejects.reasons.most_common(5)),
        links_unread=loader.links_unread,
    )


def _read_all(
    vault: Vault, original: Original, found: Format, loader: BatchLoader, name: str, step: Step
) -> None:
    """Read the original as it was kept: what is stored is what was received."""
    with vault.originals.open(original.sha256) as raw, unpacked(raw, name) as file:
        passed = 0
        for item in found.read(file):
            loader.take(item)
            if loader.full:
                loader.flush()
                passed = _advance(step, raw, passed)
                step.note(f"{loader.read:,} records")
        loader.finish()
        _advance(step, raw, passed)
        step.note(f"{loader.read:,} records")


def _advance(step: Step, raw: BinaryIO, passed: int) -> int:
    at = raw.tell() >> 10
    step.advance(at - passed)
    return at


def _explained(
    error: MarionetError, vault: Vault, rejects: RejectWriter, name: str, original: Original
) -> MarionetError:
    """Name the file in an error, and keep its rejects where they can be looked at."""
    if not isinstance(error, LoadError):
        return error
    message = error.message if name in error.message else f"{name}: {error.message}"
    if rejects.count:
        rejects.close()
        kept = vault.root / "rejects" / f"{name}-{original.sha256[:8]}.jsonl"
        with told(vault.root, "The rejects"):
            kept.parent.mkdir(exist_ok=True)
            shutil.copyfile(rejects.path, kept)
        message = f"{message} See {kept}."
    return LoadError(message)
