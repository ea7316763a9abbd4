"""Normal forms and signatures of texts, kept for each batch: a new day costs what the day costs.

Batches never change, so what depends on single posts only is computed once for each batch and kept
in the folder `cache` of the vault. It can be removed at any time: it is then made again.
Invariants:
- What is read from the cache gives the same forms, in the same order, as the posts themselves.
- The name of a file tells the batch, the accounts that were taken out of it, and the code that made
  it: a file of another state is never read, and goes away with the next run.
- It holds what people wrote: a purge empties it.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from ibis.backends import BaseBackend

from detection.arrays import Ints
from detection.question.period import EPOCH, MICROSECOND, Period
from detection.text.forms import Forms, forms_of_rows, own_forms
from detection.text.minhash import HASHES, Signatures, enough_shingles, sign
from marionet import comparable
from marionet.progress import SILENT, Progress
from vault import Batch, Vault
from vault.folders import publish, stage, told
from vault.tables import Tables

_ROWS: Final = "rows.parquet"
_FORMS: Final = "forms.parquet"
_SIGNATURE_BYTES: Final = HASHES * 4


class KeptTexts:
    """The texts of some batches of one collection, in normal form.

    Args:
        backend: What reads the posts.
        vault: Where they lie, and the cache.
        batches: Which of them.
        period: Only posts of this time.
        progress: Where steps are reported to.
    """

    def __init__(
        self,
        backend: BaseBackend,
        vault: Vault,
        batches: list[Batch],
        period: Period | None = None,
        progress: Progress = SILENT,
    ) -> None:
        self._backend = backend
        self._vault = vault
        self._batches = batches
        self._period = period or Period()
        self._progress = progress

    def forms(self) -> Forms:
        """Return the forms of the posts, with their signatures.

        Raises:
            VaultError: The cache cannot be written.
        """
        known = 0
        batches = [batch for batch in self._batches if self._touches(batch)]
        with self._progress.step("reading texts", len(batches), "batches") as step:
            folders: list[Path] = []
            for batch in batches:
                folder = folder_of(self._vault, batch)
                known += folder.is_dir()
                if not folder.is_dir():
                    self._make(batch, folder)
                folders.append(folder)
                step.advance()
            self._sweep(set(folders))
            forms = forms_of_rows([self._within(pq.read_table(f / _ROWS)) for f in folders])
            step.note(f"{known:,} of {len(folders):,} batches were known")
        return replace(forms, signatures=_signatures(forms, folders))

    def _touches(self, batch: Batch) -> bool:
        """Return whether posts of a batch may be in the period: others are not even opened."""
        if not self._period:
            return True
        since, until = self._period.since, self._period.until
        for part in self._vault.parts("posts", [batch]):
            first, last = _times(part)
            if (until is None or first < until) and (since is None or last >= since):
                return True
        return False

    def _make(self, batch: Batch, folder: Path) -> None:
        """Compute the forms of a batch and keep them."""
        rows = own_forms(Tables(self._backend, self._vault, [batch]).table("posts"))
        used = pc.unique(rows["form"].combine_chunks())
        comparable = enough_shingles(used)
        signed = used.filter(pa.array(comparable))
        signatures = sign(signed, np.arange(len(signed)))
        content = pa.FixedSizeBinaryArray.from_buffers(
            pa.binary(_SIGNATURE_BYTES), len(signed), [None, pa.py_buffer(signatures)]
        )
        forms = pa.table({"form": signed, "signature": content})
        work = stage(self._vault.root, "texts")
        try:
            with told(self._vault.root, "The cache of texts"):
                pq.write_table(rows, work / _ROWS, compression="zstd")
                pq.write_table(forms, work / _FORMS, compression="zstd")
                publish(work, folder)
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def _sweep(self, current: set[Path]) -> None:
        """Remove what an earlier state of these batches, or other code, left."""
        own = {folder.name.rpartition(".")[0] for folder in current}
        for folder in cache_of(self._vault).glob("*.*"):
            if folder not in current and folder.name.rpartition(".")[0] in own:
                shutil.rmtree(folder, ignore_errors=True)

    def _within(self, rows: pa.Table) -> pa.Table:
        at = rows["at"].cast(pa.int64())
        if self._period.since is not None:
            inside = pc.greater_equal(at, self._period.since)
            rows, at = rows.filter(inside), at.filter(inside)
        if self._period.until is not None:
            rows = rows.filter(pc.less(at, self._period.until))
        return rows


def _times(part: Path) -> tuple[int, int]:
    """Return bounds of the times in a file of posts, microseconds; wide ones where it has none."""
    held = pq.read_metadata(part)
    column = held.schema.to_arrow_schema().get_field_index("created_at")
    first, last = 1 << 63, -(1 << 63)
    for group in range(held.num_row_groups):
        bounds = held.row_group(group).column(column).statistics
        if bounds is None or not bounds.has_min_max:
            return -(1 << 63), 1 << 63
        first, last = min(first, _us(bounds.min)), max(last, _us(bounds.max))
    return first, last


def _us(moment: datetime) -> int:
    return (moment.replace(tzinfo=UTC) - EPOCH) // MICROSECOND


def cache_of(vault: Vault) -> Path:
    """Return the folder of kept texts; it need not be there."""
    return vault.cache / "texts"


def folder_of(vault: Vault, batch: Batch) -> Path:
    """Return where the texts of a batch, as it is now, are kept."""
    state = json.dumps([batch.batch_id, batch.sources, batch.tombstones, _code()])
    digest = hashlib.sha256(state.encode()).hexdigest()[:16]
    return cache_of(vault) / f"{batch.batch_id}.{digest}"


@cache
def _code() -> str:
    """Return a digest of the code that makes forms and signatures."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in (*sorted(here.glob("*.py")), Path(comparable.__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _signatures(forms: Forms, folders: list[Path]) -> Signatures:
    """Return the signature of each form, all ones where it has none."""
    found = np.full((len(forms.forms), HASHES), np.uint32(0xFFFFFFFF), dtype=np.uint32)
    kept = [pq.read_table(folder / _FORMS, columns=["form"])["form"] for folder in folders]
    chunks = [chunk for column in kept for chunk in column.chunks]
    # One look-up for all: each builds an index of all forms.
    place = pc.index_in(pa.chunked_array(chunks, pa.large_string()), value_set=forms.forms)
    numbers: Ints = pc.fill_null(place, -1).to_numpy().astype(np.int64)
    first = 0
    for folder, column in zip(folders, kept, strict=True):
        here = numbers[first : first + len(column)]
        first += len(column)
        values = pq.read_table(folder / _FORMS, columns=["signature"])["signature"]
        raw = b"".join(_bytes_of(chunk) for chunk in values.chunks)
        signed = np.frombuffer(raw, dtype=np.uint32).reshape(len(column), HASHES)
        found[here[here >= 0]] = signed[here >= 0]
    return found


def _bytes_of(chunk: pa.Array) -> memoryview:
    """Return the values of an array of fixed size, one behind the other."""
    begin = chunk.offset * _SIGNATURE_BYTES
    return memoryview(chunk.buffers()[1])[begin : begin + len(chunk) * _SIGNATURE_BYTES]
