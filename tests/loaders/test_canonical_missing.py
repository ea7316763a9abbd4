from __future__ import annotations

import hashlib

import pytest

from loaders.canonical.missing import known, known_id
from loaders.check import check
from loaders.records import Account, BadRecord, qualified

MD5_OF_NOTHING = hashlib.md5(b"", usedforsecurity=False).hexdigest()
NOTHING = ["", " ", "\t", "None", "null", "NULL", "nan", "NaN", " undefined ", r"\N", "N/A"]
HASHED = [
    MD5_OF_NOTHING,
    MD5_OF_NOTHING.upper(),
    hashlib.sha1(b"", usedforsecurity=False).hexdigest(),
    hashlib.sha256(b"").hexdigest(),
    hashlib.sha256(b"None").hexdigest(),
    "1B2M2Y8AsgTpgAmY7PhCfg==",
]


@pytest.mark.parametrize("marker", [*NOTHING, *HASHED])
def test_marker_of_a_missing_value_is_no_value(marker: str) -> None:
    assert known(marker) is None
    assert known_id(marker) is None
    assert qualified("x", marker) is None


@pytest.mark.parametrize("marker", ["0", 0, "-1", -1, "[deleted]", "x:0", "x:null", "x:", None])
def test_marker_of_nobody_is_no_id(marker: str | int | None) -> None:
    assert qualified("x", marker) is None


@pytest.mark.parametrize(
    "value", ["Nona", "nullable", "0", "false", "a" * 200, hashlib.sha256(b"a").hexdigest()]
)
def test_other_values_stay(value: str) -> None:
    assert known(value) == value


@pytest.mark.parametrize(
    ("native", "expected"),
    [("10", "x:10"), (7, "x:7"), ("x:7", "x:7"), ("@null", "x:@null"), ("@none", "x:@none")],
)
def test_real_ids_stay(native: str | int, expected: str) -> None:
    assert qualified("x", native) == expected


def test_account_of_a_marker_is_rejected() -> None:
    with pytest.raises(BadRecord, match="marker"):
        check(Account(account_id=f"x:{MD5_OF_NOTHING}", platform="x"))
