from __future__ import annotations

import contextlib
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.format import Located, Rejected
from loaders.reading.documents import read_json_values
from loaders.reading.lines import read_json_lines, read_lines
from loaders.tables.rows import read_csv
from marionet.errors import LoadError

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab"), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.lists(
    st.dictionaries(st.text("abc", min_size=1), JSON, min_size=1, max_size=3), max_size=5
)


def values(raw: bytes) -> list[object]:
    return [
        item.value if isinstance(item, Located) else item
        for item in read_json_values(io.BytesIO(raw))
    ]


@given(OBJECTS)
def test_array_and_lines_and_indented_values_give_the_same(objects: list[object]) -> None:
    lines = "\n".join(json.dumps(value, ensure_ascii=False) for value in objects).encode()
    array = json.dumps(objects, ensure_ascii=False, indent=1).encode()
    indented = "\n".join(json.dumps(value, indent=1) for value in objects).encode()
    assert values(lines) == values(array) == values(indented) == objects


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_failing(raw: bytes) -> None:
    for item in (*read_json_values(io.BytesIO(raw)), *read_json_lines(io.BytesIO(raw))):
        assert isinstance(item, Located) or item.reason


@given(st.binary(max_size=200))
def test_any_bytes_are_rows_or_rejected(raw: bytes) -> None:
    with contextlib.suppress(LoadError):
        rows = list(read_csv(io.BytesIO(raw), "utf-8-sig", None))
        assert all(isinstance(item, list | Located | Rejected) for item in rows)


def test_value_of_an_array_carries_its_byte() -> None:
    raw = '\ufeff[{"a": "中"},\n {"a": 2}]'.encode()
    found = list(read_json_values(io.BytesIO(raw)))
    assert [(item.offset, raw[item.offset : item.offset + 4]) for item in found] == [
        (4, b'{"a"'),
        (19, b'{"a"'),
    ]


def test_line_that_is_too_long_is_rejected_and_the_next_is_read() -> None:
    raw = b'{"a":1}\n{"b":"' + b"x" * 5000 + b'"}\n{"c":3}\n'
    good, long, after = read_json_lines(io.BytesIO(raw), limit=1000)
    assert isinstance(good, Located)
    assert isinstance(long, Rejected)
    assert "5009 bytes" in long.reason
    assert len(str(long.record)) <= 2001
    assert after == Located(3, {"c": 3})


BROKEN = {
    "no UTF-8": (b'{"a":"\xff\xfe"}', "not UTF-8"),
    "half a character": (b'{"a":"\\ud800"}', "not JSON"),
    "nested too deeply": (b'{"a":' + b"[" * 100_000, "deeply"),
    "no JSON": (b"hello", "not JSON"),
    "cut off": (b'{"a":1', "not JSON"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_line_is_rejected_with_its_reason_and_the_rest_is_read(case: str) -> None:
    raw, reason = BROKEN[case]
    first, bad, last = read_json_lines(io.BytesIO(b'{"n":1}\n' + raw + b'\n{"n":2}'))
    assert isinstance(bad, Rejected)
    assert (bad.offset, reason in bad.reason) == (2, True)
    assert [first, last] == [Located(1, {"n": 1}), Located(3, {"n": 2})]


def test_damaged_array_gives_what_stands_before_the_damage() -> None:
    good, bad = values(b'[{"a":1}, {"a":,}, {"a":3}]')
    assert good == {"a": 1}
    assert isinstance(bad, Rejected)
    assert bad.offset == 10


def test_number_of_too_many_digits_ends_an_array_with_its_reason() -> None:
    good, bad = values(b'[\n{"a":1}, {"a":' + b"9" * 5000 + b"}]")
    assert good == {"a": 1}
    assert isinstance(bad, Rejected)
    assert "too many digits" in bad.reason


def test_half_character_in_an_array_spoils_only_its_record() -> None:
    bad, good = values(b'[\n{"a":"\\ud800"}, {"a":"\\ud83d\\ude00"}]')
    assert isinstance(bad, Rejected)
    assert good == {"a": "😀"}


def test_blank_lines_and_a_byte_order_mark_are_no_records() -> None:
    assert list(read_lines(io.BytesIO(b"\xef\xbb\xbfa\n\n \r\nb"))) == [(1, b"a\n"), (4, b"b")]


def test_csv_rows_carry_their_first_line() -> None:
    header, *rows = read_csv(io.BytesIO(b'a,b\n1,"x\ny"\n2,z\n'), "utf-8-sig", None)
    assert header == ["a", "b"]
    assert rows == [Located(2, {"a": "1", "b": "x\ny"}), Located(4, {"a": "2", "b": "z"})]


def test_csv_row_with_other_fields_or_encoding_is_rejected() -> None:
    _, short, wrong, good = read_csv(io.BytesIO(b"a,b\n1\n\xff,2\n3,4\n"), "utf-8", None)
    assert isinstance(short, Rejected)
    assert isinstance(wrong, Rejected)
    assert good == Located(4, {"a": "3", "b": "4"})
