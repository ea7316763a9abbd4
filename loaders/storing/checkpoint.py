"""How far the load of a file came, kept beside its parts so that another process goes on there."""

from __future__ import annotations

import hashlib
import shutil
from functools import lru_cache
from pathlib import Path

import msgspec

from marionet import __version__
from vault.folders import RESUMABLE, STAGING, flush, stage, told

CHECKPOINT = "checkpoint.json"
_PACKAGES = ("loaders", "vault")
_SUFFIXES = frozenset((".py", ".yaml", ".txt", ".csv", ".json"))


class RejectState(msgspec.Struct, frozen=True):
    """What had been written of the rejects."""

    count: int
    size: int  # bytes
    reasons: dict[str, int]


class Checkpoint(msgspec.Struct, frozen=True):
    """The state of a load right after a chunk was written.

    Attributes:
        program: Digest of the code: another version may cut or convert differently.
        batches: What the collection had: with other batches other posts are duplicates.
        items: How many raw records were taken.
        loader: Counters of the BatchLoader.
        writer: State of the BatchWriter.
        rejects: State of the RejectWriter.
    """

    program: str
    batches: list[str]
    items: int
    loader: dict[str, int]
    writer: dict[str, dict[str, int]]
    rejects: RejectState


@lru_cache
def program_digest() -> str:
    """Return a digest of everything that decides what a load makes of its bytes."""
    root = Path(__file__).parent.parent.parent
    digest = hashlib.sha256(__version__.encode())
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if path.suffix in _SUFFIXES:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0")
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def resumable_folder(root: Path, *key: object) -> Path:
    """Return the staging folder of a load; an empty one where nothing was begun.

    Args:
        root: Folder of the vault.
        key: All that makes two loads the same: source, format, options, collection, name.

    Raises:
        VaultError: It cannot be made.
    """
    digest = hashlib.sha256(msgspec.json.encode([program_digest(), *key], order="sorted"))
    folder = root / STAGING / f"{RESUMABLE}{digest.hexdigest()[:24]}"
    if not folder.is_dir():
        with told(root, "Work in progress"):
            stage(root, "load").rename(folder)
    return folder


def read_checkpoint(folder: Path) -> Checkpoint | None:
    """Return the last checkpoint in a staging folder; None where there is none that can be used."""
    try:
        found = msgspec.json.decode((folder / CHECKPOINT).read_bytes(), type=Checkpoint)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
    return found if found.program == program_digest() else None


def write_checkpoint(root: Path, folder: Path, checkpoint: Checkpoint) -> None:
    """Put a checkpoint in the place of the last one; on the disk one of the two is there always.

    Raises:
        VaultError: The disk is full.
    """
    new = folder / f"{CHECKPOINT}.new"
    with told(root, "The checkpoint"):
        new.write_bytes(msgspec.json.encode(checkpoint))
        flush(new)
        new.rename(folder / CHECKPOINT)
        flush(folder)


def empty(folder: Path) -> None:
    """Begin anew: remove what is in a staging folder."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def drop_outdated(root: Path) -> None:
    """Remove what nobody can go on with; only for who holds the vault for writing."""
    for folder in (root / STAGING).glob(f"{RESUMABLE}*"):
        if read_checkpoint(folder) is None:
            shutil.rmtree(folder, ignore_errors=True)
