from __future__ import annotations

import contextlib
import hashlib
import io
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marionet.errors import NotFound, VaultError
from vault import Vault


def test_original_is_kept_under_its_hash_and_read_only(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    original = vault.originals.keep(io.BytesIO(b"as received\n"))
    path = vault.originals.path(original.sha256)

    assert original.sha256 == hashlib.sha256(b"as received\n").hexdigest()
    assert (original.size, original.known) == (12, False)
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_same_bytes_are_known_the_second_time(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    first = vault.originals.keep(io.BytesIO(b"same"))
    second = vault.originals.keep(io.BytesIO(b"same"))

    assert second.known
    assert second.sha256 == first.sha256
    assert len(list((tmp_path / "originals").rglob("*.zst"))) == 1


@given(st.binary(max_size=5000))
def test_original_comes_back_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    vault = Vault(tmp_path_factory.mktemp("vault"))
    original = vault.originals.keep(io.BytesIO(content))
    with vault.originals.open(original.sha256) as file:
        assert file.read() == content
    vault.originals.verify(original.sha256)


def test_changed_original_is_refused(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    original = vault.originals.keep(io.BytesIO(b"true" * 1000))
    path = vault.originals.path(original.sha256)
    raw = bytearray(path.read_bytes())
    path.chmod(0o644)

    for position in range(len(raw)):
        raw[position] ^= 0x01
        path.write_bytes(bytes(raw))
        # A bit of the packing may change without the content: that is no damage.
        with contextlib.suppress(VaultError):
            vault.originals.verify(original.sha256)
            with vault.originals.open(original.sha256) as file:
                assert file.read() == b"true" * 1000
        raw[position] ^= 0x01

    path.write_bytes(bytes(raw[:-3]))
    with pytest.raises(VaultError):
        vault.originals.verify(original.sha256)


def test_other_content_under_the_name_of_an_original_is_refused(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    original, other = (vault.originals.keep(io.BytesIO(b)) for b in (b"true", b"false"))
    vault.originals.path(other.sha256).rename(vault.originals.path(original.sha256))
    with pytest.raises(VaultError, match="damaged"):
        vault.originals.verify(original.sha256)


def test_unknown_original_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound), Vault(tmp_path).originals.open("0" * 64):
        pass


def test_a_source_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise OSError(28, "No space left on device")

    vault = Vault(tmp_path)
    with pytest.raises(VaultError, match="No space left on device"):
        vault.originals.keep(Broken())  # type: ignore[arg-type]

    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_original_of_a_failed_load_can_be_taken_out_unless_it_was_known(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    new = vault.originals.keep(io.BytesIO(b"x"))
    known = vault.originals.keep(io.BytesIO(b"x"))
    vault.originals.discard(known)
    assert vault.originals.path(new.sha256).exists()
    vault.originals.discard(new)
    assert not vault.originals.path(new.sha256).exists()
