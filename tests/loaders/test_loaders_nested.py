from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.format import Located, Rejected
from loaders.reading.nested import Nested, read_nested

CHATS = {
    "about": "an export",
    "chats": {
        "list": [
            {"name": "Ä", "id": 5, "messages": [{"id": 1, "text": "x"}, {"id": 2}]},
            {"name": "B", "id": 6, "messages": [{"id": 1}], "later": 7},
        ]
    },
}
PATH = "chats.list.item.messages.item"


class Slow(io.RawIOBase):
    """Gives a few bytes at a time, whatever is asked for."""

    def __init__(self, data: bytes, step: int) -> None:
        self._data = data
        self._step = step

    def read(self, size: int = -1) -> bytes:
        piece, self._data = self._data[: self._step], self._data[self._step :]
        return piece


def found(document: bytes, *paths: str, step: int = 7) -> list[Any]:
    return [
        (item.value.path, item.value.value, item.value.around)
        if isinstance(item, Located)
        else item.reason
        for item in read_nested(Slow(document, step), paths)
    ]


@pytest.mark.parametrize("step", [1, 2, 3, 50, 10_000])
def test_records_come_with_what_stood_around_them_before(step: int) -> None:
    document = json.dumps(CHATS, ensure_ascii=False).encode()

    assert found(document, PATH, step=step) == [
        (PATH, {"id": 1, "text": "x"}, {"name": "Ä", "id": 5}),
        (PATH, {"id": 2}, {"name": "Ä", "id": 5}),
        (PATH, {"id": 1}, {"name": "B", "id": 6}),
    ]


def test_offset_is_the_byte_where_the_record_begins() -> None:
    document = json.dumps(CHATS, ensure_ascii=False, indent=1).encode()

    items = list(read_nested(io.BytesIO(document), (PATH,)))

    assert [document[item.offset :].split(b",")[0].split(b"}")[0].split() for item in items] == [
        [b"{", b'"id":', b"1"],
        [b"{", b'"id":', b"2"],
        [b"{", b'"id":', b"1"],
    ]


def test_a_path_on_the_way_to_others_is_yielded_at_its_end_without_them() -> None:
    document = b'{"id": 12345, "comments": [{"id": 1}], "title": "t"}'

    assert found(document, "comments.item", "") == [
        ("comments.item", {"id": 1}, {"id": 12345}),
        ("", {"id": 12345, "title": "t"}, {}),
    ]


def test_members_of_a_map_come_with_their_names() -> None:
    document = (
        b'{"5": {"name": "A", "posts": {"1": "x", "2": "y"}, "later": 0}, "6": {"posts": {}}}'
    )

    items = list(read_nested(Slow(document, 3), ("*.posts.*", "*")))

    assert [(i.value.names, i.value.value, i.value.around) for i in items] == [
        (("5", "1"), "x", {"name": "A"}),
        (("5", "2"), "y", {"name": "A"}),
        (("5",), {"name": "A", "later": 0}, {}),
        (("6",), {}, {}),
    ]


def test_documents_may_follow_each_other() -> None:
    assert found(b'{"a": [1]}\n{"a": [2, 30]}\n', "a.item") == [
        ("a.item", 1, {}),
        ("a.item", 2, {}),
        ("a.item", 30, {}),
    ]


def test_something_else_where_a_list_is_expected_is_passed_over() -> None:
    assert found(b'{"a": null, "b": [1]}', "a.item", "b.item") == [("b.item", 1, {})]


@pytest.mark.parametrize(
    ("document", "reason"),
    {
        "cut off between records": (b'{"a": [1 ', "ends in the middle"),
        "cut off in a record": (b'{"a": [1, {"b": ', "not JSON or cut off"),
        "too deep": (b'{"a": [1, ' + b"[" * 200_000, "nested too deeply"),
        "no JSON": (b'{"a": [1, nonsense]}', "not JSON"),
        "digits": (b'{"a": [1, ' + b"9" * 5000 + b"]}", "too many digits"),
        "name that is no text": (b'{"a": [1], 5: 6}', "no text"),
        "colon": (b'{"a": [1], "b" 6}', "colon"),
    }.values(),
)
def test_damage_is_a_reject_and_what_came_before_is_kept(document: bytes, reason: str) -> None:
    first, second = found(document, "a.item", step=1 << 16)

    assert first == ("a.item", 1, {})
    assert reason in second


def test_record_that_is_not_utf8_is_rejected_and_the_next_is_read() -> None:
    assert found(b'{"a": ["x", "\xff", "\\ud800", "y"]}', "a.item") == [
        ("a.item", "x", {}),
        "the text is not UTF-8",
        "the text is not UTF-8",
        ("a.item", "y", {}),
    ]


def test_record_beyond_the_limit_is_rejected() -> None:
    document = b'{"a": [1, "' + b"x" * 100 + b'"]}'

    first, second = read_nested(Slow(document, 7), ("a.item",), limit=50)

    assert isinstance(first, Located)
    assert isinstance(second, Rejected)
    assert "no JSON value within" in second.reason


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=10,
)


@given(st.lists(VALUES, max_size=5), st.integers(1, 20))
def test_records_are_those_of_the_document_whatever_the_chunks(
    records: list[Any], step: int
) -> None:
    document = json.dumps({"k": "v", "a": {"b": records}}).encode()

    items = list(read_nested(Slow(document, step), ("a.b.item",)))

    assert [item.value.value for item in items if isinstance(item, Located)] == records
    assert all(isinstance(item.value, Nested) for item in items if isinstance(item, Located))


@given(st.binary(max_size=60), st.integers(0, 40))
def test_no_bytes_crash_the_reading(noise: bytes, at: int) -> None:
    document = b'{"k": "v", "a": {"b": [{"x": 1}, 5]}}'

    list(read_nested(Slow(document[:at] + noise + document[at:], 5), ("a.b.item", "")))
