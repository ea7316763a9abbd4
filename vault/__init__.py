"""What was received and what was made of it; nothing in here is ever changed."""

from vault.batches import Batch, BatchWriter
from vault.originals import Original
from vault.runs import Run, RunWriter
from vault.store import Vault

__all__ = ["Batch", "BatchWriter", "Original", "Run", "RunWriter", "Vault"]
