"""All batches of a vault into an empty graph by the import tool, when that is the quicker way."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from graph.bulk.files import InputFile, InputFiles, write_files
from graph.canonical import MEMORY_LIMIT
from graph.connection import Embedded
from graph.embedded.home import ServerHome
from graph.embedded.import_tool import ImportFiles, run_import
from graph.embedded.jars import JarStore
from graph.embedded.java import find_java
from graph.embedded.memory import machine_mb, sizes_for
from graph.embedded.process import Launch
from graph.embedded.store import adopt, incoming
from graph.server import without_server
from marionet.errors import GraphError
from marionet.progress import Progress
from vault import Batch, Vault
from vault.duck import open_duckdb
from vault.schema import CANONICAL

MIN_POSTS: Final = 60_000
"""From about here on the import is quicker: it stops and starts the server and Java twice, some 15
seconds, in which transactions write as many posts."""

_SPARE_BYTES: Final = 64 << 20
# Measured: a byte of a table, unpacked, becomes 2 bytes of input and 5 of store and indexes.
_INPUT_PER_BYTE: Final = 2
_STORE_PER_BYTE: Final = 5


def posts_in(batches: Sequence[Batch]) -> int:
    """Return how many posts the batches have."""
    return sum(batch.counts.get("posts", 0) for batch in batches)


def import_batches(
    embedded: Embedded, vault: Vault, batches: Sequence[Batch], progress: Progress
) -> None:
    """Replace the whole database by these batches, with the server stopped meanwhile.

    A kill at any moment leaves the graph as it was or as it shall be. Constraints and indexes are
    not made.

    Raises:
        InUse: Another command uses the server; nothing was done.
        GraphError: The disk has no room, or the import tool failed; the graph is as before.
    """
    with (
        without_server(embedded, progress) as home,
        incoming(home) as folder,
    ):
        _check_room(home, vault, batches)
        files = _write(vault, batches, folder / "input", progress)
        _check_disk(home, _STORE_PER_BYTE * files.size // _INPUT_PER_BYTE)
        database = embedded.settings.neo4j_database
        run_import(
            _launch(embedded, progress), folder, database, _told(files), folder / "input", progress
        )
        adopt(home, folder, database)


def _write(vault: Vault, batches: Sequence[Batch], folder: Path, progress: Progress) -> InputFiles:
    folder.mkdir()
    with (
        progress.step("graph: writing what is imported", unit="nodes and links") as step,
        vault.scratch("graph") as scratch,
        open_duckdb(scratch, MEMORY_LIMIT) as connection,
    ):
        files = write_files(connection, vault, batches, folder, step)
        step.note(f"{files.node_count:,} nodes, {files.link_count:,} relationships")
        return files


def _launch(embedded: Embedded, progress: Progress) -> Launch:
    settings = embedded.settings
    jars = JarStore.of(settings)
    jars.ensure(settings.maven_url, progress)
    sizes = sizes_for(machine_mb(), settings)
    return Launch(find_java(settings.java_home), jars.class_path, sizes)


def _told(files: InputFiles) -> ImportFiles:
    def named(file: InputFile) -> tuple[str, str, str]:
        return file.name, file.header.name, file.path.name

    return ImportFiles(
        nodes=[named(file) for file in files.nodes],
        relationships=[named(file) for file in files.links],
        multiline=[file.path.name for file in (*files.nodes, *files.links) if file.text],
        longest_value=files.longest_value,
    )


def _check_room(home: ServerHome, vault: Vault, batches: Sequence[Batch]) -> None:
    unpacked = 0
    for table in CANONICAL:
        for part in vault.parts(table, list(batches)):
            found = pq.read_metadata(part)
            unpacked += sum(found.row_group(n).total_byte_size for n in range(found.num_row_groups))
    _check_disk(home, (_INPUT_PER_BYTE + _STORE_PER_BYTE) * unpacked)


def _check_disk(home: ServerHome, needed: int) -> None:
    free = shutil.disk_usage(home.folder).free
    if free < needed + _SPARE_BYTES:
        raise GraphError(
            f"The graph needs about {(needed + _SPARE_BYTES) >> 20} MB in {home.folder}, but only "
            f"{free >> 20} MB are free. Free space on that disk; nothing was changed."
        )
