from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from retraction.json_bytes import blank_json
from retraction.traces import Traces

ANN = Traces(
    accounts=frozenset({"1234567"}),
    posts=frozenset({"900000017"}),
    handles=frozenset({"ann_a", "小安"}),
    tombstone="tomb-1",
)


def blanked(value: Any, *, ascii_only: bool = False) -> tuple[Any, bytes]:
    before = json.dumps(value, ensure_ascii=ascii_only).encode()
    data = bytearray(before)
    blank_json(data, ANN)
    assert len(data) == len(before)
    return json.loads(bytes(data)), bytes(data)


def test_own_post_and_account_become_a_mark() -> None:
    found, raw = blanked({"id": "900000017", "text": "secret", "user": {"id": "1234567"}})

    assert found == {"redacted": "tomb-1"}
    assert b"secret" not in raw


def test_post_that_repeats_it_stays_without_it() -> None:
    post = {
        "id": "5",
        "text": "RT @ann_a: hear",
        "user": {"id": "77"},
        "retweeted_status": {"id": 900000017, "text": "hear", "user": {"id": 1234567}},
    }
    found, _ = blanked(post)

    assert found["retweeted_status"] == {"redacted": "tomb-1"}
    assert (found["id"], found["user"], found["text"]) == ("5", {"id": "77"}, "RT @ann_a: hear")


def test_answer_to_it_keeps_its_own_words() -> None:
    found, _ = blanked({"id": "6", "text": "no", "in_reply_to_status_id": 900000017})

    assert found == {"id": "6", "text": "no", "in_reply_to_status_id": None}


def test_flat_record_of_an_author_goes() -> None:
    found, _ = blanked([{"post_id": "900000017", "account_id": "1234567", "text": "secret"}, 3])

    assert found == [{"redacted": "tomb-1"}, 3]


def test_names_in_fields_go_and_words_of_others_stay() -> None:
    for ascii_only in (False, True):
        found, _ = blanked(
            {"id": "5", "text": "@小安 看", "in_reply_to_screen_name": "小安", "lang": "ann_a"},
            ascii_only=ascii_only,
        )
        assert "小安" not in found["in_reply_to_screen_name"]
        assert (found["text"], found["lang"]) == ("@小安 看", "ann_a")


def test_ids_in_names_in_compounds_and_in_json_within_json_go() -> None:
    inner = json.dumps({"id": "900000017", "text": "secret"})
    found, raw = blanked(
        {"900000017": {"text": 1}, "entry": "tweet-900000017", "payload": inner, "n": 1}
    )

    assert b"900000017" not in raw
    assert json.loads(found["payload"]) == {"redacted": "tomb-1"}
    assert found["n"] == 1


def test_record_at_a_place_goes_whatever_it_is_called() -> None:
    before = b'[{"no": 1, "words": "secret"}, {"no": 2}]'
    data = bytearray(before)
    blank_json(data, ANN, frozenset((1,)))

    assert json.loads(bytes(data)) == [{"redacted": "tomb-1"}, {"no": 2}]
    assert len(data) == len(before)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)


@given(VALUES)
def test_what_does_not_name_the_person_is_not_touched(value: Any) -> None:
    found, raw = blanked(value)

    assert found == value
    assert raw == json.dumps(value, ensure_ascii=False).encode()


@given(st.binary(max_size=200))
def test_bytes_that_are_no_json_are_survived(raw: bytes) -> None:
    data = bytearray(raw + b'{"id":"1234567"')
    blank_json(data, ANN)
    assert len(data) == len(raw) + 15
