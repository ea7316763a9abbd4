"""Zip files: what is in them, and whether they mean well."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from loaders.reading.packing import DAMAGED, damaged
from marionet.errors import LoadError

MAX_RATIO = 250
"""Unpacked bytes per packed byte that are believed of a member, beyond `RATIO_FROM_BYTES`."""
RATIO_FROM_BYTES = 1 << 26
MAX_DIRECTORY_BYTES = 1 << 26

_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x07"
_LINK = 0o120000
_KINDS = 0o170000
_ENCRYPTED = 0x1
_UTF8 = 0x800
_HEADER_BYTES = 30


class ZipArchive:
    """A zip file that is open; see `loaders.reading.archives.Archive`.

    Raises:
        LoadError: It is damaged, encrypted, or made to harm.
    """

    def __init__(self, path: Path, name: str) -> None:
        self._name = name
        _check_directory(path, name)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise damaged(name, error) from error
        self._files = [info for info in self._zip.infolist() if not info.is_dir()]
        _check_overlap(self._files, name)
        if any(info.flag_bits & _ENCRYPTED for info in self._files):
            raise LoadError(
                f"{name} is encrypted. Unpack it with its password and load the folder."
            )

    def __enter__(self) -> ZipArchive:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def listed(self) -> Iterator[tuple[str, int, str]]:
        """Yield name, size and reason of refusal of each file."""
        for info in self._files:
            reason = _refusal(info)
            yield _name(info), 0 if reason else info.file_size, reason

    def opened(self) -> Iterator[tuple[str, BinaryIO | None]]:
        """Yield name and content of each file."""
        for info in self._files:
            if _refusal(info):
                yield _name(info), None
                continue
            try:
                with self._zip.open(info) as file:
                    yield _name(info), cast("BinaryIO", file)
            except (*DAMAGED, zipfile.BadZipFile) as error:
                raise damaged(f"{_name(info)} in {self._name}", error) from error


def _refusal(info: zipfile.ZipInfo) -> str:
    kind = info.external_attr >> 16 & _KINDS
    if kind == _LINK:
        return "it is a link"
    known = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    if info.compress_type not in known:
        return f"it is packed by a method that is not supported ({info.compress_type})"
    if info.file_size > RATIO_FROM_BYTES and info.file_size > MAX_RATIO * info.compress_size:
        return f"it unpacks to more than {MAX_RATIO} times its size"
    return ""


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of a member; Chinese tools write it in GB 18030 without saying so."""
    if info.flag_bits & _UTF8 or info.filename.isascii():
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _check_overlap(files: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse entries that share bytes: that is how a small file holds petabytes."""
    end = 0
    for info in sorted(files, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise LoadError(f"{name} has entries that overlap: it is made to harm. Do not load it.")
        end = info.header_offset + _HEADER_BYTES + info.compress_size


def _check_directory(path: Path, name: str) -> None:
    """Refuse a list of members that would not fit into memory: the module reads it whole."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - (1 << 16) - 22 - 20))
        tail = file.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) < at + 22:
            return  # damaged: told when it is opened
        directory = struct.unpack_from("<L", tail, at + 12)[0]
        if at >= 20 and tail[at - 20 :].startswith(_END_64):
            file.seek(struct.unpack_from("<Q", tail, at - 12)[0])
            record = file.read(56)
            directory = struct.unpack_from("<Q", record, 40)[0] if len(record) == 56 else directory
    if directory > MAX_DIRECTORY_BYTES:
        raise LoadError(f"{name} lists too many files. Unpack it and load the folder.")
