"""Loading: from paths to batches in the vault, one batch per file, or per crowd of small files."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

from loaders.format import NO_CONTEXT, Context
from loaders.recognise import choose_format
from loaders.report import LoadReport
from loaders.storing.checkpoint import drop_outdated
from loaders.storing.group import Groups
from loaders.storing.inputs import Input, Inputs
from loaders.storing.single import load_file
from loaders.storing.target import Target
from loaders.tables import MAPPINGS
from marionet.errors import LoadError, UsageError
from marionet.progress import SILENT, Progress
from vault import Vault


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

    Many small files of one place and format are one batch and have one report. A file that was
    found in a folder or an archive and cannot be loaded does not stop the others.

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
        LoadInterruptedError: Ctrl-C; the same call goes on.
    """
    check_collection(collection)
    with vault.writing(progress):
        drop_outdated(vault.root)
        _keep_mapping(vault, mapping)
        target = Target(
            vault,
            collection=collection,
            format=format,
            mapping=mapping,
            max_rejects=max_rejects,
            context=context,
            progress=progress,
        )
        failed: list[LoadReport] = []
        loaded = False
        with closing(_reports(target, Inputs(target, paths))) as reports:
            for report in reports:
                loaded = loaded or not (report.skipped or report.failed)
                failed += [report] if report.failed else []
                yield report
    if failed:
        first = failed[0]
        raise LoadError(
            f"{len(failed)} of the files could not be loaded; the first: "
            f"{first.name}: {first.failed}"
        )
    if not loaded:
        raise LoadError(
            "None of the files is in a format that Marionet knows by sight. Name the format with "
            "--format (see: marionet formats) or describe the columns with --mapping FILE."
        )


def _keep_mapping(vault: Vault, mapping: str | None) -> None:
    """Keep a mapping of the user's own: without it nobody could read the originals again."""
    if mapping is not None and mapping not in MAPPINGS and Path(mapping).is_file():
        with Path(mapping).open("rb") as file:
            vault.originals.keep(file)


def check_collection(name: str) -> None:
    """Let the name of a collection pass; raises UsageError where it will not do."""
    if not name or len(name) > 100 or not name.isprintable() or name != name.strip():
        raise UsageError(
            f"The collection name {name!r} will not do. Use up to 100 letters, digits and signs."
        )


def _reports(target: Target, inputs: Inputs) -> Generator[LoadReport]:
    groups = Groups(target)
    try:
        with closing(inputs.found()) as items:
            for item in items:
                if isinstance(item, LoadReport):
                    yield item
                    continue
                yield from groups.enter(item.place)
                yield from _load_input(target, groups, item)
        yield from groups.commit()
    except LoadError:
        yield from groups.commit()  # the failure is of one file
        raise
    except BaseException:
        groups.give_up()
        raise
    finally:
        for archive in inputs.archives:
            target.discard(archive)


def _load_input(target: Target, groups: Groups, item: Input) -> Iterator[LoadReport]:
    try:
        found = choose_format(item.path, item.name, target.format, target.mapping)
    except LoadError as error:
        if item.named:
            raise
        yield LoadReport(item.name, skipped=error.message)
        return
    try:
        if item.crowd:
            yield from groups.take(item, found)
        else:
            yield load_file(target, item, found)
    except LoadError as error:
        if item.named:
            raise
        yield LoadReport(
            item.name, format=found.name, failed=error.message.removeprefix(f"{item.name}: ")
        )
